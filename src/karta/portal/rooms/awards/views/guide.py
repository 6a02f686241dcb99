"""The applicants' room: the steps, templates to download, good practices of partners."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from karta.portal.directory.models import Project, Region, Source
from karta.portal.directory.queries import Told, claims_on, parts
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.awards.guide.docx import MEDIA_TYPE, document
from karta.portal.rooms.awards.guide.words import practices, steps, templates

PARTNERS = ("coordinator", "partner", "participant")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """How to become a spin-off, step by step."""
    context = {
        "steps": [(one, templates().get(one.template)) for one in steps()],
        "templates": templates().values(),
        "practices": _practices(),
        "section": "events",
    }
    return render(request, "awards/guide.html", context)


def _practices() -> list[dict[str, Any]]:
    """Projects that are there, with what can be taken from each, and by their claims partner regions and sources."""
    wanted = {one.project: one for one in practices()}
    told = claims_on("project", wanted)
    found = {one.code: one for one in Project.objects.filter(code__in=wanted)}
    regions = _regions(told)
    return [
        {
            "project": found[code], "take": one.take, "regions": regions[code], "sources": _sources(told[code]),
        }
        for code, one in wanted.items()
        if code in found
    ]  # fmt: skip


def _sources(told: dict[str, Told]) -> list[Source]:
    """Those with an address, each once."""
    found = {claim.source for held in told.values() for claim in held.claims if claim.source.address}
    return sorted(found, key=lambda one: one.code)


def _regions(told: dict[str, dict[str, Told]]) -> dict[str, list[Region]]:
    """Project → regions of its partners, each once. One query."""
    of = {
        code: {part.body.region_id for name in PARTNERS if name in held for part in parts(held[name])}
        for code, held in told.items()
    }
    regions = {one.pk: one for one in Region.objects.filter(pk__in=set().union(*of.values()) - {None})}
    return {code: sorted((regions[pk] for pk in own if pk), key=lambda one: one.code) for code, own in of.items()}


@require_safe
def template(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A template as a document in the reader's language."""
    found = templates().get(code)
    if found is None:
        raise Http404(f"template {code}: there is none of this name")
    response = HttpResponse(document(found, language()), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{code}-{language()}.docx"'
    return response
