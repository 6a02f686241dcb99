"""All sources that a data folder knows, and bringing their files in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from karta import sources
from karta.pipeline.ingest.feed.store import take_in
from karta.pipeline.ingest.fetch import fetch
from karta.pipeline.ingest.manifest import Manifest, build_manifest
from karta.pipeline.ingest.user_file.store import imports
from karta.snapshot.map_file import read_map_file
from karta.snapshot.reader import read_manifest
from karta.snapshot.store import Store


def source_list(data_dir: Path) -> list[dict[str, Any]]:
    """Every source by id, with what the current map says of it: in_map, retrieved, records, findings."""
    current = Store(data_dir).current()
    shown = {s["source_id"]: s for s in read_manifest(current)["sources"]} if current else {}
    manifests = [sources.manifest(source_id) for source_id in sources.source_ids()]
    manifests += [build_manifest(found.source_id, found.manifest()) for found in imports(data_dir)]
    return [_entry(manifest, shown.get(manifest.source_id)) for manifest in manifests]


def _entry(manifest: Manifest, shown: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "source_id": manifest.source_id,
        "title": dict(manifest.title),
        "licence": {**manifest.licence, "checked": str(manifest.licence["checked"])},
        "every": manifest.every,
        "ships": manifest.ships,
        "tested": manifest.tested,
        "in_map": shown is not None,
        "retrieved": shown["retrieved"] if shown else manifest.retrieved.isoformat(),
        "records": shown["records"] if shown else None,
        "findings": shown["findings"] if shown else {},
    }


def fetch_sources(data_dir: Path, source_ids: Sequence[str], *, mirror: Path | None) -> Iterator[dict[str, Any]]:
    """Fetch sources one after another; without ids, those of map.yml that do not ship. Errors: IngestError."""
    for source_id in source_ids or _to_fetch(data_dir):
        manifest, now = sources.manifest(source_id), datetime.now(UTC)
        if sources.is_feed(source_id):
            fetched = take_in(manifest, data_dir, sources.connector(source_id).read_message, mirror=mirror, at=now)
        else:
            fetched = fetch(manifest, data_dir, mirror=mirror, at=now)
        yield {"source_id": source_id, "version": fetched.version.name, "is_new": fetched.is_new}


def _to_fetch(data_dir: Path) -> list[str]:
    named = read_map_file(data_dir).sources or ()
    return [name for name in named if not name.startswith("user_") and not sources.manifest(name).ships]
