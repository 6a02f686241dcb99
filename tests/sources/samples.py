"""A source on its sample."""

from __future__ import annotations

from karta import sources
from karta.pipeline.ingest.source_run import SourceRun


def sample_run(source_id: str) -> SourceRun:
    """A source's sample, read; of a sample the bounds are not asked."""
    manifest = sources.manifest(source_id)
    folder = sources.SOURCES / source_id / "sample"
    return sources.read_folder(manifest, folder, version="sample", recorded_at=manifest.retrieved, is_sample=True)
