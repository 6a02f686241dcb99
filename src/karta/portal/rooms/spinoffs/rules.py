"""What a spin-off needs to count, and who may say what of one: pure decisions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from karta.portal.platform.rules import may_curate

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

KIND = "spinoff"  # of the subjects of claims
UNIVERSITY, INSTITUTE, CORPORATION = "university", "institute", "corporation"
ORIGINS = (UNIVERSITY, INSTITUTE, CORPORATION)
# Kinds of organisations of the map → kind of origin.
ORIGIN_OF_KIND = {"university": UNIVERSITY, "research_institute": INSTITUTE, "company": CORPORATION}
NEEDED = ("origin", "founding")  # properties that a spin-off cannot count without
OWN = ("stage", "funding")  # what an organisation says of itself
ANSWER_DAYS = 10  # working days in which the team decides a proposal
RETENTION = timedelta(days=365)  # of a proposal that was decided


class Told(Protocol):
    """What these rules ask of the claim that stands for one property."""

    value: str
    is_known: bool
    has_address: bool


def may_verify(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who enters spin-offs, decides which count and answers proposals."""
    return may_curate(user)


def may_tell(org_id: str, represented: Collection[str]) -> bool:
    """Whether who acts for these organisations says stage and funding of this one, by its present id."""
    return bool(org_id) and org_id in represented


def lacking(told: dict[str, Told | None]) -> tuple[str, ...]:
    """What keeps a spin-off from being verified: `origin`, `date`, `source`; () where nothing does.

    An origin counts with one of the three kinds; a source counts when there is an address to open.
    """
    origin, founding = told.get("origin"), told.get("founding")
    found = []
    if origin is None or not origin.is_known or origin.value not in ORIGINS:
        found.append("origin")
    if founding is None or not founding.is_known:
        found.append("date")
    if not all(one is not None and one.has_address for one in (origin, founding)):
        found.append("source")
    return tuple(found)
