"""The queue of one edition or session: who gets a place, who waits, to whom a freed one is offered, what lapses.

Every function is called inside a transaction that holds the admission's row: so two last places never go to three.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from karta.portal.directory import timing
from karta.portal.platform import mail
from karta.portal.rooms.events.models import Admission, Place, Registration, Session
from karta.portal.rooms.events.registration import letters, rules


def locked(admission_id: int) -> Admission:
    """The admission, held until the transaction ends. Errors: Admission.DoesNotExist."""
    return Admission.objects.select_for_update(of=("self",)).select_related("edition").get(pk=admission_id)


def taken(admission: Admission, session: Session | None) -> int:
    """Places that are held or offered."""
    return _places(admission, session).filter(state__in=Place.TAKES).count()


def _places(admission: Admission, session: Session | None):  # type: ignore[no-untyped-def]  # Django's
    if session is None:
        return Place.objects.filter(registration__admission=admission, session=None)
    return Place.objects.filter(session=session)


def _capacity(admission: Admission, session: Session | None) -> int | None:
    return admission.capacity if session is None else session.capacity


def give(registration: Registration, session: Session | None, admission: Admission, *, at: datetime) -> Place:
    """A place, or the end of the waiting list; what stands already stays as it is."""
    settle(admission, session, at=at)
    standing = registration.places.filter(session=session, state__in=Place.STANDS).first()
    if standing is not None:
        return standing
    state = rules.given(_capacity(admission, session), taken(admission, session))
    return Place.objects.create(registration=registration, session=session, state=state, made_at=at)


def end(place: Place, state: Place.State, *, at: datetime) -> None:
    """Give a place back, or note that its offer lapsed."""
    place.state, place.ended_at, place.offered_until = state, at, None
    place.save(update_fields=["state", "ended_at", "offered_until"])


def settle(admission: Admission, session: Session | None, *, at: datetime) -> int:
    """Let offers lapse whose time is over, then offer every free place to the first who wait; how many of both."""
    due = _places(admission, session).filter(state=Place.State.OFFERED, offered_until__lte=at)
    lapsed = list(due.select_related("registration", "registration__admission__edition", "session"))
    for place in lapsed:
        end(place, Place.State.LAPSED, at=at)
        mail.send(letters.lapsed(place, at=at))
    return len(lapsed) + _offer(admission, session, at=at)


def _offer(admission: Admission, session: Session | None, *, at: datetime) -> int:
    until = rules.offered_until(at, begins(admission, session))
    if until is None or (session is not None and session.state != Session.State.PUBLISHED):
        return 0
    left = rules.free(_capacity(admission, session), taken(admission, session))
    waiting = _places(admission, session).filter(state=Place.State.WAITING).order_by("pk")
    first = list(waiting.select_related("registration", "registration__admission__edition", "session")[:left])
    for place in first:
        place.state, place.offered_until = Place.State.OFFERED, until
        place.save(update_fields=["state", "offered_until"])
        mail.send(letters.offered(place, at=at))
    if first:
        _lapse_at(until, admission.pk)
    return len(first)


def begins(admission: Admission, session: Session | None) -> datetime | None:
    """When what a place is for begins; None where that is not known."""
    return timing.span(admission.edition)[0] if session is None else session.starts_at


def _lapse_at(until: datetime, admission_id: int) -> None:
    """Have the worker look again when the offer ends; the room's chore looks too, should the worker be late."""
    from karta.portal.rooms.events.registration.tasks import settle_all

    transaction.on_commit(lambda: settle_all.using(run_after=until).enqueue(admission_id))
