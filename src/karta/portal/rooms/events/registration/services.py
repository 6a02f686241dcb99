"""Writes of registration: register, confirm, choose sessions, answer offers, give back, erase; what the team sets.

One transaction each, which holds the admission's row first. Audit lines name numbers alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from karta.portal.directory import timing
from karta.portal.platform import audit, mail
from karta.portal.platform import queries as platform
from karta.portal.rooms.events.models import Admission, AskedField, Door, Place, Registration, Session
from karta.portal.rooms.events.registration import letters, places, rules
from karta.portal.rooms.events.registration.errors import NoPlace, NotOpen, NotThere, OfferGone

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from karta.portal.directory.models import Edition


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody typed. `email`: an address; `user`: an account whose confirmed address it is, or None."""

    name: str
    email: str
    language: str
    answers: Mapping[str, str]
    origin: str = ""
    user: Any = None


@dataclass(frozen=True, slots=True)
class Registered:
    """`what` happened: new, sent again before it was confirmed, known already, or the same form once more."""

    registration: Registration
    what: Literal["new", "again", "known", "same"]


@transaction.atomic
def register(*, admission_id: int, said: Said, sent_key: str, at: datetime) -> Registered:
    """Note who wants to come. An account's own address gets its place at once, another one once it is confirmed.

    Whoever sends the form learns nothing of whether the address was known: that goes to its mailbox. The same form
    sent twice is one registration and one letter. Errors: NotOpen.
    """
    admission = places.locked(admission_id)
    same = Registration.objects.filter(sent_key=sent_key, admission=admission).first()
    if same is not None:
        return Registered(same, "same")
    if rules.opening(admission, at) != "open":
        raise NotOpen(f"admission {admission.pk}: {rules.opening(admission, at)}")
    email = said.email.lower()
    found = admission.registrations.filter(email=email, cancelled_at=None).first()
    if found is not None and found.confirmed_at is not None:
        mail.send(letters.known(found, at=at))
        return Registered(found, "known")
    values = {
        "name": said.name, "language": said.language, "answers": dict(said.answers), "origin": said.origin,
        "user": said.user, "sent_key": sent_key, "asked_at": at,
    }  # fmt: skip
    if found is None:
        code = rules.new_code()
        made = Registration.objects.create(
            admission=admission, email=email, code=code, ticket=rules.ticket_of(code), **values
        )
    else:
        made = found
        for name, value in values.items():
            setattr(made, name, value)
        made.save()
    audit.record("registration.asked", target=made, by=said.user, at=at)
    if said.user is None:
        mail.send(letters.please_confirm(made, at=at))
    else:
        _confirm(made, admission, at=at)
    return Registered(made, "new" if found is None else "again")


@transaction.atomic
def confirm(*, registration_id: int, at: datetime) -> Registration:
    """The address is theirs: a place, or the waiting list. Done again, nothing changes and nothing is written.

    Errors: NotThere where it was cancelled, forgotten, or the event is over.
    """
    admission, found = _held(registration_id)
    if found.cancelled_at is not None or timing.state(admission.edition, at) == "past":
        raise NotThere(f"registration {registration_id}: cancelled, or the event is over")
    if found.confirmed_at is None:
        _confirm(found, admission, at=at)
    return found


def _confirm(found: Registration, admission: Admission, *, at: datetime) -> None:
    # Whoever was held up on the way to the queue comes later in it: its times never run backwards.
    at = max(at, admission.registrations.aggregate(last=Max("confirmed_at"))["last"] or at)
    found.confirmed_at = at
    found.save(update_fields=["confirmed_at"])
    place = places.give(found, None, admission, at=at)
    audit.record("registration.confirmed", target=found, by=found.user, at=at, place=place.state)
    mail.send(letters.placed(place, at=at))


@transaction.atomic
def change(*, registration_id: int, name: str, answers: Mapping[str, str], at: datetime) -> Registration:
    """Correct what was typed; the address and the ticket stay. Errors: NotThere."""
    _admission, found = _standing(registration_id)
    found.name, found.answers = name, dict(answers)
    found.save(update_fields=["name", "answers"])
    audit.record("registration.changed", target=found, by=found.user, at=at)
    return found


@transaction.atomic
def choose(*, registration_id: int, session_ids: Iterable[int], at: datetime) -> list[Place]:
    """Take part in exactly these sessions: a place or the waiting list in new ones, others are given back.

    What cannot be chosen any more (begun, cancelled) stays as it is. Errors: NotThere, NoPlace.
    """
    admission, found = _standing(registration_id)
    if not found.places.filter(session=None, state=Place.State.HELD).exists():
        raise NoPlace(f"registration {found.pk}: holds no place in the edition")
    wanted, chosen = set(session_ids), []
    for session in admission.edition.programme.standing().order_by("pk"):
        if session.starts_at is not None and session.starts_at <= at:
            continue
        standing = found.places.filter(session=session, state__in=Place.STANDS).first()
        if session.pk in wanted and standing is None:
            chosen.append(places.give(found, session, admission, at=at))
        elif session.pk not in wanted and standing is not None:
            places.end(standing, Place.State.RETURNED, at=at)
            places.settle(admission, session, at=at)
    audit.record("registration.sessions_chosen", target=found, by=found.user, at=at, sessions=sorted(wanted))
    return chosen


@transaction.atomic
def accept(*, registration_id: int, place_id: int, at: datetime) -> Place:
    """Take an offered place. Errors: NotThere; OfferGone where its time is over."""
    admission, place = _place(registration_id, place_id)
    places.settle(admission, place.session, at=at)
    place.refresh_from_db()
    if place.state == Place.State.HELD:
        return place
    if place.state != Place.State.OFFERED:
        raise OfferGone(f"place {place.pk}: {place.state}")
    place.state, place.offered_until = Place.State.HELD, None
    place.save(update_fields=["state", "offered_until"])
    audit.record("place.accepted", target=place, by=place.registration.user, at=at)
    mail.send(letters.placed(place, at=at))
    return place


@transaction.atomic
def leave(*, registration_id: int, place_id: int, at: datetime) -> None:
    """Give a place back, decline an offer or leave the list; without one in the edition the registration ends.

    Errors: NotThere.
    """
    admission, place = _place(registration_id, place_id)
    if place.session_id is None:
        _cancel(place.registration, admission, at=at)
        audit.record("registration.cancelled", target=place.registration, by=place.registration.user, at=at)
    elif place.state in Place.STANDS:
        places.end(place, Place.State.RETURNED, at=at)
        places.settle(admission, place.session, at=at)
        audit.record("place.returned", target=place, by=place.registration.user, at=at)


@transaction.atomic
def wait_again(*, registration_id: int, at: datetime) -> Place:
    """After an offer lapsed: a place if there is one, else the end of the list. Errors: NotThere, NotOpen."""
    admission, found = _standing(registration_id)
    if timing.state(admission.edition, at) == "past":
        raise NotOpen(f"admission {admission.pk}: the event is over")
    place = places.give(found, None, admission, at=at)
    audit.record("place.asked_again", target=place, by=found.user, at=at, place=place.state)
    return place


@transaction.atomic
def cancel(*, registration_id: int, by: AbstractBaseUser | None, at: datetime) -> None:
    """End a registration and give back all that it holds. By the team, its owner is told. Errors: NotThere,
    PermissionDenied."""
    if by is not None:
        _refuse_others(by)
    admission, found = _standing(registration_id)
    _cancel(found, admission, at=at)
    audit.record("registration.cancelled", target=found, by=by or found.user, at=at)
    if by is not None:
        mail.send(letters.cancelled(found, at=at))


def _cancel(found: Registration, admission: Admission, *, at: datetime) -> None:
    found.cancelled_at = found.cancelled_at or at
    found.save(update_fields=["cancelled_at"])
    _release(found, admission, at=at)


def _release(found: Registration, admission: Admission, *, at: datetime) -> None:
    """Give back every place, then offer them: after all are free, since the same people may wait for several."""
    standing = list(found.places.filter(state__in=Place.STANDS).select_related("session"))
    for place in standing:
        places.end(place, Place.State.RETURNED, at=at)
    for place in standing:
        places.settle(admission, place.session, at=at)


@transaction.atomic
def resend(*, registration_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Send somebody their link again, or the question whether the address is theirs. Errors: NotThere,
    PermissionDenied."""
    _refuse_others(by)
    _admission, found = _held(registration_id)
    if found.cancelled_at is not None:
        raise NotThere(f"registration {registration_id}: cancelled")
    say = letters.known if found.confirmed_at else letters.please_confirm
    mail.send(say(found, at=at))
    audit.record("registration.resent", target=found, by=by, at=at)


@transaction.atomic
def erase(*, registration_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Delete a registration with all that it holds, at its owner's wish. Errors: NotThere, PermissionDenied."""
    _refuse_others(by)
    admission, found = _held(registration_id)
    _delete(found, admission, at=at)
    audit.record("registration.erased", target=f"registration {registration_id}", by=by, at=at)


def _delete(found: Registration, admission: Admission, *, at: datetime) -> None:
    _release(found, admission, at=at)
    found.delete()


@transaction.atomic
def erase_all_of(*, registration_ids: Iterable[int], at: datetime) -> int:
    """Delete registrations whose owner erases the account; how many."""
    count = 0
    for registration_id in registration_ids:
        admission, found = _held(registration_id)
        _delete(found, admission, at=at)
        audit.record("registration.erased", target=f"registration {registration_id}", by=None, at=at)
        count += 1
    return count


@transaction.atomic
def set_admission(
    *, edition: Edition, values: Mapping[str, Any], asked: Iterable[Mapping[str, Any]], by: AbstractBaseUser,
    at: datetime,
) -> Admission:  # fmt: skip
    """Open registration for an edition, or set anew from when to when, for how many, what is asked.

    `values`: columns of Admission; `asked`: columns of AskedField. A higher limit is offered at once to those who
    wait; a lower one takes nobody's place away. Errors: PermissionDenied.
    """
    _refuse_others(by)
    found, _is_new = Admission.objects.update_or_create(edition=edition, defaults={**values, "changed_at": at})
    admission = places.locked(found.pk)
    AskedField.objects.filter(admission=admission).delete()
    AskedField.objects.bulk_create(AskedField(admission=admission, **one) for one in asked)
    places.settle(admission, None, at=at)
    audit.record("admission.set", target=admission, by=by, at=at, capacity=admission.capacity)
    return admission


@transaction.atomic
def settle(*, admission_id: int, at: datetime) -> int:
    """Lapse and offer what is due in an edition and all of its sessions; how many places changed. By the worker."""
    admission = places.locked(admission_id)
    count = places.settle(admission, None, at=at)
    for session in Session.objects.filter(
        edition=admission.edition, places__state__in=("offered", "waiting")
    ).distinct():
        count += places.settle(admission, session, at=at)
    if count:
        audit.record("places.settled", target=admission, by=None, at=at, count=count)
    return count


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Delete registrations that nobody confirmed in time, and all of an edition once its term is over; how many."""
    stale = Registration.objects.filter(confirmed_at=None, asked_at__lte=at - rules.CONFIRM_WITHIN)
    count = stale.count()
    stale.delete()
    for admission in Admission.objects.select_related("edition").filter(registrations__isnull=False).distinct():
        ends_at = timing.span(admission.edition)[1]
        if ends_at is not None and rules.forget_at(ends_at, admission.kept_days) <= at:
            count += admission.registrations.count()
            admission.registrations.all().delete()
    if count:
        audit.record("registration.expired", target="registrations past their term", by=None, at=at, count=count)
    return count


@transaction.atomic
def open_door(
    *, admission_id: int, name: str, ends_at: datetime, by: AbstractBaseUser, at: datetime
) -> tuple[Door, str]:
    """A link of the day; (door, its secret, which is told this once). Errors: PermissionDenied."""
    _refuse_others(by)
    secret = secrets.token_urlsafe(24)
    ends_at = min(ends_at, at + rules.DOOR_LIFE)
    made = Door.objects.create(
        admission_id=admission_id, name=name, secret_hash=platform.token_hash(secret), made_at=at, ends_at=ends_at,
        by_id=by.pk,
    )  # fmt: skip
    audit.record("door.opened", target=made, by=by, at=at)
    return made, secret


@transaction.atomic
def end_door(*, admission_id: int, door_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """End a link of the day now; one that ended stays as it is. Errors: PermissionDenied."""
    _refuse_others(by)
    if Door.objects.filter(pk=door_id, admission_id=admission_id, ends_at__gt=at).update(ends_at=at):
        audit.record("door.ended", target=f"door {door_id}", by=by, at=at)


def _refuse_others(by: AbstractBaseUser) -> None:
    if not rules.may_admit(by):
        raise PermissionDenied("registration: you may not lead it; ask a steward")


def _held(registration_id: int) -> tuple[Admission, Registration]:
    """The admission, locked, and then the registration as it is under that lock."""
    known = Registration.objects.filter(pk=registration_id).values_list("admission_id", flat=True).first()
    if known is None:
        raise NotThere(f"registration {registration_id}: there is none")
    admission = places.locked(known)
    found = Registration.objects.filter(pk=registration_id).select_related("admission__edition", "user").first()
    if found is None:
        raise NotThere(f"registration {registration_id}: forgotten meanwhile")
    return admission, found


def _standing(registration_id: int) -> tuple[Admission, Registration]:
    admission, found = _held(registration_id)
    if found.cancelled_at is not None or found.confirmed_at is None:
        raise NotThere(f"registration {registration_id}: cancelled, or not confirmed")
    return admission, found


def _place(registration_id: int, place_id: int) -> tuple[Admission, Place]:
    admission, found = _standing(registration_id)
    place = found.places.select_related("session").filter(pk=place_id).first()
    if place is None:
        raise NotThere(f"place {place_id}: not of registration {registration_id}")
    place.registration = found
    return admission, place
