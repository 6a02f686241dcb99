"""The stage: linked claims → the tables of a snapshot, as `out_<table>` of the working connection."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from karta.pipeline.assemble.attributes import choose_attributes
from karta.pipeline.assemble.candidates import assemble_candidates
from karta.pipeline.assemble.claims import assign_claims
from karta.pipeline.assemble.figures import assemble_figures, reference_year
from karta.pipeline.assemble.lists import assemble_names, assemble_relations, assemble_rest, assemble_sites
from karta.pipeline.assemble.organisations import assemble_organisations
from karta.pipeline.engine import DuckdbEngine, Engine
from karta.pipeline.ingest.decisions import Decision
from karta.vocab.suppressed import NOBODY, Suppressed


def assemble(
    con: duckdb.DuckDBPyConnection, *, decisions: Sequence[Decision] = (), engine: Engine | None = None,
    kept: Path | None = None, suppressed: Suppressed = NOBODY,
) -> int:  # fmt: skip
    """Write `out_<table>` for every table of snapshot.schema; the reference year R comes back.

    Reads records, claims, links, candidates, redirects, record_places, record_sectors, findings, places, sectors.
    `kept`: a folder in which names stay read between builds. `suppressed`: its claims are withdrawn, so that the next
    best one is shown; its organisations are taken out when the tables are written.
    """
    running = engine or DuckdbEngine()
    assign_claims(con, decisions, suppressed.claims)
    choose_attributes(con)
    year = reference_year(con)
    assemble_figures(con, running, year=year)
    assemble_organisations(con)
    assemble_names(con, running, kept)
    assemble_sites(con)
    assemble_relations(con, list(decisions))
    assemble_candidates(con)
    assemble_rest(con)
    return year
