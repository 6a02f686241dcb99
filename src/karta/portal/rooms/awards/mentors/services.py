"""Writes of hours: offered, booked, cancelled. One transaction each, with an audit line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from karta.portal.directory.timing import SOFIA
from karta.portal.platform import audit, mail
from karta.portal.rooms.awards.errors import NotNow, NotThere, TooMany
from karta.portal.rooms.awards.mentors import letters, queries, rules
from karta.portal.rooms.awards.models import Booking, Mentor, Slot
from karta.portal.rooms.awards.queries import address_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def become(
    *, role_id: int, about: dict[str, str], language: str, by: AbstractBaseUser, at: datetime
) -> Mentor:  # fmt: skip
    """Offer hours under one's own public role, or say anew what one may be asked. Errors: NotThere."""
    role = next((one for one in queries.own_roles(by, at.astimezone(SOFIA).date()) if one.pk == role_id), None)
    if role is None:
        raise NotThere(f"public role {role_id}: not shown, or not of account {by.pk}")
    said = {"about_bg": about["bg"], "about_en": about["en"], "language": language, "ended_at": None}
    made, is_new = Mentor.objects.update_or_create(role=role, defaults=said, create_defaults={**said, "made_at": at})
    audit.record("mentor.offers" if is_new else "mentor.changed", target=made, by=by, at=at)
    return made


@transaction.atomic
def offer(*, starts_at: datetime, ends_at: datetime, place: str, by: AbstractBaseUser, at: datetime) -> Slot:
    """Offer a slot. Errors: NotThere for who is no mentor, NotNow for a time that cannot be, TooMany."""
    mentor = _own(by)
    slot = Slot(mentor=mentor, starts_at=starts_at, ends_at=ends_at, place=place, made_at=at)
    coming = list(mentor.slots.filter(cancelled_at=None, ends_at__gt=at))
    if not rules.may_offer(starts_at, ends_at, at) or any(rules.overlaps(slot, one) for one in coming):
        raise NotNow(f"mentor {mentor.pk}: {starts_at} to {ends_at}")
    if len(coming) >= rules.MOST_SLOTS:
        raise TooMany(f"mentor {mentor.pk}: offers {rules.MOST_SLOTS} slots")
    slot.save()
    audit.record("slot.offered", target=slot, by=by, at=at)
    return slot


@transaction.atomic
def withdraw_slot(*, slot_id: int, reason: str, by: AbstractBaseUser, at: datetime) -> Slot:
    """Take a slot back; who booked it is told why. Errors: NotThere."""
    slot = Slot.objects.select_for_update(of=("self",)).filter(pk=slot_id, cancelled_at=None)
    found = slot.filter(mentor__role__user_id=by.pk).first()
    if found is None:
        raise NotThere(f"slot {slot_id}")
    found.cancelled_at = at
    found.save(update_fields=["cancelled_at"])
    audit.record("slot.withdrawn", target=found, by=by, at=at)
    for one in found.bookings.filter(cancelled_at=None):
        _cancel(one, reason=reason, by=by, at=at)
    return found


@transaction.atomic
def book(*, slot_id: int, topic: str, language: str, by: AbstractBaseUser, at: datetime) -> Booking:
    """Book a slot; one visitor has it. Errors: NotThere, NotNow for one that began or is taken, TooMany."""
    Slot.objects.select_for_update(of=("self",)).filter(pk=slot_id).first()
    slot = queries.shown_slot(slot_id, at.astimezone(SOFIA).date())
    if slot is None or address_of(by) is None:
        raise NotThere(f"slot {slot_id}")
    is_own = slot.mentor.role.user_id == by.pk
    if is_own or not rules.may_book(slot, at) or slot.bookings.filter(cancelled_at=None).exists():
        raise NotNow(f"slot {slot_id}: began, is taken, or is one's own")
    if queries.coming(by, at).count() >= rules.MOST_BOOKINGS:
        raise TooMany(f"account {by.pk}: has {rules.MOST_BOOKINGS} hours to come")
    made = Booking.objects.create(slot=slot, visitor_id=by.pk, topic=topic, language=language, at=at)
    audit.record("hour.booked", target=made, by=by, at=at, slot=slot.pk)
    for letter in letters.booked(made, at=at):
        mail.send(letter)
    return made


@transaction.atomic
def cancel(*, booking_id: int, by: AbstractBaseUser, at: datetime) -> Booking:
    """Give a booked hour back; its slot is free again. Errors: NotThere, NotNow for one that began."""
    held = Booking.objects.select_for_update(of=("self",)).select_related("slot__mentor__role__user", "visitor")
    found = held.filter(pk=booking_id, visitor_id=by.pk, cancelled_at=None).first()
    if found is None:
        raise NotThere(f"booking {booking_id}")
    if not rules.may_book(found.slot, at):
        raise NotNow(f"booking {booking_id}: began at {found.slot.starts_at}")
    return _cancel(found, reason="", by=by, at=at)


def _cancel(found: Booking, *, reason: str, by: AbstractBaseUser, at: datetime) -> Booking:
    found.cancelled_at, found.reason = at, reason
    found.save(update_fields=["cancelled_at", "reason"])
    audit.record("hour.cancelled", target=found, by=by, at=at)
    for letter in letters.cancelled(found, by_mentor=found.visitor_id != by.pk, at=at):
        mail.send(letter)
    return found


def _own(by: AbstractBaseUser) -> Mentor:
    found = Mentor.objects.select_for_update(of=("self",)).filter(role__user_id=by.pk, ended_at=None).first()
    if found is None:
        raise NotThere(f"account {by.pk}: is no mentor")
    return found
