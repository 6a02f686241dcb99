"""What may be decided on two organisations, and which lines a decision needs. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from karta.vocab.decisions import PAIRS, Line, RecordKey, record
from karta.vocab.eik import company_part, is_valid_eik
from karta.vocab.register_ids import SCHEMES

REGISTER_IDS = tuple(SCHEMES)
IMPORTED = "user_"  # sources of files that people brought: one organisation may fill several of their rows
MOST_LINES = 2_000  # of one batch

Why = Literal["eik", "one_source", "register_id", "empty", "everything", "too_many"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be decided. `about`: the numbers or sources that forbid it."""

    why: Why
    about: tuple[str, ...] = ()


def register_ids(told: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """(scheme, value) of valid numbers; of a branch its company's ЕИК."""
    return {
        (scheme, company_part(value) if scheme == "eik" else value)
        for scheme, value in told
        if scheme != "eik" or is_valid_eik(value)
    }


def merge_refusal(ids: Sequence[set[tuple[str, str]]], sources: Sequence[Iterable[str]]) -> Refusal | None:
    """Why these organisations cannot be one; None where they can. `ids` and `sources` of each of them."""
    eiks = sorted({value for own in ids for scheme, value in own if scheme == "eik"})
    if len(eiks) > 1:
        return Refusal("eik", tuple(eiks))
    seen: set[str] = set()
    for own in sources:
        single = {source for source in own if not source.startswith(IMPORTED)}
        if both := seen & single:
            return Refusal("one_source", tuple(sorted(both)))
        seen |= single
    return None


def split_refusal(
    leaving: dict[RecordKey, set[tuple[str, str]]], staying: dict[RecordKey, set[tuple[str, str]]]
) -> Refusal | None:
    """Why these records cannot be parted, each with its register numbers; None where they can."""
    if not leaving:
        return Refusal("empty")
    if not staying:
        return Refusal("everything")
    if shared := set().union(*leaving.values()) & set().union(*staying.values()):
        return Refusal("register_id", tuple(value for _, value in sorted(shared)))
    if len(leaving) * len(staying) > MOST_LINES:
        return Refusal("too_many")
    return None


def pair_lines(
    decision: str, pair: tuple[RecordKey, RecordKey], records: tuple[Sequence[RecordKey], Sequence[RecordKey]],
    standing: Iterable[Line], *, bound: Collection[RecordKey] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """Lines that decide on two organisations: one on the two records that were compared, and one on every pair of their
    records of which something else stands, so that no earlier decision speaks against this one.

    Joined, each organisation's own records are held together as well: a rule that joined them may ask for more once
    there is more in the group. `bound`: records for which a register number does that.
    """
    sides = set(records[0]), set(records[1])
    pairs = [pair]
    for line in standing:
        if line["decision"] not in PAIRS or line["decision"] == decision:
            continue
        one, other = record(line, "left"), record(line, "right")
        if one in sides[1] and other in sides[0]:
            one, other = other, one
        if one in sides[0] and other in sides[1] and (one, other) != pair:
            pairs.append((one, other))
    loose = [[one for one in own if one not in bound] for own in records]
    held = [_held(pair[side], loose[side]) for side in (0, 1)] if decision == "same" else []
    return [_line(decision, one, other) for one, other in pairs] + [line for lines in held for line in lines]


def split_lines(leaving: Sequence[RecordKey], staying: Sequence[RecordKey]) -> list[dict[str, Any]]:
    """Lines that part records: each that leaves from each that stays; those that leave together stay together."""
    parted = [_line("different", one, other) for one, other in product(leaving, staying)]
    return parted + _held(leaving[0], leaving) + _held(staying[0], staying)


def _held(first: RecordKey, records: Sequence[RecordKey]) -> list[dict[str, Any]]:
    return [_line("same", first, other) for other in records if other != first]


def _line(decision: str, left: RecordKey, right: RecordKey) -> dict[str, Any]:
    sides = {"left": left, "right": right}
    return {"decision": decision} | {side: {"source_id": key[0], "record_id": key[1]} for side, key in sides.items()}
