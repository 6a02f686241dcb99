"""Rows as lines of text, column by column: what each text looks like is made once where texts repeat."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Cells = Callable[[str, Any], Any]  # a column's name and its values → its cells, as texts
LONG, SHORT = 1e15, 1e-5  # numbers beyond are printed with an exponent


def lines(
    piece: pa.RecordBatch, cells: Cells, *, between: str, empty: str = "", begin: Any = "", end: str = ""
) -> memoryview:
    """UTF-8 of a table's rows, one after another: `begin` (a text, or one a row), the cells with `between` between
    them, `end`. `empty` is the cell of null, with the column's name in place of {}."""
    made = []
    for name, values in zip(piece.schema.names, piece.columns, strict=True):
        nothing = empty.format(name)
        if pa.types.is_dictionary(values.type):
            texts = pa.concat_arrays([cells(name, values.dictionary), pa.array([nothing])])
            made.append(texts.take(values.indices.fill_null(len(texts) - 1)))
        else:
            made.append(cells(name, values).fill_null(nothing))
    made[0] = pc.binary_join_element_wise(begin, made[0], "")
    made[-1] = pc.binary_join_element_wise(made[-1], end, "")
    whole = pc.binary_join_element_wise(*made, between)
    offsets = np.frombuffer(whole.buffers()[1], np.int32)
    return memoryview(whole.buffers()[2])[offsets[whole.offset] : offsets[whole.offset + len(whole)]]


def written(numbers: Any) -> pa.StringArray:
    """Numbers as they are written by hand: no point in a whole one, no exponent."""
    texts = pc.add(numbers, 0).cast(pa.string())  # adding nothing makes a whole zero of a negative one
    if not pa.types.is_floating(numbers.type):
        return texts
    size = pc.abs(numbers)
    odd = pc.or_(pc.greater_equal(size, LONG), pc.and_(pc.less(size, SHORT), pc.greater(size, 0)))
    if not pc.any(odd).as_py():
        return texts
    listed = zip(numbers.to_pylist(), texts.to_pylist(), odd.to_pylist(), strict=True)
    return pa.array(
        [format(Decimal(repr(n)), "f").removesuffix(".0") if is_odd else text for n, text, is_odd in listed],
        pa.string(),
    )
