"""Ways from the bodies that rooms name to the map's organisations."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from karta.portal.directory import queries
from karta.portal.directory.models import Body
from karta.portal.platform.snapshots import NoSnapshot, asked_snapshot


def organisation_ids(request: HttpRequest, bodies: Iterable[Body]) -> dict[str, str]:
    """Body code → organisation of the snapshot that the page shows; of those that it knows."""
    try:
        return queries.org_ids(asked_snapshot(request), bodies)
    except NoSnapshot:
        return {}
