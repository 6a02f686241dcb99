"""Figures that contradict each other or look like another unit. They come in as they stand; a person is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from karta.pipeline.ingest.user_file.messages import DIRECTIONS
from karta.pipeline.ingest.user_file.values import Amount, eik
from karta.vocab.money import UNITS
from karta.vocab.numbers import INFINITY

if TYPE_CHECKING:
    from karta.pipeline.ingest.user_file.check import Checked

# A firm grows tenfold in a year now and then; a thousandfold is another unit. Between lies room for both.
_LEAST, _MOST = 300, 3000
# Turnover of one employee a year under 1000 levs does not pay one minimum wage of a month.
_PER_EMPLOYEE = 1000


class Read(NamedTuple):
    """A figure as it stands in the file: row index (`place`) and number, column, printed cell, meaning."""

    place: int
    number: int
    column: str
    cell: str
    measure: str
    year: int
    amount: Amount

    base: float  # in the currency's own unit, thousands multiplied out; to compare neighbours only


def base(amount: Amount) -> float:
    return float(amount.value) * (_SCALES[amount.unit] if amount.unit else 1.0)


_SCALES = {unit: float(scale) for unit, (_, scale) in UNITS.items()}


def add_suspicions(checked: Checked) -> None:
    """Say which figures differ for one organisation and year, and which are about a thousand times off."""
    by_organisation: dict[tuple[str, str], list[Read]] = defaultdict(list)
    names = organisations(checked)
    good = [read for read in checked.figures if read.number not in checked.bad_rows]
    for read in good:
        by_organisation[names[read.place], read.measure].append(read)
    for (_, measure), reads in by_organisation.items():
        if len(reads) > 1:
            _say_two_values(checked, reads)
            if measure not in ("headcount", "fte"):
                _say_thousands(checked, reads)
    _say_small_columns(checked, good)


def told(read: Amount) -> tuple[str, str]:
    """An interval as a person reads it, in English and Bulgarian."""
    if read.low == -INFINITY:
        text = f"≤ {_spaced(read.high)}"
    elif read.high == INFINITY:
        text = f"≥ {_spaced(read.low)}"
    elif read.low == read.high:
        text = _spaced(read.value)
    else:
        text = f"{_spaced(read.low)} – {_spaced(read.high)}"
    unit = read.unit if read.unit not in (None, "persons", "fte") else ""
    return f"{text} {unit}".strip(), f"{text.replace('.', ',')} {_UNITS_BG.get(unit or '', unit or '')}".strip()


_UNITS_BG = {
    "BGN": "лв.",
    "thousand BGN": "хил. лв.",
    "million BGN": "млн. лв.",
    "EUR": "евро",
    "thousand EUR": "хил. евро",
    "million EUR": "млн. евро",
    "USD": "щ. д.",
    "RON": "леи",
}


def _spaced(number: Decimal) -> str:
    """Thousands by a narrow no-break space."""
    return f"{number.normalize():,f}".replace(",", "\u202f")


def organisations(checked: Checked) -> list[str]:
    """What tells organisations apart, row by row: the cleaned ЕИК, else the own number, else the name."""
    grid = checked.grid
    places = [
        (column.field, grid.columns.index(column.column))
        for name in ("eik", "key", "name")
        for column in checked.mapping.of(name)
    ]
    found = []
    for row in grid.rows:
        value = ""
        for field, place in places:
            value = (eik(row[place]).value or "") if field == "eik" else row[place].casefold()
            if value:
                break
        found.append(value)
    return found


def _say_two_values(checked: Checked, reads: list[Read]) -> None:
    first: dict[tuple[int, str], Read] = {}
    for read in reads:
        key = (read.year, read.column)
        other = first.setdefault(key, read)
        if other is not read and (other.amount.high < read.amount.low or read.amount.high < other.amount.low):
            checked.say(read.number, read.column, read.cell, "two_values", other_row=other.number, other=other.cell)


def _say_thousands(checked: Checked, reads: list[Read]) -> None:
    """The odd one out among the years of one organisation; of two, nobody can tell which, so the smaller is named."""
    sized = [read for read in reads if read.base and read.amount.unit]
    sizes = sorted(abs(read.base) for read in sized)
    if len(sizes) < 2 or sizes[-1] < _LEAST * sizes[0]:
        return
    for read in sized:
        others = [other for other in sized if other is not read]
        ratios = [abs(other.base / read.base) for other in others]
        if all(_LEAST <= ratio <= _MOST for ratio in ratios):
            _say(checked, read, others[0], "less")
        elif len(sized) > 2 and all(_LEAST <= 1 / ratio <= _MOST for ratio in ratios):
            _say(checked, read, others[0], "more")


def _say(checked: Checked, read: Read, other: Read, direction: str) -> None:
    english, bulgarian = told(other.amount)
    neighbour = (
        f"{english} in {other.year} (row {other.number})",
        f"{bulgarian} за {other.year} г. (ред {other.number})",
    )
    checked.say(
        read.number, read.column, read.cell, "thousands_suspected", direction=DIRECTIONS[direction], neighbour=neighbour
    )


def _say_small_columns(checked: Checked, good: list[Read]) -> None:
    """Money by employee in the same row.

    A column of levs whose rows mostly fall under the limit holds thousands; a single row far under its column's middle
    is told by itself.
    """
    people: dict[int, float] = {}
    for read in good:
        if read.measure in ("headcount", "fte") and read.amount.value > 0:
            people.setdefault(read.place, float(read.amount.value))
    for column, unit, ratios in _money_by_employee(good, people):
        ordered = sorted(ratio for ratio, _ in ratios)
        middle = ordered[len(ordered) // 2]
        if len(ordered) >= 3 and middle < _PER_EMPLOYEE:
            limit = f"{_PER_EMPLOYEE} {unit.rpartition(' ')[2]}"
            checked.say(None, column, None, "column_in_thousands", unit=unit, limit=limit)
            continue
        already = {problem.row for problem in checked.problems if problem.code == "thousands_suspected"}
        for ratio, read in ratios:
            if len(ordered) >= 5 and ratio < _PER_EMPLOYEE and ratio * _LEAST < middle and read.number not in already:
                neighbour = (
                    "what the others of the column have for each employee",
                    "останалите в колоната на едно наето лице",
                )
                checked.say(
                    read.number,
                    column,
                    read.cell,
                    "thousands_suspected",
                    direction=DIRECTIONS["less"],
                    neighbour=neighbour,
                )


def _money_by_employee(
    good: list[Read], people: dict[int, float]
) -> Iterator[tuple[str, str, list[tuple[float, Read]]]]:
    by_column: dict[tuple[str, str], list[tuple[float, Read]]] = defaultdict(list)
    for read in good:
        if read.measure in ("turnover", "revenue") and read.place in people and read.amount.unit and read.base > 0:
            by_column[read.column, read.amount.unit].append((read.base / people[read.place], read))
    for (column, unit), ratios in by_column.items():
        yield column, unit, ratios
