"""A round of reviewing with its rules: fixed from the moment that it is opened."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karta.portal.directory.models.texts import Bilingual

PERSON = settings.AUTH_USER_MODEL


class Round(models.Model):
    """One round of one room. What stands before `opened_at` among RULES is fixed by opening it."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("round", "being prepared")
        OPEN = "open", pgettext_lazy("round", "open")
        CLOSED = "closed", pgettext_lazy("round", "closed")

    class Ranking(models.TextChoices):
        RAW = "raw", _("scores as given")
        NORMALISED = "normalised", _("scores without the severity of jurors")

    RULES = (
        "blind", "allows_revise", "reviews_per_entry", "most_per_juror", "ranking", "threshold", "tie_rules", "quorum",
    )  # fmt: skip

    app = models.CharField(max_length=40, db_index=True)  # the room's label
    title_bg = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    blind = models.BooleanField(default=True)
    allows_revise = models.BooleanField(default=False)  # the verdict "revise"
    reviews_per_entry = models.PositiveSmallIntegerField(default=3)
    most_per_juror = models.PositiveSmallIntegerField(default=30)  # entries
    ranking = models.CharField(max_length=10, choices=Ranking, default=Ranking.RAW)
    threshold = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # of 100; below it none wins
    tie_rules = models.JSONField(default=list)  # codes of ties.RULES, in the order in which they are asked
    quorum = models.PositiveSmallIntegerField(default=2)  # signatures that a decision needs
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    sent_key = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-opens_at", "-pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(opens_at__lt=models.F("closes_at")), name="round_opens_first"),
            models.CheckConstraint(condition=models.Q(reviews_per_entry__gte=1), name="round_is_reviewed"),
        )

    title = Bilingual("title")

    def __str__(self) -> str:
        return f"round {self.pk}"


class Category(models.Model):
    """A category of a round: entries are ranked within it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=40)
    name_bg = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    places = models.PositiveSmallIntegerField(default=1)  # how many win
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=("round", "code"), name="category_once"),)

    name = Bilingual("name")

    def __str__(self) -> str:
        return f"category {self.code} of round {self.round_id}"


class Criterion(models.Model):
    """A criterion of the rubric: whole points from 0 to `most`, of which anchors say in words what they mean."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=40)
    name_bg = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    about_bg = models.TextField(max_length=600, blank=True)
    about_en = models.TextField(max_length=600, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)  # its share is this over the sum of all
    most = models.PositiveSmallIntegerField(default=5)
    anchors = models.JSONField(default=list)  # [{"points": 0, "bg": …, "en": …}, …], ascending
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "code"), name="criterion_once"),
            models.CheckConstraint(condition=models.Q(weight__gte=1, most__gte=1), name="criterion_counts"),
        )

    name = Bilingual("name")
    about = Bilingual("about")

    def __str__(self) -> str:
        return f"criterion {self.code} of round {self.round_id}"
