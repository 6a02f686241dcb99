"""`{% load aliases %}`: which written forms were joined under an organisation's name, on its page."""

from __future__ import annotations

from typing import Any

from django import template

from karta.portal.directory.aliases.queries import of_bodies
from karta.portal.directory.queries import bodies_of

register = template.Library()


@register.inclusion_tag("aliases/on_profile.html", takes_context=True)
def alias_merges(context: dict[str, Any], ids: list[str]) -> dict[str, Any]:
    """Joinings of today; none on a page of a past day, which knows nothing of what was decided since.

    `ids`: the organisation's present one and those that it had.
    """
    bodies = [] if context.get("as_of") else bodies_of(ids)
    return {"merges": of_bodies(bodies), "is_curator": context.get("is_curator", False)}
