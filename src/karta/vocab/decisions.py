"""One line of decisions.jsonl: what it must hold, what it is about, and which lines stand (ARCHITECTURE §4).

    {"id", "decision", "by", "at", "reason", …}
decision: `same | different | part_of | unsure` with `left` and `right` {source_id, record_id}, of `part_of` the left is
the part; `prefer claim | withdraw claim` with `claim_id`; `add claim` with `org_id`, `property`, `value`, and for
figures `period`, `unit`, `statement`, `basis`; `undo` with `undoes`, the `id` or the `batch` of earlier lines.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

PAIRS = ("same", "different", "part_of", "unsure")
CLAIMS = ("prefer claim", "withdraw claim", "add claim")
UNDO = "undo"
SHORT = {"prefer": "prefer claim", "withdraw": "withdraw claim", "add": "add claim"}
_NEEDED = {"add claim": ("org_id", "property", "value"), UNDO: ("undoes",)}

Line = Mapping[str, Any]
RecordKey = tuple[str, str]  # source_id, record_id


class BadDecision(ValueError):
    """A line that is no decision; says in both languages what is wrong with it."""

    def __init__(self, message_en: str, message_bg: str) -> None:
        super().__init__(message_en)
        self.message_en = message_en
        self.message_bg = message_bg


def read_line(text: str) -> dict[str, Any]:
    """One line with the long name of its decision. Errors: BadDecision."""
    try:
        line = json.loads(text)
    except ValueError as error:
        raise BadDecision("it is not JSON", "не е JSON") from error
    if not isinstance(line, dict):
        raise BadDecision("it is not an object", "не е обект")
    kind = line.get("decision")
    kind = SHORT.get(str(kind), kind)
    if kind not in (*PAIRS, *CLAIMS, UNDO):
        known = ", ".join((*PAIRS, *CLAIMS, UNDO))
        raise BadDecision(f"decision {kind!r} is none of {known}", f"решението {kind!r} не е никое от {known}")
    line["decision"] = kind
    _check_signed(line)
    if kind in PAIRS:
        _check_pair(line)
    else:
        _check_text(line, *_NEEDED.get(kind, ("claim_id",)))
    return line


def _check_signed(line: Line) -> None:
    _check_text(line, "by", "at")
    try:
        moment(line)
    except ValueError as error:
        raise BadDecision(f"at {line['at']!r} is no date", f"at {line['at']!r} не е дата") from error


def _check_text(line: Line, *names: str) -> None:
    for name in names:
        if not isinstance(line.get(name), str) or not line[name]:
            raise BadDecision(f"it has no {name}", f"липсва {name}")


def _check_pair(line: Line) -> None:
    for side in ("left", "right"):
        named = line.get(side)
        parts = [named.get(name) for name in ("source_id", "record_id")] if isinstance(named, dict) else []
        if not parts or not all(isinstance(part, str) and part for part in parts):
            raise BadDecision(
                f"{side} needs a source_id and a record_id", f"{side} трябва да има source_id и record_id"
            )
    if record(line, "left") == record(line, "right"):
        raise BadDecision("both sides are one record", "двете страни са един запис")


def record(line: Line, side: str) -> RecordKey:
    """The record on one side of a decision on a pair."""
    return line[side]["source_id"], line[side]["record_id"]


def moment(line: Line) -> datetime:
    """When a decision was made; a bare day counts from its beginning, UTC. Errors: ValueError."""
    said = datetime.fromisoformat(line["at"])
    return said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)


def about(line: Line) -> str:
    """What a decision is about: a pair in any order, a claim, or one added claim of its own."""
    if line["decision"] in PAIRS:
        return "pair " + " ".join(sorted(map(repr, (record(line, "left"), record(line, "right")))))
    if line["decision"] == "add claim":
        return f"add {line.get('id') or json.dumps(line, sort_keys=True)}"
    return f"claim {line['claim_id']}"


def not_undone(lines: Iterable[Line]) -> list[Line]:
    """Decisions that no later line undoes, by time, those of one moment in their order; without `undo` lines.

    By time and not as they stand: lines that came from elsewhere are appended, however old they are.
    """
    kept: dict[int, Line] = {}
    known: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(sorted(lines, key=moment)):
        if line["decision"] == UNDO:
            for gone in known.pop(line["undoes"], ()):
                kept.pop(gone, None)
            continue
        kept[number] = line
        for name in {line.get("id"), line.get("batch")} - {None, ""}:
            known[str(name)].append(number)
    return list(kept.values())


def standing(lines: Iterable[Line]) -> list[Line]:
    """The last decision on each matter that was not undone, in the place of the last. Undoing it, the one before it
    stands again."""
    found: dict[str, Line] = {}
    for line in not_undone(lines):
        key = about(line)
        found.pop(key, None)
        found[key] = line
    return list(found.values())
