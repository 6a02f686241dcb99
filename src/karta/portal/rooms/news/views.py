"""Pages of readers: the list, one page, its versions, search, feeds; and of editors: stale and missing texts, names."""

from __future__ import annotations

import csv
import io
import mimetypes
from datetime import UTC, datetime
from typing import Any

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.views import serve

from karta.explore.export import harmless
from karta.explore.search import suggest
from karta.portal.directory import feeds
from karta.portal.platform import json_ld
from karta.portal.platform.access import required
from karta.portal.platform.snapshots import asked_snapshot, snapshot_or_none
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.platform.templatetags.karta import language as reader_language
from karta.portal.rooms.news import markup, naming, queries, services, texts, untold
from karta.portal.rooms.news.difference import difference
from karta.portal.rooms.news.forms import ListForm, NamesForm
from karta.portal.rooms.news.models import ContentPage, NewsItem
from karta.portal.rooms.news.rules import SHOWN_ON_A_PAGE, may_edit_pages
from karta.snapshot.reader import Snapshot

PICTURES = ("images/", "original_images/")  # Wagtail's folders; nothing else of the store is public
FEED_ITEMS = 30
ON_THE_BOARD = 50
ORGANISATIONS_FOUND = 8


def _other(language: str) -> str:
    return "en" if language == "bg" else "bg"


def _asked(request: HttpRequest, snapshot: Snapshot | None) -> tuple[ListForm, queries.Asked]:
    organisations = queries.organisations(snapshot, reader_language())
    kinds = [(code, label) for code, label, _meaning in queries.kinds()]
    form = ListForm(request.GET, kinds=kinds, years=queries.years(), organisations=organisations)
    form.is_valid()  # a choice that is none is left out, and said beside its field
    return form, queries.Asked(**{name: form.cleaned_data.get(name, "") for name in form.fields})


def news_list(request: HttpRequest) -> HttpResponse:
    """`/bg/news/`: pinned items, then dated ones, undated last; filters by kind, language, year, organisation."""
    language, snapshot = reader_language(), snapshot_or_none(request)
    form, asked = _asked(request, snapshot)
    found = Paginator(queries.ordered(language, asked), SHOWN_ON_A_PAGE).get_page(request.GET.get("page"))
    missing = _missing(request, language)
    rest = request.GET.copy()
    for name in ("page", "missing"):
        rest.pop(name, None)
    here = request.build_absolute_uri(reverse("news:list"))
    about = {"@type": "CollectionPage", "@id": here, "url": here, "name": _("News"), "inLanguage": language}
    said = {
        "form": form,
        "is_filtered": asked != queries.Asked(),
        "rows": queries.listed(snapshot, queries.held(language, found.object_list)),
        "found": found,
        "rest": rest.urlencode(),
        "kinds": queries.kinds(),
        "pages": [{"title": one.title, "address": queries.address(one)} for one in queries.menu(language)],
        "missing": missing,
        "alternates": _alternates(request, {code: f"/{code}/news/" for code in queries.LANGUAGES}),
        "json_ld": json_ld.script(about),
        "section": "news",
    }  # fmt: skip
    return render(request, "news/list.html", said)


def _missing(request: HttpRequest, language: str) -> dict[str, Any] | None:
    """The item that a reader wanted in this language and that only the other one has."""
    asked = request.GET.get("missing", "")
    page = Page.objects.live().filter(pk=int(asked)).select_related("locale").first() if asked.isdecimal() else None
    if page is None or page.locale.language_code == language:
        return None
    return {"title": page.title, "language": page.locale.language_code, "address": queries.address(page)}


def _alternates(request: HttpRequest, paths: dict[str, str]) -> list[tuple[str, str]]:
    return [(code, request.build_absolute_uri(path)) for code, path in paths.items()]


def any_page(request: HttpRequest, path: str) -> HttpResponse:
    """Every page of Wagtail's tree, as Wagtail serves it; it is told where an item of news is."""
    room, _slash, rest = path.partition("/")
    slug, *deeper = [part for part in rest.split("/") if part] or [""]
    found = queries.item_at(reader_language(), slug) if room == queries.ROOM and slug else None
    if found is not None:
        request._wagtail_route_for_request = found.route(request, deeper)
    response: HttpResponse = serve(request, path)
    return response


def page(request: HttpRequest, shown: ContentPage) -> HttpResponse:
    """One item or standing page."""
    language, snapshot = shown.locale.language_code, snapshot_or_none(request)
    other, versions = queries.other_language(shown), list(queries.versions_of(shown).defer("lines"))
    organisations = queries.organisations_of(snapshot, shown)
    newest = other.newest_version if other else None
    paths = {language: queries.address(shown)} | ({other.locale.language_code: queries.address(other)} if other else {})
    said = {
        "page": shown,
        "is_item": isinstance(shown, NewsItem),
        "body": _body(shown, organisations, request),
        "organisations": organisations,
        "sources": texts.sources(shown),
        "versions": versions,
        "corrections": [one for one in versions if one.number > 1],
        "changed_at": versions[0].at if versions else shown.last_published_at,
        "is_in_both": other is not None,
        "stale": _stale(shown, newest, other) if queries.is_stale(shown, newest) else None,
        "alternates": _alternates(request, paths),
        "other_language_url": queries.address(other) if other else f"/{_other(language)}/news/?missing={shown.pk}",
        "json_ld": json_ld.script(_article(request, shown, organisations, versions)),
        "crumbs": [{"title": one.title, "address": queries.address(one)} for one in queries.above(shown)],
        "section": "news" if isinstance(shown, NewsItem) else "pages",
    }  # fmt: skip
    return render(request, "news/page.html", said)


def _body(shown: ContentPage, organisations: list[dict[str, Any]], request: HttpRequest) -> list[Any]:
    names = [(one["written"], one["org_id"]) for one in organisations]
    language = shown.locale.language_code

    def address(org_id: str) -> str:
        return reverse("explorer:organisation", args=[org_id])

    return [
        markup.linked(str(block.render({"request": request, "language": language})), names, language, address)
        for block in shown.body
    ]


def _stale(shown: ContentPage, newest: int | None, other: Page | None) -> dict[str, Any] | None:
    if other is None:
        return None
    return {
        "language": other.locale.language_code,
        "address": queries.address(other),
        "versions": f"{queries.address(other)}versions/",
        "translated": shown.translates_version,
        "newest": newest,
    }


def _article(
    request: HttpRequest, shown: ContentPage, organisations: list[dict[str, Any]], versions: list[Any]
) -> dict[str, Any]:
    here = request.build_absolute_uri(queries.address(shown))
    return {
        "@type": "NewsArticle" if isinstance(shown, NewsItem) else "WebPage",
        "@id": here,
        "url": here,
        "name": shown.title,
        "headline": shown.title,
        "description": shown.summary,
        "inLanguage": shown.locale.language_code,
        "temporalCoverage": getattr(shown, "date", ""),
        "datePublished": shown.first_published_at.isoformat() if shown.first_published_at else None,
        "dateModified": versions[0].at.isoformat() if versions else None,
        "mentions": [
            {
                "@type": "Organization",
                "@id": request.build_absolute_uri(reverse("explorer:organisation", args=[one["org_id"]])),
                "name": in_language(one["name"]),
            }
            for one in organisations
        ],
        "isAccessibleForFree": True,
    }


def versions(request: HttpRequest, shown: ContentPage) -> HttpResponse:
    """Every published text of a page with date, reason and difference; the newest first."""
    told = list(queries.versions_of(shown))
    pairs = [
        {"version": one, "rows": difference(before.lines, one.lines) if before else []}
        for one, before in zip(told, [*told[1:], None], strict=True)
    ]
    said = {
        "page": shown,
        "pairs": pairs,
        "address": queries.address(shown),
        **_versions_in_other(shown),
        "section": "news",
    }
    return render(request, "news/versions.html", said)


def _versions_in_other(shown: ContentPage) -> dict[str, str]:
    other = queries.other_language(shown)
    language = _other(shown.locale.language_code)
    return {
        "other_language_url": f"{queries.address(other)}versions/" if other else f"/{language}/news/?missing={shown.pk}"
    }


def version(request: HttpRequest, shown: ContentPage, number: int) -> HttpResponse:
    """One published text as it was."""
    told = list(queries.versions_of(shown))
    found = next((one for one in told if one.number == number), None)
    if found is None:
        raise Http404(f"page {shown.pk}: no version {number}")
    said = {
        "page": shown, "version": found, "is_newest": found is told[0], "address": queries.address(shown),
        **_versions_in_other(shown), "section": "news",
    }  # fmt: skip
    return render(request, "news/version.html", said)


def search(request: HttpRequest) -> HttpResponse:
    """`/bg/search/?q=`: pages and organisations, in whichever alphabet the words are typed."""
    text, language, snapshot = request.GET.get("q", "").strip(), reader_language(), snapshot_or_none(request)
    pages = [
        {"title": one.title, "address": queries.address(one), "language": one.locale.language_code}
        for one in queries.search(language, text)
    ]
    organisations = suggest(snapshot, text, ORGANISATIONS_FOUND) if snapshot and text else []
    said = {
        "q": text,
        "pages": pages,
        "organisations": [{"org_id": one.org_id, "name": {"bg": one.name_bg, "en": one.name_en},
                           "place": {"bg": one.place_bg, "en": one.place_en}} for one in organisations],
        "alternates": _alternates(request, {code: f"/{code}/search/" for code in queries.LANGUAGES}),
    }  # fmt: skip
    return render(request, "news/search.html", said)


def feed(request: HttpRequest, form: str) -> HttpResponse:
    """The newest items that match the list's filter, as Atom or JSON Feed."""
    language, snapshot = reader_language(), snapshot_or_none(request)
    _form, asked = _asked(request, snapshot)
    found = queries.items(language, asked).order_by("-first_published_at", "-pk")[:FEED_ITEMS]
    origin = request.build_absolute_uri("/").rstrip("/")
    entries = [_entry(row, origin) for row in queries.listed(snapshot, found)]
    page_address = origin + reverse("news:list")
    title = f"{snapshot.manifest['title'][language]}: {_('News')}" if snapshot else _("News")
    made = feeds.Feed(
        f"urn:karta:news:{language}", title, language, page_address, request.build_absolute_uri(),
        max((one.at for one in entries), default=feeds.stamp(datetime.fromtimestamp(0, UTC))), title, entries,
    )  # fmt: skip
    content = feeds.as_atom(made) if form == "atom" else feeds.as_json(made)
    return HttpResponse(content, content_type=feeds.TYPES[form])


def _entry(row: queries.Listed, origin: str) -> feeds.Entry:
    item = row.item
    changed_at = item.last_published_at or item.first_published_at
    return feeds.Entry(
        f"urn:uuid:{item.translation_key}:{row.language}", item.title, item.summary,
        markup.paragraph(item.summary), origin + row.address, feeds.stamp(changed_at),
    )  # fmt: skip


COLUMNS = (
    "address",
    "language",
    "is_in_both_languages",
    "translation_is_stale",
    "kind",
    "date",
    "date_as_written",
    "title",
    "summary",
    "organisations",
    "published_at",
    "changed_at",
)


def items_csv(request: HttpRequest) -> HttpResponse:
    """Every item that matches the list's filter, one row each."""
    language, snapshot = reader_language(), snapshot_or_none(request)
    _form, asked = _asked(request, snapshot)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in queries.listed(snapshot, queries.items(language, asked)):
        item = row.item
        cells = (
            request.build_absolute_uri(row.address), row.language, str(row.is_in_both).lower(),
            str(row.is_stale).lower(),
            item.kind, item.date, item.date_as_written, item.title, item.summary,
            " ".join(one["org_id"] for one in row.organisations),
            item.first_published_at.isoformat() if item.first_published_at else "",
            item.last_published_at.isoformat() if item.last_published_at else "",
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in cells])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="news-{language}.csv"'
    return response


def media(request: HttpRequest, name: str) -> FileResponse:  # noqa: ARG001 - Django hands every view its request
    """A picture of a page. Of the store only Wagtail's folders of pictures are public."""
    kind, _encoding = mimetypes.guess_type(name)
    if (
        not name.startswith(PICTURES)
        or ".." in name.split("/")
        or not (kind or "").startswith("image/")
        or kind == "image/svg+xml"
    ):
        raise Http404(f"media: no picture {name}")
    try:
        held = default_storage.open(name)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404(f"media: no picture {name}") from error
    response = FileResponse(held, content_type=kind)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@required(may_edit_pages)
def board(request: HttpRequest) -> HttpResponse:
    """For editors: texts that are stale or missing in one language; names that wait for a decision."""
    pages = Paginator(queries.untranslated(), ON_THE_BOARD).get_page(request.GET.get("page"))
    waiting = Paginator(queries.undecided().prefetch_related("uncertain_names"), ON_THE_BOARD)
    said = {
        "page": pages,
        "pages": [
            {"page": one.page, "source": one.source, "language": one.language, "is_stale": one.is_stale,
             "is_draft": one.is_draft, "address": queries.address(one.source)}
            for one in queries.untranslated_rows(pages)
        ],
        "untold": untold.untold(),
        "names_page": (names_page := waiting.get_page(request.GET.get("names"))),
        "uncertain": [
            {"page": one, "names": [name.written for name in one.uncertain_names.all()]} for one in names_page
        ],
        "section": "team",
        "team": "texts",
    }  # fmt: skip
    return render(request, "news/board.html", said)


@required(may_edit_pages)
def names(request: HttpRequest, page_id: int) -> HttpResponse:
    """Whom the uncertain names of one text mean: an editor says it."""
    shown = get_object_or_404(Page.objects.select_related("locale"), pk=page_id).specific
    snapshot = asked_snapshot(request)
    if not isinstance(shown, ContentPage):
        raise Http404(f"page {page_id} has no text of its own")
    asked = _choices(snapshot, services.undecided(snapshot, shown))
    form = NamesForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        services.decide_names(page=shown, chosen=form.chosen(), by=request.user, at=timezone.now())
        return redirect("news:board")
    said = {"form": form, "page": shown, "address": queries.address(shown), "section": "team", "team": "texts"}
    return render(request, "news/names.html", said)


def _choices(snapshot: Snapshot, waiting: list[naming.Named]) -> list[dict[str, Any]]:
    known = queries.organisation_names(snapshot, {org_id for one in waiting for org_id in one.org_ids})
    return [
        {"key": one.key, "written": one.written, "line": one.line,
         "choices": [(org_id, f"{in_language(known[org_id])} ({org_id})") for org_id in one.org_ids if org_id in known]}
        for one in waiting
    ]  # fmt: skip
