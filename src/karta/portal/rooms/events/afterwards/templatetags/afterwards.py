"""`{% load afterwards %}`: what remains of an edition, on its page."""

from __future__ import annotations

from typing import Any

from django import template

from karta.portal.directory.models import Edition
from karta.portal.rooms.events.afterwards import queries

register = template.Library()


@register.inclusion_tag("afterwards/on_edition.html")
def remains_of(edition: Edition) -> dict[str, Any]:
    """Ways to the pictures, slides and feedback that there are; nothing where there is none."""
    return {"edition": edition, "remains": queries.remains(edition)}
