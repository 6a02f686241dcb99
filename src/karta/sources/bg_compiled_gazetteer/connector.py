"""Gazetteer of Bulgaria: the rows of table `places`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from karta.pipeline.ingest.raw import Raw, Row
from karta.vocab.places import districts

Place = dict[str, Any]
_UNREAD_SETTLEMENT = ("coord_source", "match_method", "population_geonames", "geonameid",
                      "is_municipality_seat", "ambiguous", "note")  # fmt: skip
_UNREAD_MUNICIPALITY = ("seat_ekatte", "seat_name_bg", "category", "settlements_current")
# Names of districts stand in vocab/districts.yml; the rest describes seats and areas.
_UNREAD_DISTRICT = ("iso_3166_2", "name_bg", "name_en", "name_bg_full", "name_en_full", "nuts3_name_eurostat_latin",
                    "region_translit", "nuts1", "nuts1_bg", "seat_ekatte", "seat_name_bg", "municipalities",
                    "settlements_current", "area_km2_nuts20m")  # fmt: skip


def places_rows(raw: Raw) -> Iterator[Place]:
    """One row a place, wider ones first; columns of snapshot.schema.PLACES; of settlements `is_town`, `postcode`."""
    yield _place("BG", "country", None, name_bg="България", name_en="Bulgaria")
    districts_read = list(_districts(raw))
    yield from _regions(districts_read)
    yield from (place for place, _ in districts_read)
    yield from _municipalities(raw)
    yield from _settlements(raw)


def _districts(raw: Raw) -> Iterator[tuple[Place, tuple[str, str]]]:
    """Each district with the two names of its region."""
    for row in raw.csv("districts"):
        code = row.required("district_code")
        region = row.required("nuts2")
        names = (row.required("region_bg"), row.required("region_en"))
        place = _place(
            code, "district", region, name_bg=districts()[code]["bg"], name_en=districts()[code]["en"],
            region=region, nuts3=row.required("nuts3"), district=code,
            lon=float(row.required("seat_lon")), lat=float(row.required("seat_lat")), precision="settlement",
        )  # fmt: skip
        raw.audit(row, ignore=_UNREAD_DISTRICT)
        yield place, names


def _regions(districts_read: list[tuple[Place, tuple[str, str]]]) -> Iterator[Place]:
    named = {place["region"]: names for place, names in districts_read}
    for code, (name_bg, name_en) in sorted(named.items()):
        yield _place(code, "region", "BG", name_bg=name_bg, name_en=name_en, region=code)


def _municipalities(raw: Raw) -> Iterator[Place]:
    for row in raw.csv("municipalities"):
        code = row.required("municipality_code")
        yield _place(
            code, "municipality", _district(row), region=row.required("nuts2"), nuts3=row.required("nuts3"),
            district=row.required("district_code"), municipality=code,
            name_bg=row.required("name_bg"), name_en=row.required("name_en"),
            lon=float(row.required("seat_lon")), lat=float(row.required("seat_lat")), precision="settlement",
        )  # fmt: skip
        raw.audit(row, ignore=_UNREAD_MUNICIPALITY)


def _settlements(raw: Raw) -> Iterator[Place]:
    for row in raw.csv("settlements"):
        if not raw.lookup("is_listed", row.pop("status")):
            continue
        municipality = row.required("municipality_code")
        place = _place(
            row.required("ekatte"), "settlement", municipality, region=row.required("nuts2"),
            nuts3=row.required("nuts3"), district=row.required("district_code"), municipality=municipality,
            name_bg=row.required("name_bg"), name_en=row.required("name_en"),
            lon=float(row.required("lon")), lat=float(row.required("lat")), precision=row.required("precision"),
        )  # fmt: skip
        place["is_town"] = raw.lookup("is_town", row.pop("type"))
        place["postcode"] = row.pop("postcode")
        raw.audit(row, ignore=_UNREAD_SETTLEMENT)
        yield place


def _district(row: Row) -> str:
    return str(row["district_code"])


def _place(code: str, level: str, parent: str | None, **columns: Any) -> Place:
    empty = dict.fromkeys(("region", "nuts3", "district", "municipality", "lon", "lat", "precision"))
    return {"place_code": code, "level": level, "parent_code": parent, "country": "BG", **empty, **columns}
