"""What each connector makes of its sample; `make golden` rewrites every sample/golden.jsonl from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from karta import sources
from karta.pipeline.ingest.raw import Raw


def golden_text(source_id: str) -> str:
    """Records (or reference rows), then findings, of the sample as JSON lines; empty values are left out."""
    described = sources.manifest(source_id)
    folder = sources.SOURCES / source_id / "sample"
    if described.reference:
        raw = Raw(described, folder)
        rows: Iterable[Mapping[str, Any]] = sources.connector(source_id).__dict__[f"{described.reference}_rows"](raw)
        return _lines([*rows, *({"finding": asdict(finding)} for finding in raw.close())])
    run = sources.read_folder(described, folder, version="sample", recorded_at=described.retrieved, is_sample=True)
    found = [asdict(record) for record in run.records]
    return _lines([*found, *({"finding": asdict(finding)} for finding in run.findings)])


def _lines(entries: Iterable[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(_bare(entry), ensure_ascii=False, default=str) + "\n" for entry in entries)


def _bare(value: Any) -> Any:
    """Without None, empty lists and False, so that a golden line shows what the source says."""
    if isinstance(value, Mapping):
        return {key: _bare(part) for key, part in value.items() if part not in (None, (), [], {}, "", False)}
    if isinstance(value, list | tuple):
        return [_bare(part) for part in value]
    return value
