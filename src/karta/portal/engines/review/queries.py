"""Reads for rooms and for who leads a round. What jurors see is read by jury/queries.py alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karta.portal.engines.review.models import Decision, Entry, Review, Round
from karta.portal.engines.review.sources import Result

if TYPE_CHECKING:
    from django.db.models import QuerySet


def rounds_of(app: str) -> QuerySet[Round]:
    """Rounds of a room, the newest first."""
    return Round.objects.filter(app=app)


def entered(app: str, object_id: str) -> list[Entry]:
    """Where an object of a room was entered, with round and category; without those that were withdrawn."""
    found = Entry.objects.filter(app=app, object_id=object_id, withdrawn_at=None)
    return list(found.select_related("round", "category").order_by("-round__opens_at", "pk"))


def results(found: Round) -> list[Result]:
    """The results of a round whose decisions were issued, by category and place; nothing of how they came about."""
    issued = Decision.objects.filter(category__round=found, state=Decision.State.ISSUED).select_related("category")
    return [one for decision in issued.order_by("category__position", "pk") for one in results_of(decision)]


def results_of(decision: Decision) -> list[Result]:
    """The outcome of one decision, winners first. Its category is read with it."""
    told = [Result(decision.category.code, one["object_id"], one["place"], one["verdict"]) for one in decision.outcome]
    return sorted(told, key=lambda one: (one.place is None, one.place or 0, one.object_id))


def feedback(app: str, object_id: str) -> list[str]:
    """What jurors wrote for the applicant, without their names, once the decision is issued; in no telling order."""
    issued = Decision.objects.filter(state=Decision.State.ISSUED).values("category_id")
    found = Review.objects.filter(
        assignment__entry__app=app, assignment__entry__object_id=object_id,
        assignment__entry__category_id__in=issued, assignment__state="released", state=Review.State.SUBMITTED,
        kept_out_at=None,
    ).exclude(for_applicant="")  # fmt: skip
    return sorted(found.values_list("for_applicant", flat=True))
