"""Writing one scope: columns of codes become one set of rows a code, figures become bars and planes of sums."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from karta.snapshot.index.bits import Mask, Rows, Words, pack, size

Codes = NDArray[Any]  # of unsigned integers: the position of each row's code among the values


class ScopeWriter:
    """The folder of one scope while it is written. `with` closes it; sets.json is written last."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        self._directory: dict[str, dict[str, Any]] = {}
        self._written = 0
        for name in ("codes", "numbers"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self._sets = (folder / "sets.u64").open("wb")

    def __enter__(self) -> ScopeWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._sets.close()
        if kind is None:
            directory = {"count": self.count, "sets": self._written, "columns": self._directory}
            (self.folder / "sets.json").write_text(json.dumps(directory, ensure_ascii=False), "utf-8")

    def codes(self, name: str, values: tuple[str, ...], codes: Codes, *, as_sets: bool = True) -> None:
        """A column in which row r has the code `values[codes[r]]`."""
        smallest = codes.astype(np.min_scalar_type(max(len(values), 1)))
        np.save(self.folder / "codes" / f"{name}.npy", smallest)
        if as_sets:
            self.sets(name, [pack(smallest == i) for i in range(len(values))], values=list(values))
        else:
            self._directory[name] = {"values": list(values)}

    def several(self, name: str, values: tuple[str, ...], rows: Rows, codes: Codes) -> None:
        """A column of which a row may have several codes, or none: entry i says that `rows[i]` has one."""
        made = [pack(self._mask(rows[codes == i])) for i in range(len(values))]
        without = ~self._mask(rows)
        self.sets(name, [*made, pack(without)], values=[*values, "unknown"])

    def sets(self, name: str, sets: list[Words], **about: Any) -> None:
        """Sets of rows under one name; `about` is kept beside it."""
        for one in sets:
            self._sets.write(one.data)
        about |= {"first": self._written, "sizes": [size(one) for one in sets]}
        self._directory[name] = about
        self._written += len(sets)

    def numbers(self, name: str, numbers: NDArray[np.float64]) -> None:
        """A number a row, or as many as `rows` of the same scope names; NaN where unknown.

        Kept as the place of each among the distinct ones: a range compares whole numbers of one to four bytes.
        """
        known = ~np.isnan(numbers)
        values, of_known = np.unique(numbers[known], return_inverse=True)
        places = np.full(len(numbers), len(values), dtype=np.min_scalar_type(len(values)))
        places[known] = of_known
        np.save(self.folder / "codes" / f"{name}.npy", places)
        np.save(self.folder / "numbers" / f"{name}.npy", values)

    def rows(self, name: str, rows: Rows) -> None:
        """Positions that a column of numbers is of."""
        np.save(self.folder / "numbers" / f"{name}.npy", rows.astype(np.uint32))

    def _mask(self, rows: Rows) -> Mask:
        mask = np.zeros(self.count, dtype=np.bool_)
        mask[rows] = True
        return mask
