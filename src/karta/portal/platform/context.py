"""What every page knows: the snapshot that it shows and its own address in the other language."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from karta.portal.platform.snapshots import NoSnapshot, current_snapshot


def page(request: HttpRequest) -> dict[str, Any]:
    """Template context: `snapshot` (or None), `language`, `other_language` and `other_language_url`."""
    try:
        snapshot = current_snapshot()
    except NoSnapshot:
        snapshot = None
    language = (get_language() or "bg")[:2]
    other = "en" if language == "bg" else "bg"
    path = request.get_full_path()
    other_path = f"/{other}{path[3:]}" if path.startswith(f"/{language}/") else f"/{other}/"
    return {"snapshot": snapshot, "language": language, "other_language": other, "other_language_url": other_path}
