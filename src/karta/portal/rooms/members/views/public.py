"""Who is a member: for everybody, as a page and as a file."""

from __future__ import annotations

import csv
import io
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from karta.explore.export import harmless
from karta.portal.directory.links import organisation_ids
from karta.portal.directory.queries import claims_on, parts
from karta.portal.platform.map_file import map_file
from karta.portal.platform.snapshots import snapshot_or_none
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.rooms.members import queries
from karta.portal.rooms.members.queries import Named


def member_list(request: HttpRequest) -> HttpResponse:
    """Standing members by kind; below them whom others name as members, as what it is: claims of a source."""
    found = queries.named(snapshot_or_none(request), queries.public_members())
    cluster = map_file().cluster or ""
    told = claims_on("body", [cluster])[cluster]["member"]
    claimed = parts(told)
    context = {
        "groups": [(kind, list(own)) for kind, own in groupby(found, key=lambda one: one.membership.kind)],
        "count": len(found),
        "claimed": claimed,
        "claims": told.claims,
        "org_ids": organisation_ids(request, [one.body for one in claimed]),
        "sources": sorted({claim.source for claim in told.claims}, key=lambda one: one.code),
        "section": "members",
    }
    return render(request, "members/list.html", context)


def members_csv(request: HttpRequest) -> HttpResponse:
    """The public list as a file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_("Member"), _("Kind of membership"), _("Member since, year"), _("Organisation on the map")])
    for one in queries.named(snapshot_or_none(request), queries.public_members()):
        writer.writerow([harmless(str(cell)) for cell in _cells(one)])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="members.csv"'
    return response


def _cells(one: Named) -> list[Any]:
    since = one.membership.starts_on
    return [in_language(one.name), in_language(one.membership.kind.name), since.year if since else "", one.org_id]
