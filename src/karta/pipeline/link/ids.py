"""Ids that never change: from a register id, else from the organisation's first record, remembered in ids.jsonl."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from typing import Any

import duckdb
import pyarrow as pa

from karta.pipeline.ingest.bulk import handed_over, insert_rows
from karta.pipeline.link.records import Record
from karta.vocab.register_ids import SCHEMES

Known = list[dict[str, Any]]  # lines of ids.jsonl: org_id, source_id, record_id, names (normalised)

_ORG_OF_FIRST = {"first": "INTEGER", "org_id": "VARCHAR"}
_PREFIXES = " ".join(f"WHEN '{scheme}' THEN '{prefix}'" for scheme, (prefix, *_) in SCHEMES.items())
_REGISTER_ID = f"CASE scheme {_PREFIXES} END || replace(value, 'https://ror.org/', '')"  # of a row of link_ids
_KNOWN_TABLE = pa.schema(
    [("line", pa.int64()), ("org_id", pa.string()), ("source_id", pa.string()), ("record_id", pa.string())]
)


def id_of_record(record: Record) -> str:
    """`org-` and the first 16 characters of lower-case base32 of SHA-256 over source_id and record_id."""
    digest = hashlib.sha256("\x1f".join(record).encode()).digest()
    return "org-" + base64.b32encode(digest).decode().lower()[:16]


def name_organisations(con: duckdb.DuckDBPyConnection, groups: list[list[int]], known: Known) -> Known:
    """Write `link_groups` (rid, first, org_id) for every record; the lines that ids.jsonl lacks come back.

    `groups`: those of more than one record. `first`: the group's first record, which is its smallest number.
    """
    _put(con, "grouped", {"rid": [r for group in groups for r in group], "first": [g[0] for g in groups for _ in g]},
         pa.schema([("rid", pa.int32()), ("first", pa.int32())]))  # fmt: skip
    _put(con, "known_ids", {"line": list(range(len(known))), **{
        name: [line[name] for line in known] for name in _KNOWN_TABLE.names[1:]}}, _KNOWN_TABLE)  # fmt: skip
    con.execute(
        "CREATE OR REPLACE TEMP TABLE firsts AS SELECT rid, coalesce(first, rid) AS first "
        "FROM link_records LEFT JOIN grouped USING (rid)"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE org_of_first AS SELECT first, arg_min({_REGISTER_ID}, (place, value)) AS org_id "
        "FROM firsts JOIN link_ids USING (rid) GROUP BY first"
    )
    new = _own_ids(con)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE link_groups AS "
        "SELECT rid, first, org_id FROM firsts JOIN org_of_first USING (first)"
    )
    con.execute("DROP TABLE firsts; DROP TABLE org_of_first; DROP TABLE grouped")
    return new


def _put(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, list[Any]], schema: pa.Schema) -> None:
    with handed_over(con, "given", pa.table(columns, schema=schema)):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM given")


def _own_ids(con: duckdb.DuckDBPyConnection) -> Known:
    """Organisations without a register id go into `org_of_first`: by the oldest id remembered of a member, else a new
    one. What is new comes back."""
    rows = con.execute(
        "SELECT first, arg_min(known_ids.org_id, (line, known_ids.org_id)), r.source_id, r.record_id "
        "FROM (FROM firsts ANTI JOIN org_of_first USING (first)) JOIN link_records m USING (rid) "
        "JOIN link_records r ON r.rid = first "
        "LEFT JOIN known_ids ON known_ids.source_id = m.source_id AND known_ids.record_id = m.record_id "
        "GROUP BY first, r.source_id, r.record_id ORDER BY r.source_id, r.record_id"
    ).fetchall()
    ids = [kept or id_of_record((source_id, record_id)) for _, kept, source_id, record_id in rows]
    insert_rows(con, "org_of_first", _ORG_OF_FIRST, [(row[0], org_id) for row, org_id in zip(rows, ids, strict=True)])
    fresh = {row[0]: (org_id, row[2], row[3]) for row, org_id in zip(rows, ids, strict=True) if row[1] is None}
    cores = _cores(con, list(fresh))
    return [
        {"org_id": org_id, "source_id": source_id, "record_id": record_id, "names": cores.get(first, [])}
        for first, (org_id, source_id, record_id) in fresh.items()
    ]


def _cores(con: duckdb.DuckDBPyConnection, rids: list[int]) -> dict[int, list[str]]:
    """Normalised names of records."""
    with handed_over(con, "asked", pa.table({"rid": pa.array(rids, pa.int32())})):
        rows = con.execute(
            "SELECT rid, list_sort(list_distinct(list(core))) FROM link_names JOIN asked USING (rid) "
            "WHERE NOT is_former GROUP BY rid"
        ).fetchall()
    return dict(rows)


def redirects(con: duckdb.DuckDBPyConnection, known: Known) -> dict[str, str]:
    """Old id → present one, for every remembered id whose record now belongs to an organisation of another id, and for
    every register id by which an organisation is not called.

    A record that is gone may have got another key: a list without a key column names a row by its ЕИК as soon as it
    has one. Then the one organisation of the same source that bears the same name is meant.
    """
    rows = con.execute(
        "SELECT line, g.org_id, known_ids.org_id IN (SELECT org_id FROM link_groups) FROM known_ids "
        "LEFT JOIN link_records USING (source_id, record_id) LEFT JOIN link_groups g USING (rid) ORDER BY line"
    ).fetchall()
    bearers = _bearers(con, [known[line] for line, heir, _ in rows if heir is None])
    found: dict[str, str] = dict(
        con.execute(
            f"SELECT {_REGISTER_ID} AS other_id, min(org_id) FROM link_ids JOIN link_groups USING (rid) "
            "WHERE other_id NOT IN (SELECT org_id FROM link_groups) GROUP BY other_id HAVING min(org_id) = max(org_id)"
        ).fetchall()
    )
    for line, present, is_there in rows:
        told, heir = known[line], present
        if present is None:
            heirs = set().union(*(bearers.get((told["source_id"], name), ()) for name in told.get("names", ())))
            heir = next(iter(heirs)) if len(heirs) == 1 else None
        if heir is not None and heir != told["org_id"] and not is_there:
            found[told["org_id"]] = heir
    return found


def _bearers(con: duckdb.DuckDBPyConnection, gone: Known) -> dict[tuple[str, str], set[str]]:
    """(source, normalised name) → the organisations that bear it there, of names that records that are gone had."""
    names = sorted({name for line in gone for name in line.get("names", ())})
    with handed_over(con, "asked", pa.table({"core": pa.array(names, pa.string())})):
        rows = con.execute(
            "SELECT DISTINCT source_id, core, org_id FROM link_names JOIN asked USING (core) "
            "JOIN link_records USING (rid) JOIN link_groups USING (rid) WHERE NOT is_former"
        ).fetchall()
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source_id, core, org_id in rows:
        bearers[source_id, core].add(org_id)
    return bearers
