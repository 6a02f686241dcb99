"""Writes of reviews. A draft is saved as often as its page likes; submitting signs it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from karta.portal.engines.review import rules
from karta.portal.engines.review.errors import Incomplete, NotNow, NotThere, Stale
from karta.portal.engines.review.jury.queries import is_barred, seat
from karta.portal.engines.review.models import Assignment, Review
from karta.portal.engines.review.scoring import queries
from karta.portal.platform import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

COLUMNS = ("points", "verdict", "reasons", "for_applicant")


@transaction.atomic
def save(
    *, round_id: int, code: str, revision: int, said: dict[str, Any], by: AbstractBaseUser, at: datetime
) -> Review:  # fmt: skip
    """Keep a juror's draft. `said`: COLUMNS, of which any may be empty; `revision`: of the draft that it was made from.

    Errors: NotThere, NotNow outside of the round's time or once submitted, Stale where a newer draft was kept.
    """
    one = _own(round_id, code, by, at)
    review = _kept(one, revision, said, at)
    review.save()
    return review


@transaction.atomic
def submit(
    *, round_id: int, code: str, revision: int, said: dict[str, Any], by: AbstractBaseUser, at: datetime
) -> Review:  # fmt: skip
    """Sign and hand in a review. Errors: as `save`; Incomplete where something is missing."""
    one = _own(round_id, code, by, at)
    review = _kept(one, revision, said, at)
    if missing := _missing(one, review):
        raise Incomplete(missing)
    review.state, review.submitted_at = Review.State.SUBMITTED, at
    review.sha256 = signed(one, review)
    review.save()
    audit.record("review.submitted", target=review, by=by, at=at, assignment=one.pk, sha256=review.sha256)
    return review


@transaction.atomic
def reopen(*, round_id: int, code: str, by: AbstractBaseUser, at: datetime) -> Review:
    """Take a submitted review back to change it, as long as the round is open. Errors: NotThere, NotNow."""
    one = _own(round_id, code, by, at)
    review = getattr(one, "review", None)
    if review is None or review.state != Review.State.SUBMITTED:
        raise NotNow(f"assignment {one.pk}: nothing is submitted")
    review.state, review.submitted_at, review.sha256 = Review.State.DRAFT, None, ""
    review.revision += 1
    review.save()
    audit.record("review.reopened", target=review, by=by, at=at, assignment=one.pk)
    return review


def signed(one: Assignment, review: Review) -> str:
    """Hash of what a juror signs: the entry as it was read, and every word of the review."""
    told = {"entry": one.entry.sha256, "juror": one.juror_id, **{name: getattr(review, name) for name in COLUMNS}}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _own(round_id: int, code: str, by: AbstractBaseUser, at: datetime) -> Assignment:
    """The caller's own assignment, held until the transaction ends."""
    own = seat(by, round_id)
    found = queries.assignment(own, code) if own else None
    if own is None or found is None:
        raise NotThere(f"round {round_id}: account {by.pk} has no entry {code}")
    held = Assignment.objects.select_for_update(of=("self",)).select_related("entry", "review")
    one = held.filter(pk=found.pk, state=Assignment.State.RELEASED).first()
    if one is None or is_barred(own.pk, one.entry_id):
        raise NotThere(f"round {round_id}: account {by.pk} has no entry {code}")
    if not rules.may_score(own.round, at):
        raise NotNow(f"round {round_id}: {rules.phase(own.round, at)}")
    return one


def _kept(one: Assignment, revision: int, said: dict[str, Any], at: datetime) -> Review:
    review = getattr(one, "review", None) or Review(assignment=one, revision=0)
    if review.state == Review.State.SUBMITTED:
        raise NotNow(f"review {review.pk}: submitted")
    if review.revision != revision:
        raise Stale(f"review {review.pk}: revision {review.revision} is newer than {revision}")
    for name in COLUMNS:
        setattr(review, name, said[name])
    review.revision, review.saved_at = revision + 1, at
    return review


def _missing(one: Assignment, review: Review) -> str:
    found = one.entry.round
    lacks = [one.code for one in found.criteria.all() if not _is_given(review.points.get(one.code), one.most)]
    if lacks:
        return _("Give points for every criterion.")
    verdicts = {"accept", "reject", *(("revise",) if found.allows_revise else ())}
    if review.verdict not in verdicts:
        return _("Choose a verdict.")
    return "" if review.reasons.strip() else _("Say why: the jury decides by reasons, not by numbers alone.")


def _is_given(points: Any, most: int) -> bool:
    return isinstance(points, int) and not isinstance(points, bool) and 0 <= points <= most
