"""The map in Python: `karta.open_snapshot(path).filter(district="PDV", headcount_min=50).to_pandas()`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from karta.explore.citation import citation
from karta.explore.export import arrow_batches
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.snapshot import reader

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Selection:
    """The organisations of a snapshot under a filter. Nothing is read until it is asked for."""

    snapshot: reader.Snapshot
    asked: Filter = field(default_factory=Filter)

    def filter(self, **parameters: object) -> Selection:
        """The same snapshot with these parameters set (those of ARCHITECTURE §9); a list means OR.

        Errors: FilterError for a parameter or value that is not understood.
        """
        params: dict[str, list[str]] = {}
        for name, value in self.asked.to_params():
            params.setdefault(name, []).append(value)
        params |= {name: _texts(name, value) for name, value in parameters.items()}
        return Selection(self.snapshot, Filter.from_params(params))

    @property
    def totals(self) -> Mapping[str, int]:
        """`count`, `undecided`, `unknown`, `outdated`, `other_currency`."""
        return match(self.snapshot, self.asked).totals

    def __len__(self) -> int:
        return match(self.snapshot, self.asked).count

    @property
    def citation(self) -> str:
        """How to quote it."""
        return citation(self.snapshot, "en")

    def to_dicts(self) -> list[dict[str, Any]]:
        """All matches as dictionaries, the columns of every export."""
        rows: list[dict[str, Any]] = self.to_arrow().to_pylist()
        return rows

    def to_arrow(self) -> pa.Table:
        """All matches as a table, citation in its metadata."""
        import pyarrow as pa

        schema, batches = arrow_batches(self.snapshot, self.asked, "en")
        return pa.Table.from_batches(batches, schema=schema)

    def to_pandas(self) -> Any:
        """All matches as a pandas data frame. Errors: ImportError where pandas is not installed."""
        if find_spec("pandas") is None:
            raise ImportError("to_pandas: pandas is not installed; run pip install pandas, or use to_dicts()")
        return self.to_arrow().to_pandas(use_threads=False)


def open_snapshot(path: str | Path) -> Selection:
    """Open a snapshot's folder (`data/snapshots/current` follows what is published). Errors: NoSuchSnapshot."""
    return Selection(reader.open_snapshot(Path(path)))


def _texts(name: str, value: object) -> list[str]:
    if name == "bbox" and isinstance(value, Iterable) and not isinstance(value, str):
        return [",".join(str(end) for end in value)]
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [str(item) for item in value]
    return [] if value is None else [str(value)]
