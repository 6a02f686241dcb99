"""The list: rows with their cells in words, links to sort by, and the way to the other pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, unquote

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from karta.explore.filters import Filter, as_of_text
from karta.explore.rows import OrganisationRow, Page
from karta.portal.directory.figure_cells import CellFigure, figure_cell
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.state import PAGE_SIZE, State
from karta.vocab import formats

NO_BREAK = "\u00a0"
NARROWEST_FIRST = ("ekatte", "municipality", "district", "region")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One organisation. `at` ("lon,lat"), `place` and `areas` (codes) say where the map shows it; "" for nowhere."""

    org_id: str
    name: str
    about: str
    address: str
    figures: list[CellFigure]
    at: str = ""
    place: str = ""
    areas: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A head of the list: `address` sorts by it, or turns the order where it is sorted already."""

    title: str
    address: str
    direction: str  # ascending | descending | ""
    is_number: bool


def list_rows(page: Page[OrganisationRow], measures: list[str], asked: Filter, language: str) -> list[ListRow]:
    """Rows with these measures; their links keep the day that the reader looks back to."""
    suffix = f"?as_of={as_of_text(asked.as_of)}" if asked.as_of else ""
    return [_row(item, measures, suffix, language) for item in page.items]


def _row(item: OrganisationRow, measures: list[str], suffix: str, language: str) -> ListRow:
    first, second = ("name_bg", "name_en") if language == "bg" else ("name_en", "name_bg")
    about = [
        _label(item, "segment", language) or _label(item, "nace", language) or _label(item, "kind", language),
        _place(item, language),
    ]
    address = _page_address(get_language()).format(org_id=quote(item.org_id)) + suffix
    return ListRow(
        org_id=item.org_id,
        name=item.attributes[first] or item.attributes[second] or item.attributes["eik"] or item.org_id,
        about=" · ".join(words.capitalised(part) for part in about if part),
        address=address,
        figures=[figure_cell(item, measure, suffix, language) for measure in measures],
        at="" if item.attributes["lon"] is None else f"{item.attributes['lon']:.6g},{item.attributes['lat']:.6g}",
        place=next((str(item.attributes[name]) for name in NARROWEST_FIRST if item.attributes[name]), ""),
        areas=" ".join(str(item.attributes[name]) for name in NARROWEST_FIRST[1:] if item.attributes[name]),
    )


@cache
def _page_address(language: str | None) -> str:  # noqa: ARG001 - the address bears the language
    """Of an organisation, with room for its id: a list has fifty."""
    return unquote(reverse("explorer:organisation", args=["{org_id}"]))


def _label(item: OrganisationRow, name: str, language: str) -> str | None:
    pair = item.labels.get(name)
    return words.both(pair, language) if pair else None


def _place(item: OrganisationRow, language: str) -> str:
    for name in ("ekatte", "municipality", "district", "region"):
        found = _label(item, name, language)
        if found:
            return found
    return _("place unknown")


def columns(state: State, sort: str, measures: list[str], language: str) -> list[Column]:
    """Heads of the list. Numbers sort the largest first, names from the start of the alphabet."""
    made = []
    for key in (f"name_{language}", *measures):
        is_number = key in measures
        now = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        turned = key if now == "descending" or (not is_number and now != "ascending") else f"-{key}"
        title = _("Organisation") if not is_number else words.capitalised(words.measure_name(key, language))
        made.append(Column(title, state.address(sort=turned, cursor=0), now, is_number))
    return made


@dataclass(frozen=True, slots=True)
class Pager:
    first: str
    last: str
    count: str
    before: str
    after: str


def pager(state: State, page: Page[OrganisationRow], language: str) -> Pager:
    """Where this page stands, and the addresses of its neighbours; "" at the ends."""
    last = page.offset + len(page.items)
    return Pager(
        first=formats.count(page.offset + 1 if page.items else 0, language),
        last=formats.count(last, language),
        count=formats.count(page.count, language),
        before=state.address(cursor=max(page.offset - PAGE_SIZE, 0)) if page.offset else "",
        after=state.address(cursor=last) if last < page.count else "",
    )
