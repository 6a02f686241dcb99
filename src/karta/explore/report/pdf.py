"""A report as PDF: typst sets the blocks of `document` by the template `report.typ`, with the font that ships here.

PDF/UA-1: tagged, with bookmarks, language, title and an alternative text for each picture. Nothing is read from the
system or a network, so one snapshot and filter give one file on every machine.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from karta.explore.filters import Filter
from karta.explore.report import make
from karta.explore.report.document import Report
from karta.explore.report.glyphs import printable
from karta.snapshot.reader import Snapshot

HERE = Path(__file__).parent


def pdf(report: Report) -> bytes:
    """The report as one PDF file. Errors: typst.TypstError where the template is broken."""
    import typst  # not for who never asks for a report

    made: bytes = typst.compile(**_asked(report), format="pdf", pdf_standards="ua-1")
    return made


def write_report(snapshot: Snapshot, asked: Filter, output: Path, language: str) -> None:
    """The report on a filter as a file. Errors: FilterError; NothingToReport, and no file, where nothing matches."""
    output.write_bytes(pdf(make.report(snapshot, asked, language)))


def pictures(report: Report, ppi: float = 96) -> list[bytes]:
    """The pages as PNG, for looking at."""
    import typst

    made: list[bytes] | bytes = typst.compile(**_asked(report), format="png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _asked(report: Report) -> dict[str, Any]:
    day = datetime.fromisoformat(report.date).replace(tzinfo=UTC)
    return {
        "input": str(HERE / "report.typ"),
        "root": str(HERE),
        "font_paths": [str(HERE / "fonts")],
        "ignore_system_fonts": True,
        "timestamp": int(day.timestamp()),
        "sys_inputs": {"report": json.dumps(printable(asdict(report)), ensure_ascii=False)},
    }
