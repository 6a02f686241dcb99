"""A source for tests: one file of sites, in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from karta.pipeline.ingest.manifest import Manifest, build_manifest


def a_manifest(**changed: Any) -> Manifest:
    """A checked manifest of source `bg_test_sites` with one file `sites.csv`."""
    from datetime import date

    return build_manifest(
        "bg_test_sites",
        {
            "title": {"en": "Sites", "bg": "Обекти"},
            "publisher": {"name": "Agency", "country": "bg", "official": True, "page": "https://example.org/page"},
            "files": [{"name": "sites", "file": "sites.csv"}],
            "licence": {"name": "CC0", "url": "https://example.org", "checked": date(2026, 11, 2)},
            "observes": "organisation",
            "personal_data": "none",
            "attribution": "Agency",
            "rank": 3,
            "retrieved": date(2026, 11, 2),
            "tested": "mirror",
            "ships": False,
            "expect": {"every": "month", "rows": [1, 9]},
            "runbook": "Compare.",
            **changed,
        },
    )


def write_file(folder: Path, text: str, *, encoding: str = "utf-8", name: str = "sites.csv") -> Path:
    """Write the source's file and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name
