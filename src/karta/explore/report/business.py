"""The parts of a report on size, result, sectors and years."""

from __future__ import annotations

from karta.explore.charts.sectors import Sector, Sectors
from karta.explore.charts.years import Years
from karta.explore.facets import Choice
from karta.explore.histograms import Bin, Histogram
from karta.explore.report import charts
from karta.explore.report.content import Content
from karta.explore.report.document import Block, Cell, Column, Gallery, Paragraph, Picture, Row, Section, Table
from karta.explore.report.words import Unit, Words
from karta.explore.statistics import Table as Crossed
from karta.snapshot.schema import MEASURES

FIRST_YEARS = 15  # of a chart and its table: the last so many


def sizes(found: Content, words: Words) -> Section:
    """Headcount classes, financial results, and the histogram of each measure."""
    said = found.summary
    pictures = [_histogram(found, name, words) for name in (*MEASURES, "founded") if _has_bars(found, name)]
    return Section("sizes", words("sizes"), [
        _choices(words("sizes_table"), words("size_class"), said.sizes, words),
        _choices(words("results_table"), words("result"), said.results, words),
        Gallery(pictures, words("histogram_note")),
    ])  # fmt: skip


def _choices(title: str, name: str, choices: list[Choice], words: Words) -> Table:
    rows = [
        Row([
            Cell(words.label(one)), Cell(words.count(one.count)), Cell(words.share_of(one.count, one.all)),
            Cell(share=one.count / one.all if one.all else 0.0, tone="bar", is_unknown=one.code in ("unknown",)),
        ])
        for one in choices
    ]  # fmt: skip
    columns = [Column(name, "text"), Column(words("count")), Column(words("share")),
               Column(words("bar_of_count"), "bar")]  # fmt: skip
    return Table(title, columns, rows)


def _has_bars(found: Content, name: str) -> bool:
    return any(one.all for one in found.facets.histograms[name].bins)


def _histogram(found: Content, name: str, words: Words) -> Picture:
    shown: Histogram = found.facets.histograms[name]
    if name == "founded":
        title, ticks = words("founded"), [_year(one, words) for one in shown.bins]
    elif name == "headcount":
        title, ticks = words.measure(name), [_class(one, words) for one in shown.bins]
    else:
        unit = Unit(words, name, [end for one in shown.bins for end in (one.min, one.max)])
        title = words("measure_unit", measure=words.measure(name), unit=unit.name)
        ticks = ["" if one.min is None else unit.text(one.min) for one in shown.bins]
    bars = [
        charts.Bar(one.count, one.all, words.count(one.count), tick, _tone(found, name, one))
        for one, tick in zip(shown.bins, ticks, strict=True)
    ]
    beside = words(
        "histogram_beside", unknown=words.count(shown.unknown.count), undecided=words.count(shown.undecided.count),
        other=words.count(shown.other_currency.count),
    )  # fmt: skip
    said = "; ".join(_spoken(name, one, words) for one in shown.bins)
    alt = words("histogram_alt", title=title, bars=said, unknown=words.count(shown.unknown.count))
    drawn = charts.histogram(bars, alt, ticks_between=name not in ("headcount", "founded"))
    return Picture(title, drawn, alt, beside)


def _tone(found: Content, name: str, one: Bin) -> str:
    """Faint outside the limits that the filter sets on this very measure."""
    low, high = getattr(found.asked, f"{name}_min"), getattr(found.asked, f"{name}_max")
    is_below = low is not None and one.max is not None and one.max <= low and one.max != one.min
    is_above = high is not None and one.min is not None and one.min > high
    if is_below or is_above:
        return "out"
    if name != "profit" or one.min == one.max:
        return "bar"
    return "loss" if one.min is None or one.min < 0 else "profit"


def _year(one: Bin, words: Words) -> str:
    if one.min is None:
        return words("before", year=int((one.max or 0) - 1))
    return words("and_more", n=int(one.min)) if one.max is None else f"{one.min:.0f}–{one.max - 1:.0f}"


def _class(one: Bin, words: Words) -> str:
    low = words.count(one.min or 0)
    if one.max is None:
        return words("and_more", n=low)
    return low if one.min == one.max else f"{low}–{words.count(one.max)}"


def _spoken(name: str, one: Bin, words: Words) -> str:
    number = words.count(one.count)
    if name in ("founded", "headcount"):
        return f"{_year(one, words) if name == 'founded' else _class(one, words)}: {number}"
    if one.min is None:
        return words("histogram_first", high=words.amount(name, one.max), n=number)
    return words("histogram_bar", low=words.amount(name, one.min), n=number)


def sectors(found: Content, words: Words) -> Section | None:
    """Sections with their divisions, and the segments; None where the snapshot knows no sectors."""
    blocks: list[Block] = []
    if found.segments.rows:
        blocks.append(_segments(found.segments, words))
    if found.sectors is not None and found.sectors.sections:
        blocks.append(_sectors(found.sectors, words))
    return Section("sectors", words("sectors"), blocks) if blocks else None


def _sectors(tree: Sectors, words: Words) -> Table:
    divisions = [child for section in tree.sections for child in section.children]
    unit = Unit(words, tree.measure, [one.sum for one in (*tree.sections, *divisions)])
    rows = []
    for section in tree.sections:
        rows.append(_sector(section, 0, tree.organisations, unit, words))
        rows += [_sector(child, 1, tree.organisations, unit, words) for child in section.children]
    rows.append(Row([
        Cell(words("total")), Cell(words.count(tree.organisations)), Cell(words.count(tree.added)),
        Cell(unit.text(tree.sum), is_unknown=tree.sum is None), Cell(),
    ], is_strong=True))  # fmt: skip
    columns = [
        Column(words("sector"), "text"), Column(words("count")), Column(words("with_measure")),
        Column(words("measure_unit", measure=words.measure(tree.measure), unit=unit.name)),
        Column(words("bar_of_count"), "bar"),
    ]  # fmt: skip
    return Table(words("sectors_table"), columns, rows, words("sectors_note"))


def _sector(one: Sector, level: int, whole: int, unit: Unit, words: Words) -> Row:
    is_unknown = one.code == "unknown"
    name = words.label(one) if is_unknown else f"{one.code} {words.label(one)}"
    return Row([
        Cell(name, level=level), Cell(words.count(one.organisations)), Cell(words.count(one.added)),
        Cell(unit.text(one.sum), is_unknown=one.sum is None),
        Cell(share=one.organisations / whole if whole else 0.0, tone="seq-5" if level == 0 else "seq-3",
             is_unknown=is_unknown),
    ], is_strong=level == 0 and not is_unknown)  # fmt: skip


def _segments(made: Crossed, words: Words) -> Table:
    whole = made.cells[None, None].organisations
    unit = Unit(words, "revenue", [made.cells[row.code, None].sums["revenue"].sum for row in made.rows])
    columns = [
        Column(words("segment"), "text"), Column(words("count")), Column(words("headcount_sum")),
        Column(words("measure_unit", measure=words.measure("revenue"), unit=unit.name)),
        Column(words("with_profit")), Column(words("with_loss")), Column(words("bar_of_count"), "bar"),
    ]  # fmt: skip
    rows = []
    for code, name in [*((row.code, words.label(row)) for row in made.rows), (None, words("total"))]:
        cell = made.cells[code, None]
        headcount, revenue = (cell.sums[measure].sum for measure in ("headcount", "revenue"))
        by_result = [made.cells.get((code, result)) for result in ("profit", "loss")]
        rows.append(Row([
            Cell(name), Cell(words.count(cell.organisations)),
            Cell(words("unknown") if headcount is None else words.count(headcount), is_unknown=headcount is None),
            Cell(unit.text(revenue), is_unknown=revenue is None),
            *(Cell(words.count(one.organisations if one else 0)) for one in by_result),
            Cell() if code is None else Cell(share=cell.organisations / whole if whole else 0.0, tone="seq-5",
                                             is_unknown=code == "unknown"),
        ], is_strong=code is None))  # fmt: skip
    return Table(words("segments_table"), columns, rows)


def years(found: Content, words: Words) -> Section | None:
    """Figures by year; None where no match has one."""
    blocks: list[Block] = [Paragraph(words("years_text"))]
    for told in found.years:
        if told.whole.values:
            blocks += _years(told, words)
    return Section("years", words("years"), blocks) if len(blocks) > 1 else None


def _years(told: Years, words: Words) -> list[Block]:
    values = told.whole.values[-FIRST_YEARS:]
    unit = Unit(words, told.measure, [value.sum for value in values])
    measure = words.measure(told.measure)
    title = words("measure_unit", measure=words("years_title", measure=measure), unit=unit.name)
    bars = [charts.YearBar(one.year, one.sum, unit.text(one.sum), words.count(one.added)) for one in values]
    alt = words("years_alt", measure=measure, bars="; ".join(f"{bar.year}: {bar.number} ({bar.below})" for bar in bars))
    drawn = charts.years(bars, alt, below=words("years_below"), pattern=f"unknown-{told.measure}")
    rows = [
        Row([
            Cell(str(one.year)), Cell(words.count(one.organisations)), Cell(words.count(one.added)),
            Cell(words.count(one.left_out)), Cell(unit.text(one.sum), is_unknown=one.sum is None),
            Cell(words.amount(told.measure, one.median)),
        ])
        for one in values
    ]  # fmt: skip
    columns = [
        Column(words("year"), "text"), Column(words("with_year_figure")), Column(words("added")),
        Column(words("left_out")), Column(words("measure_unit", measure=words("sum"), unit=unit.name)),
        Column(words("median")),
    ]  # fmt: skip
    blocks: list[Block] = [Picture(title, drawn, alt), Table(title, columns, rows)]
    if told.changes:
        blocks.append(_changes(told, words))
    return blocks


def _changes(told: Years, words: Words) -> Table:
    changes = told.changes[-FIRST_YEARS:]
    unit = Unit(words, told.measure, [end for one in changes for end in (one.sum_before, one.sum)])
    rows = [
        Row([
            Cell(str(one.year)), Cell(words.count(one.organisations)), Cell(unit.text(one.sum_before)),
            Cell(unit.text(one.sum)),
            # A change of a loss has no share that means anything.
            Cell(words.percent(one.sum / one.sum_before - 1, 1) if one.sum_before > 0 and one.sum > 0 else "–"),
        ])
        for one in changes
    ]  # fmt: skip
    columns = [
        Column(words("year"), "text"), Column(words("count")),
        Column(words("measure_unit", measure=words("sum_before"), unit=unit.name)),
        Column(words("measure_unit", measure=words("sum_now"), unit=unit.name)), Column(words("change")),
    ]  # fmt: skip
    return Table(words("changes_table", measure=words.measure(told.measure)), columns, rows, words("changes_note"))
