"""What a programme may be: times that can be, halls and speakers that are not in two places. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from karta.portal.directory.timing import SOFIA
from karta.portal.platform.rules import may_edit

may_plan = may_edit
INVITATION_LIFE = timedelta(days=30)  # how long a speaker can agree by the link of one letter; taking back never ends
ASKED_AGAIN = timedelta(minutes=10)  # two clicks on "invite" are one letter
LONGEST = timedelta(hours=24)  # of one session
KEPT = timedelta(days=90)  # after the last day, speakers who did not agree are forgotten

Problem = Literal["one_end", "order", "long", "before", "after"]


@dataclass(frozen=True, slots=True)
class Slot:
    """When and where a session is. `hall`, `people`: any keys; `hall` None: not known."""

    key: int | None
    starts_at: datetime | None
    ends_at: datetime | None
    hall: Hashable = None
    people: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sessions at one time in one hall (`person` None), or with one speaker."""

    first: int | None
    second: int | None
    person: int | None = None


def problem(
    starts_at: datetime | None, ends_at: datetime | None, first_day: date | None, last_day: date | None
) -> Problem | None:
    """Why a session cannot be at this time; None where it can, or where it has no hours yet.

    The days are those of the edition in Sofia, None where they are not known; a session may end after midnight.
    """
    if (starts_at is None) != (ends_at is None):
        return "one_end"
    if starts_at is None or ends_at is None:
        return None
    if ends_at <= starts_at:
        return "order"
    if ends_at - starts_at > LONGEST:
        return "long"
    day = starts_at.astimezone(SOFIA).date()
    if first_day is not None and day < first_day:
        return "before"
    return "after" if last_day is not None and day > last_day else None


def overlaps(first: Slot, second: Slot) -> bool:
    """Whether two sessions take place at the same time; one that begins as the other ends does not."""
    if first.starts_at is None or first.ends_at is None or second.starts_at is None or second.ends_at is None:
        return False
    return first.starts_at < second.ends_at and second.starts_at < first.ends_at


def hall_clashes(slots: Iterable[Slot]) -> list[Clash]:
    """Pairs that overlap in one hall, in the order of their begin."""
    halls: dict[Hashable, list[Slot]] = defaultdict(list)
    for one in slots:
        if one.hall is not None:
            halls[one.hall].append(one)
    return [Clash(one.key, other.key) for held in halls.values() for one, other in _overlapping(held)]


def speaker_clashes(slots: Iterable[Slot]) -> list[Clash]:
    """Pairs that overlap and have a speaker in both, one clash a speaker."""
    people: dict[int, list[Slot]] = defaultdict(list)
    for one in slots:
        for person in one.people:
            people[person].append(one)
    return [Clash(one.key, other.key, person) for person, held in people.items() for one, other in _overlapping(held)]


def _overlapping(slots: list[Slot]) -> list[tuple[Slot, Slot]]:
    timed = sorted((one for one in slots if one.starts_at is not None), key=lambda one: (one.starts_at, one.key or 0))
    found = []
    for place, one in enumerate(timed):
        for other in timed[place + 1 :]:
            if not overlaps(one, other):
                break  # sorted: whoever begins after this one's end overlaps it no more
            found.append((one, other))
    return found


def invitation_stands(asked_at: datetime | None, at: datetime) -> bool:
    """Whether a speaker may still agree by the link of an invitation."""
    return asked_at is not None and at - asked_at <= INVITATION_LIFE
