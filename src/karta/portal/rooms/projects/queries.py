"""Reads of projects and of the regions that their partners come from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from karta.portal.directory.models import Body, Claim, Edition, Mention, Project, Region
from karta.portal.directory.properties import ROLES
from karta.portal.platform.public_state import kept, kept_each


@dataclass(frozen=True, slots=True)
class Membership:
    """One role of a body in a project, by the claim that says so."""

    project: Project
    role: str
    claim: Claim


@dataclass(slots=True)
class Member:
    """A body of a region with its roles in projects."""

    body: Body
    roles: list[Membership] = field(default_factory=list)


def regions() -> list[Region]:
    """Regions that have bodies, those with most first; `members` counts them. Asked once a state of the portal."""
    return kept("projects.regions", _regions)


def _regions() -> list[Region]:
    return list(Region.objects.annotate(members=Count("bodies")).filter(members__gt=0).order_by("-members", "code"))


def members(region: Region) -> list[Member]:
    """Bodies of a region in order of their names, each with its roles in projects, once a role. Three queries, asked
    once a state of the portal."""
    return kept(f"projects.members {region.code}", lambda: _members(region))


def _members(region: Region) -> list[Member]:
    found = {body.pk: Member(body) for body in region.bodies.order_by("name_en", "code")}
    projects = {one.code: one for one in Project.objects.all()}
    mentions = Mention.objects.public().filter(
        body__in=list(found), claim__subject_kind="project", claim__property__in=list(ROLES)
    )  # fmt: skip
    seen = set()
    for mention in mentions.select_related("claim__source").order_by("claim__subject_code", "claim_id"):
        claim, project = mention.claim, projects.get(mention.claim.subject_code)
        key = (mention.body_id, claim.subject_code, claim.property)
        if project is not None and key not in seen:
            seen.add(key)
            found[mention.body_id].roles.append(Membership(project, claim.property, claim))
    return list(found.values())


def events_of(region: Region) -> list[Edition]:
    """Events that bodies of a region organise, newest first; the first twenty. Asked once a state of the portal."""
    return kept(f"projects.events_of {region.code}", lambda: _events_of(region))


def _events_of(region: Region) -> list[Edition]:
    organised = Claim.objects.public().filter(subject_kind="edition", property="organiser", bodies__region=region)
    found = Edition.objects.filter(code__in=organised.values("subject_code"))
    return list(found.order_by("-is_fully_dated", "-starts_on", "code")[:20])


def regions_of(codes: list[str]) -> dict[str, list[Region]]:
    """Regions of the bodies with a role in each of these projects: project code → regions. One query, asked once a
    state of the portal."""
    return kept_each("projects.regions_of", codes, _regions_of)


def _regions_of(codes: list[str]) -> dict[str, list[Region]]:
    mentions = Mention.objects.public().filter(
        claim__subject_kind="project", claim__subject_code__in=codes, claim__property__in=list(ROLES),
        body__region__isnull=False,
    )  # fmt: skip
    told: dict[str, dict[str, Region]] = defaultdict(dict)
    for mention in mentions.select_related("claim", "body__region").order_by("body__region__code"):
        told[mention.claim.subject_code][mention.body.region.code] = mention.body.region
    return {code: list(told[code].values()) for code in codes}
