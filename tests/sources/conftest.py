"""Sources all the way to organisations; places and sectors are the shipped ones.

assembled_runs      `assembled_runs(run, …)`: a connection after the stage `assemble`, tables `out_…`
assembled_samples   `assembled_samples(source_id, …)`: the same of samples, made once; read only
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import duckdb
import pytest

from karta import sources
from karta.pipeline.assemble import assemble
from karta.pipeline.classify import classify, create_sectors
from karta.pipeline.ingest.source_run import SourceRun
from karta.pipeline.link import link
from karta.pipeline.locate import create_places, locate
from karta.pipeline.normalise import normalise_all
from sources.samples import sample_run

Assembled = Callable[..., duckdb.DuckDBPyConnection]


@pytest.fixture(scope="session")
def assembled_runs() -> Iterator[Assembled]:
    open_connections: list[duckdb.DuckDBPyConnection] = []

    def run(*runs: SourceRun) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect()
        open_connections.append(con)
        normalise_all(con, runs)
        create_places(con, _reference("bg_compiled_gazetteer"))
        create_sectors(con, _reference("eu_eurostat_nace"))
        locate(con)
        classify(con)
        link(con, single_sources=[found.source_id for found in runs])
        assemble(con)
        return con

    yield run
    for con in open_connections:
        con.close()


@pytest.fixture(scope="session")
def assembled_samples(assembled_runs: Assembled) -> Assembled:
    return cache(lambda *source_ids: assembled_runs(*map(sample_run, source_ids)))


@cache
def _reference(source_id: str) -> list[dict[str, Any]]:
    return sources.reference_rows(source_id)
