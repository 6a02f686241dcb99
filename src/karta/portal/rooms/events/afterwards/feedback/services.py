"""Writes of feedback: people asked, answers taken, open words read. One transaction each, with an audit line.

An answer has no line: its time would lead from it to whoever sent a form then.
"""

from __future__ import annotations

import random
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from karta.disclosure.threshold import is_step
from karta.portal.directory.models import Edition
from karta.portal.platform import audit, mail
from karta.portal.rooms.events.afterwards import letters, rules
from karta.portal.rooms.events.afterwards.errors import Again, NotNow
from karta.portal.rooms.events.afterwards.feedback import queries
from karta.portal.rooms.events.afterwards.models import Answer, Ballot, Round

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

shuffled = random.SystemRandom().shuffle


@transaction.atomic
def ask(*, edition: Edition, addressees: Iterable[letters.Addressee], at: datetime) -> int:
    """Ask everybody who came, in one batch and once for good; how many letters. Errors: Again.

    The rights to answer of all of them are written in one random order: late single ones would point to a person.
    """
    Edition.objects.select_for_update().get(pk=edition.pk)
    if Round.objects.filter(edition=edition).exists():
        raise Again(f"edition {edition.pk}: its people were asked before")
    sessions = list(queries.rated(edition))
    asked, ballots = list(addressees), []
    for one in asked:
        token = secrets.token_urlsafe(24)
        ballots += [
            Ballot(edition=edition, session=about, token_hash=rules.hash_of(token)) for about in [None, *sessions]
        ]
        mail.send(letters.how_was_it(edition, one, token, at=at))
    shuffled(ballots)
    Ballot.objects.bulk_create(ballots, batch_size=500)
    made = Round.objects.create(edition=edition, asked_at=at, closes_at=at + rules.FEEDBACK_LIFE, invited=len(asked))
    audit.record("feedback.asked", target=made, by=None, at=at, edition=edition.code, letters=len(asked))
    return len(asked)


@transaction.atomic
def answer(*, token: str, session_id: int | None, stars: int, words: str, language: str, at: datetime) -> None:
    """Spend a right to one answer. From the fifth that waits on, all that wait are published together.

    Errors: Again where the right was spent or never was; NotNow after the end.
    """
    own = Ballot.objects.filter(token_hash=rules.hash_of(token), session_id=session_id)
    edition_id = own.values_list("edition_id", flat=True).first()
    if edition_id is None:
        raise Again("feedback: this was answered before")
    asked = Round.objects.select_for_update().get(edition_id=edition_id)
    if at >= asked.closes_at:
        raise NotNow(f"{asked}: has ended")
    if not own.delete()[0]:
        raise Again("feedback: this was answered before")
    Answer.objects.create(
        edition_id=edition_id, session_id=session_id, stars=stars, words=words, language=language,
        words_state=Answer.Words.WAITING if words else Answer.Words.NONE,
    )  # fmt: skip
    _publish_step(edition_id, session_id, at=at)


def _publish_step(edition_id: int, session_id: int | None, *, at: datetime) -> None:
    """Publish what waits once it is enough; written anew in random order, so that rows do not lie as they came."""
    about = Answer.objects.filter(edition_id=edition_id, session_id=session_id)
    waiting = list(about.filter(batch=None))
    if not is_step(len(waiting)):
        return
    number = (about.aggregate(last=Max("batch"))["last"] or 0) + 1
    about.filter(batch=None).delete()
    shuffled(waiting)
    for one in waiting:
        one.pk, one.batch = uuid.uuid4(), number
    Answer.objects.bulk_create(waiting)
    audit.record("feedback.published", target=f"edition {edition_id}, session {session_id}", by=None, at=at,
                 step=number, answers=len(waiting))  # fmt: skip


@transaction.atomic
def read_words(*, answer_id: UUID, public_words: str, by: AbstractBaseUser, at: datetime) -> Answer:
    """Show an open answer as somebody of the team left it, or (with "") not at all.

    Errors: PermissionDenied; NotNow where the answer is not published yet.
    """
    if not rules.may_keep(by):
        raise PermissionDenied("feedback: you may not read open answers; ask an editor")
    found = Answer.objects.select_for_update().get(pk=answer_id)
    if found.batch is None or found.words_state == Answer.Words.NONE:
        raise NotNow(f"{found}: its words are nobody's to read yet")
    found.public_words, found.read_by_id = public_words, by.pk
    found.words_state = Answer.Words.SHOWN if public_words else Answer.Words.DROPPED
    found.save(update_fields=["public_words", "read_by", "words_state"])
    audit.record("feedback.words_read", target=f"edition {found.edition_id}", by=by, at=at, is_shown=bool(public_words))
    return found


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Delete rights to answer that ended, and a year after that the words as they came; how many rows changed."""
    ended = Round.objects.filter(closes_at__lte=at).values("edition_id")
    gone = Ballot.objects.filter(edition_id__in=ended).delete()[0]
    old = Round.objects.filter(closes_at__lte=at - rules.RETENTION).values("edition_id")
    emptied = Answer.objects.filter(edition_id__in=old).exclude(words="").update(words="")
    if gone or emptied:
        audit.record("feedback.expired", target="feedback past its time", by=None, at=at, ballots=gone, words=emptied)
    return gone + emptied
