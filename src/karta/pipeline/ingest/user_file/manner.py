"""In which manner a file writes its numbers and dates: decimal comma or point, day or month first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from karta.pipeline.ingest.user_file.mapping import Column
from karta.pipeline.ingest.user_file.read import Grid

_BLANK = " \u00a0\u202f\u2009'’"
_NUMBER = re.compile(rf"[-−–+]?[0-9][0-9.,{_BLANK}]*")
# These say which sign is the decimal one; 12.345 does not.
_CLEAR = (
    r"[0-9]{sign}[0-9]{{1,2}}$",  # 12,5
    r"[0-9]{sign}[0-9]{{4,}}$",  # 0,1234
    r"{other}[0-9]{{3}}{sign}[0-9]+$",  # 1.234,567
    r"[0-9]{other}[0-9]{{3}}{other}[0-9]{{3}}$",  # 1.234.567
    r"^0{sign}[0-9]+$",  # 0,125
    r"^[0-9]{{4,}}{sign}[0-9]+$",  # 1234,567
    r" [0-9]{{3}}{sign}[0-9]+$",  # 1 234,567
)
_COMMA, _POINT = (
    re.compile("|".join(_CLEAR).format(sign=sign, other=other)) for sign, other in ((",", r"\."), (r"\.", ","))
)
_OPEN = re.compile(r"^[1-9][0-9]{0,2}[.,][0-9]{3}$")
_FIGURE = re.compile(
    r"[-−–]?\s*[0-9].{0,40}|(?:над|под|около|до|over|under|about|up to|>|<|≥|≤|~).{0,3}[0-9].{0,30}", re.IGNORECASE
)


@dataclass(frozen=True)
class Manner:
    """Of one column: an example of each manner that was met, and how many values are open."""

    comma: str | None
    point: str | None
    open_example: str | None
    open_count: int

    @property
    def decimal(self) -> str | None:
        """The decimal sign, where the column tells it."""
        if bool(self.comma) == bool(self.point):
            return None
        return "," if self.comma else "."


def of_column(values: Iterable[str]) -> Manner:
    """How a column writes its numbers; text that is no plain number does not count."""
    comma = point = example = None
    open_count = 0
    for value in values:
        if value.isdecimal() or not _NUMBER.fullmatch(value):
            continue
        bare = re.sub(rf"[{_BLANK}]", " ", value.lstrip("-−–+ "))
        if _OPEN.match(bare):
            open_count += 1
            example = example or value
        elif _COMMA.search(bare):
            comma = comma or value
        elif _POINT.search(bare):
            point = point or value
    return Manner(comma, point, example, open_count)


def of_file(grid: Grid, columns: Sequence[Column | None]) -> tuple[str | None, str | None]:
    """(decimal sign, thousands sign) that all figure columns of a file agree on; None where they do not tell."""
    figures = [grid.columns.index(column.column) for column in columns if column and column.is_figure]
    manners = [of_column(row[index] for row in grid.rows) for index in figures]
    signs = {found.decimal for found in manners if found.decimal}
    decimal = signs.pop() if len(signs) == 1 else None
    blanks = any(re.search(rf"[0-9][{_BLANK}][0-9]{{3}}", row[index]) for row in grid.rows[:2000] for index in figures)
    return decimal, " " if blanks else {",": ".", ".": ","}.get(decimal or "")


def date_order(values: Iterable[str]) -> str:
    """DMY, or MDY where a date proves it and none disproves it."""
    first = second = 0
    for value in values:
        found = re.fullmatch(r"([0-9]{1,2})[./\-]([0-9]{1,2})[./\-][0-9]{2,4}.*", value)
        if found:
            first, second = max(first, int(found[1])), max(second, int(found[2]))
    return "MDY" if second > 12 >= first else "DMY"


def looks_like_figure(value: str) -> bool:
    return bool(_FIGURE.fullmatch(value))
