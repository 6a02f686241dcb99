"""Who stands behind entries. Read by who leads a round and by the search for conflicts; by nothing of a juror's."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from karta.portal.engines.review.models.entries import Entry


class Identity(models.Model):
    """What an entry is called outside of its round."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="+", primary_key=True)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"identity of entry {self.entry_id}"


class Party(models.Model):
    """An author (an account, a name, or both) or an organisation of an entry."""

    class Kind(models.TextChoices):
        AUTHOR = "author"
        ORGANISATION = "organisation"

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="parties")
    kind = models.CharField(max_length=12, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    org_id = models.CharField(max_length=40, blank=True, db_index=True)  # as it was when it was entered
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("kind", "pk")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
