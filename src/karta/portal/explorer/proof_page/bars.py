"""A histogram as a table: its bars in words, and the proof of each count."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _

from karta.explore.filters import RANGES, Filter, one_of
from karta.explore.frame import Frame
from karta.explore.histograms import Histogram, histogram, histogram_of
from karta.explore.matches import match
from karta.explore.number import Number
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.histograms import drawing
from karta.portal.explorer.proof_page.address import proof_address
from karta.snapshot.reader import Snapshot
from karta.vocab import formats


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar: `count` under the filter lifted from its own part, `all` of the population; with their proofs."""

    name: str
    count: str
    address: str
    all: str
    all_address: str


def bar_rows(snapshot: Snapshot, asked: Filter, name: str, language: str) -> list[BarRow]:
    """The bars of the histogram of a measure or of `founded`, then the rows in none. Errors: FilterError."""
    one_of("measure", name, RANGES)
    found = match(snapshot, asked)
    made = histogram(found, name)
    everyone = Filter(unit_kind=asked.unit_kind, status=asked.status, year=asked.year, as_of=asked.as_of)
    counts = [*made.bins, made.undecided, made.other_currency, made.unknown]
    rows = []
    for bar, (title, count) in enumerate(zip(_titles(made, name, language), counts, strict=True)):
        if bar >= len(made.bins) and not count.all:
            continue
        cells = ((f"{name}_bar", str(bar)),)
        rows.append(BarRow(
            name=title,
            count=formats.count(count.count, language),
            address=proof_address(Number(asked=asked.without(name), cells=cells)),
            all=formats.count(count.all, language),
            all_address=proof_address(Number(asked=everyone, cells=cells)),
        ))  # fmt: skip
    return rows


def bar_title(rows: Frame, name: str, bar: int, language: str) -> str:
    """One bar in words: “from 1,000 to 2,000”, or what its rows have instead of a place in a bar."""
    nothing = [0] * len(rows.sets(f"{name}_bars").sizes)
    titles = _titles(histogram_of(rows, name, nothing, nothing), name, language)
    return titles[bar] if bar < len(titles) else str(bar)


def _titles(made: Histogram, name: str, language: str) -> list[str]:
    titles = []
    for limits in json.loads(drawing(name, made, Filter(), language).bins):
        low, high = limits["min"], limits["max"]
        is_one = low == high and low is not None
        titles.append(words.amount(name, low, language) if is_one else words.as_range(name, low, high, language))
    return [*titles, _("across two bars"), _("in another currency"), _("no current figure")]
