"""What the legend says: classes with their limits, unit, year, sources, and what is not known (UI.md §3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from karta.explore.frame import frame
from karta.explore.scale import EMPTY, UNKNOWN, Scale
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.state import State
from karta.snapshot.reader import Snapshot
from karta.vocab import formats

YEARS_BEFORE, YEARS_AFTER = 4, 1  # the window of §3b line 3 around the reference year
NAMED_SOURCES = 2
LETTER = 6.2  # pixels: width of a digit of 11-px text
LARGEST_KEY = 27.0  # pixels: radius of the largest circle of the key
NUMBERS = tuple(digit * 10**power for power in range(7) for digit in (1, 2, 5))


class Counted(Protocol):
    """An area of explore: what was counted there, and how many of those have a figure."""

    @property
    def organisations(self) -> int: ...
    @property
    def known(self) -> int: ...


class Drawn(Protocol):
    """An area with its class."""

    @property
    def class_code(self) -> str: ...
    @property
    def value(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What the map shows, for whom. `years`: of a change, from and to."""

    state: State
    measure: str
    language: str
    years: tuple[int, int] | None

    @property
    def title(self) -> str:
        """ "revenue, sum"."""
        return measure_and_statistic(self.measure, self.state.statistic, self.language)


@dataclass(frozen=True, slots=True)
class LegendClass:
    code: str
    limit: str  # its lower limit, "" for the first


@dataclass(frozen=True, slots=True)
class Key:
    """One circle of the key: its place in a drawing whose bottom is at 56, and the number it stands for."""

    x: float
    y: float
    radius: float
    text_y: float
    text: str


@dataclass(frozen=True, slots=True)
class Legend:
    """`unknown`, `confidential`, `empty`: areas without a figure, with a withheld one, without organisations.

    year         the year of the figures, or both years of a change; "" for a plain number of organisations
    sources      publishers of the shown figures, the largest first; `more_sources`: how many stand behind them
    known        "a figure for 120 of 234 organisations"; "" for a plain number
    """

    title: str
    classes: list[LegendClass]
    unknown: int
    confidential: int
    empty: int
    year: str
    sources: list[str]
    more_sources: int
    known: str
    keys: list[Key]

    @property
    def key_width(self) -> int:
        return round(max((key.x + max(key.radius, LETTER * len(key.text) / 2) for key in self.keys), default=0)) + 2


def measure_and_statistic(measure: str, statistic: str, language: str) -> str:
    """ "revenue, sum", "number of organisations"."""
    if statistic == "count":
        return str(words.STATISTIC_NAMES["count"])
    return f"{words.measure_name(measure, language)}, {words.STATISTIC_NAMES[statistic]}"


def legend(
    snapshot: Snapshot,
    reading: Reading,
    found: Sequence[Counted],
    *,
    made: Sequence[Drawn],
    scale: Scale,
    radius: float,
) -> Legend:
    """The legend of the areas `made`; `found` also holds what stands in no area. `radius`: of one organisation."""
    state, language = reading.state, reading.language
    by_level = {
        "district": _("by district"), "region": _("by planning region"), "municipality": _("by municipality"),
    }[state.level]  # fmt: skip
    values = [area.value for area in made if area.value is not None]
    divisor, unit = _unit(scale.limits or values, state.statistic, reading.measure, language)

    def limit(value: float) -> str:
        if state.statistic in ("share", "change_share"):
            return formats.percent(value, language, 1)
        return formats.number(value / divisor, language, 3)

    sources = [] if state.statistic == "count" else _sources(snapshot, reading)
    return Legend(
        title=", ".join(part for part in (f"{words.capitalised(reading.title)} {by_level}", unit) if part),
        classes=_classes(scale, values, limit),
        unknown=sum(area.class_code == UNKNOWN for area in made),
        confidential=0,  # a snapshot holds public claims only
        empty=sum(area.class_code == EMPTY for area in made),
        year=_year(snapshot, reading),
        sources=sources[:NAMED_SOURCES],
        more_sources=max(len(sources) - NAMED_SOURCES, 0),
        known=_known(reading, found),
        keys=circle_keys(radius, language),
    )


def _year(snapshot: Snapshot, reading: Reading) -> str:
    if reading.state.statistic == "count":
        return ""
    if reading.years:
        return f"{reading.years[0]} → {reading.years[1]}"
    if reading.state.asked.year is not None:
        return str(reading.state.asked.year)
    reference = int(snapshot.manifest["reference_year"])
    window = f"{reference - YEARS_BEFORE}–{reference + YEARS_AFTER}"
    return _("newest known of %(years)s") % {"years": window}


def _known(reading: Reading, found: Sequence[Counted]) -> str:
    """How many organisations the values are made of, and the share whose figure is not known."""
    if reading.state.statistic == "count":
        return ""
    organisations, known = (sum(getattr(area, name) for area in found) for name in ("organisations", "known"))
    text = (
        _("a figure in both years: %(known)s of %(all)s organisations, unknown %(share)s")
        if reading.years
        else _("a figure: %(known)s of %(all)s organisations, unknown %(share)s")
    )
    share = 1 - known / organisations if organisations else 0.0
    numbers = {"known": formats.count(known, reading.language), "all": formats.count(organisations, reading.language)}
    return text % {**numbers, "share": formats.percent(share, reading.language)}


def _sources(snapshot: Snapshot, reading: Reading) -> list[str]:
    """Titles of the sources whose figures of this measure are shown on this map, by the number of figures."""
    years = [*(reading.years or ()), *([reading.state.asked.year] if reading.state.asked.year else [])]
    chosen = f"is_year_winner AND year IN ({', '.join(map(str, years))})" if years else "is_shown"
    sql = f"""SELECT source_id FROM figures WHERE measure = ? AND {chosen}
              GROUP BY source_id ORDER BY count(*) DESC, source_id"""

    def load() -> list[str]:
        rows = snapshot.connection().execute(sql, [reading.measure]).fetchall()
        return [str(row[0]) for row in rows]

    found = frame(snapshot).cached("sources_of_figures", f"{reading.measure} {chosen}", load)
    titles: dict[str, Any] = {one["source_id"]: one["title"][reading.language] for one in snapshot.manifest["sources"]}
    return [titles.get(source_id, source_id) for source_id in found]


def _classes(scale: Scale, values: Sequence[float], limit: Callable[[float], str]) -> list[LegendClass]:
    """Each class with its lower limit. Where there is one class only, its lowest value."""
    if not values:
        return []
    first = "" if scale.limits else limit(_three_digits(min(values)))
    return [LegendClass(code, limit(scale.limits[i - 1]) if i else first) for i, code in enumerate(scale.codes)]


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")


def _unit(limits: Sequence[float], statistic: str, measure: str, language: str) -> tuple[float, str]:
    if statistic in ("count", "share", "change_share"):
        return 1.0, ""
    if not words.is_money(measure):
        return 1.0, words.unit(measure)
    largest = max((abs(limit) for limit in limits), default=0)
    for size, bulgarian, english in ((1e6, "млн. €", "€ m"), (1e3, "хил. €", "€ k")):
        if largest >= size:
            return size, bulgarian if language == "bg" else english
    return 1.0, "€"


def circle_keys(radius: float, language: str) -> list[Key]:
    """Three circles of round numbers, the largest of at most LARGEST_KEY pixels: 100, 25 and 5 where there is room."""
    largest = max((number for number in NUMBERS if radius * number**0.5 <= LARGEST_KEY), default=1)
    numbers = [number for number in (largest, largest / 4, largest / 20) if number >= 1]
    keys: list[Key] = []
    x = 1.0
    for number in numbers:
        size = max(radius * number**0.5, 1.0)
        text = formats.count(round(number), language)
        has_room = 2 * size >= LETTER * len(text) + 6
        half = size if has_room else max(size, LETTER * len(text) / 2)
        x += half - size
        keys.append(
            Key(
                x=round(x + size, 1), y=round(55 - size, 1), radius=round(size, 1),
                text_y=round(59 - size if has_room else 51 - 2 * size, 1),
                text=text,
            )
        )  # fmt: skip
        x += size + half + 6
    return keys
