"""Sectors as an icicle: section, division, group from left to right, heights in proportion.

Small neighbours stand together in one tile, so that every tile can be read and hit; the table has each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from karta.explore.charts.sectors import Sector, Sectors
from karta.explore.frame import UNKNOWN
from karta.portal.explorer.charts_page.axis import LETTER, fitted
from karta.portal.explorer.charts_page.state import ChartState
from karta.portal.explorer.charts_page.tables import Cell, Column, Row, Table, told
from karta.portal.explorer.map_page import words
from karta.vocab import formats

WIDTH, HEIGHT, TOP = 1040.0, 560.0, 24.0
COLUMNS = ((0.0, 288.0), (288.0, 352.0), (640.0, 400.0))  # left, width
LEAST = 17.0  # pixels: a line of text
BOLD = 7.1  # mean width of a letter of 12-px bold text
TWO_LINES = 36.0
OTHERS = "others"
KNOWN_LIMITS = (0.25, 0.5, 0.75)  # shares of organisations whose figure is in the sum, between the classes
CLASSES = ("seq-1", "seq-2", "seq-3", "seq-4")


@dataclass(frozen=True, slots=True)
class Tile:
    """`address` is empty for several sectors in one tile. `css`: how many are known, or the pattern."""

    x: float
    y: float
    width: float
    height: float
    css: str
    name: str
    number: str
    name_y: float
    number_x: float
    number_y: float
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Icicle:
    tiles: list[Tile]
    heads: list[tuple[float, str]]
    by_sum: bool
    width: float = WIDTH
    height: float = TOP + HEIGHT + 2


class Drawing:
    """One icicle while it is drawn."""

    def __init__(self, made: Sectors, state: ChartState, language: str) -> None:
        self.made, self.state, self.language = made, state, language
        self.by_sum = drawn_by_sum(made, state)
        self.whole = self.size(made.sections)

    def size(self, some: list[Sector]) -> float:
        """What the height of some sectors stands for."""
        return sum(max(one.sum or 0.0, 0.0) if self.by_sum else one.organisations for one in some)

    def tiles(self, some: list[Sector], level: int, top: float, height: float, outer: str = "") -> Iterator[Tile]:
        """Tiles of siblings within `height` pixels from `top`, the largest first, what is unknown last."""
        whole = self.size(some)
        if not whole:
            return
        shown = sorted(
            (one for one in some if self.size([one]) > 0), key=lambda one: (one.code == UNKNOWN, -self.size([one]))
        )
        large = [one for one in shown if self.size([one]) / whole * height >= LEAST]
        small = [one for one in shown if one not in large]
        groups = [[one] for one in large if one.code != UNKNOWN] + ([small] if small else [])
        groups += [[one] for one in large if one.code == UNKNOWN]
        for group in groups:
            tall = self.size(group) / whole * height
            yield self.tile(group, level, top, tall, outer)
            if len(group) == 1 and group[0].code != UNKNOWN and level + 1 < len(COLUMNS):
                yield from self.tiles(group[0].children, level + 1, top, tall, group[0].code)
            top += tall

    def tile(self, group: list[Sector], level: int, top: float, tall: float, outer: str) -> Tile:
        left, width = COLUMNS[level]
        is_unknown = len(group) == 1 and group[0].code == UNKNOWN
        if is_unknown or len(group) > 1:
            width = WIDTH - left  # nothing follows, so that it may run to the edge
        number, name = self.number(self.size(group)), self.name(group, outer)
        is_tall = tall >= TWO_LINES
        room = width - 16 - (0 if is_tall else len(number) * LETTER + 8)
        return Tile(
            x=left,
            y=round(TOP + top, 1),
            width=width,
            height=round(tall, 1),
            css=self.css(group),
            name=fitted(name, room, BOLD) if tall >= LEAST - 2 else "",
            number=number if tall >= LEAST - 2 else "",
            name_y=round(TOP + top + (17 if is_tall else tall / 2 + 4), 1),
            number_x=left + 8 if is_tall else left + width - 8,
            number_y=round(TOP + top + (33 if is_tall else tall / 2 + 4), 1),
            text=self.text(group, name),
            address=self.address(group, outer),
        )

    def name(self, group: list[Sector], outer: str) -> str:
        if len(group) > 1:
            text = ngettext("%(number)s smaller sector", "%(number)s smaller sectors", len(group))
            return text % {"number": len(group)}
        one = group[0]
        if one.code == UNKNOWN:
            return _("known no closer") if outer else _("sector unknown")
        return f"{one.code} {one.label_bg if self.language == 'bg' else one.label_en}"

    def number(self, value: float) -> str:
        text = (
            words.amount(self.made.measure, value, self.language)
            if self.by_sum
            else formats.count(value, self.language)
        )
        return f"{text} · {formats.percent(value / self.whole, self.language)}"

    def css(self, group: list[Sector]) -> str:
        if len(group) > 1:
            return "others"
        if group[0].code == UNKNOWN:
            return "unknown"
        share = group[0].added / group[0].organisations
        return CLASSES[sum(share >= limit for limit in KNOWN_LIMITS)]

    def text(self, group: list[Sector], name: str) -> str:
        count = sum(one.organisations for one in group)
        organisations = ngettext("%(number)s organisation", "%(number)s organisations", count)
        said = f"{name}: {organisations % {'number': formats.count(count, self.language)}}"
        added = sum(one.added for one in group)
        if not added:
            return said
        total = sum(one.sum or 0.0 for one in group)
        told_sum = _("%(measure)s, sum %(sum)s of %(n)s") % {
            "measure": words.measure_name(self.made.measure, self.language),
            "sum": words.amount(self.made.measure, total, self.language),
            "n": formats.count(added, self.language),
        }
        return f"{said}, {told_sum}"

    def address(self, group: list[Sector], outer: str) -> str:
        if len(group) > 1:
            return ""
        code = group[0].code
        return self.state.address(replace(self.state.asked, nace=(outer if code == UNKNOWN and outer else code,)))


def drawn_by_sum(made: Sectors, state: ChartState) -> bool:
    """Heights are sums where that is asked for and can be drawn: a loss has no height."""
    return state.drawn != "count" and can_draw_sum(made)


def can_draw_sum(made: Sectors) -> bool:
    """Whether there is something to add, and nothing below zero."""
    return made.measure != "profit" and made.added > 0


def icicle(made: Sectors, state: ChartState, language: str) -> Icicle | None:
    """The picture; None where nobody matches."""
    drawing = Drawing(made, state, language)
    if not made.organisations:
        return None
    names = (_("Section"), _("Division"), _("Group"))
    return Icicle(
        tiles=list(drawing.tiles(made.sections, 0, 0.0, HEIGHT)),
        heads=[(left + 8, name) for (left, _width), name in zip(COLUMNS, names, strict=True)],
        by_sum=drawing.by_sum,
    )


def known_classes(language: str) -> list[tuple[str, str]]:
    """Class and words of the legend: the share of organisations whose figure is in the sum."""
    ends = [0.0, *KNOWN_LIMITS, 1.0]
    texts = [
        f"{formats.number(100 * low, language)}{formats.DASH}{formats.percent(high, language)}"
        for low, high in pairwise(ends)
    ]
    return list(zip(CLASSES, texts, strict=True))


def sectors_table(made: Sectors, state: ChartState, language: str) -> Table:
    """Each sector with its children under it."""
    name = words.capitalised(words.measure_name(made.measure, language))
    return Table(
        caption=_("Organisations and %(measure)s by sector") % {"measure": name[:1].lower() + name[1:]},
        columns=[
            Column("nace", words.filter_name("nace", language), is_number=False),
            Column("organisations", _("Organisations")),
            Column(f"{made.measure}_sum", _("%(measure)s, sum") % {"measure": name}),
            Column("added", _("n")),
            Column("left_out", _("Left out")),
        ],
        rows=list(_rows(Drawing(made, state, language), made.sections)),
        total=Row(Cell(_("Total"), "total"), _numbers(made, made.measure, language)),
    )


def _rows(drawing: Drawing, some: list[Sector], level: int = 0, outer: str = "") -> Iterator[Row]:
    measure, language = drawing.made.measure, drawing.language
    order = sorted(some, key=lambda one: (one.code == UNKNOWN, -drawing.size([one]), -one.organisations, one.code))
    for one in order:
        code = f"{outer} {UNKNOWN}".strip() if one.code == UNKNOWN else one.code
        head = Cell(drawing.name([one], outer), code, drawing.address([one], outer))
        yield Row(head, _numbers(one, measure, language), level)
        yield from _rows(drawing, one.children, level + 1, one.code)


def _numbers(one: Sector | Sectors, measure: str, language: str) -> list[Cell]:
    total = "" if one.sum is None else words.amount(measure, one.sum, language)
    return [
        Cell(formats.count(one.organisations, language), one.organisations),
        told(total, one.sum),
        Cell(formats.count(one.added, language), one.added),
        Cell(formats.count(one.left_out, language), one.left_out),
    ]
