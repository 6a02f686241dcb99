"""What organisations say of themselves hangs on the organisation of that id, once all organisations have theirs.

By its id alone: a name or a website that an organisation types can neither join it with another nor part anything.
"""

from __future__ import annotations

from dataclasses import astuple

import duckdb

from karta.pipeline.ingest.bulk import insert_rows
from karta.pipeline.tables import Finding
from karta.snapshot.schema import FINDINGS, OWN_SOURCE

_TARGETS = f"""
    SELECT record_id, locator, org_id FROM (
        SELECT record_id, locator, position, coalesce(redirects.org_id, asked) AS present
        FROM (
            SELECT *, regexp_replace(record_id, '@[0-9]+$', '') AS asked FROM records
            WHERE source_id = '{OWN_SOURCE}'
        ) LEFT JOIN redirects ON old_org_id = asked
    ) LEFT JOIN (SELECT DISTINCT org_id FROM links) ON org_id = present ORDER BY position"""


def attach_own_profiles(con: duckdb.DuckDBPyConnection) -> None:
    """Add to `links` the records of OWN_SOURCE; one whose organisation is not on the map is a finding."""
    rows = con.execute(_TARGETS).fetchall()
    missing = [astuple(_missing(record_id, locator)) for record_id, locator, org_id in rows if org_id is None]
    insert_rows(con, "findings", FINDINGS, missing)
    con.execute(
        f"INSERT INTO links BY NAME SELECT org_id, '{OWN_SOURCE}' AS source_id, record_id, "
        "'own_profile' AS link_rule, "
        "'The organisation wrote it on its own page of the portal.' AS explanation_en, "
        "'Организацията го е написала на своята страница в портала.' AS explanation_bg "
        f"FROM ({_TARGETS}) WHERE org_id IS NOT NULL"
    )


def _missing(record_id: str, locator: str) -> Finding:
    return Finding(
        source_id=OWN_SOURCE,
        record_id=record_id,
        locator=locator,
        column=None,
        value=None,
        severity="warning",
        code="own_profile_without_organisation",
        message_en=f"{locator}: the map has no organisation of this id; the profile is left out. See whether a source "
        "that names it was taken out",
        message_bg=f"{locator}: на картата няма организация с този номер; профилът е пропуснат. Проверете дали не е "
        "махнат източник, който я назовава",
    )
