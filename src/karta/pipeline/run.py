"""The order of the stages, from the sources of a data folder to a checked snapshot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from karta import sources
from karta.pipeline.assemble import assemble
from karta.pipeline.classify import classify, create_sectors
from karta.pipeline.engine import Engine, opened
from karta.pipeline.ingest.corrections import apply_corrections
from karta.pipeline.ingest.decisions import end_of_decisions, note_read, read_decisions
from karta.pipeline.ingest.errors import IngestError
from karta.pipeline.ingest.manifest import build_manifest
from karta.pipeline.ingest.source_run import SourceRun
from karta.pipeline.ingest.user_file.store import ImportedSource, imports
from karta.pipeline.kept import load_feed
from karta.pipeline.link import link
from karta.pipeline.locate import create_places, locate
from karta.pipeline.normalise import create_tables, normalise
from karta.pipeline.write import SourceEntry, Written, write
from karta.snapshot.database import working
from karta.snapshot.files import locked, read_lines, write_lines
from karta.snapshot.map_file import MapFile, read_map_file
from karta.sources.user_file import connector as user_file
from karta.vocab.suppressed import read_suppressed

# Progress to whoever watches: step, done, total, message in English and in Bulgarian.
Progress = Callable[[str, int, int, str, str], None]
STEPS = {
    "read": ("Reading {name}", "Четене на {name}"),
    "locate": ("Finding places", "Намиране на местата"),
    "classify": ("Assigning sectors", "Определяне на дейностите"),
    "link": ("Joining records to organisations", "Свързване на записите с организации"),
    "assemble": ("Choosing the figures to show", "Избор на показателите"),
    "write": ("Writing and checking the snapshot", "Записване и проверка на снимката"),
    "index": ("Indexing it for the explorer", "Индексиране за картата"),
}


@dataclass(slots=True)
class _Inputs:
    """What a build reads, besides decisions: sources in the order of their ids."""

    map_file: MapFile
    data_dir: Path
    source_ids: list[str]
    imported: dict[str, ImportedSource]
    reference_rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"places": [], "sectors": []})


def build(
    data_dir: Path, *, only: Sequence[str] = (), progress: Progress | None = None, engine: str = "duckdb"
) -> Written:
    """Build a snapshot of a data folder. On any error nothing that was there changes.

    `only`: these sources instead of the map's; the reference sources are read all the same. `engine`: one of ENGINES;
    the snapshot is the same.
    Errors: IngestError, EngineError, BadSuppressed, SnapshotError (Busy while another build runs here).
    """
    with locked(data_dir):
        tell = _Teller(progress)
        inputs = _inputs(data_dir, only)
        tell.total = len(inputs.source_ids) + len(STEPS) - 1
        with working(data_dir / "work" / "build.duckdb") as con, opened(engine, data_dir) as running:
            return _build(con, inputs, tell, running)


@dataclass(slots=True)
class _Teller:
    """Counts the steps done and tells who watches what comes next."""

    progress: Progress | None
    total: int = 0
    done: int = 0

    def __call__(self, step: str, name: str = "") -> None:
        if self.progress is not None:
            english, bulgarian = STEPS[step]
            self.progress(step, self.done, self.total, english.format(name=name), bulgarian.format(name=name))
        self.done += 1


def _inputs(data_dir: Path, only: Sequence[str]) -> _Inputs:
    map_file = read_map_file(data_dir)
    imported = {found.source_id: found for found in imports(data_dir)}
    named = list(only or [*(map_file.sources or sources.default_source_ids()), *imported, *_of_portal(data_dir)])
    reference = [found for found in sources.default_source_ids() if sources.manifest(found).reference]
    if map_file.default_country == "BG":  # the shipped places and sectors are Bulgaria's
        named += [found for found in reference if found not in named]
    for source_id in named:
        if source_id.startswith("user_") and source_id not in imported:
            raise IngestError(
                "no_import",
                f"map.yml names {source_id}, but {data_dir}/raw holds no such import; import the file or take it out",
                f"map.yml посочва {source_id}, но в {data_dir}/raw няма такъв внос; внесете файла или го махнете",
            )
    return _Inputs(map_file, data_dir, sorted(set(named)), imported)


def _of_portal(data_dir: Path) -> list[str]:
    """Sources whose file the portal has written into the data folder."""
    told = [sources.manifest(source_id) for source_id in sources.source_ids()]
    return [one.source_id for one in told if one.portal_file and (data_dir / one.files[0].file).is_file()]


def _build(con: duckdb.DuckDBPyConnection, inputs: _Inputs, tell: _Teller, engine: Engine) -> Written:
    data_dir = inputs.data_dir
    suppressed = read_suppressed(data_dir)
    create_tables(con)
    entries = [_read(con, inputs, source_id, tell) for source_id in inputs.source_ids]
    create_places(con, inputs.reference_rows["places"])
    create_sectors(con, inputs.reference_rows["sectors"])
    tell("locate")
    locate(con, default_country=inputs.map_file.default_country)
    tell("classify")
    texts = data_dir / "work" / "texts"
    classify(con, engine=engine, kept=texts)
    tell("link")
    decisions_end = end_of_decisions(data_dir)
    decisions = read_decisions(data_dir / "decisions.jsonl")
    known = read_lines(data_dir / "ids.jsonl")
    single = [entry.manifest.source_id for entry in entries if entry.manifest.source_id not in inputs.imported]
    linked = link(con, decisions=decisions, known_ids=known, single_sources=single, engine=engine,
                  kept=texts)  # fmt: skip
    tell("assemble")
    year = assemble(con, decisions=decisions, engine=engine, kept=texts, suppressed=suppressed)
    tell("write")
    written = write(con, data_dir, entries=entries, map_file=inputs.map_file, reference_year=year,
                    suppressed=suppressed, indexing=lambda: tell("index"))  # fmt: skip
    if linked.new_ids and not written.failed:
        write_lines(data_dir / "ids.jsonl", [*known, *linked.new_ids])
    if not written.failed:
        note_read(data_dir, decisions_end)
    return written


def _read(con: duckdb.DuckDBPyConnection, inputs: _Inputs, source_id: str, tell: _Teller) -> SourceEntry:
    """Read one source into the tables; a reference source into the rows of its table."""
    tell("read", source_id)
    if source_id not in inputs.imported and sources.is_feed(source_id):
        return SourceEntry(*load_feed(con, source_id, inputs.data_dir))
    run = _import_run(inputs.imported[source_id]) if source_id in inputs.imported else None
    run = run or sources.read_source(source_id, inputs.data_dir)
    manifest = run.manifest
    assert manifest is not None, source_id  # noqa: S101 - both branches above set it
    rows = len(run.records)
    if manifest.reference:
        found = sources.reference_rows(source_id, inputs.data_dir)
        inputs.reference_rows[manifest.reference] += found
        rows = len(found)
    normalise(con, run)
    apply_corrections(con, source_id, sources.SOURCES / source_id / "corrections.yml")
    return SourceEntry(manifest, run.version, run.recorded_at, rows)


def _import_run(imported: ImportedSource) -> SourceRun:
    """A person's file as a source like any other."""
    manifest = build_manifest(imported.source_id, imported.manifest())
    return SourceRun(
        source_id=imported.source_id,
        rank=manifest.rank,
        recorded_at=manifest.retrieved,
        version=imported.version,
        records=list(user_file.records(imported.folder)),
        manifest=manifest,
        decimal=".",
    )
