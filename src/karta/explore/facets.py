"""Counts beside each choice of each filter: how many rows it would leave, how many there are at all.

Each list and histogram is lifted from its own filter, so that it shows what another choice there would bring.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from karta.explore.filters import RANGES, Filter
from karta.explore.frame import UNKNOWN, Frame, Words
from karta.explore.histograms import Histogram, histogram
from karta.explore.labels import REV_2, Label, closed_codes, label_of
from karta.explore.matches import Matches, match
from karta.explore.sums import Sum, sums
from karta.snapshot.index.bits import size
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES

FACETS = (
    "country",
    "region",
    "district",
    "municipality",
    "segment",
    "kind",
    "unit_kind",
    "status",
    "size_class",
    "result",
    "source",
)
PLACE_LADDER = ("country", "region", "district", "municipality")
LEVELS = ("section", "division", "group", "class")


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a list; `count` under the filter with its own part lifted, `all` of the population."""

    code: str
    label_bg: str
    label_en: str
    count: int
    all: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Everything that stands beside the map under one filter.

    totals      count, undecided, unknown, outdated, other_currency; `all`: the population spoken of
    missing     for each measure that is filtered: the rows that it leaves undecided, unknown, outdated, other_currency
    unplaced    matches that stand nowhere on the map
    facets      choices of each list; municipalities of the chosen districts, or of the chosen ones' districts
    coverage    share of the population that has a value (an outdated figure is one), 0–1, for each filter
    nace_path   the chosen sector's ancestors and itself, outermost first
    """

    totals: dict[str, int]
    missing: dict[str, dict[str, int]]
    unplaced: int
    sums: dict[str, Sum]
    facets: dict[str, list[Choice]]
    histograms: dict[str, Histogram]
    coverage: dict[str, float]
    nace_path: list[Choice]


def facets(snapshot: Snapshot, asked: Filter) -> Facets:
    """Counts of every list and histogram of `snapshot` under `asked`."""
    found = match(snapshot, asked)
    rows = found.frame
    lists = {name: _choices(snapshot, found, name) for name in FACETS if name != "municipality"}
    lists["municipality"] = _municipalities(snapshot, asked, found)
    lists["year"] = _years(snapshot, asked, found)
    lists["nace"] = _sectors(snapshot, asked, found)
    return Facets(
        totals={**found.totals, "all": found.of_population("size", size)},
        missing={part: found.missing(part) for part in found.parts if part in (*RANGES, "size_class", "result")},
        unplaced=size(found.chosen & rows.rows_with("has_point", "false")),
        sums=sums(rows, found.chosen),
        facets=lists,
        histograms={name: histogram(found, name) for name in RANGES},
        coverage=found.of_population("coverage", lambda population: _coverage(rows, population)),
        nace_path=_path(snapshot, asked, found),
    )


def _choices(
    snapshot: Snapshot, found: Matches, name: str, *, only: Callable[[str], bool] | None = None
) -> list[Choice]:
    """The codes of a list that the population has, in their reviewed order, else by label; `unknown` last. `only`:
    which of them; the rows of others are not read.

    A place is lifted with the places inside it: choosing a municipality must not empty the list of districts. Sectors
    of each level are lifted from the sector that is chosen.
    """
    lifted = PLACE_LADDER[PLACE_LADDER.index(name) :] if name in PLACE_LADDER else (name,)
    lifted = ("nace",) if name in LEVELS else lifted
    totals = found.population_counts(name, *(() if name in PLACE_LADDER else lifted))
    listed = found.frame.cached("listed", name, lambda: _listed(snapshot, found.frame, name))
    chosen = [one for one in listed if totals[one[0]] and (only is None or only(one[1]))]
    sets, rows = found.frame.sets(name), found.lifted_set(*lifted)
    counts = sets.counts(rows) if only is None else sets.counts_of([i for i, _, _ in chosen], rows)
    return [Choice(code, *label, counts[i], totals[i]) for i, code, label in chosen]


def _municipalities(snapshot: Snapshot, asked: Filter, found: Matches) -> list[Choice]:
    """The municipalities of the chosen districts, else of the districts that the chosen municipalities lie in."""
    places = found.frame.cached("districts", "municipality", lambda: _districts(found.frame))
    districts = set(asked.district) or {place for code in asked.municipality for place in places.get(code, ())}
    if not districts:
        return []
    return _choices(
        snapshot, found, "municipality", only=lambda code: code == UNKNOWN or not districts.isdisjoint(places[code])
    )


def _districts(rows: Frame) -> dict[str, set[str]]:
    """Municipality → the districts of its organisations: one, where nothing is wrong."""
    inner, outer = rows.codes("municipality"), rows.codes("district")
    pairs = np.unique(inner.index.astype(np.int64) * len(outer.values) + outer.index)
    found: dict[str, set[str]] = {}
    for municipality, district in zip(*np.divmod(pairs, len(outer.values)), strict=True):
        found.setdefault(inner.values[municipality], set()).add(outer.values[district])
    return found


def _listed(snapshot: Snapshot, rows: Frame, name: str) -> list[tuple[int, str, Label]]:
    """Position, code and labels of each value of a column, in the order of its list."""
    labelled = label_of(snapshot, rows, "nace" if name in LEVELS else name)
    order = {code: position for position, code in enumerate(closed_codes(name))}
    values = [(position, code, labelled(code)) for position, code in enumerate(rows.codes(name).values)]
    if name in LEVELS:
        return values
    return sorted(values, key=lambda v: (v[1] == UNKNOWN, order.get(v[1], len(order)), v[2][0], v[1]))


def _years(snapshot: Snapshot, asked: Filter, found: Matches) -> list[Choice]:
    """Years in which an organisation of the filter has a figure, newest first. With `year`, the year is lifted."""
    lifted = found if asked.year is None else match(snapshot, asked.without("year"))
    years = [choice for choice in _choices(snapshot, lifted, "year") if choice.code != UNKNOWN]
    return years[::-1]


def _sectors(snapshot: Snapshot, asked: Filter, found: Matches) -> list[Choice]:
    """Children of the one chosen sector; of its parent where it has none; else the sections."""
    tree = _tree(found.frame)
    chosen = _chosen_sector(asked)
    if chosen is not None and chosen not in {parent for _, parent in tree.values()}:
        chosen = tree[chosen][1] if chosen in tree else None
    if chosen is None:
        return _choices(snapshot, found, "section")
    level = LEVELS[LEVELS.index(tree[chosen][0]) + 1]
    return _choices(snapshot, found, level, only=lambda code: code in tree and tree[code][1] == chosen)


def _path(snapshot: Snapshot, asked: Filter, found: Matches) -> list[Choice]:
    tree = _tree(found.frame)
    code = _chosen_sector(asked)
    path: list[Choice] = []
    while code is not None and code in tree:
        level, parent = tree[code]
        path += _choices(snapshot, found, level, only=code.__eq__)
        code = parent
    return path[::-1]


def _chosen_sector(asked: Filter) -> str | None:
    """The one sector asked for, with its dot; None for several, or none."""
    if len(asked.nace) != 1:
        return None
    digits = asked.nace[0].replace(".", "")
    return digits if len(digits) <= 2 else f"{digits[:2]}.{digits[2:]}"


def _tree(rows: Frame) -> dict[str, tuple[str, str | None]]:
    """Code → its level and parent, Rev. 2."""
    sql = f"SELECT code, level, parent_code FROM sectors WHERE {REV_2}"
    return rows.cached(
        "tree", "", lambda: {code: (level, parent or None) for code, level, parent in rows.query(sql).fetchall()}
    )


def _coverage(rows: Frame, population: Words) -> dict[str, float]:
    spoken_of = max(size(population), 1)
    unknown = {
        **{name: rows.rows_with(name, UNKNOWN) for name in (*PLACE_LADDER, "segment", "kind", "source")},
        "nace": rows.rows_with("division", UNKNOWN),
        "founded": rows.sets("founded_bars").words[-1],
        "place": rows.rows_with("has_point", "false"),
        # An outdated figure is one too: a filter that counts it as outdated says more than a filter out of sight.
        **{measure: rows.rows_with(f"{measure}_state", "other_currency", "unknown") for measure in MEASURES},
    }
    shares = {name: 1 - size(population & without) / spoken_of for name, without in unknown.items()}
    return {**shares, "size_class": shares["headcount"], "result": shares["profit"]}
