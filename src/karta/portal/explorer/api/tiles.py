"""Map tiles of one filter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from ninja import Router

from karta.explore.filters import FilterError
from karta.explore.tiles import NoSuchTile, tile
from karta.portal.explorer.api.asked import ERRORS, asked_filter
from karta.portal.explorer.api.parameters import FILTERED
from karta.portal.platform.api import answers_conditionally
from karta.portal.platform.problems import problem
from karta.portal.platform.snapshots import asked_snapshot, store
from karta.snapshot.errors import NoSuchSnapshot
from karta.snapshot.reader import open_snapshot

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot

router = Router(tags=["explorer"])
MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
BINARY = {"type": "string", "format": "binary"}
A_YEAR = 365 * 24 * 3600
PINNED = {
    "name": "snapshot",
    "in": "query",
    "required": False,
    "description": "a published snapshot by its name; its tiles never change and may be kept for a year",
    "schema": {"type": "string"},
}


@router.get(
    "/tiles/{int:z}/{int:x}/{int:y}.mvt",
    response={200: None, **ERRORS},
    openapi_extra={
        "parameters": [*FILTERED, PINNED],
        "responses": {200: {"description": "OK", "content": {MEDIA_TYPE: {"schema": BINARY}}}},
    },
)
@answers_conditionally()
def filtered_tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """The matches inside one tile (Mapbox Vector Tile 2.1, layer `organisations`): below zoom 13 one point a cell of a
    64 × 64 grid with the number `n`, from zoom 13 on one point a place or an address. Where `n` is 1, `org_id` names
    the organisation."""
    asked = asked_filter(request, "snapshot")
    try:
        made = tile(_snapshot(request), asked, z, x, y)
    except NoSuchTile as error:
        said = {"en": error.message_en, "bg": error.message_bg}
        return problem(404, code="not_found", message=said, parameter="z")
    response = HttpResponse(made, content_type=MEDIA_TYPE)
    if "snapshot" in request.GET:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    else:
        # What is current may move at any moment, and so may the newest snapshot of a day that is not over.
        patch_cache_control(response, public=True, no_cache=True)
    return response


def _snapshot(request: HttpRequest) -> Snapshot:
    """The snapshot named by `snapshot`, if it was published; else the one that every request asks for."""
    name = request.GET.get("snapshot", "")
    if not name or name == asked_snapshot(request).name:
        return asked_snapshot(request)
    try:
        if store().published_at(name):
            return open_snapshot(store().find(name))
    except NoSuchSnapshot:
        pass  # it was published once and pruned since: to the reader the same as never
    raise FilterError(
        "snapshot", name, "this snapshot is not published here; load the page again",
        "тази снимка на данните не е публикувана тук; заредете страницата отново",
    )  # fmt: skip
