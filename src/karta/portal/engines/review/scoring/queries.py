"""What a juror sees of a round. Deny by default: each function asks for a seat and gives what that seat may see; none
reads who stands behind an entry."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from karta.portal.engines.review.jury.queries import barring
from karta.portal.engines.review.models import Assignment, Conflict, Entry, Juror


def assigned(seat: Juror) -> QuerySet[Assignment]:
    """What a juror has to review: released, of entries that stand. One query, with their own reviews."""
    if seat.state != Juror.State.ACCEPTED:
        return Assignment.objects.none()
    own = Assignment.objects.filter(juror=seat, state=Assignment.State.RELEASED, entry__withdrawn_at=None)
    return own.select_related("entry__category", "review").order_by("entry__code")


def assignment(seat: Juror, code: str) -> Assignment | None:
    """One of those, by its entry's code; None for any other entry, whether there is one or not."""
    return assigned(seat).filter(entry__code=code).first()


def listed(seat: Juror) -> QuerySet[Entry]:
    """Entries of a round by code and title, for a juror to say where they have an interest.

    `is_declared`: they have said so. What the map says of them is not told: it would tell whose entry it is.
    """
    if seat.state != Juror.State.ACCEPTED or seat.round.state == "draft":
        return Entry.objects.none()
    said = Conflict.objects.filter(juror=seat, entry=OuterRef("pk"), kind=Conflict.Kind.DECLARED, ended_at=None)
    found = Entry.objects.filter(round_id=seat.round_id, withdrawn_at=None).select_related("category")
    return found.annotate(is_declared=Exists(said)).order_by("code")


def barred(seat: Juror) -> set[int]:
    """Entries that a juror must not speak of."""
    return set(barring().filter(juror=seat).values_list("entry_id", flat=True))
