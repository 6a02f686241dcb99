"""`{% load curation %}`: what was decided, in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

register = template.Library()

DECIDED = {
    "same": gettext_noop("same organisation"),
    "different": gettext_noop("different organisations"),
    "part_of": gettext_noop("one is a part of the other"),
    "unsure": gettext_noop("unsure"),
    "add claim": gettext_noop("a claim was added"),
    "prefer claim": gettext_noop("a claim is preferred"),
    "withdraw claim": gettext_noop("a claim was taken out"),
}


@register.filter
def decided(code: str) -> str:
    return _(DECIDED.get(code, code))
