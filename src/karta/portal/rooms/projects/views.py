"""Pages of projects (partners with roles, dates and figures as claims) and of the partner regions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from karta.portal.directory import recorded
from karta.portal.directory.links import organisation_ids
from karta.portal.directory.models import Project, Region
from karta.portal.directory.properties import DATES, FIGURES, ROLES, TEXTS
from karta.portal.directory.queries import Told, claims_on, parts
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.projects import queries

FACTS = {**TEXTS, **DATES}


def project_list(request: HttpRequest) -> HttpResponse:
    """All projects, with what is shown of each: period, partners, regions."""
    projects = list(Project.objects.all())
    codes = [one.code for one in projects]
    told, regions = claims_on("project", codes), queries.regions_of(codes)
    rows = [_row(one, told[one.code], regions[one.code]) for one in projects]
    context = {"rows": rows, "regions": queries.regions(), "section": "projects"}
    return render(request, "projects/list.html", context)


def _row(project: Project, told: dict[str, Told], regions: list[Region]) -> dict[str, Any]:
    leader = parts(told["coordinator"])
    return {
        "project": project,
        "leader": leader[0].body if leader else None,
        "start": told["start"].shown or told["period"].shown,
        "end": told["end"].shown,
        "partners": told["partners"].shown,
        "regions": regions,
        "contradictions": sum(len(one.contradictions) for one in told.values()),
    }


def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: who takes part in which role, dates and figures with every claim, where sources do not agree."""
    found = get_object_or_404(Project, code=code)
    told = claims_on("project", [code])[code]
    roles = [(name, label, parts(told[name])) for name, label in ROLES.items() if told[name].claims]
    sources = {claim.source for one in told.values() for claim in one.claims}
    context = {
        "project": found,
        "roles": roles,
        "org_ids": organisation_ids(request, [part.body for _name, _label, members in roles for part in members]),
        "facts": [(label, told[name]) for name, label in FACTS.items() if told[name].claims],
        "figures": [(label, told[name]) for name, label in FIGURES.items() if told[name].claims],
        "regions": queries.regions_of([code])[code],
        "contradictions": [one for property_told in told.values() for one in property_told.contradictions],
        "sources": sorted(sources, key=lambda one: one.code),
        "corrections": recorded.in_words_of(recorded.corrections("project", code), language()),
        "section": "projects",
    }
    return render(request, "projects/project.html", context)


def region_list(request: HttpRequest) -> HttpResponse:
    """Every region that a partner comes from."""
    return render(request, "projects/regions.html", {"regions": queries.regions(), "section": "projects"})


def region(request: HttpRequest, code: str) -> HttpResponse:
    """One partner region: its organisations, their roles in projects, the events that they organise."""
    found = get_object_or_404(Region, code=code)
    members = queries.members(found)
    claims = [role.claim for member in members for role in member.roles]
    context = {
        "region": found,
        "members": members,
        "events": queries.events_of(found),
        "org_ids": organisation_ids(request, [member.body for member in members]),
        "sources": sorted({claim.source for claim in claims}, key=lambda one: one.code),
        "changed": max((claim.recorded_at for claim in claims), default=None),
        "section": "projects",
    }
    return render(request, "projects/region.html", context)
