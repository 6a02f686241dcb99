"""`{% load spinoffs %}`: probabilities and what was learned, in words of one language."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from karta.portal.directory import printed
from karta.portal.directory.models import Claim
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.spinoffs.models import Funding, Stage
from karta.vocab import formats

register = template.Library()
SMALL = 0.01  # a probability nearer to 0 or 1 than this is said as "under 1 %"


@register.simple_tag
def chance(probability: float) -> str:
    """42 %; never 0 or 100 % of what is only very rare or very likely."""
    if probability < SMALL:
        return _("under %(share)s") % {"share": formats.percent(SMALL, language())}
    if probability > 1 - SMALL:
        return _("over %(share)s") % {"share": formats.percent(1 - SMALL, language())}
    return formats.percent(round(probability, 2), language())


@register.simple_tag
def learned(told: tuple[float, float, float], scale: int) -> str:
    """ "learned: 5.8 (4.8–6.7)"; of what was set, "set: 5.8"."""
    mean, low, high = (formats.number(scale * one, language(), 1) for one in told)
    if told[1] == told[2]:
        return _("set: %(mean)s") % {"mean": mean}
    return _("learned: %(mean)s (%(low)s–%(high)s)") % {"mean": mean, "low": low, "high": high}


@register.filter
def amount(claim: Claim) -> str:
    """The sum of a claim on funding, without its year."""
    return printed.figure(claim, language())


@register.filter
def stage_name(code: str) -> str:
    return str(dict(Stage.choices).get(code, code))


@register.filter
def funding_name(code: str) -> str:
    return str(dict(Funding.choices).get(code, code))
