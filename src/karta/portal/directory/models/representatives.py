"""Who acts for an organisation on the portal."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    """Representatives by where their request stands."""

    def standing(self) -> RepresentativeQuerySet:
        """Those who act for their organisation: proven, and not ended."""
        return self.filter(proven_at__isnull=False, ended_at=None)


class Representative(models.Model):
    """An account that acts for an organisation, from the moment that it was proven until it ends.

    Rows are never deleted while the account lives: what somebody did for an organisation stays explained.
    """

    class Proof(models.TextChoices):
        EMAIL = "email", _("an address at the organisation's website")
        STEWARD = "steward", _("a steward of the portal")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    org_id = models.CharField(max_length=40, db_index=True)  # as it was when asked for: a snapshot may have moved it
    reason = models.TextField(max_length=2000, blank=True)  # the asker's own words for the steward
    email = models.EmailField(blank=True)  # the address that proves it
    proof = models.CharField(max_length=8, choices=Proof, blank=True)
    asked_at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True)
    proven_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # the steward, if one did
    ended_at = models.DateTimeField(null=True, blank=True)  # given up, declined or taken back
    ended_reason = models.TextField(max_length=2000, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "org_id"), condition=models.Q(ended_at=None), name="one_standing_representative"
            ),
        )

    def __str__(self) -> str:
        return f"representative {self.pk} of {self.org_id}"
