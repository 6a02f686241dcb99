"""The stage: place claims of every record → `record_places`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Any

import duckdb

from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.pipeline.locate.findings import Where
from karta.pipeline.locate.resolve import Claimed, Located, Places
from karta.pipeline.tables import RECORD_PLACES, Finding
from karta.snapshot.schema import FINDINGS, PLACES

_CHUNK = 50_000  # records that are located at a time
_TOWNS = {"ekatte": "VARCHAR"}
_POSTCODES = {"ekatte": "VARCHAR", "postcode": "VARCHAR"}
_CLAIMED = """
    SELECT r.source_id, r.record_id, r.locator,
           any_value(c.value) FILTER (c.property = 'country'),
           any_value(c.value) FILTER (c.property = 'district'),
           any_value(c.value) FILTER (c.property = 'municipality'),
           any_value(c.value) FILTER (c.property = 'settlement'),
           any_value(c.value) FILTER (c.property = 'ekatte') AS ekatte,
           CASE WHEN ekatte IS NULL THEN any_value(c.value) FILTER (c.property = 'address') END
    FROM records r LEFT JOIN claims c USING (source_id, record_id)
    GROUP BY ALL ORDER BY r.source_id, min(r.position)"""


def create_places(con: duckdb.DuckDBPyConnection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Table `places` (snapshot.schema.PLACES) from the rows of a gazetteer, `towns` and `postcodes`, which only
    `locate` reads.

    Without rows they are empty and every record is known to its district or country at best.
    """
    read = list(rows)
    create_table(con, "places", PLACES)
    create_table(con, "towns", _TOWNS)
    create_table(con, "postcodes", _POSTCODES)
    insert_rows(con, "places", PLACES, [[row[column] for column in PLACES] for row in read])
    insert_rows(con, "towns", _TOWNS, [[row["place_code"]] for row in read if row.get("is_town")])
    known = [[row["place_code"], row["postcode"]] for row in read if row.get("postcode")]
    insert_rows(con, "postcodes", _POSTCODES, known)


def locate(con: duckdb.DuckDBPyConnection, *, default_country: str | None = None) -> None:
    """Write `record_places`, one row a record, and add findings for places that are not known.

    Reads `places`, `towns`, `postcodes`, `records`, `claims`. An address text is read where the settlement is not known
    without it. A foreign record gets its country only. `default_country` (of map.yml)
    holds for records that name a settlement, municipality or district and no country.
    """
    places = Places(con.sql("SELECT p.*, t.ekatte IS NOT NULL AS is_town, postcode FROM places p "
                            "LEFT JOIN towns t ON t.ekatte = p.place_code "
                            "LEFT JOIN postcodes c ON c.ekatte = p.place_code ORDER BY place_code"))  # fmt: skip
    create_table(con, "record_places", RECORD_PLACES)
    with con.cursor() as asked:  # of its own, because rows are written between two readings
        asked.execute(_CLAIMED)
        while rows := asked.fetchmany(_CHUNK):
            located: list[Located] = []
            findings: list[Finding] = []
            for source_id, record_id, locator, *claimed, address in rows:
                where = (source_id, record_id, locator)
                place, problems = _place(places, Claimed(*claimed), address, default_country, where)
                located.append(place._replace(source_id=source_id, record_id=record_id))
                findings += problems
            insert_rows(con, "record_places", RECORD_PLACES, located)
            insert_rows(con, "findings", FINDINGS, [astuple(finding) for finding in findings])


def _place(
    places: Places, asked: Claimed, address: str | None, default_country: str | None, where: Where
) -> tuple[Located, list[Finding]]:
    """The place of one record, and what a person should see of it."""
    place = places.locate(asked, default_country)
    found = None
    if address is not None and place.ekatte is None:
        found = places.locate_address(asked, address, default_country)
    if found is None:
        return place, list(places.problems(asked, place, where))
    place = places.at_address(found, place)
    problem = places.address_problem(found, place, where)
    return place, list(places.problems(asked, place, where)) if problem is None else [problem]
