"""Chips: each part of the filter in words, with the address without it, the years it used and what is outdated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karta.explore.facets import Facets
from karta.explore.filters import RANGES, Filter
from karta.explore.matches import match
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.state import State
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES
from karta.vocab import formats
from karta.vocab.labels import closed_list_names, label

MEASURED = {"size_class": "headcount", "result": "profit"}  # parts that read a measure without bearing its name
PLACES = ("country", "region", "district", "municipality")
YEARS_BEFORE, YEARS_AFTER = 4, 1  # the window of §3b line 3 around the reference year


@dataclass(frozen=True, slots=True)
class Chip:
    """One active part: its name, its values in words (OR between them), a note on years, the address without it."""

    part: str
    name: str
    values: list[str]
    note: str
    without: str


def chips(snapshot: Snapshot, state: State, found: Facets, language: str) -> list[Chip]:
    """The active parts in their order, then the year."""
    asked = state.asked
    made = [
        Chip(part, words.filter_name(part, language), _values(snapshot, asked, part, found, language),
             _note(snapshot, asked, part, found, language), state.address(asked.without(part)))
        for part in asked.parts()
    ]  # fmt: skip
    if asked.year is not None:
        name = words.filter_name("year", language)
        made.append(
            Chip("year", name, [str(asked.year)], _("figures of this year only"), state.address(asked.without("year")))
        )
    return made


def _values(snapshot: Snapshot, asked: Filter, part: str, found: Facets, language: str) -> list[str]:
    if part in RANGES:
        low, high = getattr(asked, f"{part}_min"), getattr(asked, f"{part}_max")
        text = words.as_range(part, low, high, language)
        return [text, _("unknown")] if getattr(asked, f"{part}_unknown") else [text]
    if part == "disagreement":
        return [_("sources contradict each other")]
    if part == "completeness":
        return [_("from %(limit)s") % {"limit": formats.percent((asked.completeness_min or 0) / 100, language)}]
    if part == "q":
        return [f"„{asked.q}“" if language == "bg" else f"“{asked.q}”"]
    if part == "bbox":
        return [_place_at(snapshot, asked, language) or _("the part of the map in view")]
    codes: tuple[str, ...] = getattr(asked, part)
    return [code_name(snapshot, part, code, found, language) for code in codes]


def code_name(snapshot: Snapshot, part: str, code: str, found: Facets, language: str) -> str:
    """A code in words: from the facets, the vocabulary or the snapshot's own tables; else the code."""
    for choice in (*found.facets.get(part, ()), *(found.nace_path if part == "nace" else ())):
        if choice.code == code:
            named = words.named(choice, language)
            return f"{code} {named}" if part == "nace" and code != "unknown" else named
    if code == "unknown":
        return _("unknown")
    if part == "id":
        column = f"name_{language}"
        sql = f"""SELECT coalesce({column}, name_bg, name_en) FROM organisations
                  WHERE org_id IN (SELECT ? UNION ALL SELECT org_id FROM redirects WHERE old_org_id = ?)"""
        return _first(snapshot, sql, [code, code]) or code
    if part == "nace":
        return (
            f"{code} {_first(snapshot, f'SELECT label_{language} FROM sectors WHERE code = ?', [code]) or ''}".strip()
        )
    if part in PLACES:
        return _first(snapshot, f"SELECT name_{language} FROM places WHERE place_code = ?", [code]) or code
    return (label(part, code, language) if part in closed_list_names() else None) or code


def _place_at(snapshot: Snapshot, asked: Filter, language: str) -> str | None:
    """The settlement whose point a small box encloses: a circle of the map links to such a box."""
    west, south, east, north = asked.bbox or (0, 0, 0, 0)
    if east - west > 0.01 or north - south > 0.01:
        return None
    sql = f"""SELECT name_{language} FROM places
              WHERE level = 'settlement' AND lon BETWEEN ? AND ? AND lat BETWEEN ? AND ? ORDER BY place_code LIMIT 1"""
    return _first(snapshot, sql, [west, east, south, north])


def _first(snapshot: Snapshot, sql: str, values: list[Any]) -> str | None:
    row = snapshot.connection().execute(sql, values).fetchone()
    return str(row[0]) if row and row[0] is not None else None


def _note(snapshot: Snapshot, asked: Filter, part: str, found: Facets, language: str) -> str:
    """Which years the figures of this part are of, and how many rows have only older ones."""
    measure = MEASURED.get(part, part)
    if measure not in MEASURES:
        return ""
    if asked.year is not None:
        years = str(asked.year)
    else:
        reference = int(snapshot.manifest["reference_year"])
        years = f"{reference - YEARS_BEFORE}–{reference + YEARS_AFTER}"
    outdated = found.missing.get(part, {}).get("outdated", 0)
    if not outdated:
        return years
    text = ngettext("%(number)s outdated", "%(number)s outdated", outdated)
    return f"{years}, {text % {'number': formats.count(outdated, language)}}"


@dataclass(frozen=True, slots=True)
class Removal:
    """The part whose removal alone brings results."""

    chip: Chip
    count: int


def helpful_removal(snapshot: Snapshot, state: State, made: list[Chip]) -> Removal | None:
    """Of the chips of an empty result, the one whose removal brings most; None where no single one helps."""
    removals = [Removal(chip, match(snapshot, state.asked.without(chip.part)).count) for chip in made]
    best = max(removals, key=lambda removal: removal.count, default=None)
    return best if best and best.count else None


def cleared(asked: Filter) -> Filter:
    """Nothing but the day that the reader looks back to."""
    return replace(Filter(), as_of=asked.as_of)
