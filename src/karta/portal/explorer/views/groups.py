"""Pages of places, sectors and segments, and the lists of them all."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from karta.explore import groups
from karta.explore.citation import citation
from karta.explore.filters import Filter
from karta.explore.groups import Group, NoSuchGroup
from karta.explore.matches import match
from karta.explore.places import group_profile
from karta.portal.explorer.place_page.page import context
from karta.portal.explorer.place_page.tree import segment_list, tree
from karta.portal.explorer.profile_page import json_ld
from karta.portal.explorer.profile_page.links import in_languages, permalink
from karta.portal.platform.snapshots import asked_snapshot
from karta.portal.platform.templatetags.karta import language


def place(request: HttpRequest, code: str) -> HttpResponse:
    """One settlement, municipality, district or planning region."""
    try:
        group = groups.place(asked_snapshot(request), code)
    except NoSuchGroup as error:
        raise Http404(str(error)) from error
    return _page(request, group, reverse("explorer:place_page", args=[group.code]))


def sector(request: HttpRequest, code: str) -> HttpResponse:
    """One section, division, group or class of NACE Rev. 2."""
    try:
        group = groups.sector(asked_snapshot(request), code)
    except NoSuchGroup as error:
        raise Http404(str(error)) from error
    return _page(request, group, reverse("explorer:sector", args=[group.code]))


def segment(request: HttpRequest, slug: str) -> HttpResponse:
    """One segment of the cluster."""
    try:
        group = groups.segment(asked_snapshot(request), slug)
    except NoSuchGroup as error:
        raise Http404(str(error)) from error
    return _page(request, group, reverse("explorer:segment", args=[groups.slug_of(group.code)]))


def _page(request: HttpRequest, group: Group, address: str) -> HttpResponse:
    """One page an address: another spelling of the code is sent on."""
    if request.path != address:
        return redirect(request.get_full_path().replace(request.path, address, 1), permanent=True)
    snapshot, said = asked_snapshot(request), language()
    measure = snapshot.manifest["default_measure"] or "headcount"
    found = group_profile(snapshot, group, measure)
    made = context(snapshot, found, measure, said)
    link = permalink(request)
    made |= {
        "json_ld": json_ld.script(json_ld.group(request, found)),
        "citation": f"{made['name']}. {citation(snapshot, said)}. {link}",
        "permalink": link,
        "addresses": in_languages(request),
        "section": "map",
    }
    return render(request, "explorer/group.html", made)


def place_list(request: HttpRequest) -> HttpResponse:
    """All planning regions, districts and municipalities, with counts."""
    snapshot = asked_snapshot(request)
    roots = tree(snapshot, "place", language())
    said = {"kind": "place", "roots": roots, "all": match(snapshot, Filter()).count, "section": "map",
            "addresses": in_languages(request)}  # fmt: skip
    return render(request, "explorer/groups.html", said)


def sector_list(request: HttpRequest) -> HttpResponse:
    """All sections, divisions and groups of NACE with counts, and the segments."""
    snapshot, said = asked_snapshot(request), language()
    lists = {
        "kind": "sector",
        "roots": tree(snapshot, "sector", said),
        "segments": segment_list(snapshot, said),
        "all": match(snapshot, Filter()).count,
        "addresses": in_languages(request),
        "section": "map",
    }
    return render(request, "explorer/groups.html", lists)
