"""The map in Python: `karta.open_snapshot(path).filter(district="PDV", headcount_min=50).to_pandas()`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from karta.explore.areas import areas
from karta.explore.citation import citation
from karta.explore.export import arrow_batches, geojson_pieces, write_file
from karta.explore.facets import facets
from karta.explore.filters import Filter, one_of
from karta.explore.matches import match
from karta.explore.notebook import html_of
from karta.explore.profile import proof
from karta.explore.sentence import filter_sentence
from karta.explore.statistics import table
from karta.explore.sums import sums
from karta.snapshot import reader

if TYPE_CHECKING:
    import pyarrow as pa


PRINTED = ("unit", "as_published", "source_id", "publication_title", "publication_url", "published_on")


@dataclass(frozen=True, slots=True, repr=False)
class Selection:
    """The organisations of a snapshot under a filter. Nothing is read until it is asked for.

    Lists of dictionaries are what `pandas.DataFrame(…)` takes; unknown is None.
    """

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

    def __repr__(self) -> str:
        return f"<Karta: {len(self):,} organisations; {self.description}; {self.snapshot.name}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the counter, the first rows, how to quote it."""
        return html_of(self.snapshot, self.asked)

    @property
    def citation(self) -> str:
        """How to quote it."""
        return citation(self.snapshot, "en")

    @property
    def description(self) -> str:
        """The filter in words."""
        return filter_sentence(self.snapshot, self.asked, "en")

    @property
    def sums(self) -> dict[str, dict[str, Any]]:
        """Of each measure: `sum` (EUR or persons), how many `organisations` were added, `share_known`, `left_out`."""
        found = match(self.snapshot, self.asked)
        return {measure: asdict(made) for measure, made in sums(found.frame, found.is_match).items()}

    def facets(self, name: str) -> list[dict[str, Any]]:
        """The choices of one filter (`district`, `segment`, `kind` …), as beside the map: `code`, both labels, `count`
        with the other filters, `all` without any.

        Errors: FilterError for a name that has no list.
        """
        lists = facets(self.snapshot, self.asked).facets
        return [asdict(choice) for choice in lists[one_of("facet", name, tuple(lists))]]

    def areas(
        self, level: str = "district", measure: str = "headcount", statistic: str = "count"
    ) -> list[dict[str, Any]]:
        """One value for each `region`, `district` or `municipality`; `statistic`: count, sum, median or share.

        Errors: FilterError.
        """
        return [asdict(area) for area in areas(self.snapshot, self.asked, level, measure, statistic)]

    def table(self, rows: str = "region", columns: str = "segment") -> list[dict[str, Any]]:
        """The matches grouped by two dimensions (region, district, municipality, segment, section, division, kind,
        size_class, result …), one dictionary a cell: codes and labels of both, `organisations`, and of headcount and
        revenue `_sum` and `_share_known`. Empty cells are left out; the cells add up to the counter.

        Errors: FilterError for another dimension.
        """
        made = table(self.snapshot, self.asked, rows, columns)
        down, across = ({heading.code: heading for heading in side} for side in (made.rows, made.columns))
        return [
            {
                rows: row, f"{rows}_bg": down[row].label_bg, f"{rows}_en": down[row].label_en,
                columns: column, f"{columns}_bg": across[column].label_bg, f"{columns}_en": across[column].label_en,
                "organisations": cell.organisations,
                **{f"{measure}_sum": made_sum.sum for measure, made_sum in cell.sums.items()},
                **{f"{measure}_share_known": made_sum.share_known for measure, made_sum in cell.sums.items()},
            }
            for (row, column), cell in made.cells.items()
            if row is not None and column is not None and cell.organisations
        ]  # fmt: skip

    def proof(self, org_id: str, measure: str, year: int | None = None) -> list[dict[str, Any]]:
        """The claims behind one figure, the winner first: `value` in EUR or persons, what was printed, by whom and
        where, and the rule that decided. Errors: NoSuchOrganisation.
        """
        found = proof(self.snapshot, org_id, measure, year)
        told = [claim.as_dict() for claim in (*([found.winner] if found.winner else []), *found.losers)]
        return [{**claim, **{name: claim["published"][name] for name in PRINTED}} for claim in told]

    def to_geojson(self, path: str | Path | None = None) -> dict[str, Any] | None:
        """All matches as a GeoJSON FeatureCollection, or, with `path`, written there."""
        if path is not None:
            write_file(self.snapshot, self.asked, Path(path), form="geojson")
            return None
        made: dict[str, Any] = json.loads(b"".join(geojson_pieces(self.snapshot, self.asked)))
        return made

    def to_file(self, path: str | Path) -> None:
        """All matches as `.csv`, `.xlsx`, `.geojson` or `.parquet`, by the ending of `path`. Errors: FilterError."""
        write_file(self.snapshot, self.asked, Path(path), form=Path(path).suffix.removeprefix("."))

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
