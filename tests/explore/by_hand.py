"""Rows of organisations written by hand, for small snapshots."""

from __future__ import annotations

from typing import Any

from karta.snapshot.schema import MEASURES


def organisation(org_id: str, **values: Any) -> dict[str, Any]:
    """A row of `organisations`: a legal unit that is active, measures unknown, unless `values` say otherwise.

    A measure is given as `headcount=(min, max)` or `(min, max, year)`, or by its columns.
    """
    row: dict[str, Any] = {
        "org_id": org_id, "name_bg": org_id, "name_en": org_id, "unit_kind": "legal_unit", "status": "active",
        "country": "BG", "source_ids": ["list"], "has_disagreement": False, "completeness": 0,
    }  # fmt: skip
    for measure in MEASURES:
        row |= {f"{measure}_state": "unknown", f"{measure}_disagreement": False}
        if isinstance(values.get(measure), tuple):
            low, high, *year = values.pop(measure)
            row |= {f"{measure}_state": "current", f"{measure}_min": low, f"{measure}_max": high}
            row |= {f"{measure}_value": low, f"{measure}_year": year[0] if year else 2024}
    return row | values
