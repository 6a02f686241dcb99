"""One reading of one source: what the connector gave and what it met."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from karta.pipeline.ingest.manifest import Manifest
from karta.pipeline.tables import Finding, Record
from karta.vocab.dates import Order


@dataclass(slots=True, kw_only=True)
class SourceRun:
    """Records of one version of a source, in source order, and the findings of reading it.

    `recorded_at` is the day of retrieval, never the day of the build. `manifest` is None for a user's file, whose
    source entry the import writes itself. `decimal` is the source's decimal sign, where numbers are text.
    """

    source_id: str
    rank: int
    recorded_at: date
    version: str
    records: list[Record]
    findings: list[Finding] = field(default_factory=list)
    manifest: Manifest | None = None
    decimal: str | None = None
    date_order: Order = "DMY"
