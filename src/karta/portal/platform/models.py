"""Accounts are Django's own. Here: who did what, one-time links, counted attempts, letters on their way, API keys."""

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


class Letter(models.Model):
    """A mail on its way. Deleted once the mail server took it; one that was given up keeps neither address nor text."""

    class State(models.TextChoices):
        WAITING = "waiting"
        GIVEN_UP = "given_up"

    to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    attachments = models.JSONField(default=list)  # [{"name", "media_type", "content" in base64}]
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    problem = models.CharField(max_length=80, blank=True)  # the last refusal: its class and SMTP code, never its text

    def __str__(self) -> str:
        return f"letter {self.pk}, {self.state}, {self.attempts} attempts"


class ApiKey(models.Model):
    """A key of the API. Only its SHA-256 is kept; `start` lets its owner tell keys apart."""

    email = models.EmailField()
    use = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2)
    start = models.CharField(max_length=12, blank=True)
    key_hash = models.CharField(max_length=64, null=True, unique=True)  # null until the address is confirmed
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"API key {self.start or self.pk}"


class Consent(models.Model):
    """One agreement of a person to one purpose (platform.consents); given again, it is another row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "purpose"), condition=models.Q(withdrawn_at=None), name="one_standing_consent"
            ),
        )

    def __str__(self) -> str:
        return f"consent {self.pk}: {self.purpose}"


class PublicState(models.Model):
    """One row: another value after every write to what visitors see (platform.public_state)."""

    version = models.UUIDField()

    def __str__(self) -> str:
        return str(self.version)
