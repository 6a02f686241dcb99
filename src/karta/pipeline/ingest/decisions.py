"""decisions.jsonl: what people decided, one signed, dated line each, never overwritten (ARCHITECTURE §4).

    {"id", "decision", "by", "at", "reason", …}
decision: `same | different | part_of | unsure` with `left` and `right` {source_id, record_id};
`prefer claim | withdraw claim` with `claim_id`; `add claim` with `org_id`, `property`, `value`, and for figures
`period`, `unit`, `statement`, `basis`; `undo` with `undoes`, the id of an earlier line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from karta.pipeline.ingest.errors import IngestError

_PAIRS = ("same", "different", "part_of", "unsure")
_CLAIMS = ("prefer claim", "withdraw claim", "add claim")
_SHORT = {"prefer": "prefer claim", "withdraw": "withdraw claim", "add": "add claim"}

RecordKey = tuple[str, str]


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
        return _record(self.line["left"])

    @property
    def right(self) -> RecordKey:
        """The right record of a decision on a pair."""
        return _record(self.line["right"])


def read_decisions(path: Path) -> list[Decision]:
    """Decisions that stand, oldest first; none where the file is missing. Errors: IngestError with file and line."""
    if not path.exists():
        return []
    standing: dict[str, Decision] = {}
    for number, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
            if line["decision"] == "undo":
                standing = {key: kept for key, kept in standing.items() if kept.decision_id != line["undoes"]}
                continue
            decision = _decision(line, number)
            key = _about(decision)
        except (KeyError, ValueError, TypeError) as error:
            raise IngestError(
                "bad_decision",
                f"{path.name} line {number}: not a decision ({error}); correct the line, the build changes nothing",
                f"{path.name} ред {number}: не е решение ({error}); поправете реда, нищо не е променено",
            ) from error
        standing.pop(key, None)  # the last decision on a matter stands, in the place of the last
        standing[key] = decision
    return list(standing.values())


def of_kind(decisions: list[Decision], *kinds: str) -> list[Decision]:
    """Only decisions of some kinds."""
    return [decision for decision in decisions if decision.decision in kinds]


def _decision(line: Mapping[str, Any], number: int) -> Decision:
    kind = _SHORT.get(line["decision"], line["decision"])
    if kind not in _PAIRS + _CLAIMS:
        raise ValueError(f"unknown decision {kind!r}")
    return Decision(
        decision_id=str(line.get("id", f"line-{number}")),
        decision=kind,
        by=str(line["by"]),
        at=date.fromisoformat(str(line["at"])[:10]),
        reason=str(line.get("reason") or ""),
        line=line,
    )


def _about(decision: Decision) -> str:
    """What a decision is about: a pair in any order, a claim, or one added claim of its own."""
    if decision.decision in _PAIRS:
        return "pair " + " ".join(sorted(map(repr, (decision.left, decision.right))))
    if decision.decision == "add claim":
        return "add " + decision.decision_id
    return "claim " + str(decision.line["claim_id"])


def _record(named: Mapping[str, str]) -> RecordKey:
    return named["source_id"], named["record_id"]
