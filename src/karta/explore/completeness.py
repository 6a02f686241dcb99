"""What the map covers: how many organisations its sources miss together, by how far they name the same ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml

from karta.explore.filters import Filter
from karta.explore.frame import UNKNOWN, Frame, Words, frame
from karta.explore.labels import closed_codes, label_of
from karta.explore.matches import match
from karta.explore.recapture import Estimate, chao, chapman
from karta.snapshot.index.bits import size
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import DECISIONS_SOURCE

FEWEST_RECAPTURES = 10
_EVERY = ("всички", "all")

# Bulgarian, English. Each holds for every estimate of this page; the first that fails is named beside it.
ASSUMPTIONS = (
    (
        "Оценката брои организации от същия вид като тези в списъците: юридически единици със седалище в страната.",
        "The estimate counts organisations of the kind that the lists hold: legal units seated in the country.",
    ),
    (
        "Списъците са съставени независимо един от друг. Ако един е преписван от друг или двата гледат към едни и същи "
        "известни организации, действителният брой е по-голям от оценения.",
        "The lists were made independently of each other. Where one was copied from another, or both look to the same "
        "well-known organisations, there are more of them than estimated.",
    ),
    (
        "Всяка организация може да попадне във всеки от списъците. За организации, които по правило не влизат в никой "
        "от тях, оценката не казва нищо.",
        "Each organisation can get onto each of the lists. Of organisations that no list takes in by its rules, the "
        "estimate says nothing.",
    ),
    (
        "Записите са свързани вярно. Пропусната връзка увеличава оценката, погрешна я намалява.",
        "Records are linked rightly. A missed link raises the estimate, a false one lowers it.",
    ),
    (
        "Между датите на списъците малко организации са възникнали или изчезнали.",
        "Few organisations came or went between the dates of the lists.",
    ),
)
METHODS = {
    "chapman": (
        "Два списъка: оценка на Чапман (1951), 95-процентов интервал на Садинле (2009).",
        "Two lists: Chapman's estimate (1951), 95 % interval of Sadinle (2009).",
    ),
    "chao": (
        "Три или повече списъка: долна граница на Чао (1989) и нейният 95-процентов интервал.",
        "Three lists or more: the lower bound of Chao (1989) and its 95 % interval.",
    ),
}
ABSTENTIONS = {
    "one_list": (
        "Няма оценка: тези организации са само в един списък.",
        "No estimate: these organisations stand on one list only.",
    ),
    "few_recaptures": (
        f"Няма оценка: по-малко от {FEWEST_RECAPTURES} организации са в повече от един списък.",
        f"No estimate: fewer than {FEWEST_RECAPTURES} organisations stand on more than one list.",
    ),
    "none_on_two": (
        "Няма оценка: нито една организация не е в точно два списъка.",
        "No estimate: no organisation stands on exactly two lists.",
    ),
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the map covers of one segment of the country; of all of them where `segment` is None.

    seen         organisations on the map
    lists        source_id → how many of them it names
    recaptures   of them, on two lists or more
    method       chapman | chao, None where there is no estimate
    estimate, low, high                organisations that there are, with the 95 % interval
    share, share_low, share_high       seen / estimate, 0–1; `share_low` goes with `high`
    abstains     why there is no estimate, a key of ABSTENTIONS
    """

    segment: str | None
    label_bg: str
    label_en: str
    seen: int
    lists: dict[str, int]
    recaptures: int
    method: str | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    abstains: str | None = None

    @property
    def share(self) -> float | None:
        return _share(self.seen, self.estimate)

    @property
    def share_low(self) -> float | None:
        return _share(self.seen, self.high)

    @property
    def share_high(self) -> float | None:
        return _share(self.seen, self.low)


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """A total that a statistical office publishes, beside what the map counts.

    `share` (mapped / value, 0–1) only where `unit` is organisations: local units are counted apart from their
    enterprises, and no ratio of the two means anything.
    """

    section: str
    label_bg: str
    label_en: str
    region: str | None
    mapped: int
    value: int
    unit: str
    year: int
    source_bg: str
    source_en: str

    @property
    def share(self) -> float | None:
        return _share(self.mapped, self.value) if self.unit == "organisations" else None


def coverage(snapshot: Snapshot, country: str = "BG") -> list[Coverage]:
    """The country as a whole, then each segment in its reviewed order, `unknown` last.

    Legal units that are not deleted or merged. Every source is a list; what people added by decisions is none.
    """
    rows = frame(snapshot)
    return rows.cached("coverage", country, lambda: _coverages(snapshot, country))


def _coverages(snapshot: Snapshot, country: str) -> list[Coverage]:
    rows = frame(snapshot)
    counted = match(snapshot, Filter()).chosen & rows.rows_with("country", country)
    segments = rows.codes("segment")
    by_segment: dict[str | None, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for lists, words in _by_lists(rows, counted).items():
        for segment in segments.values:
            organisations = size(words & rows.rows_with("segment", segment))
            for name in (None, segment) if organisations else ():
                by_segment[name][lists] += organisations
    named = label_of(snapshot, rows, "segment")
    order = {code: position for position, code in enumerate(closed_codes("segment"))}
    found = sorted((name for name in by_segment if name is not None), key=lambda name: (order.get(name, 99), name))
    return [
        _coverage(segment, _EVERY if segment is None else named(segment), by_segment[segment])
        for segment in (None, *found)
        if by_segment[segment]
    ]


def _by_lists(rows: Frame, counted: Words) -> dict[tuple[str, ...], Words]:
    """The rows of `counted` by the lists that they stand on: sets of rows are split by one source after another, so
    the work grows with the combinations that there are, not with the rows."""
    found: dict[tuple[str, ...], Words] = {(): counted} if counted.any() else {}
    for source in (name for name in rows.codes("source").values if name not in (DECISIONS_SOURCE, UNKNOWN)):
        named = rows.rows_with("source", source)
        parts = [((*lists, source), words & named) for lists, words in found.items()]
        parts += [(lists, words & ~named) for lists, words in found.items()]
        found = {lists: words for lists, words in parts if words.any()}
    return found


def _coverage(segment: str | None, label: tuple[str, str], found: Mapping[tuple[str, ...], int]) -> Coverage:
    """`found`: how many organisations stand on exactly these lists."""
    lists: Counter[str] = Counter()
    seen_by: Counter[int] = Counter()
    for sources, organisations in found.items():
        seen_by[len(sources)] += organisations
        for source in sources:
            lists[source] += organisations
    recaptures = sum(organisations for number, organisations in seen_by.items() if number > 1)
    known = Coverage(segment, *label, sum(found.values()), dict(sorted(lists.items())), recaptures)
    only = [sum(count for sources, count in found.items() if sources == (source,)) for source in lists]
    return _estimated(known, only, seen_by[2])


def _estimated(known: Coverage, only: list[int], on_two: int) -> Coverage:
    """`only`: how many stand on each list and no other; `on_two`: on exactly two."""
    counts = list(known.lists.values())
    if len(counts) < 2:
        return replace(known, abstains="one_list")
    if known.recaptures < FEWEST_RECAPTURES:
        return replace(known, abstains="few_recaptures")
    if len(counts) == 2:
        return _with(known, "chapman", chapman(counts[0], counts[1], known.recaptures))
    if not on_two:
        return replace(known, abstains="none_on_two")
    return _with(known, "chao", chao(only, on_two, known.seen))


def _with(known: Coverage, method: str, made: Estimate) -> Coverage:
    return replace(known, method=method, estimate=made.value, low=made.low, high=made.high)


def _share(seen: int, there_are: float | None) -> float | None:
    return min(1.0, seen / there_are) if there_are else None


def beside_published(snapshot: Snapshot) -> list[PublishedTotal]:
    """Totals of vocab/published_totals.yml, each beside the map's organisations of that section and region."""
    found = match(snapshot, Filter())
    rows = found.frame
    named = label_of(snapshot, rows, "section")

    def mapped(section: str, region: str | None) -> int:
        chosen = found.chosen & rows.rows_with("section", section)
        return size(chosen if region is None else chosen & rows.rows_with("region", region))

    published = _published()
    return [
        PublishedTotal(
            section=row["section"],
            label_bg=named(row["section"])[0],
            label_en=named(row["section"])[1],
            region=row.get("region"),
            mapped=mapped(row["section"], row.get("region")),
            value=row["value"],
            unit=published["unit"],
            year=published["year"],
            source_bg=published["source"]["bg"],
            source_en=published["source"]["en"],
        )
        for row in published["totals"]
    ]


@cache
def _published() -> dict[str, Any]:
    text = resources.files("karta.vocab").joinpath("published_totals.yml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded
