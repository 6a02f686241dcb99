"""Ways from the bodies that rooms name to the map's organisations."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from karta.portal.directory import queries
from karta.portal.directory.models import Body
from karta.portal.platform.snapshots import snapshot_or_none


def organisation_ids(request: HttpRequest, bodies: Iterable[Body]) -> dict[str, str]:
    """Body code → organisation of the snapshot that the page shows; of those that it knows."""
    snapshot = snapshot_or_none(request)
    return queries.org_ids(snapshot, bodies) if snapshot else {}
