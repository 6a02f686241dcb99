"""What claims are about, by name and address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Body, Edition, Project, Series

MODELS: dict[str, Any] = {"edition": Edition, "project": Project, "series": Series, "body": Body, "office": Body}
PAGES = {"edition": "events:edition", "series": "events:series", "project": "projects:project"}
NAMED = {
    "page/home": _("The cluster's page"),
    "page/news": _("The cluster's news page"),
    "survey/market-research-2023": _("Market research survey 2023"),
    "call/eit-manufacturing-2025": _("Call of EIT Manufacturing"),
    "call/nauka-s-badeshte-3": _("Call of the America for Bulgaria Foundation"),
    "programme/horizon-europe": _("Horizon Europe programme"),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that claims are about: its name in both languages, its page or ""."""

    name: dict[str, str | None]
    address: str


def subjects(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Subject]:
    """(kind, code) → what it is; of those that are there. One query a kind."""
    codes: dict[str, set[str]] = defaultdict(set)
    for kind, code in wanted:
        codes[kind].add(code)
    found: dict[tuple[str, str], Subject] = {}
    for kind, own in codes.items():
        if kind in MODELS:
            for row in MODELS[kind].objects.filter(code__in=own):
                address = reverse(PAGES[kind], args=[row.code]) if kind in PAGES else ""
                found[kind, row.code] = Subject(row.name, address)
        for code in own:
            if name := NAMED.get(f"{kind}/{code}"):
                found[kind, code] = Subject({"bg": str(name), "en": str(name)}, "")
    return found
