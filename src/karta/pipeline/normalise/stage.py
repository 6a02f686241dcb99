"""The stage: records of every source into the tables of the working connection, in bulk through Arrow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple
from typing import Any

import duckdb

from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.pipeline.ingest.claim_tables import CLAIM_COLUMNS, create_claims
from karta.pipeline.ingest.source_run import SourceRun
from karta.pipeline.normalise.attributes import attribute_claims
from karta.pipeline.normalise.claims import Claim
from karta.pipeline.normalise.figures import figure_claim
from karta.pipeline.normalise.problems import Problem
from karta.pipeline.tables import RECORDS, Finding, Record
from karta.snapshot.schema import FINDINGS


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Empty `records`, `built_claims`, `claims` and `findings`, in place of what a connection held before."""
    create_table(con, "records", RECORDS)
    create_claims(con)
    create_table(con, "findings", FINDINGS)


def normalise_all(con: duckdb.DuckDBPyConnection, runs: Iterable[SourceRun]) -> None:
    """Normalise every source, in the order of their ids, so that one input gives one table."""
    create_tables(con)
    for run in sorted(runs, key=lambda found: found.source_id):
        normalise(con, run)


def normalise(con: duckdb.DuckDBPyConnection, run: SourceRun, *, by_record: bool = False) -> None:
    """Add one source's rows to `records`, `built_claims` and `findings` (see `create_tables`).

    Claims are numbered through the source, or `by_record`, where records of a source are normalised apart.

    Nothing is dropped silently: a value that cannot become a claim is a finding with file, row, column and reason.
    """
    claims: list[Claim] = []
    findings: list[Finding] = list(run.findings)
    rows: list[tuple[Any, ...]] = []
    seen: set[str] = set()
    for record in run.records:
        problem = _unusable(record, seen)
        if problem is not None:
            findings.append(problem.finding(run.source_id, record.key))
            continue
        seen.add(record.key)
        recorded_at = record.recorded_at or run.recorded_at
        rows.append((run.source_id, record.key, record.locator, run.rank, recorded_at, len(rows)))
        problems = _add_claims(run, record, claims, -len(claims) if by_record else 0)
        findings.extend(problem.finding(run.source_id, record.key) for problem in problems)
    insert_rows(con, "records", RECORDS, rows)
    insert_rows(con, "built_claims", CLAIM_COLUMNS, claims)
    insert_rows(con, "findings", FINDINGS, [astuple(finding) for finding in findings])


def _unusable(record: Record, seen: set[str]) -> Problem | None:
    if record.key in seen:
        return Problem("repeated_key", record.locator, None, record.key)
    if not record.names:
        return Problem("nameless_record", record.locator, None, None)
    return None


def _add_claims(run: SourceRun, record: Record, claims: list[Claim], shift: int) -> list[Problem]:
    """Append a record's claims, in positions moved by `shift`, and return what could not become one."""
    attributes, problems = attribute_claims(run, record, len(claims) + shift)
    claims += attributes
    ids: set[str] = set()
    for figure in record.figures:
        try:
            claim = figure_claim(run, record, figure, len(claims) + shift)
        except Problem as problem:
            problems.append(problem)
            continue
        if claim.claim_id in ids:
            problems.append(Problem("repeated_claim", claim.locator, figure.measure, figure.value))
            continue
        ids.add(claim.claim_id)
        claims.append(claim)
    return problems
