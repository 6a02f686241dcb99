"""NACE Rev. 2 with the labels of KID-2008: the rows of table `sectors`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from karta.pipeline.ingest.raw import Raw
from karta.vocab import nace


def sectors_rows(raw: Raw) -> Iterator[dict[str, Any]]:
    """One row a code, in the publisher's order; columns of snapshot.schema.SECTORS."""
    for row in raw.csv("classes"):
        code = row.required("code")
        label_bg = row.required("label_bg_kid2008")
        yield {
            "code": code,
            "nace_version": "2",
            "level": row.required("level"),
            "parent_code": nace.parent(code),
            "label_bg": label_bg.capitalize() if label_bg.isupper() else label_bg,
            "label_en": row.required("label_en"),
        }
        raw.audit(row)
