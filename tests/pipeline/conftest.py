"""Records made up for tests of the data half, and a way through its stages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import duckdb
import pytest

from karta.pipeline.assemble import assemble
from karta.pipeline.classify import classify, create_sectors
from karta.pipeline.ingest.decisions import Decision
from karta.pipeline.ingest.source_run import SourceRun
from karta.pipeline.link import link
from karta.pipeline.locate import create_places, locate
from karta.pipeline.normalise import normalise_all
from karta.pipeline.tables import Figure, Name, Record

LEARNED = date(2026, 11, 23)


def record(key: str, *names: str, eik: str | None = None, **told: Any) -> Record:
    """A record whose names are Bulgarian where they hold Cyrillic."""
    ids = told.pop("identifiers", []) + ([("eik", eik)] if eik else [])
    written = [Name(text=text, language="bg" if any("А" <= c <= "я" for c in text) else "en") for text in names]
    return Record(key=key, locator=f"file.csv:{key}", names=written, identifiers=ids, **told)


def headcount(value: str, year: int = 2024, **told: Any) -> Figure:
    """A count of people in one year."""
    return Figure(measure="headcount", period=str(year), value=value, unit="persons", **told)


def source(source_id: str, *records: Record, rank: int = 5, recorded_at: date = LEARNED) -> SourceRun:
    """A source that gives these records."""
    return SourceRun(
        source_id=source_id, rank=rank, recorded_at=recorded_at, version="1", records=list(records), decimal="."
    )


@pytest.fixture
def linked() -> Iterator[Callable[..., duckdb.DuckDBPyConnection]]:
    """`linked(source(…), …, decisions=…, known_ids=…, single_sources=…)`: a connection after the stage `link`."""
    open_connections: list[duckdb.DuckDBPyConnection] = []

    def run(
        *runs: SourceRun, decisions: Sequence[Decision] = (), known_ids: Sequence[dict[str, Any]] = (),
        single_sources: Sequence[str] = (),
    ) -> duckdb.DuckDBPyConnection:  # fmt: skip
        con = duckdb.connect()
        open_connections.append(con)
        normalise_all(con, runs)
        create_places(con, [])
        create_sectors(con, [])
        locate(con)
        classify(con)
        link(con, decisions=list(decisions), known_ids=list(known_ids), single_sources=single_sources)
        return con

    yield run
    for con in open_connections:
        con.close()


@pytest.fixture
def assembled(linked: Callable[..., duckdb.DuckDBPyConnection]) -> Callable[..., duckdb.DuckDBPyConnection]:
    """The same, after the stage `assemble`: tables `out_…`."""

    def run(*runs: SourceRun, decisions: Sequence[Decision] = (), **more: Any) -> duckdb.DuckDBPyConnection:
        con = linked(*runs, decisions=decisions, **more)
        assemble(con, decisions=decisions)
        return con

    return run


def decision(kind: str, *, at: date = LEARNED, decision_id: str = "d1", **line: Any) -> Decision:
    """A decision as decisions.jsonl gives it."""
    return Decision(decision_id=decision_id, decision=kind, by="steward", at=at, reason="checked", line=line)
