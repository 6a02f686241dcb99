"""`{% load awards %}`: instants of the room in Bulgarian time."""

from __future__ import annotations

from datetime import datetime

from django import template

from karta.portal.directory import printed
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.awards import letters
from karta.portal.rooms.awards.categories import Both, categories

register = template.Library()


@register.filter
def second(at: datetime) -> str:
    """An instant to the second with its offset: nothing about a deadline is left to guess."""
    return letters.second(at, language())


@register.filter
def category(code: str) -> Both:
    """A category's name in both languages; the code itself where it is none."""
    found = categories().get(code)
    return found.name if found else {"bg": code, "en": code}


@register.filter
def category_rule(code: str) -> Both:
    """What a category asks of an entrant."""
    return categories()[code].rule


@register.filter
def minute(at: datetime) -> str:
    """A day and a clock time in Sofia: "3 June 2026, 17:00"."""
    return printed.moment(at, language())


@register.filter
def clock(at: datetime) -> str:
    """The clock time alone, in Sofia."""
    return f"{at.astimezone(SOFIA):%H:%M}"
