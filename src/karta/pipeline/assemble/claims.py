"""Claims with their organisation, and what people decided about them: lines 1 and 2 of §3b.

View `linked_claims`: the columns of snapshot.schema.CLAIMS, and
    branch_eik     the thirteen digits, where the record is a branch's
View `org_claims`: these, and
    is_withdrawn   a person withdrew it, or the same source said it anew
    is_preferred   a person's `prefer` or `add` decision that still holds

They are views because a register has some sixteen claims a company: every copy of them costs a minute and a gibibyte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any

import duckdb

from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.pipeline.ingest.claim_tables import kept_claims
from karta.pipeline.ingest.decisions import Decision, of_kind
from karta.pipeline.tables import Finding
from karta.snapshot.schema import CLAIMS, DECISIONS_SOURCE, FINDINGS, PROFILE_MEASURES
from karta.vocab.dates import NotADate, parse_date
from karta.vocab.money import UNITS
from karta.vocab.numbers import NotANumber, parse_interval

# Line 2: an official claim takes a period back from a person's decision. Register filings, ministries, regulators.
OFFICIAL_RANKS = (1, 3)

_COLUMNS = ", ".join(column for column in CLAIMS if column != "org_id")
_ORG_CLAIMS = """
    CREATE OR REPLACE VIEW org_claims AS
    SELECT *, claim_id IN (FROM withdrawn) AS is_withdrawn, claim_id IN (FROM preferred) AS is_preferred
    FROM linked_claims"""
_DECIDED = {"claim_id": "VARCHAR", "decision": "VARCHAR", "decided_on": "DATE", "decision_id": "VARCHAR"}


def assign_claims(
    con: duckdb.DuckDBPyConnection, decisions: Sequence[Decision], suppressed: Iterable[str] = ()
) -> None:
    """Make `org_claims` of `claims`, `links`, `redirects` and the decisions; what cannot be applied is a finding.

    `suppressed`: ids of claims that must not be shown, whoever preferred them.
    """
    create_table(con, "added_claims", CLAIMS)
    for table in ("withdrawn", "preferred"):
        create_table(con, table, {"claim_id": "VARCHAR"})
    _link_claims(con)
    con.execute(_ORG_CLAIMS)
    con.execute("INSERT INTO withdrawn SELECT unnest(?::VARCHAR[])", [sorted(suppressed)])
    _withdraw_older(con)
    on_claims = of_kind(list(decisions), "add claim", "prefer claim", "withdraw claim")
    if not on_claims:
        return
    findings = _add(con, of_kind(list(decisions), "add claim"))
    create_table(con, "decided", _DECIDED)
    insert_rows(con, "decided", _DECIDED, [_row(found) for found in on_claims])
    con.execute("INSERT INTO withdrawn SELECT claim_id FROM decided WHERE decision = 'withdraw claim'")
    findings += _prefer(con)
    insert_rows(con, "findings", FINDINGS, [astuple(finding) for finding in findings])


def _link_claims(con: duckdb.DuckDBPyConnection) -> None:
    """Make `linked_claims`. Each feed is joined with its own records, so that of some organisations only those files
    are read that can hold them."""
    of_feeds = [
        f"SELECT org_id, {_COLUMNS}, branch_eik FROM {view} JOIN (SELECT org_id, record_id, branch_eik FROM links "
        f"WHERE source_id = '{source_id}') USING (record_id)"
        for source_id, view in kept_claims(con).items()
    ]
    built = f"SELECT org_id, {_COLUMNS}, branch_eik FROM built_claims JOIN links USING (source_id, record_id)"
    added = f"SELECT org_id, {_COLUMNS}, NULL FROM added_claims"
    con.execute(f"CREATE OR REPLACE VIEW linked_claims AS {' UNION ALL '.join([built, added, *of_feeds])}")


def _row(found: Decision) -> tuple[Any, ...]:
    claim_id = _claim_id(found) if found.decision == "add claim" else found.line["claim_id"]
    return claim_id, found.decision, found.at, found.decision_id


def _withdraw_older(con: duckdb.DuckDBPyConnection) -> None:
    """A source of which two versions are read has said the older one no more."""
    con.execute(
        "INSERT INTO withdrawn SELECT claim_id FROM org_claims WHERE unit IS NOT NULL "
        "QUALIFY recorded_at < max(recorded_at) OVER (PARTITION BY source_id, record_id, property, period_end, "
        "observed_on, statement, basis, population, publication_ref)"
    )


def _prefer(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Mark preferred and added claims; a decision that no longer holds goes back to the queue as a finding."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE superseded AS SELECT DISTINCT decided.claim_id FROM decided "
        "JOIN org_claims mine USING (claim_id) JOIN org_claims official ON official.org_id = mine.org_id "
        "AND official.property = mine.property AND official.period_end IS NOT DISTINCT FROM mine.period_end "
        "AND official.claim_id <> mine.claim_id AND official.recorded_at > decided.decided_on "
        f"AND official.rank IN {OFFICIAL_RANKS} WHERE decided.decision <> 'withdraw claim'"
    )
    con.execute(
        "INSERT INTO preferred SELECT claim_id FROM decided WHERE decision <> 'withdraw claim' "
        "AND claim_id NOT IN (FROM withdrawn) AND claim_id NOT IN (FROM superseded)"
    )
    rows = con.execute(
        "SELECT decision_id, claim_id, claim_id IN (SELECT claim_id FROM superseded) FROM decided "
        "WHERE decision = 'prefer claim' AND claim_id NOT IN (SELECT claim_id FROM org_claims) "
        "OR claim_id IN (SELECT claim_id FROM superseded) ORDER BY decision_id"
    ).fetchall()
    return [_back_to_queue(decision_id, claim_id, superseded) for decision_id, claim_id, superseded in rows]


def _back_to_queue(decision_id: str, claim_id: str, superseded: bool) -> Finding:
    if superseded:
        english, bulgarian = "an official claim arrived later", "по-късно постъпи официално твърдение"
        code = "decision_superseded"
    else:
        english, bulgarian = "its claim is gone", "твърдението вече го няма"
        code = "decision_without_claim"
    return _finding(
        decision_id,
        code,
        f"decision {decision_id} on claim {claim_id} no longer holds: {english}; decide again",
        f"решение {decision_id} за твърдение {claim_id} вече не важи: {bulgarian}; решете отново",
    )


def _add(con: duckdb.DuckDBPyConnection, decisions: list[Decision]) -> list[Finding]:
    """Claims that people added, as claims of the source `decisions`."""
    names = {row[0] for row in con.execute("SELECT org_id FROM links").fetchall()}
    moved = dict(con.execute("SELECT old_org_id, org_id FROM redirects").fetchall())
    rows, findings = [], []
    for position, found in enumerate(decisions):
        org_id = moved.get(found.line["org_id"], found.line["org_id"])
        try:
            if org_id not in names:
                raise ValueError(f"there is no organisation {org_id}")
            rows.append(tuple(_claim(found, org_id, position).get(column) for column in CLAIMS))
        except (KeyError, ValueError, NotANumber, NotADate) as error:
            findings.append(
                _finding(
                    found.decision_id,
                    "decision_not_applied",
                    f"decision {found.decision_id} could not be applied: {error}; undo it and decide again",
                    f"решение {found.decision_id} не може да се приложи: {error}; отменете го и решете отново",
                )
            )
    insert_rows(con, "added_claims", CLAIMS, rows)
    return findings


def _claim(found: Decision, org_id: str, position: int) -> dict[str, Any]:
    line = found.line
    claim: dict[str, Any] = {
        "claim_id": _claim_id(found),
        "org_id": org_id,
        "property": line["property"],
        "value": line["value"],
        "language": line.get("language"),
        "basis": line.get("basis"),
        "date_precision": "unknown",
        "is_period_inferred": False,
        "recorded_at": found.at,
        "source_id": DECISIONS_SOURCE,
        "record_id": found.decision_id,
        "locator": f"decisions.jsonl:{found.decision_id}",
        "as_published": line["value"],
        "method": "derived:decision",
        "state": "known",
        "visibility": "public",
        "rank": 8,
        "publication_url": line.get("source_url"),
        "note": found.reason or None,
        "position": position,
    }
    return claim | _figure(line) if line["property"] in PROFILE_MEASURES else claim | _attribute(line)


def _attribute(line: Any) -> dict[str, Any]:
    return {"basis": line.get("basis") or "official"} if line["property"] == "name" else {}


def _figure(line: Any) -> dict[str, Any]:
    """Interval, unit and period of an added figure. Errors: ValueError, NotANumber, NotADate."""
    measure = line["property"]
    unit, scale = UNITS[line.get("unit") or {"headcount": "persons", "fte": "fte"}.get(measure, "EUR")]
    kind: Any = {"headcount": "count", "fte": "count", "profit": "signed_money"}.get(measure, "money")
    interval = parse_interval(str(line["value"]), kind=kind, decimal=".")
    span = parse_date(str(line["period"]))
    low, high = (float(end * scale) for end in (interval.low, interval.high))
    return {
        "value": format((interval.value * scale).normalize(), "f"),
        "value_min": low,
        "value_max": high,
        "unit": unit,
        "statement": line.get("statement") or "unknown",
        "basis": line.get("basis") or "unspecified",
        "population": line.get("population") or "all",
        "period_start": span.start,
        "period_end": span.end,
        "date_precision": span.precision,
    }


def _claim_id(found: Decision) -> str:
    return hashlib.sha256(f"{DECISIONS_SOURCE}\x1f{found.decision_id}".encode()).hexdigest()[:16]


def _finding(decision_id: str, code: str, message_en: str, message_bg: str) -> Finding:
    return Finding(
        source_id=DECISIONS_SOURCE,
        record_id=decision_id,
        locator=f"decisions.jsonl:{decision_id}",
        column=None,
        value=None,
        severity="warning",
        code=code,
        message_en=message_en,
        message_bg=message_bg,
    )
