"""What the jury says together: minutes, votes, decisions and who signed them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from karta.portal.engines.review.models.entries import Entry
from karta.portal.engines.review.models.jurors import Juror
from karta.portal.engines.review.models.rounds import Category, Round

PERSON = settings.AUTH_USER_MODEL


class Minute(models.Model):
    """One line of the minutes of a deliberation: added to, never changed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="minutes")
    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="minutes")
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.CASCADE, related_name="minutes")
    text = models.TextField(max_length=4000)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    juror = models.ForeignKey(Juror, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    sent_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"minute {self.pk}"


class Vote(models.Model):
    """A juror's vote that an entry should win, in the deliberation."""

    class Choice(models.TextChoices):
        YES = "yes", pgettext_lazy("vote", "for")
        NO = "no", pgettext_lazy("vote", "against")
        ABSTAIN = "abstain", pgettext_lazy("vote", "abstain")

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="votes")
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="votes")
    choice = models.CharField(max_length=7, choices=Choice)
    at = models.DateTimeField()

    class Meta:
        ordering = ("entry__code", "juror__number")
        constraints = (models.UniqueConstraint(fields=("entry", "juror"), name="one_vote"),)

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Decision(models.Model):
    """The decision of a category: the record that jurors sign. Only its result is public, once it is issued."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("decision", "waits for signatures")
        ISSUED = "issued", pgettext_lazy("decision", "issued")
        REPLACED = "replaced", pgettext_lazy("decision", "replaced")

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    outcome = models.JSONField(default=list)  # [{"entry": pk, "object_id", "code", "place": 1 | None, "verdict"}, …]
    record = models.JSONField(default=dict)  # scores, votes and rules of that moment
    reasons = models.TextField(max_length=8000)
    sha256 = models.CharField(max_length=64)  # of outcome, record and reasons: what is signed
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    issued_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("category",), condition=models.Q(state__in=("draft", "issued")), name="one_decision"
            ),
        )

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Signature(models.Model):
    """A juror's name under a decision: of exactly the text whose hash stands here."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="signatures")
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("decision", "juror"), name="one_signature"),)

    def __str__(self) -> str:
        return f"signature {self.pk}"
