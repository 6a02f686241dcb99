"""Reads of feedback: what one may still answer; what is published of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from karta.portal.directory.models import Edition
from karta.portal.rooms.events.afterwards.models import Answer, Ballot, Round
from karta.portal.rooms.events.afterwards.rules import hash_of
from karta.portal.rooms.events.models import Session

STARS = (5, 4, 3, 2, 1)
NOT_RATED = (Session.Kind.BREAK, Session.Kind.MEETING)


def rated(edition: Edition) -> QuerySet[Session]:
    """The sessions of an edition that one is asked about: all that took place but breaks."""
    return Session.objects.standing().filter(edition=edition).exclude(kind__in=NOT_RATED)


def open_ballots(token: str) -> list[Ballot]:
    """What the bearer of a token may still answer: the edition first, then sessions in the programme's order."""
    own = Ballot.objects.filter(token_hash=hash_of(token)).select_related("edition", "session")
    return sorted(own, key=lambda one: _order(one.session))


def _order(session: Session | None) -> tuple[int, float, int]:
    if session is None:
        return 0, 0.0, 0
    return 1, session.starts_at.timestamp() if session.starts_at else 0.0, session.pk


@dataclass(frozen=True, slots=True)
class Result:
    """What is published about an edition (`session` None) or a session. `count` 0: fewer than five answers, and it is
    not said how many. `bars`: (stars, answers), five stars first."""

    session: Session | None
    count: int
    mean: float | None
    bars: list[tuple[int, int]]
    words: list[Answer] = field(default_factory=list)


def results(edition: Edition) -> list[Result]:
    """Of the edition itself, then of each session that was rated, in the programme's order. Three queries."""
    published = Answer.objects.filter(edition=edition).exclude(batch=None)
    counts: dict[int | None, dict[int, int]] = {}
    for session_id, stars, count in published.order_by().values_list("session_id", "stars").annotate(count=Count("pk")):
        counts.setdefault(session_id, {})[stars] = count
    words: dict[int | None, list[Answer]] = {}
    for one in published.filter(words_state=Answer.Words.SHOWN):
        words.setdefault(one.session_id, []).append(one)
    return [
        _result(one, counts.get(one and one.pk, {}), words.get(one and one.pk, [])) for one in [None, *rated(edition)]
    ]


def _result(session: Session | None, counts: dict[int, int], words: Iterable[Answer]) -> Result:
    count = sum(counts.values())
    mean = sum(stars * one for stars, one in counts.items()) / count if count else None
    return Result(session, count, mean, [(stars, counts.get(stars, 0)) for stars in STARS], list(words))


def round_of(edition: Edition) -> Round | None:
    """The round of an edition, once its people were asked."""
    return Round.objects.filter(edition=edition).first()


def waiting_words(edition: Edition) -> QuerySet[Answer]:
    """Open answers that somebody of the team reads before anybody else does: of published answers alone."""
    waiting = Answer.objects.filter(edition=edition, words_state=Answer.Words.WAITING).exclude(batch=None)
    return waiting.select_related("session")


def read_words(edition: Edition) -> QuerySet[Answer]:
    """Open answers that were read, shown or not."""
    states = (Answer.Words.SHOWN, Answer.Words.DROPPED)
    return Answer.objects.filter(edition=edition, words_state__in=states).select_related("session")
