"""An organisation's own profile in all its versions, what it offers and looks for, and codes that prove an address."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Representative
from karta.portal.directory.models.texts import Bilingual


class Version(models.Model):
    """What an organisation said of itself at one moment, whole. Never changed; the newest stands.

    `content` is flat, key → value (rules.ATTRIBUTES, `figure:<measure>:<year>`, `offer:<key>`); {}: taken back.
    """

    class Role(models.TextChoices):
        REPRESENTATIVE = "representative", _("a representative")
        STEWARD = "steward", _("a steward of the portal")

    org_id = models.CharField(max_length=40)  # as it was then: a snapshot may have moved it (directory.ids)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    role = models.CharField(max_length=14, choices=Role)
    at = models.DateTimeField()
    restores = models.PositiveIntegerField(null=True, blank=True)  # the version that was brought back
    sent_key = models.CharField(max_length=64, unique=True)  # the same form sent twice is one version

    class Meta:
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("org_id", "number"), name="version_once"),)

    def __str__(self) -> str:
        return f"{self.org_id}@{self.number}"


class Offer(models.Model):
    """One thing that an organisation offers or looks for: the newest version as rows, made anew with each version."""

    class Kind(models.TextChoices):
        OFFER = "offer", _("we offer")
        NEED = "need", _("we look for")

    class Theme(models.TextChoices):
        PRODUCT = "product", _("products and services")
        RESEARCH = "research", _("research and development")
        TECHNOLOGY = "technology", _("technology and licences")
        MANUFACTURING = "manufacturing", _("manufacturing")
        CLINICAL = "clinical", _("clinical trials and data")
        PARTNER = "partner", _("partners for a project")
        PEOPLE = "people", _("people and training")
        PREMISES = "premises", _("premises and equipment")
        OTHER = "other", _("something else")

    org_id = models.CharField(max_length=40, db_index=True)
    key = models.CharField(max_length=16)
    kind = models.CharField(max_length=5, choices=Kind, db_index=True)
    theme = models.CharField(max_length=14, choices=Theme)
    title_bg = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    text_bg = models.TextField(max_length=600, blank=True)
    text_en = models.TextField(max_length=600, blank=True)
    since = models.DateField()
    confirmed = models.DateField(db_index=True)  # the day on which somebody last said that it holds

    class Meta:
        ordering = ("-confirmed", "-since", "org_id", "key")
        constraints = (models.UniqueConstraint(fields=("org_id", "key"), name="offer_once"),)

    title = Bilingual("title")
    text = Bilingual("text")

    def __str__(self) -> str:
        return f"{self.kind} {self.key} of {self.org_id}"


class EmailCode(models.Model):
    """A code on its way to an address that proves whom somebody acts for. Only its hash is kept."""

    representative = models.OneToOneField(Representative, on_delete=models.CASCADE, related_name="code")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"code of {self.representative_id}"
