"""What organisations say of themselves on the portal: one line an organisation, its newest version.

A record's key is the organisation's id on the map and the number of the version: `bg-eik-831902088@3`. The build hangs
it on that organisation (`link.own`), so nothing in it decides who is who.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from karta.pipeline.ingest.raw import Raw, Row
from karta.pipeline.tables import Figure, Name, Publication, Record

# By what the form calls them: all income in the accounts, net sales.
_BASIS = {"revenue": "total_income", "turnover": "net_sales"}


def records(raw: Raw) -> Iterator[Record]:
    """One record an organisation, in the order of the file."""
    for row in raw.documents("profiles"):
        key = f"{row.pop('org_id')}@{row.pop('number')}"
        said_on = row.pop("said_on")
        locator = f"{row.locator.rpartition(':')[0]}:{key}"  # the order of lines changes, this finds it again
        said = Publication(ref=key, title="Own profile / Собствен профил", published_on=said_on)
        yield Record(
            key=key,
            locator=locator,
            names=[Name(text=text, language=language) for language, text in _texts(row, "names")],
            descriptions=_texts(row, "descriptions"),
            website=row.pop("website", None),
            founded=row.pop("founded", None),
            segment=row.pop("segment", None),
            figures=[_figure(figure, locator, said) for figure in row.pop("figures", ())],
            publications=[said],
            recorded_at=date.fromisoformat(said_on),
        )
        raw.audit(row)


def _texts(row: Row, name: str) -> list[tuple[str, str]]:
    return sorted(row.pop(name, {}).items())


def _figure(told: dict[str, Any], locator: str, said: Publication) -> Figure:
    return Figure(
        measure=told["measure"],
        period=str(told["year"]),
        value=told["value"],
        unit=told["unit"],
        statement=told["statement"],
        basis=_BASIS.get(told["measure"], "unspecified"),
        locator=locator,
        publication=said,
    )
