"""What readers leave behind: reports of errors (each a proposed correction), saved views, alerts about changes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Correction(models.Model):
    """A visitor's proposal. Open until a steward decides; the next build applies what was accepted."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    org_id = models.CharField(max_length=40, db_index=True)
    property = models.CharField(max_length=40)  # as in the snapshot's claims; a figure's is its measure; or "other"
    measure = models.CharField(max_length=40, blank=True)  # of a figure: a measure of snapshot.schema, else ""
    year = models.SmallIntegerField(null=True, blank=True)
    claim_id = models.CharField(max_length=16, blank=True)  # the claim that is said to be wrong
    proposed_value = models.CharField(max_length=400)  # as typed
    unit = models.CharField(max_length=20, blank=True)  # of a figure: persons | fte | EUR | thousand EUR | BGN …
    source_url = models.URLField(max_length=500, blank=True)
    reason = models.TextField(max_length=2000)
    contact = models.EmailField(blank=True)  # shown to stewards only
    language = models.CharField(max_length=2)
    snapshot = models.CharField(max_length=80)  # what the visitor was looking at
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_index=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ("proposed_at", "pk")

    def __str__(self) -> str:
        return f"correction {self.pk}: {self.org_id} {self.property}"


class SavedView(models.Model):
    """A filter under an address that nobody guesses. Who has the address reads it; no account, no name."""

    token = models.CharField(max_length=32, unique=True)
    params = models.JSONField()  # [name, value] pairs of Filter.to_params
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"saved view {self.pk}"


class Alert(models.Model):
    """A confirmed address that is told when a publication changes a filter. Deleted when its reader unsubscribes."""

    email = models.EmailField()
    params = models.JSONField()
    language = models.CharField(max_length=2)
    origin = models.URLField()  # where its reader found the portal: links in letters lead there
    asked_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=80, blank=True)  # the snapshot up to which its reader knows everything

    def __str__(self) -> str:
        return f"alert {self.pk}"


class Noticed(models.Model):
    """One row: the snapshot that was current when somebody last looked (directory.publications)."""

    snapshot = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.snapshot
