"""Reads of mentors and their hours."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from karta.portal.directory.models import PublicRole
from karta.portal.directory.public_roles import queries as roles
from karta.portal.rooms.awards.models import Booking, Mentor, Slot

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

STANDING = Booking.objects.filter(cancelled_at=None)


def shown(at: datetime, today: date) -> list[Mentor]:
    """Mentors whose public role is shown today, each with the slots that are free and still to come. Two queries."""
    free = Slot.objects.filter(cancelled_at=None, starts_at__gt=at)
    free = free.exclude(Exists(STANDING.filter(slot=OuterRef("pk")))).order_by("starts_at")
    found = Mentor.objects.filter(ended_at=None, role__in=roles.shown(today)).select_related("role__body", "role__user")
    return list(found.prefetch_related(Prefetch("slots", free, to_attr="free")).order_by("made_at", "pk"))


def shown_slot(slot_id: int, today: date) -> Slot | None:
    """A slot of a mentor who is shown today; None for another."""
    found = Slot.objects.filter(pk=slot_id, cancelled_at=None, mentor__ended_at=None)
    return found.filter(mentor__role__in=roles.shown(today)).select_related("mentor__role__user").first()


def own_roles(user: AbstractBaseUser, today: date) -> list[PublicRole]:
    """Public roles of an account that are shown today: with one of them it can be a mentor."""
    return list(roles.shown(today).filter(user_id=user.pk).select_related("body"))


def own_mentor(user: AbstractBaseUser) -> Mentor | None:
    """The mentor that an account is."""
    return Mentor.objects.filter(role__user_id=user.pk, ended_at=None).select_related("role__user").first()


def slots_of(mentor: Mentor, at: datetime) -> list[Slot]:
    """Slots of a mentor that have not ended, in order, each with its standing booking as `standing`."""
    booked = Prefetch("bookings", STANDING.select_related("visitor"), to_attr="standing")
    return list(mentor.slots.filter(cancelled_at=None, ends_at__gt=at).prefetch_related(booked).order_by("starts_at"))


def own_bookings(user: AbstractBaseUser, at: datetime) -> list[Booking]:
    """Hours that an account has booked and that have not ended, in order."""
    found = STANDING.filter(visitor_id=user.pk, slot__ends_at__gt=at)
    return list(found.select_related("slot__mentor__role").order_by("slot__starts_at"))


def coming(user: AbstractBaseUser, at: datetime) -> QuerySet[Booking]:
    """Hours that an account has booked and that have not begun."""
    return STANDING.filter(visitor_id=user.pk, slot__starts_at__gt=at)
