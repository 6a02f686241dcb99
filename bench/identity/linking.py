"""Linking at the size of the register: what `bench.who_is_who` built, against the truth beside it, and beside Splink.

KARTA_BENCH_REGISTER names the folder that `python -m bench.who_is_who FOLDER` filled. The peer is Splink with the
settings that its documentation proposes for companies; it runs in the Python that KARTA_PEER_PYTHON names, on the
names, legal forms and settlements of the same records. Both are asked for the company of each record of other lists.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

import duckdb

from bench.gold import Share
from bench.identity.gold_set import shown
from bench.make_register import SOURCE
from karta.matching.names import normalise_name, search_key
from karta.snapshot.database import connect

PEER = Path(__file__).parent / "splink_peer.py"
PEERS_FROM = (0.5, 0.9)  # probabilities from which the peer's likeliest pair counts as joined


def table() -> str:
    """Precision and recall by the way in which lists spell names; the peer's; seconds of the stage."""
    folder = os.environ.get("KARTA_BENCH_REGISTER")
    if not folder:
        return "Not measured: KARTA_BENCH_REGISTER names no folder of `python -m bench.who_is_who`."
    with connect() as con:
        _read(con, Path(folder))
        ours = _ours(con)
        return "\n".join([*_sizes(con, Path(folder)), "", *ours, "", *_peers(con)])


def _read(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Tables `truth` (record, eik: null where the register has no such company, how) and `joined` (record, eik, rule),
    and `waits`: records of pairs that wait for a person."""
    snapshot = (folder / "data/snapshots/current").resolve()
    for name in ("links", "candidates", "claims"):
        con.execute(f"CREATE VIEW {name} AS FROM '{snapshot}/{name}.parquet'")
    con.execute(f"CREATE TABLE truth AS FROM '{folder}/register/truth/others.parquet'")
    con.execute(
        "CREATE TABLE joined AS SELECT record_id, replace(org_id, 'bg-eik-', '') AS eik, link_rule FROM links "
        "JOIN truth USING (record_id) WHERE source_id LIKE 'user_%' AND org_id LIKE 'bg-eik-%'"
    )
    con.execute(
        "CREATE TABLE waits AS SELECT DISTINCT unnest([left_record_id, right_record_id]) AS record_id FROM candidates"
    )


def _sizes(con: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    stages = [json.loads(text) for text in (folder / "figures.jsonl").read_text("utf-8").splitlines()]
    link = next((told for told in stages if told["stage"] == "build: link"), None)
    counted = con.execute(
        "SELECT count(*) FILTER (source_id = $register), count(*) FILTER (source_id LIKE 'user_%') FROM links",
        {"register": SOURCE},
    ).fetchone()
    assert counted is not None, "count(*) has one row"
    deeds, others = counted
    took = f" The stage took {link['seconds']} s, at most {link['gib']} GiB in all." if link else ""
    return [f"{deeds:,} deeds, {others:,} records of other lists without a register number.{took}"]


def _ours(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute(
        "SELECT how, count(*) FILTER (t.eik IS NOT NULL) AS known, count(*) FILTER (j.eik = t.eik) AS hits, "
        "count(*) FILTER (t.eik IS NOT NULL AND j.eik <> t.eik) AS misses, "
        "count(*) FILTER (t.eik IS NULL AND j.eik IS NOT NULL) AS strangers, "
        "count(*) FILTER (t.eik IS NULL) AS unknown, "
        "count(*) FILTER (t.eik IS NOT NULL AND j.eik IS NULL AND record_id IN (SELECT record_id FROM waits)) "
        "AS waiting "
        "FROM truth t LEFT JOIN joined j USING (record_id) GROUP BY GROUPING SETS ((how), ()) ORDER BY how NULLS FIRST"
    ).fetchall()
    lines = [
        "| how the list spells the name | known companies | precision | recall | left to people | joined though not in "
        "the register |", "|---|---:|---|---|---|---|",
    ]  # fmt: skip
    for how, known, hits, misses, strangers, unknown, waiting in rows:
        lines.append(
            f"| {(how or 'all').replace('_', ' ')} | {known:,} | {shown(Share(hits, hits + misses))} | "
            f"{shown(Share(hits, known))} | {shown(Share(waiting, known))} | {shown(Share(strangers, unknown))} |"
        )
    return lines


def _peers(con: duckdb.DuckDBPyConnection) -> list[str]:
    python = os.environ.get("KARTA_PEER_PYTHON")
    if not python:
        return ["The peer was not run: KARTA_PEER_PYTHON names no Python that has splink."]
    with tempfile.TemporaryDirectory() as folder:
        _write_for_peer(con, Path(folder))
        done = subprocess.run([python, str(PEER), folder], capture_output=True, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        con.execute(f"CREATE TABLE pairs AS FROM '{folder}/pairs.parquet'")
    lines = [f"Beside it Splink {told['version']}, same records, {told['seconds']:.0f} s:", "",
             "| joined from probability | precision | recall | joined though not in the register |",
             "|---|---|---|---|"]  # fmt: skip
    for least in PEERS_FROM:
        row = con.execute(
            "WITH best AS (SELECT other, registered FROM pairs WHERE probability >= $least QUALIFY probability = "
            "max(probability) OVER (PARTITION BY other) AND count(*) OVER (PARTITION BY other, probability) = 1) "
            "SELECT count(*) FILTER (registered = eik), count(*) FILTER (registered <> eik), "
            "count(*) FILTER (eik IS NOT NULL), count(*) FILTER (eik IS NULL AND registered IS NOT NULL), "
            "count(*) FILTER (eik IS NULL) FROM truth LEFT JOIN best ON other = record_id",
            {"least": least},
        ).fetchone()
        assert row is not None
        hits, misses, known, strangers, unknown = row
        lines.append(f"| {least} | {shown(Share(hits, hits + misses))} | {shown(Share(hits, known))} | "
                     f"{shown(Share(strangers, unknown))} |")  # fmt: skip
    return lines


def _write_for_peer(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """register.parquet and others.parquet: unique_id, name (normalised, Latin letters), legal_form, city."""
    con.create_function("core", lambda name: normalise_name(name).core, ["VARCHAR"], "VARCHAR")
    con.create_function("form", lambda name: normalise_name(name).legal_form, ["VARCHAR"], "VARCHAR",
                        null_handling="special")  # fmt: skip
    con.create_function("place", _city, ["VARCHAR"], "VARCHAR")
    for name, which in (("register", f"= '{SOURCE}'"), ("others", "LIKE 'user_%'")):
        con.execute(
            "COPY (SELECT record_id AS unique_id, core(name) AS name, coalesce(legal_form, form(name)) AS legal_form, "
            "place(settlement) AS city FROM (SELECT record_id, min_by(value, position) FILTER (property = 'name') AS "
            "name, max(value) FILTER (property = 'legal_form') AS legal_form, "
            "max(value) FILTER (property = 'settlement') AS settlement FROM claims "
            f"WHERE source_id {which} AND property IN ('name', 'legal_form', 'settlement') GROUP BY record_id) "
            f"WHERE name IS NOT NULL) TO '{folder / name}.parquet' (FORMAT parquet)"
        )


def _city(printed: str) -> str:
    return search_key(printed).removeprefix("gr ").removeprefix("s ")
