"""Event series and their editions. What sources say of an edition are claims; here is what pages and sorting need."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models.claims import Claim
from karta.portal.directory.models.texts import Bilingual


class Series(models.Model):
    """What returns under one name: a conference, a week, an award."""

    code = models.SlugField(max_length=60, unique=True)
    name_bg = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    about_bg = models.TextField(max_length=2000, blank=True)
    about_en = models.TextField(max_length=2000, blank=True)
    website = models.URLField(max_length=300, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name_plural = "series"

    name = Bilingual("name")
    about = Bilingual("about")

    def __str__(self) -> str:
        return self.code


class Edition(models.Model):
    """One event. The days, times and their precision repeat the preferred claim on `dates` (services.refresh_dates)."""

    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("conference")
        FORUM = "forum", _("forum")
        MEETING = "meeting", _("meeting")
        VISIT = "visit", _("visit")
        WEBINAR = "webinar", _("webinar")
        WORKSHOP = "workshop", _("workshop")
        TRAINING = "training", _("training")
        PRESENTATION = "presentation", _("presentation")
        AWARD = "award", _("award")
        WEEK = "week", _("week of events")

    code = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=14, choices=Kind)
    name_bg = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    about_bg = models.TextField(max_length=2000, blank=True)
    about_en = models.TextField(max_length=2000, blank=True)
    is_online = models.BooleanField(default=False)
    place_bg = models.CharField(max_length=250, blank=True)  # "" where it is not known
    place_en = models.CharField(max_length=250, blank=True)
    country = models.CharField(max_length=2, blank=True)
    entry_bg = models.CharField(max_length=250, blank=True)  # who may come, at what price
    entry_en = models.CharField(max_length=250, blank=True)
    registration = models.URLField(max_length=500, blank=True)
    series = models.ManyToManyField(Series, through="SeriesEntry", related_name="editions")
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="next_edition"
    )
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="sessions")
    starts_on = models.DateField(null=True, blank=True, db_index=True)
    ends_on = models.DateField(null=True, blank=True, db_index=True)
    starts_at = models.DateTimeField(null=True, blank=True)  # instants; only where the source prints hours
    ends_at = models.DateTimeField(null=True, blank=True)
    date_precision = models.CharField(max_length=12, choices=Claim.Precision, default=Claim.Precision.UNKNOWN)
    is_fully_dated = models.BooleanField(default=False, db_index=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-is_fully_dated", "-starts_on", "code")

    name = Bilingual("name")
    about = Bilingual("about")
    place = Bilingual("place")
    entry = Bilingual("entry")

    def __str__(self) -> str:
        return self.code


class SeriesEntry(models.Model):
    """An edition as part of a series; one edition may belong to several (TR32)."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="entries")
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="entries")
    number = models.SmallIntegerField(null=True, blank=True)  # third edition: 3

    class Meta:
        ordering = ("series_id", "number", "pk")
        constraints = (models.UniqueConstraint(fields=("series", "edition"), name="edition_once_in_series"),)

    def __str__(self) -> str:
        return f"{self.series_id}: {self.edition_id}"
