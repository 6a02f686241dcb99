"""Feeds of a filter: Atom (RFC 4287) and JSON Feed 1.1, one entry a publication that changed its matches."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from karta.explore.filters import Filter
from karta.portal.directory import filters, words
from karta.portal.directory.news import News, news
from karta.portal.directory.publications import Publication, publications
from karta.snapshot.reader import Snapshot

ATOM = "http://www.w3.org/2005/Atom"
TYPES = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication that changed the view."""

    id: str
    title: str
    summary: str
    html: str
    address: str
    at: str  # RFC 3339, UTC


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in one language; `page` is the view, `own` the feed's address."""

    id: str
    title: str
    language: str
    page: str
    own: str
    updated: str
    author: str
    entries: list[Entry]


def feed(snapshot: Snapshot, asked: Filter, *, language: str, origin: str, own: str) -> Feed:
    """The newest publications that changed the matches of `asked`, newest first. Errors: FilterError."""
    page = origin + filters.in_language("explorer:map", language) + filters.query(asked)
    with translation.override(language):
        title = f"{snapshot.manifest['title'][language]}: {filters.sentence(snapshot, asked, language)}"
        entries = [made for step in publications() if (made := _entry(step, asked, language, origin, page)) is not None]
    updated = entries[0].at if entries else stamp(datetime.fromisoformat(str(snapshot.manifest["built_at"])))
    name = hashlib.sha256(filters.query(asked).encode()).hexdigest()[:24]
    return Feed(f"urn:karta:view:{name}:{language}", title, language, page, own, updated,
                str(snapshot.manifest["title"][language]), entries)  # fmt: skip


def _entry(step: Publication, asked: Filter, language: str, origin: str, page: str) -> Entry | None:
    found = news(step.before, step.after, asked)
    if found.is_empty:
        return None
    at, said = stamp(step.at), words.summary(found, language)
    name = hashlib.sha256(f"{filters.query(asked)} {found.old} {found.new} {at}".encode()).hexdigest()[:24]
    then = f"{page}{'&' if '?' in page else '?'}as_of={at}"
    return Entry(f"urn:karta:change:{name}:{language}", said, said, _html(found, language, origin), then, at)


def _html(found: News, language: str, origin: str) -> str:
    items = format_html_join(
        "", '<li><a href="{}{}">{}</a>: {}</li>',
        ((origin, filters.in_language("explorer:organisation", language, line.org_id), line.name, line.text)
         for line in words.lines(found, language)),
    )  # fmt: skip
    rest = words.unlisted(found)
    more = format_html("<p>{}</p>", _("and %(n)s more") % {"n": rest}) if rest else ""
    return str(format_html("<p>{}</p><ul>{}</ul>{}", words.summary(found, language), items, more))


def stamp(at: datetime) -> str:
    """An instant as feeds write it: RFC 3339, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def as_atom(made: Feed) -> bytes:
    """The feed as XML."""
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": made.language})
    _add(root, "id", made.id)
    _add(root, "title", made.title)
    _add(root, "updated", made.updated)
    _add(_add(root, "author"), "name", made.author)
    _add(root, "link", rel="self", type="application/atom+xml", href=made.own)
    _add(root, "link", rel="alternate", type="text/html", href=made.page)
    for entry in made.entries:
        one = _add(root, "entry")
        _add(one, "id", entry.id)
        _add(one, "title", entry.title)
        _add(one, "updated", entry.at)
        _add(one, "published", entry.at)
        _add(one, "link", rel="alternate", type="text/html", href=entry.address)
        _add(one, "summary", entry.summary)
        _add(one, "content", entry.html, type="html")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{tag}", attributes)
    child.text = text and "".join(sign for sign in text if sign >= " " or sign in "\t\n")  # XML has no control signs
    return child


def as_json(made: Feed) -> bytes:
    """The feed as JSON Feed 1.1."""
    said: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": made.title, "language": made.language, "home_page_url": made.page, "feed_url": made.own,
        "authors": [{"name": made.author}],
        "items": [
            {"id": entry.id, "url": entry.address, "title": entry.title, "summary": entry.summary,
             "content_html": entry.html, "date_published": entry.at}
            for entry in made.entries
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False).encode()
