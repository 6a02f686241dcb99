"""The stage: place claims of every record → `record_places`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import Any

import duckdb

from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.pipeline.locate.findings import Where
from karta.pipeline.locate.resolve import Claimed, Located, Places
from karta.pipeline.tables import RECORD_PLACES, Finding
from karta.snapshot.schema import FINDINGS, PLACES

_CHUNK = 50_000  # places that are found at a time
_TOWNS = {"ekatte": "VARCHAR"}
_POSTCODES = {"ekatte": "VARCHAR", "postcode": "VARCHAR"}
_ASKED = ("country", "district", "municipality", "settlement", "ekatte", "address")  # what a place depends on
_FOUND = {
    **{f"asked_{column}": "VARCHAR" for column in _ASKED},
    **{column: kind for column, kind in RECORD_PLACES.items() if column not in ("source_id", "record_id")},
    "has_problem": "BOOLEAN",
}
# An address is read where nothing else says the settlement.
_CLAIMED = f"""
    CREATE OR REPLACE TABLE claimed_places AS
    SELECT source_id, record_id, locator, position, {", ".join(_ASKED[:-1])},
        CASE WHEN ekatte IS NULL THEN address END AS address
    FROM records LEFT JOIN (
        SELECT source_id, record_id,
            {", ".join(f"any_value(value) FILTER (property = '{column}') AS {column}" for column in _ASKED)}
        FROM claims WHERE property IN {_ASKED} GROUP BY source_id, record_id
    ) USING (source_id, record_id)"""
_MATCHED = "claimed_places c JOIN found_places f ON " + " AND ".join(
    f"c.{column} IS NOT DISTINCT FROM f.asked_{column}" for column in _ASKED
)


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
    con.execute(_CLAIMED)
    create_table(con, "found_places", _FOUND)
    with con.cursor() as asked:  # of its own, because rows are written between two readings
        asked.execute(f"SELECT DISTINCT {', '.join(_ASKED)} FROM claimed_places")
        while rows := asked.fetchmany(_CHUNK):
            insert_rows(con, "found_places", _FOUND, [_found(places, row, default_country) for row in rows])
    create_table(con, "record_places", RECORD_PLACES)
    told = ", ".join(f"f.{column}" for column in RECORD_PLACES if column not in ("source_id", "record_id"))
    con.execute(f"INSERT INTO record_places SELECT source_id, record_id, {told} FROM {_MATCHED}")
    _tell_problems(con, places, default_country)
    con.execute("DROP TABLE claimed_places; DROP TABLE found_places")


def _found(places: Places, row: Sequence[str | None], default_country: str | None) -> tuple[Any, ...]:
    """A row of `found_places`: a million records name some thousands of places."""
    *claimed, address = row
    place, problems = _place(places, Claimed(*claimed), address, default_country, ("", "", ""))
    return *row, *place[2:], bool(problems)


def _tell_problems(con: duckdb.DuckDBPyConnection, places: Places, default_country: str | None) -> None:
    """Findings of the records that name a place with a problem."""
    rows = con.execute(
        f"SELECT source_id, record_id, locator, {', '.join(f'c.{column}' for column in _ASKED)} FROM {_MATCHED} "
        "WHERE has_problem ORDER BY source_id, position"
    ).fetchall()
    findings: list[Finding] = []
    for source_id, record_id, locator, *claimed, address in rows:
        where = (source_id, record_id, locator)
        findings += _place(places, Claimed(*claimed), address, default_country, where)[1]
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
