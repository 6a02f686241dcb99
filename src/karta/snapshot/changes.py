"""Which published figures and organisations differ between two snapshots, and why: worked out in sets, kept as tables.

Reasons, the strongest first; each is read from the two snapshots themselves:

    correction        a person's decision: a claim added, preferred or withdrawn, or such a decision undone
    new_source        the figure's source was not in the older snapshot
    removed_source    the older figure's source is gone
    merge, split      records of several organisations joined in one, or of one parted
    redirect          the organisation bears another id now
    link              a record stands at another organisation
    newer_version     the source says something new: a newer version of it was read
    rule              same claims, another choice: the code or the reference year changed
    new_organisation  the organisation was not there        (only of its figures)
    gone              the organisation is not there any more (only of its figures)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from karta.snapshot.database import connect
from karta.snapshot.reader import read_manifest
from karta.snapshot.schema import DECISIONS_SOURCE, MEASURES

REASONS = (
    "new_source", "newer_version", "removed_source", "correction", "merge", "split", "redirect", "link", "rule",
    "new_organisation", "gone",
)  # fmt: skip
# What makes an organisation "changed" besides its figures.
ATTRIBUTES = ("name_bg", "name_en", "eik", "lei", "ror_id", "legal_form", "kind", "unit_kind", "status", "country",
              "region", "district", "municipality", "ekatte", "nace_code", "segment", "founded_year",
              "website")  # fmt: skip
SHOWN = ("value", "min", "max", "state", "year", "claim_id")  # of a figure, on either side
_TABLES = ("organisations", "claims", "figures", "links", "redirects")


def changed_tables(old: Path, new: Path) -> duckdb.DuckDBPyConnection:
    """A connection of the caller's own with the answer in two tables, both in the order of org_id.

    figure_changes        org_id, name_bg, name_en, measure, reason, because, source_id, old_<SHOWN>, new_<SHOWN>,
                          old_source_id, new_source_id
    organisation_changes  org_id, name_bg, name_en, change (added | removed | changed), reason, other_org_id,
                          attribute, before, after; one row an attribute

    `because` says more of a reason: of a new or gone organisation why it came or went, of a rule `reference_year`,
    `code` or ''. `source_id` is the source that a reason of sources speaks of.
    """
    con = connect()
    manifests = read_manifest(old), read_manifest(new)
    nothing = " LIMIT 0" if manifests[0]["hash"] == manifests[1]["hash"] else ""  # equal content is not read
    for side, folder in (("l", old), ("r", new)):
        con.execute(f"CREATE SCHEMA {side}")
        for table in _TABLES:
            con.execute(f"CREATE VIEW {side}.{table} AS FROM read_parquet('{folder / table}.parquet'){nothing}")
    _sources(con, *manifests)
    con.execute(_MOVED)
    con.execute(f"CREATE TABLE came AS {_CAME}")
    con.execute(f"CREATE TABLE went AS {_WENT}")
    con.execute(f"CREATE TABLE shown (org_id VARCHAR, measure VARCHAR, {_columns('old')}, {_columns('new')})")
    con.execute(_PAIRS)
    for measure in MEASURES:
        con.execute(_SHOWN.format(m=measure))
    con.execute(_FIGURES.format(because=_because(*manifests)))
    con.execute(_ORGANISATIONS)
    return con


def _columns(side: str) -> str:
    kinds = {"state": "VARCHAR", "year": "SMALLINT", "claim_id": "VARCHAR"}
    return ", ".join(f"{side}_{name} {kinds.get(name, 'DOUBLE')}" for name in SHOWN)


def _because(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What may make another choice of the same claims."""
    if before.get("reference_year") != after.get("reference_year"):
        return "reference_year"
    same = all(before.get(name) == after.get(name) for name in ("code_version", "schema_version"))
    return "" if same else "code"


def _sources(con: duckdb.DuckDBPyConnection, before: dict[str, Any], after: dict[str, Any]) -> None:
    """`sources`: each with the version that either snapshot read; what people decided has no version."""
    con.execute("CREATE TABLE sources (source_id VARCHAR, is_new BOOLEAN, is_gone BOOLEAN, is_newer BOOLEAN)")
    old, new = ({s["source_id"]: s.get("version") for s in manifest["sources"]} for manifest in (before, after))
    rows = [
        (name, name not in old, name not in new, name in old and name in new and not _is_same(old[name], new[name]))
        for name in sorted({*old, *new} - {DECISIONS_SOURCE})
    ]
    con.executemany("INSERT INTO sources VALUES (?, ?, ?, ?)", [*rows, (DECISIONS_SOURCE, False, False, False)])


def _is_same(before: str | None, after: str | None) -> bool:
    """Whether two versions are one; where neither is told, what the source says now may be new."""
    return before is not None and before == after


# Records that both snapshots hold at different organisations.
_MOVED = """CREATE TABLE moved AS SELECT DISTINCT o.org_id AS old_org_id, n.org_id AS new_org_id, source_id, record_id
    FROM l.links o JOIN r.links n USING (source_id, record_id) WHERE o.org_id <> n.org_id"""

_WHY = """CASE WHEN bool_and(coalesce(s.is_new, false)) THEN 'new_source'
    WHEN bool_and(coalesce(s.is_gone, false)) THEN 'removed_source'
    WHEN bool_or(k.source_id = 'decisions') THEN 'correction'
    WHEN bool_or(coalesce(s.is_newer, false) OR coalesce(s.is_new, false) OR coalesce(s.is_gone, false))
        THEN 'newer_version'
    ELSE 'rule' END"""

_CAME = f"""WITH added AS (SELECT org_id FROM r.organisations ANTI JOIN l.organisations USING (org_id)),
    why AS (SELECT org_id, {_WHY} AS reason FROM (SELECT org_id, unnest(source_ids) AS source_id
            FROM r.organisations SEMI JOIN added USING (org_id)) k
        LEFT JOIN sources s USING (source_id) GROUP BY org_id),
    former AS (SELECT org_id, min(old_org_id) AS old_org_id FROM (
            SELECT org_id, old_org_id FROM r.redirects WHERE old_org_id IN (SELECT org_id FROM l.organisations)
            UNION ALL SELECT new_org_id, old_org_id FROM moved) GROUP BY org_id)
    SELECT a.org_id, f.old_org_id AS other_org_id, CASE WHEN f.old_org_id IS NULL THEN coalesce(why.reason, 'rule')
        WHEN f.old_org_id IN (SELECT org_id FROM r.organisations) THEN 'split' ELSE 'redirect' END AS reason
    FROM added a LEFT JOIN former f USING (org_id) LEFT JOIN why USING (org_id)"""

_WENT = f"""WITH removed AS (SELECT org_id FROM l.organisations ANTI JOIN r.organisations USING (org_id)),
    why AS (SELECT org_id, {_WHY} AS reason FROM (SELECT org_id, unnest(source_ids) AS source_id
            FROM l.organisations SEMI JOIN removed USING (org_id)) k
        LEFT JOIN sources s USING (source_id) GROUP BY org_id),
    heir AS (SELECT old_org_id AS org_id, min(org_id) AS new_org_id FROM (
            SELECT old_org_id, org_id FROM r.redirects UNION ALL SELECT old_org_id, new_org_id FROM moved) GROUP BY ALL)
    SELECT g.org_id, h.new_org_id AS other_org_id, CASE WHEN h.new_org_id IS NULL THEN coalesce(why.reason, 'rule')
        WHEN h.new_org_id IN (SELECT org_id FROM l.organisations) THEN 'merge' ELSE 'redirect' END AS reason
    FROM removed g LEFT JOIN (SELECT org_id, min(new_org_id) AS new_org_id FROM heir GROUP BY org_id) h USING (org_id)
    LEFT JOIN why USING (org_id)"""

# One join for all measures, kept where any differs. An unknown figure is none.
_FIGURE = "coalesce({s}.{m}_state, 'unknown'), {s}.{m}_value, {s}.{m}_min, {s}.{m}_max, {s}.{m}_year, {s}.{m}_claim_id"
_SIDES = [", ".join(_FIGURE.format(s=side, m=measure) for measure in MEASURES) for side in "on"]
_READ = ", ".join(f"{measure}_{name}" for measure in MEASURES for name in SHOWN)
_PAIRS = f"""CREATE TEMP TABLE pairs AS SELECT coalesce(o.org_id, n.org_id) AS org_id, o, n
    FROM (SELECT org_id, {_READ} FROM l.organisations) o
    FULL JOIN (SELECT org_id, {_READ} FROM r.organisations) n USING (org_id)
    WHERE ({_SIDES[0]}) IS DISTINCT FROM ({_SIDES[1]})"""
_SHOWN = f"""INSERT INTO shown
    SELECT org_id, '{{m}}', o.{{m}}_value, o.{{m}}_min, o.{{m}}_max, coalesce(o.{{m}}_state, 'unknown'), o.{{m}}_year,
        o.{{m}}_claim_id, n.{{m}}_value, n.{{m}}_min, n.{{m}}_max, coalesce(n.{{m}}_state, 'unknown'), n.{{m}}_year,
        n.{{m}}_claim_id
    FROM pairs WHERE ({_FIGURE.format(s="o", m="{m}")}) IS DISTINCT FROM ({_FIGURE.format(s="n", m="{m}")})"""

# Claims are looked up for the changed figures only: a build changes few of many.
_FIGURES = """CREATE TABLE figure_changes AS
    WITH wanted AS (SELECT old_claim_id AS claim_id FROM shown UNION SELECT new_claim_id FROM shown),
    old_claims AS (SELECT claim_id, org_id, source_id, record_id, value, value_min, value_max, unit
        FROM l.claims SEMI JOIN wanted USING (claim_id)),
    new_claims AS (SELECT claim_id, org_id, source_id, record_id, value, value_min, value_max, unit
        FROM r.claims SEMI JOIN wanted USING (claim_id)),
    old_lost AS (SELECT claim_id, any_value(lost_by) AS lost_by, any_value(year_rule) AS year_rule
        FROM l.figures SEMI JOIN wanted USING (claim_id) GROUP BY claim_id),
    new_lost AS (SELECT claim_id, any_value(lost_by) AS lost_by, any_value(year_rule) AS year_rule
        FROM r.figures SEMI JOIN wanted USING (claim_id) GROUP BY claim_id),
    joined AS (SELECT s.*, was.source_id AS old_source_id, now.source_id AS new_source_id,
            old_now.claim_id IS NOT NULL AS now_was_there, new_was.claim_id IS NOT NULL AS was_is_there,
            old_now.org_id AS now_came_from, new_was.org_id AS was_went_to,
            (old_now.claim_id IS NOT NULL AND (old_now.value, old_now.value_min, old_now.value_max, old_now.unit)
                IS DISTINCT FROM (now.value, now.value_min, now.value_max, now.unit)) AS now_says_other,
            coalesce(was_source.is_gone, false) AS was_gone, coalesce(was_source.is_newer, false) AS was_newer,
            coalesce(now_source.is_new, false) AS now_new, coalesce(now_source.is_newer, false) AS now_newer,
            was_lost.lost_by AS was_lost_by, now_lost.lost_by AS now_lost_by,
            list_contains(string_split(coalesce(was_won.year_rule, ''), ','), '2') AS was_decided,
            list_contains(string_split(coalesce(now_won.year_rule, ''), ','), '2') AS now_decided,
            came.reason AS came_by, went.reason AS went_by
        FROM shown s LEFT JOIN old_claims was ON was.claim_id = s.old_claim_id
        LEFT JOIN new_claims now ON now.claim_id = s.new_claim_id
        LEFT JOIN old_claims old_now ON old_now.claim_id = s.new_claim_id
        LEFT JOIN new_claims new_was ON new_was.claim_id = s.old_claim_id
        LEFT JOIN sources was_source ON was_source.source_id = was.source_id
        LEFT JOIN sources now_source ON now_source.source_id = now.source_id
        LEFT JOIN new_lost was_lost ON was_lost.claim_id = s.old_claim_id
        LEFT JOIN old_lost now_lost ON now_lost.claim_id = s.new_claim_id
        LEFT JOIN old_lost was_won ON was_won.claim_id = s.old_claim_id
        LEFT JOIN new_lost now_won ON now_won.claim_id = s.new_claim_id
        LEFT JOIN came ON came.org_id = s.org_id LEFT JOIN went ON went.org_id = s.org_id),
    reasoned AS (SELECT *, CASE
        WHEN came_by IN ('split', 'redirect') THEN came_by WHEN came_by IS NOT NULL THEN 'new_organisation'
        WHEN went_by IN ('merge', 'redirect') THEN went_by WHEN went_by IS NOT NULL THEN 'gone'
        WHEN 'decisions' IN (coalesce(old_source_id, ''), coalesce(new_source_id, '')) OR was_decided <> now_decided
            OR '2' IN (coalesce(was_lost_by, ''), coalesce(now_lost_by, ''))
            OR (was_lost_by = '1' AND NOT was_newer) OR (now_lost_by = '1' AND NOT now_newer) THEN 'correction'
        WHEN now_new THEN 'new_source'
        WHEN was_gone THEN 'removed_source'
        WHEN now_came_from <> org_id THEN CASE
            WHEN now_came_from IN (SELECT org_id FROM went) THEN 'merge' ELSE 'link' END
        WHEN was_went_to <> org_id THEN CASE
            WHEN was_went_to IN (SELECT org_id FROM came) THEN 'split' ELSE 'link' END
        WHEN (new_claim_id IS NOT NULL AND NOT now_was_there AND now_newer)
            OR (old_claim_id IS NOT NULL AND NOT was_is_there AND was_newer)
            OR (now_says_other AND now_newer) OR (was_lost_by = '1' AND was_newer) THEN 'newer_version'
        ELSE 'rule' END AS reason FROM joined)
    SELECT c.org_id, coalesce(n.name_bg, o.name_bg) AS name_bg, coalesce(n.name_en, o.name_en) AS name_en, c.measure,
        c.reason, CASE c.reason WHEN 'new_organisation' THEN c.came_by WHEN 'gone' THEN c.went_by
            WHEN 'rule' THEN '{because}' ELSE '' END AS because,
        CASE c.reason WHEN 'removed_source' THEN old_source_id WHEN 'new_source' THEN new_source_id
            WHEN 'newer_version' THEN coalesce(new_source_id, old_source_id) END AS source_id,
        c.* EXCLUDE (org_id, measure, reason, now_was_there, was_is_there, now_came_from, was_went_to, now_says_other,
            was_gone, was_newer, now_new, now_newer, was_lost_by, now_lost_by, was_decided, now_decided, came_by,
            went_by)
    FROM reasoned c LEFT JOIN l.organisations o ON o.org_id = c.org_id
    LEFT JOIN r.organisations n ON n.org_id = c.org_id ORDER BY c.org_id, c.measure"""

_DIFFERENT = f"""SELECT org_id, o, n FROM (SELECT org_id, {", ".join(ATTRIBUTES)} FROM l.organisations) o
    JOIN (SELECT org_id, {", ".join(ATTRIBUTES)} FROM r.organisations) n USING (org_id)
    WHERE ({", ".join(f"o.{name}" for name in ATTRIBUTES)}) IS DISTINCT FROM
        ({", ".join(f"n.{name}" for name in ATTRIBUTES)})"""
_COMPARED = " UNION ALL ".join(
    f"""SELECT org_id, '{name}' AS attribute, o.{name}::VARCHAR AS before, n.{name}::VARCHAR AS after
    FROM different WHERE o.{name} IS DISTINCT FROM n.{name}"""
    for name in ATTRIBUTES
)
# Why an organisation that both hold is described anew: the strongest cause found for it.
_ORGANISATIONS = f"""CREATE TABLE organisation_changes AS
    WITH different AS MATERIALIZED ({_DIFFERENT}), compared AS ({_COMPARED}),
    touched AS (SELECT DISTINCT org_id FROM compared),
    old_says AS (SELECT org_id, claim_id, coalesce(value, '') AS value, source_id, record_id
        FROM l.claims SEMI JOIN touched USING (org_id)),
    new_says AS (SELECT org_id, claim_id, coalesce(value, '') AS value, source_id, record_id
        FROM r.claims SEMI JOIN touched USING (org_id)),
    differ AS (SELECT org_id, source_id FROM (SELECT * FROM new_says EXCEPT SELECT * FROM old_says)
        UNION ALL SELECT org_id, source_id FROM (SELECT * FROM old_says EXCEPT SELECT * FROM new_says)),
    said AS (SELECT org_id, bool_or(d.source_id = '{DECISIONS_SOURCE}') AS decided, bool_or(s.is_new) AS new_source,
        bool_or(s.is_gone) AS removed_source, bool_or(s.is_newer) AS newer FROM differ d
        LEFT JOIN sources s USING (source_id) GROUP BY org_id),
    why AS (SELECT t.org_id, CASE WHEN said.decided THEN 'correction' WHEN said.new_source THEN 'new_source'
        WHEN said.removed_source THEN 'removed_source'
        WHEN t.org_id IN (SELECT new_org_id FROM moved WHERE old_org_id IN (SELECT org_id FROM went)) THEN 'merge'
        WHEN t.org_id IN (SELECT old_org_id FROM moved WHERE new_org_id IN (SELECT org_id FROM came)) THEN 'split'
        WHEN t.org_id IN (SELECT new_org_id FROM moved UNION SELECT old_org_id FROM moved) THEN 'link'
        WHEN said.newer THEN 'newer_version' ELSE 'rule' END AS reason
        FROM touched t LEFT JOIN said USING (org_id)),
    every AS (
        SELECT org_id, 'added' AS change, reason, other_org_id, NULL AS attribute, NULL AS before, NULL AS after
        FROM came UNION ALL SELECT org_id, 'removed', reason, other_org_id, NULL, NULL, NULL FROM went
        UNION ALL SELECT org_id, 'changed', reason, NULL, attribute, before, after
        FROM compared JOIN why USING (org_id))
    SELECT e.org_id, coalesce(n.name_bg, o.name_bg) AS name_bg, coalesce(n.name_en, o.name_en) AS name_en,
        e.* EXCLUDE (org_id)
    FROM every e LEFT JOIN l.organisations o ON o.org_id = e.org_id
    LEFT JOIN r.organisations n ON n.org_id = e.org_id
    ORDER BY array_position(['added', 'removed', 'changed'], change), e.org_id, attribute"""
