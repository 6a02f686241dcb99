"""What was published anew: figures and organisations that differ between two snapshots, and why, under one filter.

`karta diff`, the pages under /changes/, the API and the feeds all tell what `changes` gives.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from karta.explore.areas import areas
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.sums import sums
from karta.snapshot.changes import REASONS, SHOWN, changed_tables
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as one of the snapshots shows it; EUR or persons. `state` unknown: it shows none."""

    value: float | None
    min: float | None
    max: float | None
    state: str
    year: int | None
    claim_id: str | None
    source_id: str | None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A shown figure of one organisation and measure. `reason`: one of REASONS; `because`: why an organisation came
    or went, or what made another choice (reference_year, code); `source_id`: of the source that changed."""

    org_id: str
    name_bg: str | None
    name_en: str | None
    measure: str
    before: Shown
    after: Shown
    reason: str
    because: str
    source_id: str | None


@dataclass(frozen=True, slots=True)
class OrganisationChange:
    """change: added | removed | changed. `attributes`: (column, before, after) of a changed one; `other_org_id`: what
    it was parted from, or where it went."""

    org_id: str
    name_bg: str | None
    name_en: str | None
    change: str
    reason: str
    other_org_id: str | None
    attributes: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class AggregateChange:
    """A number over many: measure None is the counter; district None is the whole filter. Equal ones are left out."""

    measure: str | None
    district: str | None
    district_bg: str | None
    district_en: str | None
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class SourceChange:
    """change: new | newer | removed; versions as the manifests have them."""

    source_id: str
    title: dict[str, str]
    change: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from the snapshot `old` to `new`.

    figures, organisations   those asked for; `figure_count` and `organisation_count` are of all
    reasons                  figures by reason, the commonest first
    organisation_reasons     organisations by (change, reason)
    aggregates               counter, sums of the measures, and both by district
    sources, code_version, reference_year   what the build read and was: (before, after) of the latter two
    """

    old: str
    new: str
    same: bool
    figures: list[FigureChange]
    organisations: list[OrganisationChange]
    figure_count: int
    organisation_count: int
    reasons: dict[str, int]
    organisation_reasons: dict[tuple[str, str], int]
    aggregates: list[AggregateChange]
    sources: list[SourceChange]
    code_version: tuple[str, str]
    reference_year: tuple[int, int]

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON."""
        told = asdict(self)
        told["organisation_reasons"] = [
            {"change": change, "reason": reason, "organisations": count}
            for (change, reason), count in self.organisation_reasons.items()
        ]
        for one in told["organisations"]:
            one["attributes"] = [
                {"column": column, "before": before, "after": after} for column, before, after in one["attributes"]
            ]
        for name in ("code_version", "reference_year"):
            told[name] = dict(zip(("before", "after"), told[name], strict=True))
        return told


def changes(
    old: Snapshot, new: Snapshot, asked: Filter | None = None, *, limit: int | None = None, offset: int = 0,
    reason: str | None = None,
) -> Changes:  # fmt: skip
    """What changed from `old` to `new`: of all organisations, or of those that match `asked` in either snapshot.

    `limit`: at most so many figures and organisations each, from the `offset`-th; None gives all; `reason`: only
    figures with this reason, though `reasons` counts all. A pair of snapshots is compared once per process: 6 s for a
    million organisations.
    """
    con = _compared(old, new)
    chosen = _chosen(con, old, new, asked)
    page = f"LIMIT {limit if limit is not None else 2**62} OFFSET {offset}"
    of_reason = f"{chosen or 'WHERE true'} AND (?::VARCHAR IS NULL OR reason = ?)"
    figures = con.execute(f"FROM figure_changes {of_reason} ORDER BY org_id, measure {page}", [reason, reason])
    columns = [column[0] for column in figures.description or ()]
    found = [_figure(dict(zip(columns, row, strict=True))) for row in figures.fetchall()]
    reasons = con.execute(f"SELECT reason, count(*) FROM figure_changes {chosen} GROUP BY ALL ORDER BY 2 DESC, 1")
    counted: dict[str, int] = dict(reasons.fetchall())
    organisations, by_reason = _organisations(con, chosen, page)
    return Changes(
        old=old.name,
        new=new.name,
        same=old.manifest["hash"] == new.manifest["hash"],
        figures=found,
        organisations=organisations,
        figure_count=sum(counted.values()),
        organisation_count=sum(by_reason.values()),
        reasons=counted,
        organisation_reasons=by_reason,
        aggregates=_aggregates(old, new, asked or Filter()),
        sources=_sources(old.manifest, new.manifest),
        code_version=(str(old.manifest.get("code_version")), str(new.manifest.get("code_version"))),
        reference_year=(int(old.manifest["reference_year"]), int(new.manifest["reference_year"])),
    )


_kept: OrderedDict[tuple[str, str], duckdb.DuckDBPyConnection] = OrderedDict()
_lock = threading.Lock()
_MOST_KEPT = 6


def _compared(old: Snapshot, new: Snapshot) -> duckdb.DuckDBPyConnection:
    """A cursor on the compared tables of a pair, kept for the next question about it."""
    key = (str(old.path), str(new.path))
    with _lock:  # two readers of a new pair must not both spend the seconds
        if key not in _kept:
            _kept[key] = changed_tables(old.path, new.path)
            while len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(key)
        return _kept[key].cursor()


def _chosen(con: duckdb.DuckDBPyConnection, old: Snapshot, new: Snapshot, asked: Filter | None) -> str:
    """A clause that keeps the organisations of a filter: those that match it in either snapshot."""
    if asked is None:
        return ""
    parts = []
    for side, snapshot in (("was", old), ("now", new)):
        con.register(side, snapshot.index.rows.select(["org_id"]).take(match(snapshot, asked).rows))
        parts.append(f"SELECT org_id FROM {side}")
    con.execute(f"CREATE OR REPLACE TEMP TABLE asked AS {' UNION '.join(parts)}")
    return "WHERE org_id IN (FROM asked)"


def _figure(row: dict[str, Any]) -> FigureChange:
    before, after = (
        Shown(**{name: row[f"{side}_{name}"] for name in SHOWN} | {"source_id": row[f"{side}_source_id"]})
        for side in ("old", "new")
    )
    about = {name: row[name] for name in ("org_id", "name_bg", "name_en", "measure", "reason", "because", "source_id")}
    return FigureChange(**about, before=before, after=after)


def _organisations(
    con: duckdb.DuckDBPyConnection, chosen: str, page: str
) -> tuple[list[OrganisationChange], dict[tuple[str, str], int]]:
    """A page of them, and how many there are by change and reason."""
    rows = con.execute(f"""SELECT org_id, any_value(name_bg), any_value(name_en), change, any_value(reason),
            any_value(other_org_id), list(attribute ORDER BY attribute), list(before ORDER BY attribute),
            list(after ORDER BY attribute)
        FROM organisation_changes {chosen} GROUP BY org_id, change
        ORDER BY array_position(['added', 'removed', 'changed'], change), org_id {page}""").fetchall()
    counted = con.execute(f"""SELECT change, reason, count(DISTINCT org_id) FROM organisation_changes {chosen}
        GROUP BY change, reason
        ORDER BY array_position(['added', 'removed', 'changed'], change), 3 DESC, reason""").fetchall()
    found = []
    for org_id, name_bg, name_en, change, reason, other, *told in rows:
        attributes = tuple(zip(*told, strict=True)) if change == "changed" else ()
        found.append(OrganisationChange(org_id, name_bg, name_en, change, reason, other, attributes))
    return found, {(change, reason): count for change, reason, count in counted}


def _aggregates(old: Snapshot, new: Snapshot, asked: Filter) -> list[AggregateChange]:
    """The counter and each measure's sum, of the whole filter and by district, where they differ."""
    sides = [_numbers(snapshot, asked) for snapshot in (old, new)]
    names = {**sides[0][1], **sides[1][1]}
    keys = sorted({*sides[0][0], *sides[1][0]}, key=lambda key: (key[1] or "", (None, *MEASURES).index(key[0])))
    made = []
    for measure, district in keys:
        before, after = (side[0].get((measure, district)) for side in sides)
        if before != after:
            bulgarian, english = names.get(district or "", (None, None))
            made.append(AggregateChange(measure, district, bulgarian, english, before, after))
    return made


Numbers = dict[tuple[str | None, str | None], float | None]


def _numbers(snapshot: Snapshot, asked: Filter) -> tuple[Numbers, dict[str, tuple[str, str]]]:
    """Every aggregate of one snapshot by (measure, district), and the districts' names."""
    found = match(snapshot, asked)
    numbers: Numbers = {(None, None): found.count}
    numbers |= {(measure, None): made.sum for measure, made in sums(found.frame, found.is_match).items()}
    names: dict[str, tuple[str, str]] = {}
    for measure in MEASURES:
        for area in areas(snapshot, asked, "district", measure, "sum"):
            numbers[measure, area.code] = area.value
            numbers[None, area.code] = area.organisations
            names[area.code] = (area.name_bg, area.name_en)
    return numbers, names


def _sources(before: dict[str, Any], after: dict[str, Any]) -> list[SourceChange]:
    old, new = ({source["source_id"]: source for source in manifest["sources"]} for manifest in (before, after))
    made = []
    for source_id in sorted({*old, *new}):
        was, now = (side.get(source_id) for side in (old, new))
        versions = tuple(one.get("version") if one else None for one in (was, now))
        if was is None or now is None or versions[0] != versions[1]:
            change = "new" if was is None else "removed" if now is None else "newer"
            made.append(SourceChange(source_id, (now or was or {}).get("title") or {}, change, *versions))
    return made


__all__ = ["REASONS", "AggregateChange", "Changes", "FigureChange", "OrganisationChange", "Shown", "SourceChange",
           "changes"]  # fmt: skip
