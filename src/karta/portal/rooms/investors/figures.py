"""Figures of organisations as a list shows them, each with the way to its proof."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from karta.explore.rows import Figure, OrganisationRow
from karta.vocab import formats
from karta.vocab.labels import label

MONEY = ("turnover", "revenue")  # the one that is known; the first where neither is


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure in words. kind: known | zero | unknown | outdated | other_currency; two of them have no text."""

    kind: str
    text: str
    year: str
    disagreement: bool
    is_group: bool
    measure: str
    proof: str


def measures_of(row: OrganisationRow) -> tuple[str, str, str]:
    """What is shown of an organisation: its people, its business, its result."""
    known = [name for name in MONEY if row.measures[name].state != "unknown"]
    return ("headcount", (known or list(MONEY))[0], "profit")


def shown(row: OrganisationRow, measure: str, language: str) -> ShownFigure:
    """A figure as `explorer/map_figure.html` takes it: never a number where there is none."""
    figure = row.measures[measure]
    kind = "known" if figure.state == "current" else figure.state
    text = written(figure, measure, language) if kind in ("known", "outdated") else ""
    return ShownFigure(
        kind="zero" if kind == "known" and figure.min == figure.max == 0 else kind,
        text=text,
        year=str(figure.year or ""),
        disagreement=figure.disagreement and kind != "unknown",
        is_group=figure.statement == "consolidated",
        measure=label("measure", measure, language) or measure,
        proof=reverse("explorer:proof", args=[row.org_id, measure, figure.year or "shown"]),
    )


def written(figure: Figure, measure: str, language: str) -> str:
    """A number, or an interval as one: €1.2m, 50–249, at least 10."""

    def amount(value: float | None) -> str:
        if value is None:
            return ""
        return formats.count(value, language) if measure == "headcount" else formats.money(value, language, short=True)

    if figure.min is None and figure.max is None:
        return amount(figure.value)
    is_band = figure.value is None or (figure.min != figure.max and figure.value in (figure.min, figure.max))
    middle = None if is_band else amount(figure.value)
    text = formats.interval(figure.min, figure.max, middle, [amount(figure.min), amount(figure.max)])
    return text.removeprefix(f"≈{formats.NARROW}")


def interval_eur(low: int | None, high: int | None, language: str) -> str:
    """An amount from `low` to `high` in EUR; None is an open end; "" where both are."""
    if low is None and high is None:
        return ""
    ends = ["" if one is None else formats.money(one, language, short=True) for one in (low, high)]
    return formats.interval(low, high, ends[0] if low == high else None, ends)
