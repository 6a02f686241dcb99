"""Pictures of an edition, each in a few widths without what cameras write beside it (gallery.cleaning)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karta.portal.directory.models import Edition
from karta.portal.directory.models.texts import Bilingual

PERSON = settings.AUTH_USER_MODEL


class PictureQuerySet(models.QuerySet["Picture"]):
    """Pictures by whether readers see them."""

    def public(self) -> PictureQuerySet:
        return self.exclude(published_at=None)


class Picture(models.Model):
    """One picture. It is public from `published_at` on, which needs words in both languages, credit and licence, and
    that nobody can be recognised in it who did not agree.

    `widths` holds [width, height] of each kept size, narrowest first; its files are named after `uid` and width.
    """

    class Licence(models.TextChoices):
        BY = "cc-by-4.0", "CC BY 4.0"
        BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
        ZERO = "cc0-1.0", "CC0 1.0"
        SHOWN_HERE = "shown-here", _("shown here by permission, all rights reserved")

    class People(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("people in a picture", "not looked at yet")
        NOBODY = "nobody", pgettext_lazy("people in a picture", "nobody can be recognised")
        AGREED = "agreed", pgettext_lazy("people in a picture", "everybody who can be recognised agreed")

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="pictures")
    position = models.PositiveIntegerField(default=0)
    widths = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)  # of the file as it came
    alt_bg = models.CharField(max_length=250, blank=True)
    alt_en = models.CharField(max_length=250, blank=True)
    caption_bg = models.CharField(max_length=250, blank=True)
    caption_en = models.CharField(max_length=250, blank=True)
    credit = models.CharField(max_length=120, blank=True)
    licence = models.CharField(max_length=14, choices=Licence, blank=True)
    people = models.CharField(max_length=8, choices=People, default=People.UNKNOWN)
    consent_note = models.CharField(max_length=300, blank=True)  # where the consents are kept; for the team alone
    is_for_report = models.BooleanField(default=False)  # printed in the report to partners
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PictureQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        indexes = (models.Index(fields=("edition", "position")),)
        constraints = (
            models.UniqueConstraint(fields=("edition", "sha256"), name="picture_once_in_edition"),
            models.CheckConstraint(
                condition=models.Q(published_at=None)
                | (
                    ~models.Q(alt_bg="")
                    & ~models.Q(alt_en="")
                    & ~models.Q(credit="")
                    & ~models.Q(licence="")
                    & (models.Q(people="nobody") | (models.Q(people="agreed") & ~models.Q(consent_note="")))
                ),
                name="published_picture_is_described",
            ),
        )

    alt = Bilingual("alt")
    caption = Bilingual("caption")

    def __str__(self) -> str:
        return f"picture {self.pk}"

    @property
    def largest(self) -> tuple[int, int]:
        """Width and height of the largest kept size."""
        width, height = self.widths[-1]
        return width, height
