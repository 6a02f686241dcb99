"""Two measures as a picture: circles with names, or cells with counts where the circles would hide each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karta.explore.charts.scatter import Cell as Counted
from karta.explore.charts.scatter import Point, Scatter, steps
from karta.explore.scale import scale_of
from karta.portal.explorer.charts_page.axis import LogScale, log_scale
from karta.portal.explorer.charts_page.state import ChartState
from karta.portal.explorer.charts_page.tables import Cell, Column, Row, Table
from karta.portal.explorer.map_page import words
from karta.vocab import formats

WIDTH, HEIGHT = 720.0, 560.0
LEFT, RIGHT, TOP, BOTTOM = 66.0, 24.0, 30.0, 44.0
LABEL = 6.0  # width of a letter of 11-px text
NAMED_OVER_CELLS = 6
RATIOS = (1e3, 1e4, 1e5, 1e6)  # euro a head: the slanted lines
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One circle; `label` stands at label_x, label_y with `anchor`, "" where it has no room."""

    x: float
    y: float
    text: str
    address: str
    label: str
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Square:
    x: float
    y: float
    width: float
    height: float
    middle_x: float
    middle_y: float
    css: str
    number: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Slant:
    path: str
    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    x_title: str
    y_title: str
    marks: list[Mark]
    squares: list[Square]
    named: list[Mark]
    slants: list[Slant]
    median_x: Tick | None
    median_y: Tick | None
    classes: list[tuple[str, str]]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    top: float = TOP
    right: float = WIDTH - RIGHT
    bottom: float = HEIGHT - BOTTOM


class Drawing:
    """One picture while it is drawn."""

    def __init__(self, made: Scatter, state: ChartState, language: str) -> None:
        self.made, self.state, self.language = made, state, language
        self.written: list[Box] = []  # names: a count under one of them would be half hidden
        if made.cells:
            ends_x = [cell.x_min for cell in made.cells] + [cell.x_max for cell in made.cells]
            ends_y = [cell.y_min for cell in made.cells] + [cell.y_max for cell in made.cells]
        else:
            ends_x = _ends(made.against, [point.x for point in made.points])
            ends_y = _ends(made.measure, [point.y for point in made.points])
        self.x: LogScale = log_scale(made.against, min(ends_x), max(ends_x), LEFT, WIDTH - LEFT - RIGHT)
        self.y: LogScale = log_scale(made.measure, min(ends_y), max(ends_y), HEIGHT - BOTTOM, -(HEIGHT - TOP - BOTTOM))

    def amount(self, measure: str, value: float) -> str:
        return words.amount(measure, value, self.language)

    def picture(self) -> Picture:
        made = self.made
        classes = scale_of([cell.organisations for cell in made.cells], is_signed=False)
        medians = ((self.x, made.median_x, made.against), (self.y, made.median_y, made.measure))
        x, y = (
            None if value is None else Tick(scale.at(value), self.amount(measure, value))
            for scale, value, measure in medians
        )
        if x and y:
            self.written += [
                (x.at - 40, TOP - 14, x.at + 40, TOP),
                (WIDTH - RIGHT - 92, y.at - 15, WIDTH - RIGHT, y.at),
            ]
        named = list(self.named())
        return Picture(
            x_ticks=[Tick(self.x.at(value), self.amount(made.against, value)) for value in self.x.ticks()],
            y_ticks=[Tick(self.y.at(value), self.amount(made.measure, value)) for value in self.y.ticks()],
            x_title=words.capitalised(words.measure_name(made.against, self.language)),
            y_title=words.capitalised(words.measure_name(made.measure, self.language)),
            marks=[self.mark(point) for point in made.points],
            squares=[self.square(cell, classes.code(cell.organisations, 1)) for cell in made.cells],
            named=named,
            slants=list(self.slants()),
            median_x=x,
            median_y=y,
            classes=self.classes(classes.limits, classes.codes) if made.cells else [],
        )

    def classes(self, limits: tuple[float, ...], codes: tuple[str, ...]) -> list[tuple[str, str]]:
        lows = [1.0, *limits]
        highs = [*(limit - 1 for limit in limits), float(max(cell.organisations for cell in self.made.cells))]
        texts = [
            formats.count(low, self.language)
            if high <= low
            else f"{formats.count(low, self.language)}{formats.DASH}{formats.count(high, self.language)}"
            for low, high in zip(lows, highs, strict=True)
        ]
        return list(zip(codes, texts, strict=True))

    def mark(self, point: Point) -> Mark:
        name = (point.name_bg if self.language == "bg" else point.name_en) or point.name_bg or point.name_en or ""
        text = f"{name}: {self.both(point.x, point.y)}, {point.year}"
        address = reverse("explorer:organisation", args=[point.org_id])
        return Mark(self.x.at(point.x), self.y.at(point.y), text, address, name, 0, 0, "start")

    def both(self, x: float, y: float) -> str:
        made = self.made
        return ", ".join(
            f"{words.measure_name(measure, self.language)} {self.amount(measure, value)}"
            for measure, value in ((made.measure, y), (made.against, x))
        )

    def named(self) -> Iterator[Mark]:
        """The largest with their names, each where it hides neither a circle that is named nor another name."""
        some = self.made.largest[:NAMED_OVER_CELLS] if self.made.cells else self.made.largest
        marks = [self.mark(point) for point in some]
        taken: list[Box] = [*self.written, *((one.x - 5, one.y - 5, one.x + 5, one.y + 5) for one in marks)]
        for one in marks:
            text = one.label if len(one.label) <= 32 else f"{one.label[:30].rstrip()}…"
            width = len(text) * LABEL
            places = (
                (one.x + 8, one.y + 4, "start", (one.x + 8, one.y - 6, one.x + 8 + width, one.y + 7)),
                (one.x - 8, one.y + 4, "end", (one.x - 8 - width, one.y - 6, one.x - 8, one.y + 7)),
                (one.x, one.y - 9, "middle", (one.x - width / 2, one.y - 20, one.x + width / 2, one.y - 7)),
                (one.x, one.y + 18, "middle", (one.x - width / 2, one.y + 7, one.x + width / 2, one.y + 20)),
            )
            for x, y, anchor, box in places:
                is_inside = box[0] > LEFT and box[2] < WIDTH - 2 and box[1] > 2 and box[3] < HEIGHT - BOTTOM
                if is_inside and not any(_overlap(box, other) for other in taken):
                    taken.append(box)
                    self.written.append(box)
                    yield replace(one, label=text, label_x=round(x, 1), label_y=round(y, 1), anchor=anchor)
                    break
            else:
                if not self.made.cells:  # a circle without a name says nothing over a square that counts it
                    yield replace(one, label="")

    def square(self, cell: Counted, css: str) -> Square:
        left, right = self.x.at(cell.x_min), self.x.at(cell.x_max)
        top, bottom = self.y.at(cell.y_max), self.y.at(cell.y_min)
        number = formats.count(cell.organisations, self.language)
        organisations = ngettext("%(number)s organisation", "%(number)s organisations", cell.organisations)
        ranges = ", ".join(
            f"{words.measure_name(measure, self.language)} {self.range(measure, low, high)}"
            for measure, low, high in (
                (self.made.measure, cell.y_min, cell.y_max),
                (self.made.against, cell.x_min, cell.x_max),
            )
        )
        middle = ((left + right) / 2, (top + bottom) / 2)
        box = (middle[0] - 8, middle[1] - 6, middle[0] + 8, middle[1] + 6)
        is_hidden = any(_overlap(box, other) for other in self.written)
        has_room = not is_hidden and right - left >= len(number) * LABEL + 2 and bottom - top >= 13
        return Square(
            x=left,
            y=top,
            width=round(right - left, 1),
            height=round(bottom - top, 1),
            middle_x=round(middle[0], 1),
            middle_y=round(middle[1] + 4, 1),
            css=css,
            number=number if has_room else "",
            text=f"{ranges}: {organisations % {'number': number}}",
            address=self.state.address(replace(self.state.asked, **self.limits(cell))),
        )

    def range(self, measure: str, low: float, high: float) -> str:
        """From `low` to below `high`; persons are whole."""
        if not words.is_money(measure):
            return formats.count(low, self.language) if high - low <= 1 else f"{low:.0f}{formats.DASH}{high - 1:.0f}"
        return f"{self.amount(measure, low)} {formats.DASH} {self.amount(measure, high)}"

    def limits(self, cell: Counted) -> dict[str, int]:
        """The filter of a cell: whole numbers, so the upper limit is the last below the next cell."""
        made = self.made
        return {
            f"{made.measure}_min": round(cell.y_min), f"{made.measure}_max": round(cell.y_max) - 1,
            f"{made.against}_min": round(cell.x_min), f"{made.against}_max": round(cell.x_max) - 1,
        }  # fmt: skip

    def slants(self) -> Iterator[Slant]:
        """Lines of one amount a head, where it is a head that is divided by."""
        made = self.made
        if made.against != "headcount" or made.measure == "profit":
            return
        for ratio in RATIOS:
            low, high = max(self.x.low, self.y.low / ratio, 1.0), min(self.x.high, self.y.high / ratio)
            if high <= low * 5:
                continue
            heads = [low * (high / low) ** (i / 24) for i in range(25)]
            path = "".join(f"{'L' if i else 'M'}{self.x.at(n)} {self.y.at(n * ratio)}" for i, n in enumerate(heads))
            text = _("%(amount)s a head") % {"amount": self.amount("revenue", ratio)}
            x, y = self.x.at(high), self.y.at(high * ratio)
            is_free = not any(_overlap((x - len(text) * LABEL, y - 16, x, y), box) for box in self.written)
            yield Slant(path, x, y, text if is_free else "")


def _ends(measure: str, values: list[float]) -> list[float]:
    """The round limits around the values."""
    if not values:
        return [0.0, 10.0]
    limits = steps(measure, min(values), max(values))
    return [max(limit for limit in limits if limit <= min(values)), limits[-1]]


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def picture(made: Scatter, state: ChartState, language: str) -> Picture | None:
    """The picture; None where no organisation has both figures of one year."""
    return Drawing(made, state, language).picture() if made.drawn else None


def ratio_text(made: Scatter, language: str) -> str:
    """The median of one measure divided by the other, in words; "" without one."""
    if made.median_ratio is None:
        return ""
    names = {
        "measure": words.measure_name(made.measure, language),
        "against": words.measure_name(made.against, language),
    }
    if made.against == "headcount":
        amount = words.amount(made.measure, made.median_ratio, language)
        return _("median of %(measure)s a head: %(amount)s") % {**names, "amount": amount}
    amount = formats.number(made.median_ratio, language, 3)
    return _("median of %(measure)s divided by %(against)s: %(amount)s") % {**names, "amount": amount}


def scatter_table(made: Scatter, state: ChartState, language: str) -> Table:
    """A row an organisation; where they are many, a row a cell."""
    drawing = Drawing(made, state, language)
    names = [words.capitalised(words.measure_name(one, language)) for one in (made.measure, made.against)]
    caption = _("%(measure)s and %(against)s") % {"measure": names[0], "against": names[1].lower()}
    if made.cells:
        ends = [f"{one}_{end}" for one in (made.measure, made.against) for end in ("min", "below")]
        return Table(
            caption=caption,
            columns=[
                Column(ends[0], names[0], is_number=False), *(Column(one, "") for one in ends[1:3]),
                Column(ends[3], names[1]), Column("organisations", _("Organisations")),
            ],
            rows=[_cell_row(cell, drawing) for cell in sorted(made.cells, key=lambda one: -one.organisations)],
        )  # fmt: skip
    return Table(
        caption=caption,
        columns=[
            Column("id", _("Organisation"), is_number=False), Column("name", ""), Column("year", _("Year")),
            Column(made.measure, names[0]), Column(made.against, names[1]),
        ],
        rows=[_point_row(point, drawing) for point in made.points],
    )  # fmt: skip


def _cell_row(cell: Counted, drawing: Drawing) -> Row:
    made, square = drawing.made, drawing.square(cell, "")
    return Row(
        Cell(drawing.range(made.measure, cell.y_min, cell.y_max), cell.y_min, square.address),
        [
            Cell("", cell.y_max),
            Cell("", cell.x_min),
            Cell(drawing.range(made.against, cell.x_min, cell.x_max), cell.x_max),
            Cell(formats.count(cell.organisations, drawing.language), cell.organisations),
        ],
    )


def _point_row(point: Point, drawing: Drawing) -> Row:
    made, mark = drawing.made, drawing.mark(point)
    numbers: list[Any] = [(made.measure, point.y), (made.against, point.x)]
    return Row(
        Cell(mark.label, point.org_id, mark.address),
        [
            Cell("", mark.label),
            Cell(str(point.year), point.year),
            *(Cell(drawing.amount(name, value), value) for name, value in numbers),
        ],
    )
