"""decisions.jsonl as the build reads it: the decisions that stand (karta.vocab.decisions tells what a line holds)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from karta.pipeline.ingest.errors import IngestError
from karta.snapshot.files import write_text
from karta.vocab.decisions import BadDecision, RecordKey, read_line, record, standing


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision that stands: not undone by a later line, and the last one on its pair or claim."""

    decision_id: str
    decision: str
    by: str
    at: date
    reason: str
    line: Mapping[str, Any]

    @property
    def left(self) -> RecordKey:
        """The left record of a decision on a pair."""
        return record(self.line, "left")

    @property
    def right(self) -> RecordKey:
        """The right record of a decision on a pair."""
        return record(self.line, "right")


def read_decisions(path: Path) -> list[Decision]:
    """Decisions that stand, oldest first; none where the file is missing. Errors: IngestError with file and line."""
    if not path.exists():
        return []
    lines = []
    for number, text in enumerate(path.read_text("utf-8").split("\n"), start=1):
        if not text.strip():
            continue
        try:
            line = read_line(text)
        except BadDecision as error:
            raise IngestError(
                "bad_decision",
                f"{path.name} line {number}: not a decision ({error.message_en}); correct the line, the build changes "
                "nothing",
                f"{path.name} ред {number}: не е решение ({error.message_bg}); поправете реда, нищо не е променено",
            ) from error
        lines.append({"id": f"line-{number}"} | line)
    return [decision_of(line) for line in standing(lines)]


def end_of_decisions(data_dir: Path) -> int:
    """Bytes of decisions.jsonl as it is now; 0 where there is none."""
    path = data_dir / "decisions.jsonl"
    return path.stat().st_size if path.exists() else 0


def note_read(data_dir: Path, end: int) -> None:
    """Note that a build has read the file up to `end`: from there on a decision waits for the next one."""
    write_text(data_dir / "work" / "decisions_read", f"{end}\n")


def decision_of(line: Mapping[str, Any]) -> Decision:
    """A line that was read as a decision."""
    return Decision(
        decision_id=str(line["id"]),
        decision=line["decision"],
        by=line["by"],
        at=date.fromisoformat(line["at"][:10]),
        reason=str(line.get("reason") or ""),
        line=line,
    )


def of_kind(decisions: list[Decision], *kinds: str) -> list[Decision]:
    """Only decisions of some kinds."""
    return [decision for decision in decisions if decision.decision in kinds]
