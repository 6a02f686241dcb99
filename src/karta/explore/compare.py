"""Two to six places, sectors, segments or organisations side by side, under one filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from karta.explore import groups
from karta.explore.filters import Filter, FilterError, one_of
from karta.explore.frame import UNKNOWN
from karta.explore.groups import Group, NoSuchGroup
from karta.explore.profile import NoSuchOrganisation, Series, series_of
from karta.explore.rows import OrganisationRow, rows_at
from karta.explore.summary import Summary, largest, summary
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

KINDS = ("region", "district", "municipality", "settlement", "segment", "nace", "organisation")
MOST = 6
LARGEST_SHOWN = 5
BELOW = {"section": "division", "division": "group", "group": "class", "class": "class"}


@dataclass(frozen=True, slots=True)
class Column:
    """One group of a comparison. `asked`: the filter that gives its organisations, settlements aside."""

    group: Group
    asked: Filter
    summary: Summary
    largest: list[OrganisationRow]


@dataclass(frozen=True, slots=True)
class ComparedOrganisation:
    """One organisation of a comparison with its figures by year."""

    organisation: OrganisationRow
    series: list[Series]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Groups side by side in the reader's order, or organisations. `sector_level`: what their sectors are listed by."""

    kind: str
    measure: str
    asked: Filter
    sector_level: str
    columns: list[Column]
    organisations: list[ComparedOrganisation]

    @property
    def codes(self) -> list[str]:
        """Codes in the order of the columns."""
        return [one.group.code for one in self.columns] + [one.organisation.org_id for one in self.organisations]


def read_of(texts: Sequence[str]) -> tuple[str, list[str]]:
    """The kind and the codes that `of=kind:code` parameters name, repeated ones once; ("", []) without any.

    Errors: FilterError for another kind, two kinds at once, or more than six.
    """
    kind, codes = "", list[str]()
    for text in (text.strip() for text in texts if text.strip()):
        this, _, code = text.partition(":")
        if this not in KINDS or not code:
            raise _error(text, f"write kind:code, kind one of {', '.join(KINDS)}",
                         f"пишете вид:код, видът е едно от {', '.join(KINDS)}")  # fmt: skip
        if kind and this != kind:
            raise _error(text, f"all of one kind; the first is {kind}", f"всички от един вид; първото е {kind}")
        kind = this
        codes.append(code)
    codes = list(dict.fromkeys(codes))
    if len(codes) > MOST:
        raise _error(str(len(codes)), f"compare at most {MOST}", f"сравнявайте най-много {MOST}")
    return kind, codes


def compare(snapshot: Snapshot, asked: Filter, kind: str, codes: Sequence[str], measure: str) -> Comparison:
    """The groups or organisations with these codes, in this order. `measure`: whose growth and largest are told.

    Errors: FilterError for a code that the snapshot does not know, sectors of two levels, or another measure.
    """
    one_of("measure", measure, MEASURES)
    if kind == "organisation":
        compared = [_organisation(snapshot, code) for code in codes]
        return Comparison(kind, measure, asked, "", [], compared)
    found = [_group(snapshot, kind, code) for code in codes]
    levels = {group.level for group in found if group.code != UNKNOWN}
    if len(levels) > 1:
        raise _error(f"{kind}:{found[-1].code}", "all of one level: sections, or divisions",
                     "всички от едно ниво: сектори или раздели")  # fmt: skip
    level = BELOW.get(next(iter(levels), ""), "division")
    return Comparison(kind, measure, asked, level, _columns(snapshot, asked, found, measure, level), [])


def _columns(snapshot: Snapshot, asked: Filter, found: list[Group], measure: str, level: str) -> list[Column]:
    matched = [groups.matched(snapshot, asked, group) for group in found]
    positions = [largest(one.frame, mask, measure, LARGEST_SHOWN) for one, mask in matched]
    every = np.concatenate(positions) if positions else np.array([], dtype=np.int64)
    rows = iter(rows_at(snapshot, matched[0][0].frame, every) if len(every) else [])
    return [
        Column(
            group,
            groups.narrowed(asked, group),
            summary(snapshot, one.frame, mask, measure, ("segment", level)),
            [next(rows) for _ in top],
        )
        for group, (one, mask), top in zip(found, matched, positions, strict=True)
    ]


def _group(snapshot: Snapshot, kind: str, code: str) -> Group:
    if code == UNKNOWN and kind != "settlement":
        return groups.unknown("section" if kind == "nace" else kind)
    try:
        if kind == "segment":
            return groups.segment(snapshot, code)
        found = groups.sector(snapshot, code) if kind == "nace" else groups.place(snapshot, code)
    except NoSuchGroup as error:
        raise _not_known(kind, code) from error
    if kind not in ("nace", found.level):
        raise _not_known(kind, code)
    return found


def _organisation(snapshot: Snapshot, code: str) -> ComparedOrganisation:
    try:
        return ComparedOrganisation(*series_of(snapshot, code))
    except NoSuchOrganisation as error:
        raise _not_known("organisation", code) from error


def _not_known(kind: str, code: str) -> FilterError:
    return _error(
        f"{kind}:{code}", f"the data know no {kind} with this code", "данните не познават такъв код от този вид"
    )


def _error(value: str, english: str, bulgarian: str) -> FilterError:
    return FilterError("of", value, english, bulgarian)
