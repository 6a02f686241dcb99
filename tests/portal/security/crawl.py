"""Every address of the portal with objects that are there, from the URL table: a new view is fetched too."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import product
from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections
from django.urls import URLPattern, URLResolver, get_resolver

from karta.portal.directory.models import Contradiction, Edition, Project, Region, Series
from portal.security.confidential import ORG
from portal.security.planting import Garden

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:\[[^\]]*\]\+|[^()]*(?:\([^()]*\)[^()]*)*)\)")
# What a parameter may be, whatever the view; ids of rows that were planted are added by the name of their model.
VALUES: dict[str, tuple[str, ...]] = {
    "org_id": (ORG,), "feature_id": (ORG,), "collection_id": ("organisations",), "what": ("entity",),
    "z": ("7",), "x": ("72",), "y": ("47",), "measure": ("headcount",), "year": ("shown",),
    "purpose": ("public_role",), "kind": ("edition",), "action": ("accept",),
    "source_id": ("bg_compiled_life_science",),
    "left": (ORG,), "right": ("bg-eik-103267194",), "token": ("none",), "provider_id": ("organisation",),
    "slug": ("pharma",), "category": ("one",),
}  # fmt: skip
FORMS = {"explorer:feed": ("atom", "json"), "explorer:export": ("csv", "xlsx", "geojson", "parquet", "zip"),
         "saved:feed": ("atom", "json"), "news:feed": ("atom", "json"),
         "api:catalogue_of_datasets": ("jsonld", "ttl")}  # fmt: skip
QUERIES = {"api:proof": "measure=headcount", "api:comparison": f"id={ORG}", "news:search": "q=zq", "oembed":
           "url=http://testserver/embed/", "explorer:suggestions": "q=zq", "curation:find": "q=zq",
           "contact:queue": "state=open", "curation:corrections": "state=open"}  # fmt: skip


def patterns(held: Any = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, route with its parameters) of every line of the URL table; routes of pages in English."""
    for one in get_resolver().url_patterns if held is None else held:
        text = "en/" if hasattr(one.pattern, "prefix_default_language") else str(one.pattern)
        route = prefix + text.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", route.replace("^", "")


def addresses(rows: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """(name, address), each parameter filled with every value that it may have. `rows`: values by parameter, or by
    view and parameter (`contact:message message_id`)."""
    found: dict[str, str] = {}
    for name, route in patterns():
        names = [one[0] or one[1] for one in PARAMETER.findall(route)]
        choices = [_values(name, parameter, rows) for parameter in names]
        for chosen in product(*choices):
            told = iter(chosen)
            path = PARAMETER.sub(lambda _found, told=told: next(told), route).replace("\\", "")  # type: ignore[misc]
            query = f"?{QUERIES[name]}" if name in QUERIES else ""
            found.setdefault(f"/{path}{query}", name)
    return [(name, path) for path, name in found.items()]


def _values(view: str, parameter: str, rows: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    if parameter == "form":
        return FORMS.get(view, ("csv", "xlsx"))
    return rows.get(f"{view} {parameter}") or rows.get(parameter) or VALUES.get(parameter) or ("1",)


def rows_of(garden: Garden) -> dict[str, tuple[str, ...]]:
    """Values of parameters: `message_id` is the planted row of the model Message; codes are those of the facts."""
    found: dict[str, tuple[str, ...]] = {}
    for row in garden.rows.values():
        name = f"{type(row).__name__.lower()}_id"
        found[name] = (*found.get(name, ()), str(row.pk))
    codes = {"events:edition": Edition, "events:calendar": Edition, "events:series": Series,
             "projects:project": Project, "projects:region": Region, "facts:contradiction": Contradiction}  # fmt: skip
    for view, model in codes.items():
        found[f"{view} code"] = tuple(model.objects.order_by("code").values_list("code", flat=True)[:2])
    found["code"] = (str(garden.given["@edition"]),)
    for view in ("entry", "draft", "reopen", "conflict", "document"):
        found[f"review:{view} code"] = (str(garden.rows["review.Entry"].code),)
    found["account_id"] = (str(garden.owner.pk),)
    found["page_id"] = found["pk"] = found["id"] = (str(garden.rows["draft"].pk),)
    found["token"] = (str(garden.rows["directory.SavedView"].pk), "none")
    found["sitemap name"] = ("pages", "news", "1")
    return found


def closed(answer: Any) -> Any:
    """An answer whose file, if it is one, is closed; the connection stays open, as Django's client has it."""
    request_finished.disconnect(close_old_connections)
    try:
        answer.close()
    finally:
        request_finished.connect(close_old_connections)
    return answer


def content(answer: Any) -> str:
    """Everything that an answer holds, unpacked."""
    held = b"".join(answer.streaming_content) if answer.streaming else answer.content
    closed(answer)
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{_unpacked(held)}"


def _unpacked(held: bytes) -> str:
    if held.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(held)) as packed:
            return "\n".join(_unpacked(packed.read(name)) for name in packed.namelist())
    if held.startswith(b"PAR1"):
        import pyarrow.parquet as pq

        return str(pq.read_table(io.BytesIO(held)).to_pylist())
    return held.decode("utf-8", "replace")
