"""Coded columns of `organisations`: the codes that occur, in their order, and the position of each row's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from karta.snapshot.index.layout import UNKNOWN

Codes = NDArray[Any]
CODED = (
    "country", "region", "district", "municipality", "segment", "kind", "unit_kind", "status", "legal_form",
    "place_precision",
)  # fmt: skip
PLACE_COLUMNS = ("ekatte", "municipality", "district", "region", "country")  # the smallest one known comes first
NACE_LEVELS = ("section", "division", "group", "class")


def coded(path: Path, name: str) -> tuple[tuple[str, ...], Codes]:
    """Values of a text column of a Parquet file, sorted, `unknown` last, and each row's position among them."""
    column = pq.read_table(path, columns=[name], read_dictionary=[name])[name].unify_dictionaries().combine_chunks()
    if isinstance(column, pa.ChunkedArray):  # a file without rows has no chunk to combine
        column = column.chunk(0) if column.num_chunks else pa.array([], pa.dictionary(pa.int32(), pa.string()))
    return recoded(column.dictionary.to_pylist(), column.indices.fill_null(len(column.dictionary)).to_numpy())


def recoded(texts: list[str | None], codes: Codes) -> tuple[tuple[str, ...], Codes]:
    """The same column with its values sorted and `unknown` last. A code without a text is unknown."""
    values = (*sorted({text for text in texts if text} - {UNKNOWN}), UNKNOWN)
    place = {text: position for position, text in enumerate(values)}
    lookup = np.array([*(place.get(text or UNKNOWN, len(values) - 1) for text in texts), len(values) - 1])
    return values, lookup[codes]


def smallest_place(path: Path) -> tuple[tuple[str, ...], Codes]:
    """The smallest place that is known of each row."""
    texts: list[str | None] = [None]
    found: Codes = np.zeros(pq.read_metadata(path).num_rows, dtype=np.int64)
    for name in PLACE_COLUMNS:
        values, codes = coded(path, name)
        found = np.where((found == 0) & (codes < len(values) - 1), codes + len(texts), found)
        texts += values[:-1]
    return recoded(texts, found)


def nace_levels(path: Path, sections: dict[str, str]) -> dict[str, tuple[tuple[str, ...], Codes]]:
    """Section, division, group and class of each row; `sections`: division → section."""
    values, codes = coded(path, "nace_code")
    named: list[str | None] = [None if value == UNKNOWN else value for value in values]
    made: dict[str, list[str | None]] = {
        "section": [sections.get(code[:2]) if code else None for code in named],
        "division": [code[:2] if code else None for code in named],
        "group": [code[:4] if code and len(code) >= 4 else None for code in named],
        "class": [code[:5] if code and len(code) >= 5 else None for code in named],
    }
    return {"nace_code": (values, codes), **{level: recoded(texts, codes) for level, texts in made.items()}}
