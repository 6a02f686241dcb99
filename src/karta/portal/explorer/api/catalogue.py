"""The catalogue of what is published, for other catalogues: DCAT-AP 3.0 as Turtle, JSON-LD and RDF/XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from ninja import Router

from karta.portal.explorer.api.asked import ERRORS
from karta.portal.platform.api import answers_conditionally
from karta.portal.platform.snapshots import asked_snapshot

if TYPE_CHECKING:
    from karta.explore.catalogue import Addresses

router = Router(tags=["catalogue"])
FORMS = {  # ending of the address → rdflib's format, media type
    "ttl": ("turtle", "text/turtle; charset=utf-8"),
    "jsonld": ("json-ld", "application/ld+json"),
    "rdf": ("pretty-xml", "application/rdf+xml; charset=utf-8"),
}


@router.get("/catalogue.{form}", response={200: str, **ERRORS})
@answers_conditionally()
def catalogue_of_datasets(request: HttpRequest, form: str) -> HttpResponse:
    """The map and its sources as datasets, by DCAT-AP 3.0. `form`: ttl, jsonld or rdf."""
    if form not in FORMS:
        raise Http404(form)
    from karta.explore.catalogue import catalogue  # RDF takes 20 MB of memory: not for who never asks

    made = catalogue(asked_snapshot(request), _addresses(request))
    rdflib_name, media_type = FORMS[form]
    return HttpResponse(made.serialize(format=rdflib_name, encoding="utf-8"), content_type=media_type)


def _addresses(request: HttpRequest) -> Addresses:
    from karta.explore.catalogue import Addresses

    def at(name: str, *args: str) -> str:
        return request.build_absolute_uri(reverse(name, args=args))

    with translation.override("en"):
        return Addresses(
            home=request.build_absolute_uri("/en/"),
            catalogue=request.build_absolute_uri(reverse("api:catalogue_of_datasets", args=["ttl"])).removesuffix(
                ".ttl"
            ),
            map=at("explorer:map"),
            method=at("explorer:method"),
            contact=at("explorer:method"),
            export=at("explorer:export", "csv").removesuffix("csv") + "{}",
            source=at("explorer:sources") + "{}/",
            api=request.build_absolute_uri("/api/v1/"),
            api_description=request.build_absolute_uri("/api/v1/openapi.json"),
            ogc=at("ogc:landing_page"),
            ogc_description=at("ogc:api_description"),
        )
