"""What the method note says of completeness, in one language."""

from __future__ import annotations

from collections.abc import Iterator

from karta.explore.completeness import ABSTENTIONS, ASSUMPTIONS, METHODS, Coverage, beside_published, coverage
from karta.explore.frame import frame
from karta.explore.labels import label_of
from karta.snapshot.reader import Snapshot
from karta.vocab import formats

Pair = tuple[str, str]  # Bulgarian, English
INTRODUCTION: Pair = (
    "Колко организации липсват, личи от това доколко източниците назовават едни и същи: ако два независими списъка "
    "се застъпват малко, има много, които не са в никой. Оценките са за цялата страна, по сегменти, независимо от "
    "филтъра; делът е на видените организации от оценените.",
    "How many organisations are missing shows in how far the sources name the same ones: where two independent lists "
    "overlap little, there are many that stand on none. Estimates are for the whole country, by segment, whatever the "
    "filter; the share is that of the organisations seen in those estimated.",
)
ASIDE: Pair = (
    "Публикуваните числа са на местни единици, тоест обекти на предприятия; картата брои организации по седалище. "
    "Двете стоят едно до друго за мащаб и дял от тях не се изчислява.",
    "The published numbers are of local units, that is sites of enterprises; the map counts organisations at their "
    "seats. They stand side by side for scale, and no share of them is worked out.",
)
COVERAGE_HEAD: list[Pair] = [
    ("сегмент", "segment"),
    ("на картата", "on the map"),
    ("списъци", "lists"),
    ("в повече от един", "on more than one"),
    ("оценка (95 %)", "estimate (95 %)"),
    ("дял (95 %)", "share (95 %)"),
]
PUBLISHED_HEAD: list[Pair] = [
    ("сектор", "section"),
    ("район", "region"),
    ("организации на картата", "organisations on the map"),
    ("местни единици", "local units"),
    ("година", "year"),
    ("източник", "source"),
]


def said() -> Iterator[Pair]:
    """What is estimated, how, and what it stands on."""
    yield INTRODUCTION
    yield from METHODS.values()
    yield from ASSUMPTIONS


def coverage_rows(snapshot: Snapshot, language: str) -> list[list[str]]:
    """One row for the country and one a segment; in place of an estimate the reason why there is none."""
    return [_coverage_row(row, language) for row in coverage(snapshot)]


def _coverage_row(row: Coverage, language: str) -> list[str]:
    english = language == "en"
    counts = [formats.count(number, language) for number in (row.seen, len(row.lists), row.recaptures)]
    name = row.label_en if english else row.label_bg
    if row.estimate is None or row.low is None or row.high is None or row.share is None:
        return [name, *counts, ABSTENTIONS[row.abstains or "one_list"][english], "–"]
    value, low, high = (formats.count(round(number), language) for number in (row.estimate, row.low, row.high))
    share, least, most = (formats.percent(one or 0, language) for one in (row.share, row.share_low, row.share_high))
    return [name, *counts, f"{value} ({low} – {high})", f"{share} ({least} – {most})"]


def published_rows(snapshot: Snapshot, language: str) -> list[list[str]]:
    """One row a published total."""
    english = language == "en"
    regions = label_of(snapshot, frame(snapshot), "region")
    return [
        [
            f"{row.section} {row.label_en if english else row.label_bg}",
            regions(row.region)[english] if row.region else ("цялата страна", "the whole country")[english],
            formats.count(row.mapped, language),
            formats.count(row.value, language),
            str(row.year),
            row.source_en if english else row.source_bg,
        ]
        for row in beside_published(snapshot)
    ]
