"""Registration for an edition: what is asked, who registered, which places they hold or wait for, doors and scans.

There is no price in any of it: entry is free, and registration is the only way to a ticket.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from karta.portal.directory.models import Edition
from karta.portal.directory.models.texts import Bilingual
from karta.portal.rooms.events.models.programme import Session
from karta.portal.rooms.events.registration import fields, rules

PERSON = settings.AUTH_USER_MODEL


class Admission(models.Model):
    """That one can register for an edition, from when to when. Its row is the lock of every place of the edition."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="admission")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    capacity = models.PositiveIntegerField(null=True, blank=True)  # None: whoever comes
    kept_days = models.PositiveSmallIntegerField(default=rules.KEPT_DAYS)  # after the event
    terms_bg = models.TextField(max_length=2000, blank=True)
    terms_en = models.TextField(max_length=2000, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="admission_closes_after_it_opens"
            ),
        )

    terms = Bilingual("terms")

    def __str__(self) -> str:
        return f"admission {self.pk}"


class AskedField(models.Model):
    """One thing that registration asks beside name and address, and what the event needs it for. Who sees it is the
    same for every edition: registration.fields."""

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="asked")
    field = models.CharField(max_length=14, choices=fields.CHOICES)
    reason_bg = models.CharField(max_length=200)
    reason_en = models.CharField(max_length=200)
    is_required = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("admission", "field"), name="field_asked_once"),)

    reason = Bilingual("reason")

    def __str__(self) -> str:
        return f"{self.field} of {self.admission_id}"


class Registration(models.Model):
    """One person who registered. Without `confirmed_at` nobody knows yet whether the address is theirs: such a row
    holds no place and goes after two days."""

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="registrations")
    name = models.CharField(max_length=120)
    email = models.EmailField()  # in small letters
    language = models.CharField(max_length=2)
    origin = models.CharField(max_length=200, blank=True)  # where they found the portal, for links in letters
    user = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answers = models.JSONField(default=dict)  # field of registration.fields → what was typed
    code = models.CharField(max_length=16, unique=True, default=rules.new_code)  # of the ticket
    ticket = models.CharField(max_length=32, unique=True)  # rules.ticket_of(code)
    sent_key = models.CharField(max_length=64, unique=True)  # the same form sent twice is one registration
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("admission", "email"), condition=models.Q(cancelled_at=None), name="one_standing_registration"
            ),
        )

    def __str__(self) -> str:
        return f"registration {self.pk}"


class Place(models.Model):
    """What somebody holds, was offered or waits for: a place in the edition (`session` None) or in one session.

    Those who wait are served in the order of `pk`: rows are made under the lock of the admission.
    """

    class State(models.TextChoices):
        HELD = "held", pgettext_lazy("place", "has a place")
        OFFERED = "offered", pgettext_lazy("place", "was offered a place")
        WAITING = "waiting", pgettext_lazy("place", "on the waiting list")
        RETURNED = "returned", pgettext_lazy("place", "gave it back")
        LAPSED = "lapsed", pgettext_lazy("place", "did not answer the offer in time")

    TAKES = (State.HELD, State.OFFERED)
    STANDS = (State.HELD, State.OFFERED, State.WAITING)

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="places")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.CASCADE, related_name="places")
    state = models.CharField(max_length=8, choices=State)
    made_at = models.DateTimeField()
    offered_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("session", "state")), models.Index(fields=("state", "offered_until")))
        constraints = (
            models.UniqueConstraint(
                fields=("registration",),
                condition=models.Q(session=None, state__in=("held", "offered", "waiting")),
                name="one_standing_place",
            ),
            models.UniqueConstraint(
                fields=("registration", "session"),
                condition=models.Q(state__in=("held", "offered", "waiting")),
                name="one_standing_place_in_session",
            ),
        )

    def __str__(self) -> str:
        return f"place {self.pk}, {self.state}"


class Door(models.Model):
    """A link of the day: who has it checks tickets until it ends. Only the SHA-256 of its secret is kept."""

    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="doors")
    name = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"door {self.pk}"


class Scan(models.Model):
    """One time that a device read a ticket. Each is kept; of one ticket at one place the first is the attendance.

    `id` is the device's own, so that a delivery that is repeated adds nothing. Names nobody: `ticket` leads to a
    registration while there is one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    admission = models.ForeignKey(Admission, on_delete=models.CASCADE, related_name="scans")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.CASCADE, related_name="scans")
    ticket = models.CharField(max_length=32)
    is_known = models.BooleanField()  # whether it belonged to somebody with a place when it was received
    device = models.CharField(max_length=40)  # as its bearer called it
    device_clock = models.DateTimeField()
    scanned_at = models.DateTimeField()  # rules.scanned_at
    received_at = models.DateTimeField()
    door = models.ForeignKey(Door, null=True, blank=True, on_delete=models.SET_NULL, related_name="scans")
    by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("scanned_at", "id")
        indexes = (models.Index(fields=("admission", "ticket")),)

    def __str__(self) -> str:
        return f"scan {self.pk}"
