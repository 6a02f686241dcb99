"""The OGC API described in OpenAPI 3.0, from the parameters of the one Filter."""

from __future__ import annotations

from typing import Any

from karta.portal.explorer.api.ogc_features import COLLECTIONS, CRS84, DEFAULT_LIMIT, MOST_FEATURES
from karta.portal.explorer.api.parameters import FILTERED

CONFORMANCE = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}" for name in ("core", "oas30", "geojson")
)
FORM = {
    "name": "f", "in": "query", "required": False, "description": "html leads to the page",
    "schema": {"type": "string", "enum": ["json", "html"], "default": "json"},
}  # fmt: skip
BBOX = {
    "name": "bbox", "in": "query", "required": False, "description": "west,south,east,north in degrees",
    "schema": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6},
    "style": "form", "explode": False,
}  # fmt: skip
KEPT = [*(parameter for parameter in FILTERED if parameter["name"] != "bbox"), FORM]
OF_ITEMS = [
    {
        "name": "limit", "in": "query", "required": False, "description": "features of a page",
        "schema": {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES, "default": DEFAULT_LIMIT},
        "style": "form", "explode": False,
    },
    {
        "name": "offset", "in": "query", "required": False, "description": "where the page starts; follow `next`",
        "schema": {"type": "integer", "minimum": 0, "default": 0},
    },
    {
        "name": "snapshot", "in": "query", "required": False, "schema": {"type": "string"},
        "description": "the data that `next` belongs to; an error where it has changed since",
    },
    BBOX,
    {
        "name": "bbox-crs", "in": "query", "required": False, "description": "of bbox",
        "schema": {"type": "string", "format": "uri", "enum": [CRS84], "default": CRS84},
    },
    {
        "name": "datetime", "in": "query", "required": False, "schema": {"type": "string"},
        "description": "an instant or an interval; features have no time, so all match",
        "style": "form", "explode": False,
    },
    *KEPT,
]  # fmt: skip


def description(address: str) -> dict[str, Any]:
    """The OpenAPI 3.0 document of the API that stands at `address`."""
    paths = {
        "/": _get("landing_page", "What stands here", KEPT),
        "/conformance": _get("conformance", "Requirement classes that are met", KEPT),
        "/collections": _get("collections", "The collections", KEPT),
    }
    for name, collection in COLLECTIONS.items():
        title = collection.title_en
        item_id = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
        paths |= {
            f"/collections/{name}": _get(f"{name}_collection", title, KEPT),
            f"/collections/{name}/items": _get(f"{name}_items", f"{title} that match", OF_ITEMS, geo=True),
            f"/collections/{name}/items/{{featureId}}": _get(
                f"{name}_item", f"One of {title.lower()}", [item_id, *KEPT], geo=True
            ),
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Karta: OGC API – Features", "version": "1", "description": "The map as layers."},
        "servers": [{"url": address}],
        "paths": paths,
    }


def _get(name: str, summary: str, parameters: list[dict[str, Any]], *, geo: bool = False) -> dict[str, Any]:
    media = "application/geo+json" if geo else "application/json"
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    answers = {
        "200": {"description": summary, "content": {media: {"schema": {"type": "object"}}}},
        "400": {"description": "A parameter that is not understood", "content": problem},
        "404": {"description": "Nothing stands here", "content": problem},
    }
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": answers}}
