"""corrections.yml of a source: our own slips of transcription, put right. What a source says wrong stays as it says.

    - {record_id: sopharma, property: headcount, locator: "figures.csv:12", was: "4790", is: "4970", why: …}
`was` is the value as it now stands in `claims`; `locator` is needed where a record has several claims of a property.
"""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path
from typing import Any

import duckdb
import yaml

from karta.pipeline.ingest.bulk import insert_rows
from karta.pipeline.ingest.errors import IngestError
from karta.pipeline.tables import Finding
from karta.snapshot.schema import FINDINGS

_KEYS = {"record_id", "property", "was", "is", "why"}


def apply_corrections(con: duckdb.DuckDBPyConnection, source_id: str, path: Path) -> int:
    """Correct `built_claims` of one source; the number of corrections that fitted. One that fits no claim is a finding.

    Errors: IngestError that names the entry, where the file cannot be used.
    """
    if not path.exists():
        return 0
    applied = 0
    for number, entry in enumerate(_entries(path), start=1):
        found = con.execute(
            "SELECT claim_id FROM built_claims WHERE source_id = $source AND record_id = $record "
            "AND property = $property AND value = $was AND ($locator IS NULL OR locator = $locator)",
            {"source": source_id, "record": str(entry["record_id"]), "property": entry["property"],
             "was": str(entry["was"]), "locator": entry.get("locator")},
        ).fetchall()  # fmt: skip
        if len(found) == 1:
            _correct(con, found[0][0], str(entry["is"]), str(entry["why"]))
            applied += 1
        else:
            insert_rows(con, "findings", FINDINGS, [astuple(_unfit(source_id, number, entry, len(found)))])
    return applied


def _correct(con: duckdb.DuckDBPyConnection, claim_id: str, value: str, why: str) -> None:
    """The new value; a figure becomes exactly it. What was printed stays in `as_published`."""
    con.execute(
        "UPDATE built_claims SET value = $value, method = 'derived:correction', note = concat_ws('; ', note, $why), "
        "value_min = CASE WHEN unit IS NULL THEN NULL ELSE $value::DOUBLE END, "
        "value_max = CASE WHEN unit IS NULL THEN NULL ELSE $value::DOUBLE END WHERE claim_id = $claim",
        {"value": value, "why": why, "claim": claim_id},
    )


def _entries(path: Path) -> list[dict[str, Any]]:
    entries = yaml.safe_load(path.read_text("utf-8")) or []
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, dict) or not set(entry) >= _KEYS:
            place = f"{path.parent.name}/{path.name}"
            raise IngestError(
                "bad_correction",
                f"{place} entry {number} needs {', '.join(sorted(_KEYS))}; complete it",
                f"{place}, запис {number}: нужни са {', '.join(sorted(_KEYS))}; допълнете го",
            )
    return list(entries)


def _unfit(source_id: str, number: int, entry: dict[str, Any], matches: int) -> Finding:
    place = f"corrections.yml:{number}"
    return Finding(
        source_id=source_id,
        record_id=str(entry["record_id"]),
        locator=place,
        column=str(entry["property"]),
        value=str(entry["was"]),
        severity="warning",
        code="correction_does_not_fit",
        message_en=f"{place} fits {matches} claims instead of one; remove it, or name its locator",
        message_bg=f"{place} отговаря на {matches} твърдения вместо на едно; махнете го или посочете locator",
    )
