"""Messages to the cluster, their answers, and what the cluster set for both."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karta.portal.rooms.contact import rules


class Message(models.Model):
    """What somebody wrote. Deleted with its answers `delete_at`; until it is closed that is not set."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question or proposal")
        MEMBERSHIP = "membership", _("Membership")
        INVESTORS = "investors", _("Contact with a company, for investors")
        ACCESS = "access", _("Which data you hold about me")
        ERASURE = "erasure", _("Remove the data you hold about me")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        CLOSED = "closed", _("closed without an answer")

    sent_key = models.CharField(
        max_length=64, unique=True
    )  # made with the form: the same form sent twice is one message
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField()
    subject = models.CharField(max_length=150)
    text = models.TextField(max_length=5000)
    language = models.CharField(max_length=2)
    sent_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    delete_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("due_on", "sent_at", "pk")

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def is_about_own_data(self) -> bool:
        return self.kind in (self.Kind.ACCESS, self.Kind.ERASURE)


class Answer(models.Model):
    """What the cluster answered, by mail to the sender."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(max_length=10000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"answer {self.pk} to message {self.message_id}"


class Terms(models.Model):
    """One row: within how many working days the cluster answers, and how many days it keeps what is closed."""

    answer_days = models.PositiveSmallIntegerField(default=rules.ANSWER_DAYS)
    retention_days = models.PositiveSmallIntegerField(default=rules.RETENTION_DAYS)

    class Meta:
        verbose_name_plural = "terms"

    def __str__(self) -> str:
        return f"answer in {self.answer_days} days, keep {self.retention_days}"
