"""Whether one claim says otherwise than another one of the same property. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from karta.matching.names import search_key
from karta.portal.directory import date_lines
from karta.portal.directory.models import Claim
from karta.portal.directory.properties import AWARDS, DATES, FIGURES, TEXTS

_OPEN = Decimal("Infinity")


def disagreeing(claim: Claim, others: Iterable[Claim]) -> list[Claim]:
    """Of the other standing claims on its property and basis, those that it cannot be true together with.

    Roles add up: two lists of partners are no contradiction; two lists of winners are.
    """
    return [one for one in others if one.pk != claim.pk and one.basis == claim.basis and _disagree(claim, one)]


def _disagree(one: Claim, other: Claim) -> bool:
    if Claim.State.KNOWN not in (one.state, other.state) or one.state != other.state:
        return False
    if one.property in DATES:
        return date_lines.verdict(other, one) == date_lines.verdict(one, other) == "disagrees"
    if one.property in FIGURES:
        return one.unit == other.unit and not _overlap(one, other)
    if one.property in AWARDS:
        return _bodies(one) != _bodies(other)
    return one.property in TEXTS and search_key(one.value) != search_key(other.value)


def _overlap(one: Claim, other: Claim) -> bool:
    low = max(-_OPEN if claim.value_min is None else claim.value_min for claim in (one, other))
    high = min(_OPEN if claim.value_max is None else claim.value_max for claim in (one, other))
    return low <= high


def _bodies(claim: Claim) -> set[int]:
    return {mention.body_id for mention in claim.mentions.all()}
