"""`{% load proof %}`: a number that opens to its proof.

{% proof_link total state.asked %}                                        how many organisations
{% proof_link text state.asked "sum" "revenue" %}                         a sum, median or share of a measure
{% proof_link text state.asked "sum" "revenue" district=area.code %}      in a cell: dimension=code, as many as needed
{% proof_address state.asked "sum" "revenue" district=area.code as href %}  only its address
{% include "explorer/proof_link.html" with text=… href=… %}               where the address is known already
"""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from karta.explore.filters import Filter
from karta.explore.number import Number
from karta.portal.explorer.proof_page import address

register = template.Library()


def _cells(told: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Cells that have a code: totals narrow nothing. `at` and `code` name one whose dimension is a variable."""
    rest = {name: code for name, code in told.items() if name not in ("at", "code")}
    if told.get("at"):
        rest[str(told["at"])] = told.get("code")
    return tuple((dimension, code) for dimension, code in rest.items() if code)


@register.simple_tag
def proof_address(asked: Filter, statistic: str = "count", measure: str | None = None, **cells: str | None) -> str:
    """The address of a number's proof; cells without a code (totals) narrow nothing."""
    chosen = _cells(cells)
    measure = None if statistic == "count" else measure
    return address.proof_address(Number(asked=asked, cells=chosen, measure=measure, statistic=statistic))


@register.inclusion_tag("explorer/proof_link.html")
def proof_link(
    text: str, asked: Filter, statistic: str = "count", measure: str | None = None, **cells: str | None
) -> dict[str, Any]:
    """A number as a link to its proof, which scripts open beside it; without them it is a page."""
    return {"text": text, "href": proof_address(asked, statistic, measure, **cells)}


@register.simple_tag
def list_address(
    asked: Filter, part: str, statistic: str = "count", measure: str | None = None, **cells: str | None
) -> str:
    """The address of the list behind one count of a proof (`explore.aggregate_proof.LISTS`)."""
    chosen = _cells(cells)
    number = Number(asked=asked, cells=chosen, measure=measure, statistic=statistic)
    return address.proof_address(number, "proof_organisations", part=part)


@register.simple_tag
def bars_address(asked: Filter, name: str) -> str:
    """The address of the histogram of a measure or of `founded` as a table."""
    return f"{reverse('explorer:proof_bars')}?{urlencode([*asked.to_params(), ('measure', name)])}"
