"""Figures: every claim of a measure, compared in euro or persons, with what §3b decided about it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import duckdb

from karta.pipeline.assemble import precedence
from karta.pipeline.engine import Engine
from karta.pipeline.ingest.bulk import create_table, insert_rows
from karta.snapshot.schema import PROFILE_MEASURES
from karta.vocab.money import rates


def reference_year(con: duckdb.DuckDBPyConnection) -> int:
    """R: the last full calendar year before the newest `recorded_at` of any source's record."""
    row = con.execute("SELECT year(max(recorded_at)) - 1 FROM records").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def assemble_figures(con: duckdb.DuckDBPyConnection, engine: Engine, *, year: int) -> None:
    """Write `out_figures` and `shown` (one row an organisation and measure) from `org_claims` and `org_units`.

    `org_units`: org_id, unit_kind. `year`: R.
    """
    _write_rates(con)
    con.execute(f"CREATE OR REPLACE TABLE contest_claims AS {_CONTEST_CLAIMS}")
    engine.create(con, "year_winners", lambda table: precedence.year_winners(table("contest_claims")))
    engine.create(con, "shown_winners", lambda table: precedence.shown_winners(table("contest_claims"), year))
    con.execute(f"CREATE OR REPLACE TABLE out_figures AS {_FIGURES}")
    con.execute(f"CREATE OR REPLACE TABLE shown AS {_SHOWN}")
    con.execute(f"INSERT INTO findings {_TIES}")


def _write_rates(con: duckdb.DuckDBPyConnection) -> None:
    """Table `rates`: currency, year (null: every year), per_eur."""
    columns = {"currency": "VARCHAR", "year": "SMALLINT", "per_eur": "DOUBLE"}
    rows: list[tuple[Any, ...]] = []
    for currency, found in sorted(rates().items()):
        if "fixed" in found:
            rows.append((currency, None, float(Decimal(found["fixed"]))))
        rows += [(currency, int(year), float(Decimal(rate))) for year, rate in sorted(found.get("annual", {}).items())]
    create_table(con, "rates", columns)
    insert_rows(con, "rates", columns, rows)
    con.execute(
        # to the cent; what rounds to nothing keeps its sign, because the sign is profit or loss
        "CREATE OR REPLACE TEMP MACRO to_eur(amount, per_eur) AS CASE WHEN amount = 0 OR isinf(amount) THEN amount "
        "WHEN round(amount / per_eur, 2) = 0 THEN sign(amount) * 0.01 ELSE round(amount / per_eur, 2) END"
    )


_CONTEST_CLAIMS = f"""
WITH figure_claims AS (
    SELECT *, year(period_end)::SMALLINT AS year,
        -- a branch's figure is a part of its company's
        CASE WHEN branch_eik IS NULL OR population <> 'all' THEN population ELSE 'branch ' || branch_eik END AS whole
    FROM org_claims WHERE property IN ({", ".join(repr(measure) for measure in PROFILE_MEASURES)})
), rated AS (
    SELECT figure_claims.*,
        CASE WHEN unit IN ('persons', 'fte') THEN 1.0 ELSE coalesce(fixed.per_eur, annual.per_eur) END AS per_eur
    FROM figure_claims
    LEFT JOIN rates fixed ON fixed.currency = unit AND fixed.year IS NULL
    LEFT JOIN rates annual ON annual.currency = unit AND annual.year = figure_claims.year
)
SELECT org_id, property AS measure, year, claim_id, unit_kind, whole AS population, statement, basis,
    is_withdrawn OR state <> 'known' OR visibility <> 'public' AS is_out,
    is_preferred,
    coalesce(observed_on, make_date(year, 12, 31)) AS observed_on,
    coalesce(rank, 9)::TINYINT AS rank,
    to_eur(try_cast(value AS DOUBLE), per_eur) AS value,
    to_eur(value_min, per_eur) AS low,
    to_eur(value_max, per_eur) AS high,
    try_cast(published_on || CASE length(published_on) WHEN 4 THEN '-01-01' WHEN 7 THEN '-01' ELSE '' END AS DATE)
        AS published_on,
    -- thousands are the unit of filing, so multiplying them out converts nothing
    method LIKE 'converted:%' AND method NOT LIKE 'converted:times_%' AS is_converted,
    source_id, coalesce(publication_ref, '') AS reference, position, locator,
    nullif(nullif(unit, 'persons'), 'fte') AS currency
FROM rated JOIN org_units USING (org_id)
"""

_FIGURES = """
SELECT c.org_id, c.measure, c.year, c.claim_id, c.value, c.low AS value_min, c.high AS value_max, c.currency,
    c.statement, c.basis, c.population, c.rank, c.source_id, y.is_year_winner, y.year_rule, y.year_disagreement,
    y.lost_by, y.disagrees, s.claim_id IS NOT NULL AS is_shown, s.shown_state, s.shown_rule
FROM contest_claims c
JOIN year_winners y USING (org_id, measure, claim_id)
LEFT JOIN shown_winners s USING (org_id, measure, claim_id)
"""

_SHOWN = """
SELECT c.org_id, c.measure, c.claim_id, c.year, c.value, c.statement, s.shown_disagreement AS disagreement,
    CASE WHEN c.low IS NULL AND s.shown_state = 'current' THEN 'other_currency' ELSE s.shown_state END AS state,
    c.low AS value_min,
    -- a partial population answers with its lower bound only
    CASE WHEN c.population = 'all' THEN c.high WHEN c.low IS NOT NULL THEN 'inf'::DOUBLE END AS value_max
FROM shown_winners s JOIN contest_claims c USING (org_id, measure, claim_id)
"""

# Line 9: a tie whose claims disagree was settled by the order of sources alone, so a person should look.
_TIES = """
SELECT w.source_id, w.record_id, w.locator, f.measure, w.as_published, 'notice', 'tie_disagrees',
    f.org_id || ', ' || f.measure || ' ' || f.year || ': ' || w.as_published || ' and ' || l.as_published
        || ' are equally good and disagree; prefer one of them in the curation queue',
    f.org_id || ', ' || f.measure || ' ' || f.year || ': ' || w.as_published || ' и ' || l.as_published
        || ' са еднакво добри и си противоречат; предпочетете едно от тях в опашката за решения'
FROM out_figures f JOIN out_figures lost USING (org_id, measure, year)
JOIN org_claims w ON w.claim_id = f.claim_id JOIN org_claims l ON l.claim_id = lost.claim_id
WHERE f.is_year_winner AND lost.lost_by = '9' AND lost.disagrees
ORDER BY ALL
"""
