"""The commercial register: messages of changes, replayed per ЕИК; one record a company, one for each open branch."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from karta.pipeline.ingest.feed.days import day_of
from karta.pipeline.ingest.feed.fold import Spell, spells
from karta.pipeline.ingest.feed.fold import state_on as holding
from karta.pipeline.ingest.feed.log import write_log
from karta.pipeline.ingest.feed.store import findings_of, logs_of
from karta.pipeline.ingest.raw import Raw
from karta.pipeline.tables import Record
from karta.sources.bg_registryagency_trade_register import fields
from karta.sources.bg_registryagency_trade_register.message import read_message
from karta.sources.bg_registryagency_trade_register.records import deed_records

__all__ = ["read_message", "records", "subjects"]


def records(raw: Raw) -> Iterator[Record]:
    """All records of a version, by ЕИК. Of a folder that holds messages, as a sample does, they are read first."""
    logs = logs_of(raw.folder)
    if logs:
        raw.findings += findings_of(raw.manifest.source_id, raw.folder)
        for _, found in subjects(raw, logs):
            yield from found
        return
    with TemporaryDirectory() as folder:
        for message in sorted(raw.folder.glob("*.xml")):
            logs.append(Path(folder) / f"{message.stem}.parquet")
            changes = read_message(message, raw.findings)
            write_log(logs[-1], changes, day=day_of(message.name), learned_on=raw.manifest.retrieved)
        for _, found in subjects(raw, logs):
            yield from found


def subjects(
    raw: Raw, logs: Sequence[Path], *, only: Collection[str] | None = None, between: tuple[str, str] | None = None
) -> Iterator[tuple[str, list[Record]]]:
    """(ЕИК, its records) by ЕИК; `only` and `between` as `spells` has them. A company that is gone keeps its record."""
    for eik, found in spells(logs, several=fields.SEVERAL, subjects=only, between=between):
        yield eik, deed_records(eik, found, raw)


def state_on(logs: Sequence[Path], eik: str, on: date) -> list[Spell]:
    """What the register held of one company on a day."""
    return [spell for _, found in spells(logs, several=fields.SEVERAL, subjects=[eik]) for spell in holding(found, on)]
