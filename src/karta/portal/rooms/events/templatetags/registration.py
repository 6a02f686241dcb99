"""`{% load registration %}`: instants on Bulgarian clocks, states and answers in words, whether one can register."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.functional import Promise

from karta.portal.directory.models import Edition
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.events.models import Admission, Registration
from karta.portal.rooms.events.registration import export, letters, rules
from karta.portal.rooms.events.registration.fields import FIELDS

register = template.Library()


@register.filter
def sofia(at: datetime | None) -> str:
    """An instant as Bulgarian clocks show it, with the offset of its day."""
    return letters.moment(at, language()) if at else ""


@register.filter
def is_open(admission: Admission | None) -> bool:
    """Whether one can register now."""
    return admission is not None and rules.opening(admission, timezone.now()) == "open"


@register.filter
def admission(edition: Edition) -> Admission | None:
    """The registration of an edition; None where it has none. Asks nothing where the edition came with it."""
    return getattr(edition, "admission", None)


@register.filter
def state_in_words(one: Registration) -> str:
    """The state of a row of queries.with_state."""
    return export.state_in_words(one)


@register.filter
def answered(one: Registration) -> list[tuple[str | Promise, str]]:
    """(label, what was typed) of each answer."""
    return [(FIELDS[name].label, said) for name, said in one.answers.items() if name in FIELDS]
