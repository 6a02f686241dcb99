"""What must not be shown, taken out of tables before they are written, and out of snapshots that stand already.

One list (karta.vocab.suppressed), two occasions: a build, and `karta suppress` for what was published before.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from karta.snapshot import counted
from karta.snapshot.database import working
from karta.snapshot.files import locked
from karta.snapshot.index.write import write_index
from karta.snapshot.reader import read_manifest
from karta.snapshot.schema import MEASURES, SCHEMA_VERSION, SNAPSHOT_TABLES, measure_columns
from karta.snapshot.store import Store
from karta.snapshot.writer import content_hash, finish, write_manifest, write_tables
from karta.vocab.suppressed import Suppressed, pattern

_OF_ORGANISATION = ("organisations", "names", "sites", "relations", "figures", "claims", "links", "redirects")
_TEXTS = ("as_published", "note", "publication_title", "locator")  # of a claim, beside its value
_START, _BETWEEN, _END = r"(?i)(?:^|[^\p{L}\p{N}])", r"[^\p{L}\p{N}]{1,6}", r"(?:$|[^\p{L}\p{N}])"


def said_of(told: Suppressed, count: int) -> dict[str, Any]:
    """`suppressed` of a manifest: how many organisations are left out, by which list; never which."""
    return {"organisations": count, "list": told.digest}


def covers(manifest: dict[str, Any], told: Suppressed) -> bool:
    """Whether a snapshot was made with this very list."""
    return bool(manifest.get("suppressed", {}).get("list", "") == told.digest)


def find_organisations(con: duckdb.DuckDBPyConnection, told: Suppressed, *, of: str = "out_organisations") -> None:
    """Make the table `suppressed_ids` (org_id): listed by id, by a former id, or by the number that an id holds."""
    con.execute("CREATE OR REPLACE TEMP TABLE listed_ids AS SELECT unnest(?::VARCHAR[]) AS org_id", [[*told.org_ids]])
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE suppressed_ids AS
        SELECT org_id FROM listed_ids
        UNION SELECT org_id FROM out_redirects WHERE old_org_id IN (FROM listed_ids)
        UNION SELECT old_org_id FROM out_redirects WHERE org_id IN (FROM listed_ids)
        UNION SELECT org_id FROM {of} WHERE 'bg-eik-' || eik IN (FROM listed_ids)
            OR 'lei-' || lower(lei) IN (SELECT lower(org_id) FROM listed_ids)
            OR 'ror-' || regexp_extract(ror_id, '[^/]+$') IN (FROM listed_ids)"""
    )


def leave_out(con: duckdb.DuckDBPyConnection, told: Suppressed) -> int:
    """Take what must not be shown out of every `out_<table>`; how many organisations that were.

    An organisation goes with everything that is said of it and with the pairs, relations and findings that name it.
    Of others go the texts that hold a listed name; their own names stay: they are not whom the list means.
    """
    if not told:
        return 0
    find_organisations(con, told)
    count = int(counted.value(con, "SELECT count(*) FROM out_organisations SEMI JOIN suppressed_ids USING (org_id)"))
    con.execute(
        "CREATE OR REPLACE TEMP TABLE suppressed_records AS SELECT source_id, record_id FROM out_links "
        "SEMI JOIN suppressed_ids USING (org_id)"
    )
    con.execute("CREATE OR REPLACE TEMP TABLE suppressed_claims AS SELECT unnest(?::VARCHAR[]) AS claim_id", [
        [*told.claims]
    ])  # fmt: skip
    for table in SNAPSHOT_TABLES:
        if (columns := _kept_columns(table, told)) and (condition := _condition(table, told)):
            _replace(con, table, columns, condition)
    return count


def _condition(table: str, told: Suppressed) -> str:
    held = []
    if table in _OF_ORGANISATION:
        held.append("org_id NOT IN (FROM suppressed_ids)")
    if table in ("figures", "relations"):
        held.append("(claim_id IS NULL OR claim_id NOT IN (FROM suppressed_claims))")
    if table == "claims":
        held.append("claim_id NOT IN (FROM suppressed_claims)")
        named = " OR ".join(_names(told, column) for column in ("value", *_TEXTS))
        held.append(f"(unit IS NOT NULL OR property = 'name' OR NOT ({named}))")
    if table == "relations":
        held.append("(target_org_id IS NULL OR target_org_id NOT IN (FROM suppressed_ids))")
        held.append(f"NOT ({_names(told, 'target_name')} OR {_names(told, 'note')})")
    if table == "redirects":
        held.append("old_org_id NOT IN (FROM suppressed_ids)")
    if table == "candidates":
        held.append("left_org_id NOT IN (FROM suppressed_ids) AND right_org_id NOT IN (FROM suppressed_ids)")
    if table == "findings":
        held.append("(source_id, coalesce(record_id, '')) NOT IN (FROM suppressed_records)")
        held.append(f"NOT ({' OR '.join(_names(told, name) for name in ('value', 'message_en', 'message_bg'))})")
    return " AND ".join(held)


def _names(told: Suppressed, column: str) -> str:
    """SQL: whether a column's text holds a listed name."""
    if not told.names:
        return "false"
    found = pattern(told.names, between=_BETWEEN, start=_START, end=_END, word=str)
    return f"coalesce(regexp_matches({column}, '{found}'), false)"


def _kept_columns(table: str, told: Suppressed) -> str:
    """What is selected of a table: figures keep their number without a text that names whom the list means."""
    if table == "claims":
        blank = ", ".join(
            f"CASE WHEN unit IS NOT NULL AND {_names(told, name)} THEN NULL ELSE {name} END AS {name}"
            for name in _TEXTS
        )
        return f"* REPLACE ({blank})"
    if table == "links":
        texts = ", ".join(
            f"CASE WHEN {_names(told, name)} THEN NULL ELSE {name} END AS {name}"
            for name in ("explanation_en", "explanation_bg")
        )
        return f"* REPLACE ({texts})"
    if table == "organisations":
        return f"* REPLACE ({', '.join(_unknown(measure) for measure in MEASURES)})"
    return "*"


def _unknown(measure: str) -> str:
    """A measure whose shown claim is suppressed is unknown: the next build looks for another one."""
    is_out = f"coalesce({measure}_claim_id IN (FROM suppressed_claims), false)"
    empty = dict.fromkeys(measure_columns(measure), "NULL") | {f"{measure}_state": "'unknown'"}
    return ", ".join(f"CASE WHEN {is_out} THEN {to} ELSE {name} END AS {name}" for name, to in empty.items())


def _replace(con: duckdb.DuckDBPyConnection, table: str, columns: str, condition: str) -> None:
    is_view = counted.value(
        con, f"SELECT count(*) FROM information_schema.tables WHERE table_name = 'out_{table}' AND table_type = 'VIEW'"
    )
    con.execute(f"ALTER {'VIEW' if is_view else 'TABLE'} out_{table} RENAME TO whole_{table}")
    con.execute(f"CREATE VIEW out_{table} AS SELECT {columns} FROM whole_{table} WHERE {condition}")


def renew(data_dir: Path, told: Suppressed, *, said: Callable[[str, str], None] = lambda _old, _new: None) -> list[str]:
    """Write every kept snapshot that was made with another list anew, under a new name; names that could not be.

    Its days of publication stay. Those that could not be are of another schema: this program shows them to nobody.
    Errors: Busy.
    """
    store, left = Store(data_dir), []
    with locked(data_dir):
        for info in store.list():
            manifest = read_manifest(info.path)
            if covers(manifest, told):
                continue
            if manifest["schema_version"] != SCHEMA_VERSION:
                left.append(info.name)
                continue
            said(info.name, _renew(store, info.path, manifest, told))
    return left


def _renew(store: Store, folder: Path, manifest: dict[str, Any], told: Suppressed) -> str:
    aside = store.data_dir / "work" / "renewing"
    with working(store.data_dir / "work" / "renew.duckdb") as con:
        for table in SNAPSHOT_TABLES:
            columns, options = "*", ""
            if table == "organisations":  # written in their order, which the file keeps without a column
                columns = "* EXCLUDE (file_row_number), file_row_number AS sort_order"
                options = ", file_row_number = true"
            con.execute(
                f"CREATE VIEW out_{table} AS SELECT {columns} FROM read_parquet('{folder / table}.parquet'{options})"
            )
        count = leave_out(con, told) + int(manifest.get("suppressed", {}).get("organisations", 0))
        tables = write_tables(con, aside)
        digest = content_hash(tables)
        name = f"{folder.name.partition('-')[0]}-{digest[:12]}"
        described = {
            **manifest,
            "name": name,
            "hash": digest,
            "tables": tables,
            "counts": counted.organisations(con),
            "measures_by_coverage": counted.measures(con),
            **counted.located_and_classified(con),
            "linking": {**manifest["linking"], **counted.joined(con)},
            "sources": [{**one, **counted.of_source(con, one["source_id"])} for one in manifest["sources"]],
            "suppressed": said_of(told, count),
        }
    write_manifest(aside, described)
    if name == folder.name:  # nothing of the list was in it
        shutil.copyfile(aside / "manifest.json", folder / ".manifest")
        (folder / ".manifest").replace(folder / "manifest.json")
        shutil.rmtree(aside)
        return name
    write_index(aside)
    if (store.snapshots / name).exists():  # what a killed run had moved already
        shutil.rmtree(aside)
    else:
        finish(aside, store.snapshots, name)
    store.renewed(folder.name, name)
    return name
