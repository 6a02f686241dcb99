"""Reads about assignments, for who leads a round."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from karta.portal.engines.review.models import Assignment, Entry, Juror, Plan, Round


def undecided(found: Round) -> QuerySet[Entry]:
    """Entries of a round that stand and whose category is not decided."""
    standing = Entry.objects.filter(round=found, withdrawn_at=None)
    return standing.exclude(category__decisions__state="issued")


def latest_plan(found: Round) -> Plan | None:
    return Plan.objects.filter(round=found).exclude(state=Plan.State.DISCARDED).select_related("asked_by").first()


def assignments(found: Round, state: str) -> QuerySet[Assignment]:
    """Assignments of a round in one state, by entry."""
    chosen = Assignment.objects.filter(entry__round=found, state=state).select_related("entry__category", "juror")
    return chosen.order_by("entry__code", "juror__number")


def loads(found: Round) -> list[Any]:
    """Accepted jurors with `drafts`, `released`, `submitted`: how many they have of each. One query."""
    own = found.jurors.filter(state=Juror.State.ACCEPTED)
    return list(own.annotate(
        drafts=Count("assignments", filter=Q(assignments__state="draft")),
        released=Count("assignments", filter=Q(assignments__state="released")),
        submitted=Count("assignments", filter=Q(assignments__state="released",
                                                assignments__review__state="submitted")),
    ).order_by("number"))  # fmt: skip


def uncovered(found: Round) -> list[Entry]:
    """Entries that have fewer released assignments than the round wants. One query."""
    count = Count("assignments", filter=Q(assignments__state="released"))
    return list(undecided(found).annotate(has=count).filter(has__lt=found.reviews_per_entry).order_by("code"))


def progress(found: Round) -> dict[str, int]:
    """`entries`, `jurors`, `assigned`, `submitted`, `kept_out`: how far a round is."""
    own = Assignment.objects.filter(entry__round=found)
    counted = own.aggregate(
        assigned=Count("pk", filter=Q(state="released")),
        submitted=Count("pk", filter=Q(state="released", review__state="submitted")),
        kept_out=Count("pk", filter=Q(review__kept_out_at__isnull=False)),
    )
    return {
        "entries": found.entries.filter(withdrawn_at=None).count(),
        "jurors": found.jurors.filter(state=Juror.State.ACCEPTED).count(),
        **counted,
    }
