"""`{% load claims %}`: claims in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karta.portal.directory import printed
from karta.portal.directory.models import Claim, Contradiction
from karta.portal.directory.places import country_name
from karta.portal.directory.properties import BASES, LABELS, ROLE_OF_ONE
from karta.portal.directory.queries import Part, Told
from karta.portal.platform.templatetags.karta import language

register = template.Library()
_LINE = re.compile(r"line [0-9][0-9–-]*")


@register.filter
def said(claim: Claim) -> str:
    """What a claim says, read."""
    return printed.value(claim, language())


@register.filter
def event_dates(edition: Any) -> str:
    """The days of an edition, or of a claim; "" where none is known."""
    return printed.dates(edition.starts_on, edition.ends_on, edition.date_precision, language())


@register.filter
def event_hours(edition: Any) -> str:
    return printed.hours(edition.starts_at, edition.ends_at)


@register.filter
def missing_part(edition: Any) -> str:
    return printed.missing_part(edition)


@register.filter
def property_name(code: str) -> str:
    return str(LABELS.get(code, code))


@register.filter
def basis_name(code: str) -> str:
    return str(BASES.get(code, code))


INFERRED = {
    "year": gettext_lazy("year inferred"),
    "day": gettext_lazy("day not given"),
    "time_zone": gettext_lazy("time zone assumed"),
}


@register.filter
def how(claim: Claim) -> str:
    """How a claim was read where it is not as the source prints it: "year inferred", "corrected reading"; else ""."""
    if claim.inferred:
        return str(INFERRED.get(claim.inferred, claim.get_method_display()))
    return "" if claim.method == Claim.Method.AS_PUBLISHED else str(claim.get_method_display())


@register.filter
def where(claims: Iterable[Claim]) -> str:
    """ "line 33" in the reader's language; of several claims of one source "lines 29, 31"; other sources by title."""
    by_source: dict[str, list[str]] = {}
    for claim in claims:
        title = claim.source.title[language()] or claim.source.title["bg"] or claim.source.title["en"]
        places = by_source.setdefault(title, [])
        if claim.locator and claim.locator not in places:
            places.append(claim.locator)
    return "; ".join(_located(title, places) for title, places in by_source.items())


def _located(title: str, places: list[str]) -> str:
    """Numbers of lines in the reader's language; whatever else finds it again as it was entered."""
    lines = [place.removeprefix("line ") for place in places if _LINE.fullmatch(place)]
    others = [place for place in places if not _LINE.fullmatch(place)]
    told = _("line %(numbers)s") if len(lines) == 1 else _("lines %(numbers)s")
    numbers = ", ".join(sorted(lines, key=lambda line: (len(line), line)))
    return ", ".join([title, *([told % {"numbers": numbers}] if lines else []), *others])


@register.filter
def source_of(claim: Claim) -> str:
    return where([claim])


@register.filter
def country(code: str) -> str:
    """The name of a country."""
    return country_name(code, language())


@register.filter
def of_key(mapping: dict[str, Any] | None, key: str) -> Any:
    """The value of a mapping under a key; None without either."""
    return (mapping or {}).get(key)


@register.filter
def claims_of(members: Iterable[Part]) -> list[Claim]:
    """The claims that name these bodies, each once, in order."""
    return list({claim.pk: claim for part in members for claim, _written in part.claims}.values())


@register.filter
def disagrees(told: Told) -> bool:
    """Whether a contradiction stands on this property that is more than a missing part."""
    return any(one.kind in (Contradiction.Kind.CONFLICT, Contradiction.Kind.IMPOSSIBLE) for one in told.contradictions)


@register.filter
def role_name(code: str) -> str:
    """A role of one body: "partner"."""
    return str(ROLE_OF_ONE.get(code) or LABELS.get(code, code))


@register.filter
def other_than(claim: Claim, shown: Claim | None) -> bool:
    """Whether what a claim says, read, is neither what is shown nor just its own printed words."""
    read = said(claim)
    return read not in (claim.as_published, said(shown) if shown else "")
