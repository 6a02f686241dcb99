"""Figures of organisations as lists show them, each with the way to its proof."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, unquote

from django.urls import reverse
from django.utils.translation import get_language

from karta.explore.rows import Figure, OrganisationRow
from karta.vocab import formats
from karta.vocab.labels import label


@dataclass(frozen=True, slots=True)
class CellFigure:
    """One figure of a row. kind: known | zero | unknown | outdated | other_currency; only the first two have a text."""

    kind: str
    text: str
    year: str
    disagreement: bool
    is_group: bool
    measure: str
    proof: str


def figure_cell(item: OrganisationRow, measure: str, suffix: str, language: str) -> CellFigure:
    """A figure as `explorer/map_figure.html` takes it: never a number where there is none, bounds as bounds.

    `suffix` ends the address of its proof: "?as_of=…", or "".
    """
    figure = item.measures[measure]
    kind = figure.state if figure.state != "current" else "known"
    text = ""
    if kind in ("known", "outdated"):
        text = _interval(figure, measure, language)
        kind = "zero" if kind == "known" and figure.min == figure.max == 0 else kind
    to_proof = _proof_address(get_language())
    return CellFigure(
        kind=kind,
        text=text,
        year=str(figure.year) if figure.year else "",
        disagreement=figure.disagreement and kind != "unknown",
        is_group=figure.statement == "consolidated",
        measure=label("measure", measure, language) or measure,
        proof=to_proof.format(org_id=quote(item.org_id), measure=measure, year=figure.year or "shown") + suffix,
    )


@cache
def _proof_address(language: str | None) -> str:  # noqa: ARG001 - the address bears the language
    """With room for its parts: a list has a hundred and fifty of them."""
    return unquote(reverse("explorer:proof", args=["{org_id}", "{measure}", "{year}"]))


def _interval(figure: Figure, measure: str, language: str) -> str:
    def written(value: float | None) -> str:
        if value is None:
            return ""
        return formats.count(value, language) if measure == "headcount" else formats.money(value, language, short=True)

    if figure.min is None and figure.max is None:
        return written(figure.value)
    is_band = figure.value is None or (figure.min != figure.max and figure.value in (figure.min, figure.max))
    shown = None if is_band else written(figure.value)
    text = formats.interval(figure.min, figure.max, shown, [written(figure.min), written(figure.max)])
    # Money and counts are rounded in print anyway; "≈" before each would only be noise in a list.
    return text.removeprefix(f"≈{formats.NARROW}")
