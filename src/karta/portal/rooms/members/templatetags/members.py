"""`{% load members %}`: amounts to the cent, references in groups, states in words."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext_lazy as _
from stdnum import iso11649

from karta.portal.platform.templatetags.karta import language
from karta.vocab import formats

register = template.Library()

STANDS = {
    "paid": _("paid"),
    "waived": _("waived"),
    "overdue": _("overdue"),
    "partly": _("partly paid"),
    "open": _("to be paid"),
}
WHY_NOT = {
    "charged": _("is charged already"),
    "free": _("owes nothing"),
    "not_set": _("the due of this kind is not set"),
    "later": _("is a member only later"),
}
TO = {"standing": _("Admit"), "suspended": _("Suspend"), "ended": _("End the membership")}


@register.filter
def euros(amount: Decimal | None) -> str:
    """An amount to the cent; "" for None."""
    return "" if amount is None else formats.to_the_cent(amount, language())


@register.filter
def in_groups(text: str) -> str:
    """A creditor reference or an IBAN in groups of four, as banks print them."""
    return str(iso11649.format(text))


@register.filter
def stands_in_words(code: str) -> str:
    return str(STANDS[code])


@register.filter
def why_not(code: str) -> str:
    return str(WHY_NOT[code])
