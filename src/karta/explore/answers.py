"""The answer of `karta query`: a filter's counts, sums and organisations as one JSON object."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from karta.explore.citation import citation
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.rows import organisations
from karta.explore.sums import sums
from karta.snapshot.reader import Snapshot


def answer(snapshot: Snapshot, asked: Filter, *, sort: str = "default", limit: int | None = 50) -> dict[str, Any]:
    """The matches of `asked`, at most `limit` of them listed (None: all). Both languages, always.

    Errors: FilterError for an unknown sort key.
    """
    found = match(snapshot, asked)
    page = organisations(snapshot, asked, sort=sort, limit=found.count if limit is None else limit)
    return {
        "snapshot": snapshot.name,
        "citation": {"bg": citation(snapshot, "bg"), "en": citation(snapshot, "en")},
        "filter": [list(pair) for pair in asked.to_params()],
        **found.totals,
        "sums": {measure: asdict(made) for measure, made in sums(found.frame, found.is_match).items()},
        "organisations": [row.as_dict() for row in page.items],
    }
