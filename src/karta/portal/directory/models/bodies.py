"""Organisations as events and projects name them, and the regions that they come from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models.texts import Bilingual


class Region(models.Model):
    """A partner region: at a NUTS level where a source names one, else the country."""

    code = models.SlugField(max_length=40, unique=True)
    name_bg = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    nuts_code = models.CharField(max_length=5, blank=True)
    nuts_year = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("code",)

    name = Bilingual("name")

    def __str__(self) -> str:
        return self.code

    @property
    def is_inside_a_country(self) -> bool:
        """Whether it is a part of its country, neither the country itself nor all of Europe."""
        return self.country != "EU" and len(self.nuts_code) != 2


class Body(models.Model):
    """Who organises, takes part or pays, by the name it is called here. Its other written forms are claims on `name`.

    `source_id`, `record_id`: the record of the snapshot that is this body, so that it is found whatever id its
    organisation has there; `org_id`: that id where a person set it.
    """

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation")
        PROJECT = "project", _("project or network")
        PROGRAMME = "programme", _("programme or fund")
        GROUP = "group", _("unnamed group")  # "ministries, municipalities": nobody in particular
        OFFICE = "office", _("public office")  # a role that a person holds; the person is not shown
        UNRESOLVED = "unresolved", _("not identified")  # a short name that nobody could expand

    code = models.SlugField(max_length=40, unique=True)
    name_bg = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.ORGANISATION)
    country = models.CharField(max_length=2, blank=True)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="bodies")
    website = models.URLField(max_length=300, blank=True)
    source_id = models.CharField(max_length=60, blank=True)
    record_id = models.CharField(max_length=120, blank=True)
    org_id = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("code",)
        verbose_name_plural = "bodies"

    name = Bilingual("name")

    def __str__(self) -> str:
        return self.code
