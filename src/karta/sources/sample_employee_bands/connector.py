"""Invented firms whose employees are printed as bands and words."""

from __future__ import annotations

from collections.abc import Iterator

from karta.pipeline.ingest.raw import Raw
from karta.pipeline.tables import Figure, Name, Record


def records(raw: Raw) -> Iterator[Record]:
    """One record per firm, in source order."""
    for row in raw.csv("firms"):
        yield Record(
            key=row.required("id"),
            locator=row.locator,
            names=[
                Name(text=row.required("name_bg"), language="bg"),
                Name(text=row.required("name_en"), language="en"),
            ],
            legal_form=row.pop("legal_form"),
            kind="company",
            unit_kind="legal_unit",
            status="active",
            country="BG",
            district=row.pop("district"),
            settlement=row.pop("settlement"),
            nace_code=row.pop("nace"),
            nace_origin="declared",
            segment=row.pop("segment"),
            figures=[
                Figure(
                    measure="headcount",
                    period=row.required("year"),
                    value=row.required("employees"),
                    unit="persons",
                    basis="point",
                    locator=row.locator,
                )
            ],
        )
        raw.audit(row)
