"""Accounts are Django's own. Here: who did what, one-time links, and attempts that are counted."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditLine(models.Model):
    """One write: what was done to what, by whom, when. Never changed, never deleted."""

    action = models.CharField(max_length=80)
    target = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.target}"


class OneTimeLink(models.Model):
    """An address through which an account without a password gets one. Only the token's SHA-256 is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.user_id}, until {self.expires_at:%Y-%m-%d %H:%M}"


class Attempt(models.Model):
    """A try that is counted (rules.LIMITS). `key` is a keyed hash: neither names nor addresses are kept."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("kind", "key", "at")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
