"""Certificates, and the figures of the report to an edition's partners."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Edition
from karta.portal.rooms.events.afterwards import rules

PERSON = settings.AUTH_USER_MODEL


class Certificate(models.Model):
    """That somebody took part. It holds no name: `marks` are keyed hashes of the names that it may be printed with, by
    which whoever has the paper can check it. `holder_id`: of the registration or the speaker, which are forgotten
    before it."""

    class Kind(models.TextChoices):
        ATTENDANCE = "attendance", _("Certificate of attendance")
        SPEAKING = "speaking", _("Certificate of speaking")

    number = models.CharField(max_length=14, unique=True, default=rules.new_number)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(max_length=10, choices=Kind)
    holder_id = models.PositiveBigIntegerField()
    marks = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-issued_at", "pk")
        constraints = (models.UniqueConstraint(fields=("kind", "holder_id"), name="one_certificate_of_a_kind"),)

    def __str__(self) -> str:
        return f"certificate {self.number}"


class Report(models.Model):
    """The figures about people in an edition's report to its partners, as they were first given out: newer ones take
    their place only where nobody could be found by comparing both (disclosure.threshold.may_replace)."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="partner_report")
    figures = models.JSONField(default=dict)  # registered, came: count or None; countries: {code: count}; others
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"report on edition {self.edition_id}"
