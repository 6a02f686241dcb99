"""The collections of the OGC API: what their features are made of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict
from typing import Any

from karta.explore.areas import Circle, circles
from karta.explore.filters import Filter
from karta.explore.frame import frame
from karta.explore.rows import OrganisationRow, organisations
from karta.snapshot.reader import Snapshot

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
DEFAULT_LIMIT = 100
MOST_FEATURES = 1000
Feature = dict[str, Any]


class Collection(ABC):
    """One layer. `features` gives some of those that match, and how many do."""

    id: str
    title_bg: str
    title_en: str
    text_en: str

    @abstractmethod
    def features(self, snapshot: Snapshot, asked: Filter, limit: int, offset: int) -> tuple[list[Feature], int]: ...

    @abstractmethod
    def feature(self, snapshot: Snapshot, feature_id: str, asked: Filter) -> Feature | None:
        """The feature of this id; `asked` is the filter of the organisation of this id."""

    def extent(self, snapshot: Snapshot) -> tuple[float, float, float, float] | None:
        """West, south, east, north; None where nothing has a place."""
        rows = frame(snapshot)
        lon, lat = (rows.numbers(name).values for name in ("lon", "lat"))
        return (float(lon[0]), float(lat[0]), float(lon[-1]), float(lat[-1])) if len(lon) else None


class Organisations(Collection):
    """Every organisation; no geometry where its place is unknown."""

    id = "organisations"
    title_bg, title_en = "Организации", "Organisations"
    text_en = "Organisations at the point of their settlement, see place_precision; never of the address."

    def features(self, snapshot: Snapshot, asked: Filter, limit: int, offset: int) -> tuple[list[Feature], int]:
        page = organisations(snapshot, asked, limit=limit, offset=offset)
        return [_organisation(row) for row in page.items], page.count

    def feature(self, snapshot: Snapshot, feature_id: str, asked: Filter) -> Feature | None:  # noqa: ARG002 - Collection's shape
        found = organisations(snapshot, asked, limit=1).items
        return _organisation(found[0]) if found else None


class Settlements(Collection):
    """The places that the matches stand in."""

    id = "settlements"
    title_bg, title_en = "Населени места", "Settlements"
    text_en = "The matches counted by the smallest place that is known of them: settlement, municipality or district."

    def features(self, snapshot: Snapshot, asked: Filter, limit: int, offset: int) -> tuple[list[Feature], int]:
        made = circles(snapshot, asked)
        return [_settlement(circle) for circle in made[offset : offset + limit]], len(made)

    def feature(self, snapshot: Snapshot, feature_id: str, asked: Filter) -> Feature | None:  # noqa: ARG002 - Collection's shape
        return next((_settlement(one) for one in circles(snapshot, Filter()) if one.code == feature_id), None)


def _organisation(row: OrganisationRow) -> Feature:
    """Flat properties: a layer's table has no nested ones."""
    told = row.as_dict()
    measures, records = told.pop("measures"), told.pop("records")
    lon, lat = told.pop("lon"), told.pop("lat")
    told["source_ids"] = "; ".join(told["source_ids"])
    told["records"] = "; ".join(f"{record['source_id']}:{record['record_id']}" for record in records)
    for measure, figure in measures.items():
        told |= {f"{measure}_{name}": value for name, value in figure.items()}
    return _feature(told.pop("id"), lon, lat, told)


def _settlement(circle: Circle) -> Feature:
    told = asdict(circle)
    return _feature(told["code"], told.pop("lon"), told.pop("lat"), told)


def _feature(feature_id: str, lon: float | None, lat: float | None, properties: dict[str, Any]) -> Feature:
    point = None if lon is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": feature_id, "geometry": point, "properties": properties}


COLLECTIONS: dict[str, Collection] = {made.id: made for made in (Organisations(), Settlements())}
