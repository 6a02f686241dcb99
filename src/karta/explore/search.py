"""Finds an organisation by a name in either alphabet, or by its ЕИК, while it is typed."""

from __future__ import annotations

from dataclasses import dataclass

from karta.explore.filters import STATUSES, UNIT_KINDS, Filter
from karta.explore.matches import match
from karta.explore.rows import rows_at
from karta.snapshot.reader import Snapshot


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One organisation that the text may mean."""

    org_id: str
    name_bg: str | None
    name_en: str | None
    eik: str | None
    place_bg: str | None
    place_en: str | None


def suggest(snapshot: Snapshot, text: str, limit: int = 8) -> list[Suggestion]:
    """Organisations of any kind and status that `text` may mean, the snapshot's order (largest first).

    Shape: nothing for text without a letter or digit; at most `limit`.
    """
    if not any(char.isalnum() for char in text):
        return []
    found = match(snapshot, Filter(q=text.strip(), unit_kind=UNIT_KINDS, status=STATUSES))
    rows = rows_at(snapshot, found.frame, found.rows[:limit])
    suggestions = []
    for row in rows:
        place = row.labels.get("ekatte") or row.labels.get("municipality") or row.labels.get("district") or (None, None)
        name_bg, name_en, eik = (row.attributes[key] for key in ("name_bg", "name_en", "eik"))
        suggestions.append(Suggestion(row.org_id, name_bg, name_en, eik, *place))
    return suggestions
