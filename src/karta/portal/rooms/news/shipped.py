"""The shipped news: what the cluster's own page tells, in our words (shipped_news/items.yml), as published items.

Loading is idempotent. What was last written is kept as a digest (directory.models.Shipped): an item that somebody
edited, unpublished or deleted since is left alone; one whose shipped text changed is published anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Locale

from karta.portal.directory.models import Shipped, Source
from karta.portal.rooms.news import drawings, texts
from karta.portal.rooms.news.editing import kept
from karta.portal.rooms.news.models import NewsIndexPage, NewsItem

FILE = Path(__file__).parent / "shipped_news" / "items.yml"
KIND = "news"  # of Shipped
HOME_PAGE = "home-page"
LANGUAGES = ("bg", "en")
# Parts of the texts, so not of the catalogues: another translation of them would be another text.
WORDS = {
    "bg": {
        "event": "Събитието с всичките му дати и източници", "project": "Проектът с партньорите му",
        "source": "Източник:", "lines": "редове", "drawing": "Рисунка: Карта", "renewed": "Текстът е обновен.",
    },
    "en": {
        "event": "The event with all its dates and sources", "project": "The project with its partners",
        "source": "Source:", "lines": "lines", "drawing": "Drawing: Karta", "renewed": "The text was renewed.",
    },
}  # fmt: skip
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")

Said = dict[str, Any]


def read(path: Path = FILE) -> dict[str, Said]:
    """The file: `code` → what both languages share, `code.bg`, `code.en` → the texts."""
    loaded: dict[str, Said] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


@transaction.atomic
def load(items: dict[str, Said]) -> Counter[str]:
    """Publish the items; how many texts were written, same, kept (a person's own)."""
    counts: Counter[str] = Counter()
    shipped = dict(Shipped.objects.filter(kind=KIND).values_list("key", "digest"))
    for code in [key for key in items if "." not in key]:
        for language in LANGUAGES:
            if own := items.get(f"{code}.{language}"):
                counts[_put(code, language, items[code], own, shipped.get(f"{code}/{language}"))] += 1
    return counts


def _put(code: str, language: str, shared: Said, own: Said, digest: str | None) -> str:
    key = uuid5(NAMESPACE_URL, f"karta:news:{code}")
    locale = Locale.objects.get(language_code=language)
    found = NewsItem.objects.filter(translation_key=key, locale=locale).select_related("locale").first()
    if digest is not None and (found is None or not found.live or found.has_unpublished_changes):
        return "kept"
    if found is not None and (digest is None or _digest(found) != digest):
        return "kept"
    wanted = found or NewsItem(locale=locale, translation_key=key, live=False)
    for text, reason in _publications(own, is_new=found is None):
        _fill(wanted, shared, text, language)
        if found is not None and _digest(wanted) == digest:
            return "same"
        wanted.change_reason = reason or ("" if found is None else WORDS[language]["renewed"])
        wanted = _publish(wanted)
    Shipped.objects.update_or_create(kind=KIND, key=f"{code}/{language}", defaults={"digest": _digest(wanted)})
    return "written"


def _publications(own: Said, *, is_new: bool) -> Iterator[tuple[Said, str]]:
    """(text, reason) in the order of their publication: first the text before its correction, where there was one."""
    first = own.get("first")
    if first and is_new:
        yield {**own, **{name: value for name, value in first.items() if name != "reason"}}, ""
    yield own, first["reason"] if first and is_new else ""


def _fill(page: NewsItem, shared: Said, own: Said, language: str) -> None:
    page.title, page.summary = own["title"], own["summary"]
    page.kind, page.date = shared["kind"], shared["date"]
    page.date_as_written, page.is_pinned = shared.get("as_written", ""), shared.get("is_pinned", False)
    page.body = list(_blocks(shared, own, language))
    if page.pk is None:
        page.translates_version = _source_version(page, language)


def _source_version(page: NewsItem, language: str) -> int | None:
    """English is entered as a translation of the Bulgarian text, where there is one."""
    return page.source_version() if language == "en" else None


def _blocks(shared: Said, own: Said, language: str) -> Iterator[tuple[str, Any]]:
    words = WORDS[language]
    if picture := shared.get("picture"):
        yield "picture", {
            "image": _image(picture), "alternative_text": picture[language], "caption": "", "credit": words["drawing"],
        }  # fmt: skip
    yield "text", "".join(f"<p>{_marked_up(line)}</p>" for line in own["body"])
    source = Source.objects.get(code=HOME_PAGE)
    told = f"{source.title[language]}, {words['lines']} {shared['lines']}"
    for figure in own.get("figures", ()):
        yield "figure", {**figure, "source": told, "source_url": source.address}
    more = [(kind, shared[kind]) for kind in ("event", "project") if kind in shared]
    links = "".join(f'<p><a href="/{language}/{kind}s/{code}/">{words[kind]}</a></p>' for kind, code in more)
    yield "text", f'{links}<p>{words["source"]} <a href="{source.address}">{escape(told)}</a>.</p>'


def _marked_up(line: str) -> str:
    """A line of the file as markup: `[words](address)` is a link."""
    return _LINK.sub(r'<a href="\2">\1</a>', escape(line, quote=False))


def _image(said: Said) -> Any:
    """The drawing as a picture of Wagtail's; drawn once."""
    drawn = {name: said[name] for name in sorted(said) if name not in LANGUAGES}
    name = f"karta-{drawn['draw']}-{hashlib.sha256(json.dumps(drawn).encode()).hexdigest()[:8]}"
    model = get_image_model()
    found = model.objects.filter(title=name).first()
    if found is None:
        file = ContentFile(drawings.draw(drawn), name=f"{name}.png")
        found = model.objects.create(title=name, file=file, description=said["en"])
    return found


def _publish(page: NewsItem) -> NewsItem:
    if page.pk is None:
        NewsIndexPage.objects.get(locale=page.locale).add_child(instance=page)
    page.save_revision().publish()
    return NewsItem.objects.select_related("locale").get(pk=page.pk)


def _digest(page: NewsItem) -> str:
    told = [kept(texts.lines(page)), page.kind, page.date, page.date_as_written, page.is_pinned]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
