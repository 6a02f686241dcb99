"""Projects that the cluster takes part in. Partners, dates and figures are claims."""

from __future__ import annotations

from django.db import models

from karta.portal.directory.models.texts import Bilingual


class Project(models.Model):
    """A funded project, by the names that everybody uses."""

    code = models.SlugField(max_length=60, unique=True)
    name_bg = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    about_bg = models.TextField(max_length=2000, blank=True)
    about_en = models.TextField(max_length=2000, blank=True)
    website = models.URLField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("code",)

    name = Bilingual("name")
    about = Bilingual("about")

    def __str__(self) -> str:
        return self.code
