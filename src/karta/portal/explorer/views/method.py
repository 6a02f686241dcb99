"""How the figures came to be: generated from the snapshot, linked from every number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from karta.explore.method import method
from karta.portal.platform import formats
from karta.portal.platform.snapshots import asked_snapshot
from karta.vocab.labels import closed_list


def method_page(request: HttpRequest) -> HttpResponse:
    """The method note of the snapshot: sources, years, classes, rates, rules, checks, and what is not shown."""
    made, language = method(asked_snapshot(request)), get_language()
    said = {
        "method": made,
        "notes": list(made.notes.values()),
        "rates": [_rate(code, rate, language) for code, rate in made.rates.items() if code != "EUR"],
        "sizes": list(made.size_classes),
        "segments": [entry[language] for entry in closed_list("segment").values()],
        "passed": [check for check in made.checks if check["passed"]],
        "failed": [check for check in made.checks if not check["passed"]],
        "section": "data",
        "tab": "method",
    }
    return render(request, "explorer/method.html", said)


def _rate(code: str, rate: Any, language: str) -> dict[str, Any]:
    """A currency's rate as text: one for ever, or one a year."""
    if rate.get("fixed"):
        text = formats.number(Decimal(rate["fixed"]), language, 5)
    else:
        text = "; ".join(f"{year}: {formats.number(Decimal(one), language, 4)}" for year, one in rate["annual"].items())
    return {"code": code, "text": text, "source": rate["source"]}
