"""The parameters of the API as OpenAPI describes them: names and limits are those of karta.explore.filters.Filter."""

from __future__ import annotations

from dataclasses import Field, fields
from typing import Any

from karta.explore.filters import CLOSED_LISTS, Filter
from karta.explore.rows import SORT_KEYS
from karta.explore.statistics import DIMENSIONS
from karta.snapshot.schema import MEASURES
from karta.vocab.size import SIZE_CLASSES

MOST_ROWS = 500
LARGEST = 10**15 - 1
CLOSED = {**CLOSED_LISTS, "size_class": (*SIZE_CLASSES, "unknown")}
LIMITS: dict[str, dict[str, Any]] = {
    "year": {"minimum": 1000, "maximum": 9999},
    "completeness_min": {"minimum": 0, "maximum": 100},
    "nace": {"pattern": r"^([A-Ua-u]|[0-9]{1,2}(\.?[0-9]{0,2})|unknown)$"},
    "as_of": {"format": "date"},
    "bbox": {"pattern": r"^-?[0-9.]+,-?[0-9.]+,-?[0-9.]+,-?[0-9.]+$", "example": "22.3,41.2,28.7,44.3"},
}
TEXTS = {
    "year": "the winners of this year instead of the newest of the window; filters nothing by itself",
    "q": "words of a name in either alphabet, or digits of an \u0415\u0418\u041a",
    "bbox": "west,south,east,north in degrees",
    "as_of": "answer from the newest snapshot published on or before this day",
    "disagreement": "only organisations with a shown, current figure that another source contradicts",
    "completeness_min": "least share of what a profile can hold that is known, in per cent",
}


def _parameter(name: str, text: str, schema: dict[str, Any], *, many: bool = False) -> dict[str, Any]:
    whole = {"type": "array", "items": schema} if many else schema
    return {"name": name, "in": "query", "required": False, "description": text, "schema": whole}


def _filter_parameter(field: Field[Any]) -> dict[str, Any]:
    name, kind = field.name, str(field.type)
    if kind.startswith("tuple[str"):
        schema = {"type": "string", "minLength": 1} | ({"enum": list(CLOSED[name])} if name in CLOSED else {})
        return _parameter(name, "repeat for OR; `unknown` is a value", schema | LIMITS.get(name, {}), many=True)
    if kind == "bool":
        text = TEXTS.get(name, "rows without a figure in the window match the range as well")
        return _parameter(name, text, {"type": "boolean"})
    if not kind.startswith("int"):
        return _parameter(name, TEXTS[name], {"type": "string", **LIMITS.get(name, {})})
    measure = name.rpartition("_")[0]
    unit = {"headcount": "persons", "founded": "years"}.get(measure, "whole EUR")
    text = TEXTS.get(name, f"the figure must lie wholly inside the range; {unit}")
    bounds = LIMITS.get(name, {"minimum": -LARGEST, "maximum": LARGEST})
    return _parameter(name, text, {"type": "integer", **bounds})


FILTERED = [_filter_parameter(field) for field in fields(Filter)]
SORTS = [sign + key for key in SORT_KEYS for sign in ("", "-")]
PAGED = [
    _parameter("sort", "a minus before it for descending", {"type": "string", "enum": SORTS}),
    _parameter("limit", "rows of a page", {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": 50}),
    _parameter("cursor", "`next` of the page before", {"type": "string"}),
]
FIRST_ROWS = _parameter(
    "limit", "first rows to give beside the counts; none without it",
    {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
)  # fmt: skip
GROUPED = [
    _parameter(name, "what to group by", {"type": "string", "enum": list(DIMENSIONS)}) for name in ("rows", "columns")
]
MAPPED = [
    _parameter("level", "kind of area", {"type": "string", "enum": ["region", "district", "municipality"]}),
    _parameter("measure", "what is added up or drawn", {"type": "string", "enum": list(MEASURES)}),
    _parameter(
        "statistic",
        "what is told of it; share: of organisations with a known figure",
        {"type": "string", "enum": ["count", "sum", "median", "share"]},
    ),
]
