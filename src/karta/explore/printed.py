"""The answer of `karta query --format table`: what a person reads in a terminal."""

from __future__ import annotations

from math import isfinite
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Column, Table

from karta.explore.sentence import name_of
from karta.snapshot.schema import MEASURES

COUNTS = {
    "count": ("съвпадения", "matches"),
    "undecided": ("неопределени", "undecided"),
    "unknown": ("неизвестни", "unknown"),
    "outdated": ("остарели", "outdated"),
    "other_currency": ("друга валута", "other currency"),
}
SIGNS = ("† остаряло, ⇄ източниците не са съгласни", "† outdated, ⇄ sources disagree")


def printed(found: dict[str, Any], lang: str) -> RenderableType:
    """The object of `answers.answer` as a table, with the counts above it and the citation below."""
    english = lang == "en"
    counts = ", ".join(
        f"{found[name]:,} {words[english]}" for name, words in COUNTS.items() if found[name] or name == "count"
    )
    measures = [measure for measure in MEASURES if _is_known(found, measure)]
    table = Table(Column("id", no_wrap=True), ("име", "name")[english], ("място", "place")[english])
    for measure in measures:
        table.add_column(name_of(measure, lang), justify="right")
    for row in found["organisations"]:
        name = row[f"name_{lang}"] or row["name_bg"] or row["name_en"] or ""
        place = row.get(f"ekatte_{lang}") or row.get(f"district_{lang}") or ""
        table.add_row(row["id"], name, place, *(_figure(row["measures"][measure]) for measure in measures))
    return Group(counts, table, SIGNS[english], found["citation"][lang])


def _is_known(found: dict[str, Any], measure: str) -> bool:
    return any(row["measures"][measure]["state"] in ("current", "outdated") for row in found["organisations"])


def _figure(figure: dict[str, Any]) -> str:
    if figure["state"] not in ("current", "outdated"):
        return "" if figure["state"] == "unknown" else figure["state"]
    value = figure["value"]
    if value is None or not isfinite(value):
        return ""
    sign = "≥ " if figure["max"] is None else "≤ " if figure["min"] is None else ""
    mark = " ⇄" if figure["disagreement"] else ""
    old = " †" if figure["state"] == "outdated" else ""
    return f"{sign}{value:,.0f} ({figure['year']}){old}{mark}"
