"""Which number of a page, file or answer is meant: a filter, a place in its tables, a measure and a statistic.

The same words stand in the address of its proof: the filter's own parameters, `cell=district:PDV` once for each
dimension that narrows it to a cell, an area or a bar, `measure` and `statistic`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from karta.explore.areas import STATISTICS
from karta.explore.filters import RANGES, Filter, FilterError, one_of
from karta.explore.frame import Frame, Mask
from karta.explore.statistics import DIMENSIONS
from karta.snapshot.index.bits import unpack
from karta.snapshot.schema import MEASURES

BARS = tuple(f"{name}_bar" for name in RANGES)  # a bar of a histogram by its position; after them the rows in none
CELL_DIMENSIONS = (*DIMENSIONS, "country", "place", "group", "class", "source", *BARS)
OWN = ("cell", "statistic", "part", "page")  # parameters of a proof beside the filter's
MOST_CELLS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number that somebody reads.

    asked      the filter in whose matches it stands
    cells      (dimension, code) that narrow it; several are joined by AND
    measure    one of MEASURES; None with `count`
    statistic  count | sum | median | share: the share of the sum over the whole filter, its cells aside
    """

    asked: Filter
    cells: tuple[tuple[str, str], ...] = ()
    measure: str | None = None
    statistic: str = "count"

    def to_params(self) -> list[tuple[str, str]]:
        """The parameters that give this number again, in canonical order."""
        own = [("cell", f"{dimension}:{code}") for dimension, code in self.cells]
        if self.measure is not None:
            own.append(("measure", self.measure))
        return [*self.asked.to_params(), *own, ("statistic", self.statistic)]


def read_number(params: Mapping[str, Sequence[str]], *, also: Sequence[str] = ()) -> Number:
    """The number that an address means. `also`: parameters that the caller reads itself.

    Errors: FilterError, naming the parameter and what may stand there.
    """
    asked = Filter.from_params(dict(params), also=(*OWN, *also))
    measure = _given(params, "measure", MEASURES)
    statistic = _given(params, "statistic", STATISTICS) or ("sum" if measure else "count")
    if statistic != "count" and measure is None:
        one_of("measure", "", MEASURES)
    cells = tuple(_cell(text.strip()) for text in params.get("cell", ()) if text.strip())
    if len(cells) > MOST_CELLS:
        raise FilterError("cell", str(len(cells)), f"give at most {MOST_CELLS}", f"дайте най-много {MOST_CELLS}")
    return Number(asked=asked, cells=cells, measure=None if statistic == "count" else measure, statistic=statistic)


def cell_mask(rows: Frame, cells: Sequence[tuple[str, str]]) -> Mask:
    """The rows that stand in all of these cells; a code that no row has gives none."""
    mask = np.ones(rows.count, dtype=bool)
    for dimension, code in cells:
        mask &= _bar_mask(rows, dimension, code) if dimension in BARS else _code_mask(rows, dimension, code)
    return mask


def _code_mask(rows: Frame, dimension: str, code: str) -> Mask:
    codes = rows.codes(dimension)
    if code not in codes.values:
        return np.zeros(rows.count, dtype=bool)
    if codes.of_rows is None:  # a row may have several: a set of rows for each code
        return unpack(rows.rows_with(dimension, code), rows.count)
    mask: Mask = np.equal(codes.index, codes.values.index(code))
    return mask


def _bar_mask(rows: Frame, dimension: str, code: str) -> Mask:
    bars = rows.sets(f"{dimension}s").words
    if not code.isdecimal() or int(code) >= len(bars):
        last = str(len(bars) - 1)
        raise FilterError("cell", f"{dimension}:{code}", f"there are bars 0 to {last}", f"има стълбове от 0 до {last}")
    return unpack(bars[int(code)], rows.count)


def _given(params: Mapping[str, Sequence[str]], name: str, choices: Sequence[str]) -> str | None:
    given = [text.strip() for text in params.get(name, ()) if text.strip()]
    return one_of(name, given[-1], choices) if given else None


def _cell(text: str) -> tuple[str, str]:
    dimension, _, code = text.partition(":")
    if dimension not in CELL_DIMENSIONS or not code:
        listed = ", ".join(CELL_DIMENSIONS)
        raise FilterError(
            "cell", text, f"write dimension:code, dimension one of {listed}",
            f"пишете измерение:код, измерението е едно от {listed}",
        )  # fmt: skip
    return dimension, code
