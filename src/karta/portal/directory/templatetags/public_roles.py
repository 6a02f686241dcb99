"""`{% load public_roles %}`: who speaks for an organisation, on its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from karta.portal.directory.public_roles.queries import shown_at

register = template.Library()


@register.inclusion_tag("public_roles/on_profile.html", takes_context=True)
def public_roles(context: dict[str, Any], ids: list[str]) -> dict[str, Any]:
    """Roles of today; none on a page of a past day, whose people may have left, or withdrawn since.

    `ids`: the organisation's present one and those that it had.
    """
    return {"roles": [] if context.get("as_of") else shown_at(ids, timezone.localdate())}
