"""Names of filters, measures and numbers in the reader's language."""

from __future__ import annotations

from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karta.vocab import formats
from karta.vocab.labels import label

FILTER_NAMES = {
    "country": _("Country"),
    "region": _("Planning region"),
    "district": _("District"),
    "municipality": _("Municipality"),
    "nace": _("Sector (NACE Rev. 2)"),
    "segment": _("Segment"),
    "kind": _("Kind"),
    "unit_kind": _("Unit"),
    "status": _("Status"),
    "size_class": _("Size class"),
    "result": _("Financial result"),
    "source": _("Source"),
    "founded": _("Founded"),
    "year": _("Year"),
    "disagreement": _("Disagreement"),
    "completeness": _("Completeness"),
    "q": _("Search"),
    "id": _("Organisation"),
    "bbox": _("Place on the map"),
    "as_of": _("As published by"),
}
RESULT_NAMES = {
    "profit": _("profit"),
    "loss": _("loss"),
    "zero": _("zero"),
    "unknown": pgettext_lazy("financial result", "unknown"),
}
STATISTIC_NAMES = {
    "count": _("number of organisations"),
    "sum": _("sum"),
    "median": _("median"),
    "share": _("share of the whole"),
    "change": _("change of the sum"),
    "change_share": _("change of the sum, %"),
}


class Labelled(Protocol):
    """Anything with a name in both languages."""

    label_bg: str
    label_en: str


def named(labelled: Labelled, language: str) -> str:
    return labelled.label_bg if language == "bg" else labelled.label_en


def both(pair: tuple[str, str], language: str) -> str:
    return pair[0] if language == "bg" else pair[1]


def measure_name(measure: str, language: str) -> str:
    return label("measure", measure, language) or measure


def filter_name(part: str, language: str) -> str:
    """What a part of the filter is called on the page."""
    name = FILTER_NAMES.get(part)
    return str(name) if name else capitalised(measure_name(part, language))


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def is_money(measure: str) -> bool:
    return measure not in ("headcount", "founded")


def amount(measure: str, value: float, language: str, *, short: bool = True) -> str:
    """A value of a measure with its unit: € 997.5m, 3,360, 1998."""
    if measure == "founded":
        return str(int(value))
    if is_money(measure):
        return formats.money(value, language, short=short)
    return formats.count(value, language)


def unit(measure: str) -> str:
    """Unit of the numbers that are typed for a measure."""
    if measure == "headcount":
        return str(_("persons"))
    return str(_("year")) if measure == "founded" else "€"


def as_range(measure: str, low: Any, high: Any, language: str) -> str:
    """ "from 50", "up to 249", "50–249" with the measure's unit."""
    if low is not None and high is not None:
        return f"{amount(measure, low, language)} – {amount(measure, high, language)}"
    if low is not None:
        return str(_("from %(limit)s")) % {"limit": amount(measure, low, language)}
    return str(_("up to %(limit)s")) % {"limit": amount(measure, high, language)}
