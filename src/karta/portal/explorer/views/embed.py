"""A view of the map inside other people's pages: the frame, the page that writes its HTML, and oEmbed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import condition

from karta.explore.citation import citation
from karta.explore.filters import FilterError, one_of
from karta.portal.explorer.map_page.page import MapPage
from karta.portal.explorer.map_page.state import State, read_state
from karta.portal.platform import mail
from karta.portal.platform.api import entity_tag
from karta.portal.platform.middleware import POLICY
from karta.portal.platform.problems import problem
from karta.portal.platform.snapshots import asked_snapshot
from karta.portal.platform.templatetags.karta import language

VIEWS = ("map", "list", "chart")
LANGUAGES = ("bg", "en")
FRAMEABLE = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
SMALLEST, LARGEST = 200, 2000  # pixels
OWN = ("view", "lang", "width", "height")
ROWS = 20


@dataclass(frozen=True, slots=True)
class Frame:
    """What a frame shows and how large it is. `width` 0: as wide as the page around it."""

    view: str = "map"
    lang: str = "bg"
    width: int = 0
    height: int = 480


def read_frame(params: dict[str, list[str]], *, lang: str) -> Frame:
    """The frame of an address. Errors: FilterError, naming the parameter."""
    given = {name: params[name][-1].strip() for name in OWN if params.get(name) and params[name][-1].strip()}
    return Frame(
        view=one_of("view", given.get("view", "map"), VIEWS),
        lang=one_of("lang", given.get("lang", lang), LANGUAGES),
        width=0 if given.get("width", "0") in ("0", "100%") else _pixels("width", given["width"]),
        height=_pixels("height", given.get("height", "480")),
    )


def _pixels(name: str, text: str) -> int:
    if not text.isdecimal() or len(text) > 4 or not SMALLEST <= int(text) <= LARGEST:
        raise FilterError(name, text, f"write pixels, {SMALLEST} to {LARGEST}", f"пишете пиксели, {SMALLEST}–{LARGEST}")
    return int(text)


def _state(params: dict[str, list[str]]) -> State:
    return read_state({name: values for name, values in params.items() if name not in OWN})


@xframe_options_exempt
@condition(etag_func=entity_tag)
def embed(request: HttpRequest) -> HttpResponse:
    """`/embed/?<filter>&view=map|list|chart&lang=bg|en`: one view with its count, source and a way back. No cookies."""
    params = dict(request.GET.lists())
    lang = "en" if params.get("lang", [""])[-1] == "en" else "bg"
    with translation.override(lang):
        try:
            frame, state = read_frame(params, lang=lang), _state(params)
            response = render(request, "explorer/embed.html", _shown(request, frame, state))
        except FilterError as error:
            response = _not_understood(request, error, "explorer/embed_error.html")
    response.headers["Content-Security-Policy"] = FRAMEABLE
    response.headers["Content-Language"] = lang
    patch_cache_control(response, public=True, max_age=300)
    return response


def _not_understood(request: HttpRequest, error: FilterError, template: str) -> HttpResponse:
    message = error.message_bg if language() == "bg" else error.message_en
    context = {"parameter": error.parameter, "value": error.value, "message": message, "lang": language()}
    return render(request, template, context, status=400)


def _shown(request: HttpRequest, frame: Frame, state: State) -> dict[str, Any]:
    snapshot = asked_snapshot(request)
    page = MapPage(snapshot, state, frame.lang).context()
    return {
        **page,
        "frame": frame,
        "rows": page.get("rows", [])[:ROWS],
        "map_address": mail.absolute(request, state.address()),
        "citation": citation(snapshot, frame.lang),
    }


def generator(request: HttpRequest) -> HttpResponse:
    """`/bg/map/embed/?<filter>`: choose view, language and size; see it; copy the HTML. Works without scripts."""
    params = dict(request.GET.lists())
    try:
        frame, state = read_frame(params, lang=language()), _state(params)
        page = MapPage(asked_snapshot(request), state, language())
    except FilterError as error:
        return _not_understood(request, error, "explorer/map_error.html")
    context = {
        "frame": frame,
        "html": frame_html(request, frame, state, page.title),
        "src": frame_address(frame, state),
        "kept": [pair for pair in (*state.asked.to_params(), *state.view_params()) if pair[0] not in OWN],
        "sentence": page.context()["sentence"],
        "map_address": state.address(),
        "views": [("map", _("Map")), ("list", _("List")), ("chart", _("Chart"))],
        "languages": [("bg", "български"), ("en", "English")],
        "smallest": SMALLEST,
        "largest": LARGEST,
    }
    return render(request, "explorer/embed_generator.html", context)


def frame_address(frame: Frame, state: State) -> str:
    """The frame's own address; size is the HTML's business."""
    params = [*state.asked.to_params(), *state.view_params(), ("view", frame.view), ("lang", frame.lang)]
    return f"{reverse('embed')}?{urlencode(params)}"


def oembed_address(page: str) -> str:
    """Where readers of oEmbed learn how to embed the page at this whole address."""
    return f"{reverse('oembed')}?{urlencode({'url': page, 'format': 'json'})}"


def frame_html(request: HttpRequest, frame: Frame, state: State, title: str) -> str:
    """The HTML to paste."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0"></iframe>',
        mail.absolute(request, frame_address(frame, state)), title, frame.width or "100%", frame.height,
    )  # fmt: skip


def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed 1.0 for addresses of the map: `?url=…&maxwidth=&maxheight=&format=json`. 404 for others, 501 for XML."""
    if request.GET.get("format", "json") != "json":
        return problem(501, code="not_implemented", message=_texts("Only format=json.", "Само format=json."))
    asked = _address(request.GET.get("url", ""))
    hosts = {request.get_host(), urlsplit(settings.ADDRESS).netloc} - {""}
    parts = asked.path.strip("/").split("/")
    if asked.netloc not in hosts or len(parts) != 2 or parts[0] not in LANGUAGES or parts[1] != "map":
        text = _texts("url: write the address of a map of this portal", "url: пишете адрес на карта от този портал")
        return problem(404, code="not_found", message=text, parameter="url")
    params = parse_qs(asked.query)
    try:
        sizes = {name: [request.GET[f"max{name}"]] for name in ("width", "height") if request.GET.get(f"max{name}")}
        frame, state = read_frame({**params, "lang": [parts[0]], **sizes}, lang=parts[0]), _state(params)
        with translation.override(frame.lang):
            title = MapPage(asked_snapshot(request), state, frame.lang).title
    except FilterError as error:
        said = {"en": f"{error.parameter}: {error.message_en}", "bg": f"{error.parameter}: {error.message_bg}"}
        return problem(400, code="wrong_parameter", message=said, parameter=error.parameter)
    frame = Frame(frame.view, frame.lang, frame.width or 640, frame.height)
    return JsonResponse({
        "version": "1.0", "type": "rich", "title": title, "provider_name": "Karta",
        "provider_url": mail.absolute(request, f"/{frame.lang}/map/"), "html": frame_html(request, frame, state, title),
        "width": frame.width, "height": frame.height, "cache_age": 300,
    }, json_dumps_params={"ensure_ascii": False})  # fmt: skip


def _address(text: str) -> SplitResult:
    """The parts of an address; those of an empty one where it is none."""
    try:
        return urlsplit(text)
    except ValueError:
        return urlsplit("")


def _texts(english: str, bulgarian: str) -> dict[str, str]:
    return {"en": english, "bg": bulgarian}
