"""What search engines may find: every profile in both languages, in files of at most 50,000 addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from karta.explore import groups, places
from karta.portal.explorer.queries import organisation_ids
from karta.portal.platform.sitemaps import PARTS, Entry
from karta.portal.platform.snapshots import current_snapshot
from karta.snapshot.reader import Snapshot

MOST = 50_000  # addresses of one file: https://www.sitemaps.org/protocol.html
LANGUAGES = ("bg", "en")
PAGES_OF_FILE = MOST // len(LANGUAGES)
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
LISTS = ("explorer:map", "explorer:organisations", "explorer:place_list", "explorer:sector_list", "explorer:sources",
         "explorer:method")  # fmt: skip
XML = "application/xml; charset=utf-8"


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The files: one of places, sectors, segments and sources, then the organisations by their order."""
    snapshot = current_snapshot()
    count = int(snapshot.manifest["counts"]["organisations"])
    names = ["pages", *(str(number) for number in range(1, -(-count // PAGES_OF_FILE) + 1)), *sorted(PARTS)]
    day = str(snapshot.manifest["built_at"])[:10]
    entries = "".join(
        f"<sitemap><loc>{escape(request.build_absolute_uri(f'/sitemap-{name}.xml'))}</loc><lastmod>{day}</lastmod></sitemap>\n"
        for name in names
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</sitemapindex>\n"
    )
    return HttpResponse(text, content_type=XML)


def sitemap(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """One file: `pages`, a part of another app, or the n-th 25,000 organisations; each address with the other
    language's."""
    if name in PARTS:
        return StreamingHttpResponse(_part(_host(request), PARTS[name]()), content_type=XML)
    snapshot = current_snapshot()
    if not name.isdecimal() and name != "pages":
        raise Http404(f"sitemap {name}: no such part")
    paths = list(_pages(snapshot)) if name == "pages" else _organisations(snapshot, int(name))
    if not paths:
        raise Http404(f"sitemap {name}: the snapshot has fewer organisations")
    return StreamingHttpResponse(
        _text(_host(request), paths, str(snapshot.manifest["built_at"])[:10]), content_type=XML
    )


def _pages(snapshot: Snapshot) -> Iterator[str]:
    """Paths without their language. Of places and sectors those that have organisations."""
    with translation.override("bg"):
        yield from (_bare(reverse(name)) for name in LISTS)
        yield from (_bare(reverse("explorer:source", args=[one["source_id"]])) for one in snapshot.manifest["sources"])
        for level in groups.LEVELS:
            name = {"segment": "segment", **dict.fromkeys(groups.SECTORS, "sector")}.get(level, "place_page")
            for part in places.parts(snapshot, None, level):
                code = groups.slug_of(part.group.code) if level == "segment" else part.group.code
                if part.organisations and code:
                    yield _bare(reverse(f"explorer:{name}", args=[code]))


def _organisations(snapshot: Snapshot, number: int) -> list[str]:
    ids = organisation_ids(snapshot, start=(number - 1) * PAGES_OF_FILE, limit=PAGES_OF_FILE) if number else []
    with translation.override("bg"):
        return [_bare(reverse("explorer:organisation", args=[org_id])) for org_id in ids]


def _host(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _bare(path: str) -> str:
    return path.removeprefix("/bg")


def _text(host: str, paths: list[str], day: str) -> Iterator[str]:
    yield HEAD
    for path in paths:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(f"{host}/{code}{path}")}"/>'
            for code in LANGUAGES
        )
        for code in LANGUAGES:
            yield f"<url><loc>{escape(f'{host}/{code}{path}')}</loc><lastmod>{day}</lastmod>{links}</url>\n"
    yield "</urlset>\n"


def _part(host: str, entries: Iterable[Entry]) -> Iterator[str]:
    """Pages of another app: each in the languages that it exists in."""
    yield HEAD
    for entry in entries:
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(host + path)}"/>'
            for code, path in entry.paths.items()
        )
        day = f"<lastmod>{entry.day}</lastmod>" if entry.day else ""
        for path in entry.paths.values():
            yield f"<url><loc>{escape(host + path)}</loc>{day}{links}</url>\n"
    yield "</urlset>\n"
