"""What an own profile holds, how two who edit it at once meet, when offers are old, who may write. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from karta.portal.platform.rules import may_steward

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

ATTRIBUTES = ("name_bg", "name_en", "description_bg", "description_en", "website", "founded", "segment")
MEASURES = ("headcount", "turnover", "revenue")
UNITS = ("persons", "EUR", "thousand EUR", "BGN", "thousand BGN")
MOST_OFFERS = 20
MOST_FIGURES = 30
CODE_LIFE = timedelta(hours=24)
WRONG_CODES = 5  # after so many a code opens nothing
OLD_AFTER = timedelta(days=180)  # an offer that nobody confirmed for so long is marked

Content = Mapping[str, Any]  # key → value, each a text or a flat object


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of a save on top of somebody else's. `theirs`: keys that only they changed, which stay as they are;
    `clashes`: keys that both changed, to different values; `content` then holds mine."""

    content: dict[str, Any]
    theirs: tuple[str, ...]
    clashes: tuple[str, ...]


def merge(base: Content, mine: Content, newest: Content) -> Merged:
    """Mine was made of `base` while `newest` came to stand. Both hold but where the two changed one thing."""
    content: dict[str, Any] = {}
    theirs, clashes = [], []
    for key in dict.fromkeys([*newest, *mine, *base]):
        before, own, now = base.get(key), mine.get(key), newest.get(key)
        if now != before and own == before:
            theirs.append(key)
        elif now not in (before, own):
            clashes.append(key)
        kept = now if own == before else own
        if kept is not None:
            content[key] = kept
    return Merged(content, tuple(theirs), tuple(clashes))


def changed(before: Content, after: Content) -> list[str]:
    """Keys whose value is another, in the order of a profile."""
    keys = [key for key in dict.fromkeys([*after, *before]) if before.get(key) != after.get(key)]
    return sorted(keys, key=order)


def order(key: str) -> tuple[int, str, int]:
    """Attributes as the form shows them, then figures, newest first, then offers."""
    if key in ATTRIBUTES:
        return ATTRIBUTES.index(key), "", 0
    kind, _, rest = key.partition(":")
    measure, _, year = rest.partition(":")
    return (100, measure, -int(year)) if kind == "figure" else (200, rest, 0)


def is_old(confirmed: date, today: date) -> bool:
    """Whether an offer was last confirmed too long ago to be relied on."""
    return today - confirmed > OLD_AFTER


def may_decide(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Who decides which account acts for an organisation, and takes back what was written in its name."""
    return may_steward(user)
