"""The gold set resolved: pairs of names as printed, with what each source prints beside them, and their labels.

Train and tune on `open_half()`; `held_back_half()` is for the figures that are published, once a version. A side has no
identifier: where a source prints ЕИК, LEI or ROR, it settled the label and would give it away.

A model that is trained on other records of the same sources leaves out `held_back_records()`.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Literal, cast

from gold.draw import headings
from gold.records import GOLD, MIRRORED, Record, records, text_hash

Label = Literal["same", "different", "part_of"]
LABELS: tuple[Label, ...] = ("same", "different", "part_of")
OPEN, HELD_BACK = "open.csv", "held_back.csv"


class TextChanged(Exception):
    """A source's record is gone, or prints another name than the one that was labelled."""


@dataclass(frozen=True, slots=True)
class Side:
    """One name as printed, without its record's id, which in some sources is an ЕИК, a LEI or a ROR id.

    `settlement` is as the source prints it: a name in either language, or an EKATTE code.
    """

    source_id: str
    text: str
    legal_form: str | None
    settlement: str | None
    website: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names and what they are to each other. Of a `part_of`, `one` is the part.

    `bodies` are for resampling by body; they give the label away.
    """

    pair_id: str
    one: Side
    other: Side
    label: Label
    kind: str
    is_hard: bool
    reason: str
    bodies: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `count`, with the 95 % interval of Wilson."""

    hits: int
    count: int

    @property
    def value(self) -> float:
        return self.hits / self.count if self.count else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.count:
            return 0.0, 1.0
        z = 1.959964
        middle = self.value + z * z / (2 * self.count)
        reach = z * sqrt(self.value * (1 - self.value) / self.count + z * z / (4 * self.count**2))
        base = 1 + z * z / self.count
        return max(0.0, (middle - reach) / base), min(1.0, (middle + reach) / base)


def open_half() -> list[Pair]:
    """Pairs to train and tune on. Errors: gold.records.MirrorMissing; TextChanged."""
    return [resolve(row) for row in rows(OPEN)]


def held_back_half() -> list[Pair]:
    """Pairs to report on, whose bodies do not occur in the open half. Errors: as open_half."""
    return [resolve(row) for row in rows(HELD_BACK)]


def held_back_records() -> set[tuple[str, str]]:
    """Source and record id of every record of a body that is held back, whether or not it stands in a pair.

    Errors: gold.records.MirrorMissing.
    """
    heading_of = headings()
    references = {(row[f"source_{side}"], row[f"record_{side}"]) for row in rows(HELD_BACK) for side in "ab"}
    back = {heading_of[reference] for reference in references}
    return {reference for reference, heading in heading_of.items() if heading in back}


def rows(half: str) -> list[dict[str, str]]:
    """A half as it is stored: references and labels, no text."""
    with (GOLD / half).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def needs_mirror(row: dict[str, str]) -> bool:
    """Whether a side's source may not ship."""
    return row["source_a"] in MIRRORED or row["source_b"] in MIRRORED


def resolve(row: dict[str, str]) -> Pair:
    """A stored pair with its texts. Errors: gold.records.MirrorMissing; TextChanged."""
    return Pair(
        pair_id=row["pair_id"],
        one=_side(row, "a"),
        other=_side(row, "b"),
        label=cast(Label, row["label"]),
        kind=row["kind"],
        is_hard=row["hard"] == "yes",
        reason=row["reason"],
        bodies=(row["body_a"], row["body_b"]),
    )


def record_of(row: dict[str, str], side: Literal["a", "b"]) -> Record:
    """The whole record of a side, identifiers and all: for checks of the set, never for a matcher."""
    source_id, record_id = row[f"source_{side}"], row[f"record_{side}"]
    found = records(source_id).get(record_id)
    if found is None or row[f"field_{side}"] not in found.names:
        raise TextChanged(f"pair {row['pair_id']}: {source_id} has no {row[f'field_{side}']} in record {record_id}")
    return found


def recall_by_kind(pairs: Iterable[Pair], found: Collection[str]) -> dict[str, Share]:
    """Of the pairs that are one body, how many have their id in `found`: over all, then by kind, most pairs first."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        if pair.label == "same":
            kinds[pair.kind].append(pair.pair_id in found)
    every = [hit for hits in kinds.values() for hit in hits]
    ordered = sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))
    return {name: Share(sum(hits), len(hits)) for name, hits in [("all", every), *ordered]}


def kappa(one: list[str], other: list[str]) -> float:
    """Cohen's kappa of two passes over the same pairs."""
    count = len(one)
    agreed = sum(first == second for first, second in zip(one, other, strict=True)) / count
    first, second = Counter(one), Counter(other)
    by_chance = sum(first[label] * second[label] for label in first) / count**2
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def _side(row: dict[str, str], side: Literal["a", "b"]) -> Side:
    record = record_of(row, side)
    text = record.names[row[f"field_{side}"]]
    if text_hash(text) != row[f"text_{side}"]:
        raise TextChanged(f"pair {row['pair_id']}: {record.source_id} prints another name in record {record.record_id}")
    return Side(record.source_id, text, record.legal_form, record.settlement, record.website)
