"""`{% load review %}`: what stands under a key of a view's own; words for phases and proofs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

register = template.Library()

_PHASES = {
    "draft": gettext_noop("being prepared"),
    "waiting": gettext_noop("scoring has not begun"),
    "open": gettext_noop("reviews are taken"),
    "closed": gettext_noop("closed"),
}
_RELATIONS = {
    "owned_by": gettext_noop("is owned by"),
    "part_of": gettext_noop("is part of"),
    "succeeded_by": gettext_noop("is succeeded by"),
    "spun_off_from": gettext_noop("was spun off from"),
    "partner_in": gettext_noop("takes part in"),
}


@register.filter
def at(held: Mapping[Any, Any], key: Any) -> Any:
    """`names|at:org_id`; None where there is nothing."""
    return held.get(key)


@register.filter
def phase_word(code: str) -> str:
    return _(_PHASES.get(code, code))


@register.filter
def relation_word(code: str) -> str:
    return _(_RELATIONS.get(code, code))
