"""What reviewing holds about a person: as a juror, and as somebody who stands behind an entry."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karta.portal.engines.review.models import Assignment, Conflict, Juror, Minute, Party, Review, Vote
from karta.portal.platform.holders import Holder, Subject

SEAT = ("name", "email", "number", "state", "terms", "org_ids", "invited_at", "answered_at")
REVIEW = ("assignment__entry__code", "state", "points", "verdict", "reasons", "for_applicant", "submitted_at")


def _seats(subject: Subject) -> Any:
    return Juror.objects.filter(Q(user_id=subject.user_id) | (Q(user=None) & subject.wrote("email")))


def _jury(subject: Subject) -> list[dict[str, Any]]:
    return [
        {column: getattr(one, column) for column in SEAT}
        | {
            "round": one.round.title,
            "reviews": list(Review.objects.filter(assignment__juror=one).order_by("pk").values(*REVIEW)),
            "votes": list(Vote.objects.filter(juror=one).order_by("pk").values("entry__code", "choice", "at")),
            "minutes": list(Minute.objects.filter(juror=one).order_by("pk").values("text", "at")),
            "declared": list(
                one.conflicts.filter(kind=Conflict.Kind.DECLARED).order_by("pk").values("entry__code", "words")
            ),
        }
        for one in _seats(subject).select_related("round").order_by("pk")
    ]


def _erase_jury(subject: Subject, at: datetime) -> int:
    """What was submitted stays under the juror's number, for the decision; the person and their drafts go."""
    own = list(_seats(subject).values_list("pk", flat=True))
    Review.objects.filter(assignment__juror__in=own, state=Review.State.DRAFT).delete()
    open_ones = Assignment.objects.filter(juror__in=own, state=Assignment.State.RELEASED, review=None)
    open_ones.update(state=Assignment.State.REMOVED, removed_at=at, removed_for="hand")
    Conflict.objects.filter(juror__in=own).update(words="")
    gone = {"user": None, "email": "", "name": "", "terms": [], "org_ids": [], "state": Juror.State.ENDED}
    return Juror.objects.filter(pk__in=own).update(presides=False, **gone)


def _parties(subject: Subject) -> list[dict[str, Any]]:
    own = Party.objects.filter(user_id=subject.user_id).order_by("pk")
    return list(own.values("kind", "name", "identity__title", "identity__entry__code"))


def _erase_parties(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    return Party.objects.filter(user_id=subject.user_id).update(user=None, name="")


JURY = Holder(
    "review_jury", _("Your seats in juries: what you know, reviews, votes, minutes"),
    _("Submitted reviews, votes and minutes stay with the decision under your number; they name nobody then."),
    _jury, _erase_jury,
)  # fmt: skip
PARTIES = Holder(
    "review_parties", _("Entries that name you as an author, as who leads the round sees it"),
    _("With the entry; your name goes with the account."), _parties, _erase_parties,
)  # fmt: skip
