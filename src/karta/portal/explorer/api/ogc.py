"""OGC API – Features, Part 1 (core, OpenAPI 3.0, GeoJSON): the map as layers of QGIS and other tools.

Rows, filter and snapshot are those of the rest of the API: a property filter is a parameter of the one Filter.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from ninja import NinjaAPI

from karta.explore.citation import citation, source_terms
from karta.explore.filters import CLOSED_LISTS, Filter, FilterError
from karta.explore.matches import match
from karta.portal.explorer.api.asked import asked_filter
from karta.portal.explorer.api.ogc_description import CONFORMANCE, description
from karta.portal.explorer.api.ogc_features import COLLECTIONS, CRS84, DEFAULT_LIMIT, MOST_FEATURES, Collection
from karta.portal.platform.api import answers_conditionally, install_errors
from karta.portal.platform.snapshots import asked_snapshot
from karta.snapshot.reader import Snapshot

GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
OWN = ("limit", "offset", "snapshot", "bbox-crs", "datetime", "f")  # parameters that choose no organisations
ISO_TIME = r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?"
INTERVAL = re.compile(rf"{ISO_TIME}|({ISO_TIME}|\.\.|)/({ISO_TIME}|\.\.|)")

api = NinjaAPI(title="Karta OGC API – Features", urls_namespace="ogc", docs_url=None, openapi_url=None)
install_errors(api)
answer = partial(JsonResponse, json_dumps_params={"ensure_ascii": False, "allow_nan": False})


@api.get("/")
@answers_conditionally()
def landing_page(request: HttpRequest) -> HttpResponse:
    """What stands here, as links."""
    _check(request)
    snapshot = asked_snapshot(request)
    title = snapshot.manifest["title"]
    links = [
        _link(request, "", "self", "application/json", "This page"),
        _link(request, "api", "service-desc", OPENAPI, "Description of this API (OpenAPI 3.0)"),
        {**_link(request, "", "service-doc", "text/html", "The API as a page"), "href": _page(request, "api-docs")},
        _link(request, "conformance", "conformance", "application/json", "What this API conforms to"),
        _link(request, "collections", "data", "application/json", "The collections of features"),
    ]
    return answer({"title": f"{title['en']} / {title['bg']}", "description": citation(snapshot, "en"), "links": links})


@api.get("/conformance")
def conformance(request: HttpRequest) -> HttpResponse:
    """The requirement classes that are met."""
    _check(request)
    return answer({"conformsTo": list(CONFORMANCE)})


@api.get("/api")
def api_description(request: HttpRequest) -> HttpResponse:
    """This API in OpenAPI 3.0."""
    _check(request)
    return answer(description(_address(request, "").rstrip("/")), content_type=OPENAPI)


@api.get("/collections")
@answers_conditionally()
def collection_list(request: HttpRequest) -> HttpResponse:
    """The collections of features."""
    _check(request)
    made = [_described(request, collection) for collection in COLLECTIONS.values()]
    return answer({"collections": made, "links": [_link(request, "collections", "self", "application/json", "Here")]})


@api.get("/collections/{collection_id}")
@answers_conditionally()
def collection_page(request: HttpRequest, collection_id: str) -> HttpResponse:
    """One collection: extent, coordinates, links."""
    _check(request)
    return answer(_described(request, _collection(collection_id)))


@api.get("/collections/{collection_id}/items")
@answers_conditionally()
def items(request: HttpRequest, collection_id: str) -> HttpResponse:
    """The features that match; `next` leads to those after them."""
    collection, snapshot = _collection(collection_id), asked_snapshot(request)
    if request.GET.get("f") == "html":
        return _to_the_map(request)
    _check_form(request)
    asked = _filter(request)
    limit, offset = _limit(request), _offset(request, snapshot)
    found, matched = collection.features(snapshot, asked, limit, offset)
    here = f"collections/{collection_id}/items"
    links = [
        _link(request, here, "self", GEOJSON, "These features", query=request.GET.lists()),
        _link(request, here, "alternate", "text/html", "On the map", query=[*request.GET.lists(), ("f", ["html"])]),
        _link(request, f"collections/{collection_id}", "collection", "application/json", collection.title_en),
    ]
    if offset + len(found) < matched:
        kept = [pair for pair in request.GET.lists() if pair[0] not in ("limit", "offset", "snapshot")]
        place = [("limit", [limit]), ("offset", [offset + len(found)]), ("snapshot", [_mark(snapshot)])]
        links.append(_link(request, here, "next", GEOJSON, "The features after these", query=[*kept, *place]))
    said = {
        "type": "FeatureCollection", "timeStamp": _now(), "numberMatched": matched, "numberReturned": len(found),
        "snapshot": snapshot.name, "citation": citation(snapshot, "en"), "links": links, "features": found,
    }  # fmt: skip
    return answer(said, content_type=GEOJSON)


@api.get("/collections/{collection_id}/items/{feature_id}")
@answers_conditionally()
def item(request: HttpRequest, collection_id: str, feature_id: str) -> HttpResponse:
    """One feature. An organisation's former id redirects to the present one."""
    _check(request)
    collection, snapshot = _collection(collection_id), asked_snapshot(request)
    if collection_id == "organisations" and (now := _moved_to(snapshot, feature_id)):
        return HttpResponseRedirect(_address(request, f"collections/organisations/items/{now}"), status=301)
    page = reverse("explorer:organisation", args=[feature_id]) if collection_id == "organisations" else None
    if request.GET.get("f") == "html" and page:
        return HttpResponseRedirect(page)
    found = collection.feature(snapshot, feature_id, _everything(feature_id))
    if found is None:
        raise Http404(feature_id)
    here = f"collections/{collection_id}/items/{feature_id}"
    links = [
        _link(request, here, "self", GEOJSON, "This feature"),
        _link(request, f"collections/{collection_id}", "collection", "application/json", collection.title_en),
    ]
    if page:
        links.append({"href": request.build_absolute_uri(page), "rel": "alternate", "type": "text/html"})
    return answer({**found, "timeStamp": _now(), "links": links}, content_type=GEOJSON)


def _described(request: HttpRequest, collection: Collection) -> dict[str, Any]:
    snapshot = asked_snapshot(request)
    here = f"collections/{collection.id}"
    as_page = [*request.GET.lists(), ("f", ["html"])]
    sources = [{"name": source_terms(source, "en")} for source in snapshot.manifest["sources"]]
    made: dict[str, Any] = {
        "id": collection.id, "title": f"{collection.title_en} / {collection.title_bg}",
        "description": f"{collection.text_en} {citation(snapshot, 'en')}", "attribution": "; ".join(
            source["name"] for source in sources
        ),
        "itemType": "feature", "crs": [CRS84], "storageCrs": CRS84,
        "links": [
            _link(request, here, "self", "application/json", "This collection"),
            _link(request, f"{here}/items", "items", GEOJSON, "Its features"),
            _link(request, f"{here}/items", "alternate", "text/html", "On the map", query=as_page),
        ],
    }  # fmt: skip
    extent = collection.extent(snapshot)
    return made if extent is None else {**made, "extent": {"spatial": {"bbox": [list(extent)], "crs": CRS84}}}


def _collection(collection_id: str) -> Collection:
    if collection_id not in COLLECTIONS:
        raise Http404(collection_id)
    return COLLECTIONS[collection_id]


def _check(request: HttpRequest) -> None:
    """Pages that list no features take the filter too, and hand it on in their links: a client is given one address,
    and it may be that of a filtered map. Other parameters are an error (7.8)."""
    asked_filter(request, "f")
    _check_form(request)


def _check_form(request: HttpRequest) -> None:
    if request.GET.get("f", "json") not in ("json", "html"):
        raise FilterError("f", request.GET["f"], "write json or html", "пишете json или html")


def _filter(request: HttpRequest) -> Filter:
    """The one Filter; a box of six numbers loses its heights, which nothing here has."""
    for name in ("bbox-crs", "datetime"):
        text = request.GET.get(name)
        if name == "bbox-crs" and text not in (None, CRS84):
            raise FilterError(name, text or "", f"write {CRS84}", f"пишете {CRS84}")
        # Features have no time of their own, so every time matches all of them (7.15.4).
        if name == "datetime" and text is not None and (text in ("/", "") or not INTERVAL.fullmatch(text)):
            raise FilterError(
                name, text, "write 2026-11-23 or 2025-01-01/..", "пишете 2026-11-23 или 2025-01-01/.."
            )  # fmt: skip
    box = request.GET.get("bbox", "").split(",")
    if len(box) != 6:
        return asked_filter(request, *OWN)
    params = {name: request.GET.getlist(name) for name in request.GET}
    return Filter.from_params({**params, "bbox": [",".join([*box[:2], *box[3:5]])]}, also=OWN)


def _limit(request: HttpRequest) -> int:
    """A limit above the greatest is the greatest (7.15.2)."""
    text = request.GET.get("limit", str(DEFAULT_LIMIT))
    if not text.isdecimal() or not int(text[:9]):
        raise FilterError("limit", text, "write a number from 1", "пишете число от 1")
    return min(int(text[:9]), MOST_FEATURES)


def _offset(request: HttpRequest, snapshot: Snapshot) -> int:
    text, mark = request.GET.get("offset", "0"), request.GET.get("snapshot")
    if not text.isdecimal() or len(text) > len("999999999"):
        raise FilterError("offset", text, "follow `next` of the page before", "следвайте `next` от предишната страница")
    if mark not in (None, _mark(snapshot)):
        raise FilterError(
            "snapshot", mark or "", "the data has changed since; start from the first page",
            "данните са се променили; започнете от първата страница",
        )  # fmt: skip
    return int(text)


def _mark(snapshot: Snapshot) -> str:
    return str(snapshot.manifest["hash"])[:12]


def _everything(org_id: str) -> Filter:
    """The filter of one organisation, whatever its kind of unit and status."""
    kinds = {name: list(CLOSED_LISTS[name]) for name in ("unit_kind", "status")}
    return Filter.from_params({"id": [org_id], **kinds})


def _moved_to(snapshot: Snapshot, org_id: str) -> str | None:
    found = snapshot.connection().execute("SELECT org_id FROM redirects WHERE old_org_id = ?", [org_id]).fetchone()
    return found[0] if found else None


def _to_the_map(request: HttpRequest) -> HttpResponse:
    kept = [(name, values) for name, values in request.GET.lists() if name not in OWN]
    match(asked_snapshot(request), asked_filter(request, *OWN))
    return HttpResponseRedirect(f"{reverse('explorer:map')}?{urlencode(kept, doseq=True)}")


def _address(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(f"{reverse('ogc:landing_page')}{path}")


def _page(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse(name))


def _link(request: HttpRequest, path: str, rel: str, media: str, title: str, *, query: Any = None) -> dict[str, str]:
    """One link; it carries the filter of this request where `query` does not name other parameters."""
    chosen = [pair for pair in request.GET.lists() if pair[0] not in OWN] if query is None else list(query)
    asked = urlencode(chosen, doseq=True)
    return {"href": _address(request, path) + (f"?{asked}" if asked else ""), "rel": rel, "type": media, "title": title}


def _now() -> str:
    return f"{datetime.now(tz=UTC):%Y-%m-%dT%H:%M:%SZ}"
