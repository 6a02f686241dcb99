"""The sectors of the matches: section, division, group, each with its organisations and its sum of one measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from karta.explore.filters import Filter, one_of
from karta.explore.frame import UNKNOWN
from karta.explore.labels import REV_2, UNKNOWN_LABEL, Label, label_of
from karta.explore.matches import Matches, match
from karta.explore.sums import has_figure
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

LEVELS = ("section", "division", "group")


@dataclass(frozen=True, slots=True)
class Sector:
    """One sector. `sum`, `added`, `left_out`: as in `karta.explore.sums.Sum`. Children add up to their parent; where
    some of its organisations are known no closer, one of them has the code `unknown`."""

    code: str
    level: str
    label_bg: str
    label_en: str
    organisations: int
    sum: float | None
    added: int
    left_out: int
    children: list[Sector]


@dataclass(frozen=True, slots=True)
class Sectors:
    """The sections with something inside, by code; `unknown` last. They add up to `organisations`, the counter."""

    measure: str
    organisations: int
    sum: float | None
    added: int
    left_out: int
    sections: list[Sector]


@dataclass(frozen=True, slots=True)
class _Counts:
    organisations: int
    total: float
    added: int
    with_figure: int

    def less(self, others: list[Sector]) -> _Counts:
        """What is left when the children are taken away."""
        return _Counts(
            self.organisations - sum(one.organisations for one in others),
            self.total - sum(one.sum or 0.0 for one in others),
            self.added - sum(one.added for one in others),
            self.with_figure - sum(one.added + one.left_out for one in others),
        )


Tree = dict[str, list[tuple[str, str]]]  # code of a parent, "" for the top → (level, code) of its children


def sectors(snapshot: Snapshot, asked: Filter, measure: str) -> Sectors:
    """The matches by sector (NACE Rev. 2), three levels deep. Errors: FilterError for another measure."""
    one_of("measure", measure, MEASURES)
    found = match(snapshot, asked)
    counted = {level: _counted(found, level, measure) for level in LEVELS}
    labelled = label_of(snapshot, found.frame, "nace")
    tree = found.frame.cached("sector tree", "", lambda: _tree(snapshot))

    def made(level: str, code: str) -> Sector:
        mine = counted[level].get(code, _Counts(0, 0.0, 0, 0))
        inner = [made(*child) for child in tree.get(code, [])]
        inner = [child for child in inner if child.organisations]
        rest = mine.less(inner)
        if inner and rest.organisations:
            inner.append(_sector(UNKNOWN, inner[0].level, lambda _: UNKNOWN_LABEL, rest, []))
        return _sector(code, level, labelled, mine, inner)

    sections = [made("section", code) for _, code in tree[""]] + [made("section", UNKNOWN)]
    whole = [one for one in sections if one.organisations]
    added = sum(one.added for one in whole)
    return Sectors(
        measure=measure,
        organisations=found.count,
        sum=round(sum(one.sum or 0.0 for one in whole), 2) if added else None,
        added=added,
        left_out=sum(one.left_out for one in whole),
        sections=whole,
    )


def _sector(code: str, level: str, labelled: Callable[[str], Label], counts: _Counts, children: list[Sector]) -> Sector:
    return Sector(
        code,
        level,
        *labelled(code),
        organisations=counts.organisations,
        sum=round(counts.total, 2) if counts.added else None,
        added=counts.added,
        left_out=counts.with_figure - counts.added,
        children=children,
    )


def _counted(found: Matches, level: str, measure: str) -> dict[str, _Counts]:
    codes = found.frame.codes(level)
    size = len(codes.values)
    middles = found.frame.middles(measure)[found.rows]
    index = codes.index[found.rows]
    known = ~np.isnan(middles)
    figures = has_figure(found.frame, measure)[found.rows]
    columns = (
        np.bincount(index, minlength=size),
        np.bincount(index[known], weights=middles[known], minlength=size),
        np.bincount(index[known], minlength=size),
        np.bincount(index[figures], minlength=size),
    )
    numbers = zip(codes.values, *(column.tolist() for column in columns), strict=True)
    return {code: _Counts(*values) for code, *values in numbers}


def _tree(snapshot: Snapshot) -> Tree:
    sql = f"""SELECT coalesce(parent_code, ''), level, code FROM sectors
        WHERE {REV_2} AND level IN ('section', 'division', 'group') ORDER BY code"""
    tree: Tree = defaultdict(list)
    for parent, level, code in snapshot.connection().execute(sql).fetchall():
        tree[parent if level != "section" else ""].append((level, code))
    return tree
