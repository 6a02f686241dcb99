"""`{% load builds %}`: words for what differs between two snapshots."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

register = template.Library()

_REASONS = {
    "new_source": gettext_noop("a new source"),
    "newer_version": gettext_noop("a source says something new"),
    "correction": gettext_noop("a person's decision"),
    "merge": gettext_noop("records joined or parted"),
    "split": gettext_noop("records joined or parted"),
    "redirect": gettext_noop("records joined or parted"),
    "link": gettext_noop("records joined or parted"),
    "rule": gettext_noop("another rule decides"),
    "removed_source": gettext_noop("a source was taken out"),
}
_CHANGES = {
    "added": gettext_noop("added"),
    "removed": gettext_noop("removed"),
    "changed": gettext_noop("changed"),
    "winner": gettext_noop("shown figure"),
}


@register.filter
def reason(code: str) -> str:
    return _(_REASONS.get(code, code))


@register.filter
def change(code: str) -> str:
    return _(_CHANGES.get(code, code))
