"""The Reconciliation API 0.2 (W3C Entity Reconciliation Community Group), as OpenRefine and others ask it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from ninja import Router
from ninja.decorators import decorate_view

from karta.explore.extension import CONTENTS, PARTS, PROPERTIES, extend, property_label
from karta.explore.filters import FilterError
from karta.explore.frame import frame
from karta.explore.profile import NoSuchOrganisation, profile
from karta.explore.reconcile import COLUMNS, Candidate, reconcile
from karta.explore.search import suggest
from karta.matching.names import search_key
from karta.portal.explorer.api.asked import ERRORS, whole_number
from karta.portal.explorer.api.reconcile_queries import AFFILIATION, ANY_KIND, read_extension, read_queries
from karta.portal.platform.snapshots import asked_snapshot
from karta.vocab import labels

router = Router(tags=["reconciliation"])
LANGUAGES = ("bg", "en")
SUGGESTIONS = 10
PREVIEW = (420, 230)  # pixels, width and height of the frame
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors *"
ORGANISATION = {"bg": "организация", "en": "organisation"}
AFFILIATION_NAME = {"bg": "месторабота на автор (текст)", "en": "affiliation of an author (text)"}


def _parameter(name: str, text: str, *, is_required: bool = False, **schema: Any) -> dict[str, Any]:
    whole = {"type": "string", **schema}
    return {"name": name, "in": "query", "required": is_required, "description": text, "schema": whole}


LANG = _parameter("lang", "language of names and labels in the answer", enum=list(LANGUAGES), default="bg")
PREFIX = [_parameter("prefix", "what was typed so far", is_required=True), LANG]
ID = [_parameter("id", "of an organisation, such as bg-eik-831902088", is_required=True), LANG]
ASKED = [
    _parameter("queries", "a batch of queries as JSON: {key: {query, type, limit, properties, type_strict}}"),
    _parameter("extend", "a data extension query as JSON: {ids, properties}"),
    LANG,
]
FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "properties": {"queries": {"type": "string"}, "extend": {"type": "string"}},
                }
            }
        },
    },
    "parameters": [LANG],
}


def open_to_all() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator of an endpoint: pages of any other site may read the answer."""

    def decorated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response.headers["Access-Control-Allow-Origin"] = "*"
            return response

        return opened

    return decorate_view(decorated)


@router.get("/reconcile", response={200: dict[str, Any], **ERRORS}, openapi_extra={"parameters": ASKED})
@open_to_all()
def service(request: HttpRequest) -> dict[str, Any]:
    """The service's manifest; with `queries` or `extend`, their answers."""
    return _answer(request, request.GET) or _manifest(request)


@router.post("/reconcile", response={200: dict[str, Any], **ERRORS}, openapi_extra=FORM)
@open_to_all()
def service_by_form(request: HttpRequest) -> dict[str, Any]:
    """The same for batches that are too long for an address; nothing is written."""
    found = _answer(request, request.POST)
    if found is None:
        raise FilterError("queries", "", "send queries or extend as a form field", "изпратете поле queries или extend")
    return found


def _answer(request: HttpRequest, given: Any) -> dict[str, Any] | None:
    language = _language(request)
    if given.get("queries"):
        asked = read_queries(given["queries"])
        found = reconcile(asked_snapshot(request), list(asked.values()))
        answers = zip(asked, found, strict=True)
        return {key: {"result": [_candidate(one, language) for one in candidates]} for key, candidates in answers}
    return _extended(request, given["extend"], language) if given.get("extend") else None


def _language(request: HttpRequest) -> str:
    language = request.GET.get("lang") or LANGUAGES[0]
    if language not in LANGUAGES:
        raise FilterError("lang", language, "write bg or en", "пишете bg или en")
    return language


def _candidate(found: Candidate, language: str) -> dict[str, Any]:
    card = found.card
    return {
        "id": card["org_id"],
        "name": _named(card, language),
        "description": " · ".join(filter(None, (_kind(card["kind"], language), _eik(card["eik"], language)))),
        "score": found.score,
        "match": found.is_match,
        "type": _types(card["kind"], language),
        "features": [{"id": name, "value": value} for name, value in found.features.items()],
    }


def _named(card: dict[str, Any], language: str) -> str:
    other = "en" if language == "bg" else "bg"
    return str(card[f"name_{language}"] or card[f"name_{other}"] or card["org_id"])


def _kind(code: str | None, language: str) -> str | None:
    return labels.label("kind", code, language) or code


def _eik(eik: str | None, language: str) -> str | None:
    return eik and f"{'ЕИК' if language == 'bg' else 'EIK'} {eik}"


def _types(code: str | None, language: str) -> list[dict[str, str]]:
    own = [{"id": code, "name": _kind(code, language) or code}] if code else []
    return [*own, {"id": ANY_KIND, "name": ORGANISATION[language]}]


def _extended(request: HttpRequest, text: str, language: str) -> dict[str, Any]:
    ids, wanted = read_extension(text)
    told = extend(asked_snapshot(request), ids, [one for _, one in wanted], language)
    years = {name: f" {one.year}" if one.year else "" for name, one in wanted}
    return {
        "meta": [{"id": name, "name": property_label(one.name, language) + years[name]} for name, one in wanted],
        "rows": {
            org_id: {name: _cell(value) for (name, _), value in zip(wanted, values, strict=True)}
            for org_id, values in told.items()
        },
    }


def _cell(value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    kind = "int" if isinstance(value, int) else "float" if isinstance(value, float) else "str"
    return [{kind: value}]


def _manifest(request: HttpRequest) -> dict[str, Any]:
    language = _language(request)
    base = request.build_absolute_uri("/").rstrip("/")
    here = request.build_absolute_uri(request.path)
    title = asked_snapshot(request).manifest["title"][language]
    with translation.override(language):
        view = base + reverse("explorer:organisation", args=["ID"]).replace("ID", "{{id}}")

    def offered(name: str) -> dict[str, str]:
        return {
            "service_url": here,
            "service_path": f"/suggest/{name}?lang={language}",
            "flyout_service_url": here,
            "flyout_service_path": f"/flyout/{name}?lang={language}&id=${{id}}",
        }

    return {
        "versions": ["0.1", "0.2"],
        "name": f"Karta – {title} ({language})",
        "identifierSpace": f"{base}/api/v1/organisations/",
        "schemaSpace": f"{here}/properties",
        "documentation": f"{base}/api/v1/docs?lang={language}",
        "defaultTypes": [{"id": ANY_KIND, "name": ORGANISATION[language]}],
        "view": {"url": view},
        "preview": {"url": f"{here}/preview?lang={language}&id={{{{id}}}}", "width": PREVIEW[0], "height": PREVIEW[1]},
        "suggest": {name: offered(name) for name in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {"service_url": here, "service_path": f"/properties?lang={language}"},
            "property_settings": _settings(language),
        },
    }


def _settings(language: str) -> list[dict[str, Any]]:
    is_bg = language == "bg"
    named = {"value": "стойност", "min": "долна граница", "max": "горна граница", "year": "година", "label": "име",
             "code": "код"}  # fmt: skip
    choices = {
        part: [{"value": one, "name": named[one] if is_bg else one} for one in values]
        for part, values in (("part", PARTS), ("content", CONTENTS))
    }
    return [
        {
            "name": "year", "type": "number", "label": "Година" if is_bg else "Year", "default": 0,
            "help_text": "На показател; 0: най-новата" if is_bg else "Of a figure; 0: the newest",
        },
        {
            "name": "part", "type": "select", "label": "От показателя" if is_bg else "Of the figure",
            "default": PARTS[0], "choices": choices["part"],
        },
        {
            "name": "content", "type": "select", "label": "От кода" if is_bg else "Of a code",
            "default": CONTENTS[0], "choices": choices["content"],
        },
    ]  # fmt: skip


@router.get("/reconcile/suggest/entity", response={200: dict[str, Any], **ERRORS}, openapi_extra={"parameters": PREFIX})
@open_to_all()
def suggest_entity(request: HttpRequest) -> dict[str, Any]:
    """Organisations that a text may mean, while it is typed."""
    language, limit = _language(request), whole_number(request, "limit", default=SUGGESTIONS, most=50)
    found = suggest(asked_snapshot(request), _prefix(request), limit)
    return {
        "result": [
            {
                "id": one.org_id,
                "name": _named({"name_bg": one.name_bg, "name_en": one.name_en, "org_id": one.org_id}, language),
                "description": " · ".join(
                    filter(None, (_kind(one.kind, language), one.place_bg if language == "bg" else one.place_en,
                                  _eik(one.eik, language)))
                ),
                "notable": _types(one.kind, language),
            }
            for one in found
        ]
    }  # fmt: skip


@router.get("/reconcile/suggest/type", response={200: dict[str, Any], **ERRORS}, openapi_extra={"parameters": PREFIX})
@open_to_all()
def suggest_type(request: HttpRequest) -> dict[str, Any]:
    """Kinds of organisations whose name in the answer's language holds a word that begins so."""
    language = _language(request)
    named = {ANY_KIND: ORGANISATION[language], AFFILIATION: AFFILIATION_NAME[language]} | {
        code: _kind(code, language) or code for code in labels.closed_list("kind")
    }
    return {"result": _beginning(named, _prefix(request))}


@router.get(
    "/reconcile/suggest/property", response={200: dict[str, Any], **ERRORS}, openapi_extra={"parameters": PREFIX}
)
@open_to_all()
def suggest_property(request: HttpRequest) -> dict[str, Any]:
    """Properties that a query may carry, to tell organisations of one name apart."""
    language = _language(request)
    named = {name: property_label(name, language) for name in COLUMNS}
    return {"result": _beginning(named, _prefix(request))}


def _beginning(named: dict[str, str], prefix: str) -> list[dict[str, str]]:
    key = search_key(prefix)
    return [
        {"id": code, "name": name}
        for code, name in named.items()
        if any(f" {text}".find(f" {key}") >= 0 for text in (search_key(name), search_key(code)))
    ]


def _prefix(request: HttpRequest) -> str:
    prefix = request.GET.get("prefix")
    if prefix is None:
        raise FilterError("prefix", "", "send what was typed so far", "изпратете написаното дотук")
    return prefix


@router.get("/reconcile/flyout/{what}", response={200: dict[str, Any], **ERRORS}, openapi_extra={"parameters": ID})
@open_to_all()
def flyout(request: HttpRequest, what: str) -> dict[str, Any]:
    """A few words on an organisation (entity), a kind (type) or a property, as HTML."""
    language, code = _language(request), request.GET.get("id", "")
    if what == "entity":
        return {"id": code, "html": _card(request, code, language)}
    named = None
    if what == "type":
        own = {ANY_KIND: ORGANISATION[language], AFFILIATION: AFFILIATION_NAME[language]}
        named = own.get(code) or labels.label("kind", code, language)
    elif what == "property" and code in PROPERTIES:
        named = property_label(code, language)
    if named is None:
        raise Http404(code)
    return {"id": code, "html": format_html("<p>{}</p>", named)}


@router.get("/reconcile/preview", response={200: None, **ERRORS}, openapi_extra={"parameters": ID})
@open_to_all()
@decorate_view(xframe_options_exempt)
def preview(request: HttpRequest) -> HttpResponse:
    """A small card of an organisation, to be shown in a frame."""
    language = _language(request)
    response = HttpResponse(_card(request, request.GET.get("id", ""), language, is_page=True))
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _card(request: HttpRequest, org_id: str, language: str, *, is_page: bool = False) -> str:
    try:
        found = profile(asked_snapshot(request), org_id)
    except NoSuchOrganisation as error:
        raise Http404(str(error)) from error
    with translation.override(language):
        address = request.build_absolute_uri(reverse("explorer:organisation", args=[found.organisation.org_id]))
        said = {
            "row": found.organisation, "address": address, "is_page": is_page,
            "name": _named(found.organisation.attributes | {"org_id": org_id}, language),
            "measures": [
                (property_label(name, language), name, figure)
                for name, figure in found.organisation.measures.items() if figure.value is not None
            ],
            "other_names": sorted({one["name"] for one in found.names})[:4],
        }  # fmt: skip
        return render(request, "explorer/reconcile_preview.html", said).content.decode()


@router.get("/reconcile/properties", response={200: dict[str, Any], **ERRORS}, openapi_extra={"parameters": [LANG]})
@open_to_all()
def properties(request: HttpRequest) -> dict[str, Any]:
    """Columns that can be added to a list of organisations (data extension); the same for each type."""
    language, kind = _language(request), request.GET.get("type") or ANY_KIND
    limit = whole_number(request, "limit", default=len(PROPERTIES), most=1000)
    frame(asked_snapshot(request))
    named = [{"id": name, "name": property_label(name, language)} for name in PROPERTIES]
    return {"type": kind, "limit": limit, "properties": named[:limit]}
