"""Plans of assignment, assignments, reviews."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karta.portal.engines.review.models.entries import Entry
from karta.portal.engines.review.models.jurors import Juror
from karta.portal.engines.review.models.rounds import Round

PERSON = settings.AUTH_USER_MODEL


class Plan(models.Model):
    """One computation of who reviews what, from the click that asked for it; a draft until it is released."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("plan", "waits for the worker")
        RUNNING = "running", pgettext_lazy("plan", "is being computed")
        DRAFT = "draft", pgettext_lazy("plan", "draft")
        IMPOSSIBLE = "impossible", pgettext_lazy("plan", "not possible")
        FAILED = "failed", pgettext_lazy("plan", "failed")
        RELEASED = "released", pgettext_lazy("plan", "released")
        DISCARDED = "discarded", pgettext_lazy("plan", "discarded")

    UNDER_WAY = (State.WAITING, State.RUNNING)

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="plans")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveSmallIntegerField(default=0)  # steps of `total`
    total = models.PositiveSmallIntegerField(default=4)
    value = models.FloatField(null=True, blank=True)  # of the objective that was reached
    bound = models.FloatField(null=True, blank=True)  # above which no plan can be
    seconds = models.FloatField(null=True, blank=True)
    unexperienced = models.PositiveIntegerField(default=0)  # entries none of whose jurors knows the field
    lacking = models.JSONField(default=dict)  # of an impossible one: {"missing", "jurors", "entries": [{"code", …}, …]}
    asked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("round",), condition=models.Q(state__in=("waiting", "running")), name="one_plan_under_way"
            ),
        )

    def __str__(self) -> str:
        return f"plan {self.pk} of round {self.round_id}"


class Assignment(models.Model):
    """That a juror reviews an entry. A juror knows of it once it is released, and no longer once it is removed."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("assignment", "draft")
        RELEASED = "released", pgettext_lazy("assignment", "released")
        REMOVED = "removed", pgettext_lazy("assignment", "removed")

    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.CASCADE, related_name="assignments")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="assignments")
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="assignments")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    match = models.FloatField(default=0)  # of expertise, 0 to 1
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_for = models.CharField(max_length=12, blank=True)  # conflict | withdrawn | hand

    class Meta:
        ordering = ("entry__code", "juror__number", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("entry", "juror"), condition=models.Q(state="released"), name="one_released_assignment"
            ),
        )

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class Review(models.Model):
    """What a juror says of an entry: theirs alone until the round is closed."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("review", "draft")
        SUBMITTED = "submitted", pgettext_lazy("review", "submitted")

    class Verdict(models.TextChoices):
        ACCEPT = "accept", _("accept")
        REVISE = "revise", _("revise")
        REJECT = "reject", _("reject")

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="review")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    points = models.JSONField(default=dict)  # criterion's code → whole points
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True)
    reasons = models.TextField(max_length=6000, blank=True)  # for the jury
    for_applicant = models.TextField(max_length=3000, blank=True)  # told without the juror's name, after the decision
    revision = models.PositiveIntegerField(default=0)  # of the draft: an older page does not overwrite a newer one
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of what was signed by submitting, with the entry's own
    kept_out_at = models.DateTimeField(null=True, blank=True)  # it does not count: a conflict came up

    class Meta:
        ordering = ("assignment_id",)

    def __str__(self) -> str:
        return f"review {self.pk}"
