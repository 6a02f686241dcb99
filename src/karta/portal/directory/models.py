"""What several rooms name. Here: reports of errors, each a proposed correction of one thing that a profile says."""

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
