"""The projects' part of the sitemap: projects and partner regions, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from karta.portal.directory.models import Project
from karta.portal.platform.sitemaps import Entry
from karta.portal.rooms.projects.queries import regions


def entries() -> Iterable[Entry]:
    """One entry a project, with the day of its last change, and one a region."""
    for code, changed in Project.objects.values_list("code", "changed_at"):
        yield Entry({language: f"/{language}/projects/{code}/" for language in ("bg", "en")}, f"{changed:%Y-%m-%d}")
    for region in regions():
        yield Entry({language: f"/{language}/partner-regions/{region.code}/" for language in ("bg", "en")})
