"""Which projects name an organisation, by the claims of their sources."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import override

from karta.portal.directory import models
from karta.portal.directory.mentions import Mention
from karta.portal.directory.models import Project
from karta.portal.directory.queries import claims_on


def mentions_of(named: dict[str, list[models.Mention]]) -> list[Mention]:
    """What directory.mentions asks this room. A project's day is that of its start, where a source gives it."""
    facts = claims_on("project", named)
    told = []
    for project in Project.objects.filter(code__in=named):
        first = named[project.code][0]
        begun = facts[project.code]["start"].shown or facts[project.code]["period"].shown
        day = begun.starts_on if begun else None
        for language in ("bg", "en"):
            with override(language):
                address = reverse("projects:project", args=[project.code])
            told.append(Mention(
                "projects", project.code, language, project.name[language] or project.code, address,
                first.claim.as_published, first.as_written, day.isoformat()[:7] if day else "", day,
                first.claim.language,
            ))  # fmt: skip
    return told
