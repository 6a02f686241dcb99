"""Records and runs for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from karta.pipeline.ingest.source_run import SourceRun
from karta.pipeline.tables import Figure, Name, Record


def a_figure(**changed: Any) -> Figure:
    """Headcount of 2024, printed as 17."""
    return Figure(**{"measure": "headcount", "period": "2024", "value": "17", "unit": "persons", **changed})


def a_record(**changed: Any) -> Record:
    """A record with nothing but a name."""
    return Record(**{"key": "a", "locator": "x.csv:2", "names": [Name(text="Проба", language="bg")], **changed})


def a_run(*records: Record, **changed: Any) -> SourceRun:
    """A reading of source `bg_test_x`, rank 5, recorded on 23 November 2026."""
    return SourceRun(
        **{
            "source_id": "bg_test_x",
            "rank": 5,
            "recorded_at": date(2026, 11, 23),
            "version": "v1",
            "records": list(records),
            **changed,
        }
    )
