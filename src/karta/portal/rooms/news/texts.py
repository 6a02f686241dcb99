"""The words of a page as lines, whatever its blocks: what checks read, versions keep and search finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import html as markup

from karta.matching.names import search_key
from karta.portal.platform.gate import WORDS_OF_PICTURE, Line, Link
from karta.portal.platform.suppressed import blacked_out

if TYPE_CHECKING:
    from karta.portal.rooms.news.models import ContentPage

_LINES = ("p", "h2", "h3", "h4", "li", "blockquote")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure of the page can be read."""

    name: str
    url: str


def lines(page: ContentPage) -> list[Line]:
    """Every line of a page in its order: title, summary, then the blocks."""
    language = page.locale.language_code
    found = [Line("title", page.title, language), Line("date", getattr(page, "date", ""), None)]
    found.append(Line("summary", page.summary, language))
    for block in page.body:
        found += _READERS[block.block_type](block.value, language)
    return [line for line in found if line.text or line.links or line.kind == WORDS_OF_PICTURE]


def sources(page: ContentPage) -> list[Source]:
    """Sources of the page's figures, each once, in their order."""
    figures = (block.value for block in page.body if block.block_type == "figure")
    return list(dict.fromkeys(Source(one["source"] or "", one["source_url"] or "") for one in figures if one["source"]))


def search_words(page: ContentPage) -> str:
    """Every text of the page as one looks it up, in whichever alphabet it is written; without suppressed names."""
    return " ".join(search_key(blacked_out(line.text)) for line in lines(page))


def rich_lines(source: str, language: str) -> list[Line]:
    """Lines of a paragraph as Wagtail stores it."""
    root = markup.fragment_fromstring(source or "", create_parent="div")
    elements = [one for one in root.iter(*_LINES) if not any(True for _ in one.iterdescendants(*_LINES))]
    return [
        Line(
            "heading" if str(one.tag).startswith("h") else "text",
            " ".join(one.text_content().split()),
            language,
            tuple(Link(" ".join(a.text_content().split()), target(dict(a.attrib))) for a in one.iter("a")),
        )
        for one in (elements or [root])
    ]


def target(attributes: dict[str, str]) -> str:
    """Where an element `a` of Wagtail's stored markup leads."""
    if attributes.get("linktype") in ("page", "document") and attributes.get("id"):
        return f"{attributes['linktype']}:{attributes['id']}"
    return attributes.get("href", "").strip()


def _text(value: Any, language: str) -> Iterator[Line]:
    yield from rich_lines(value.source, language)


def _quote(value: Any, language: str) -> Iterator[Line]:
    said_in = value["language"] or language
    yield Line("quote", value["text"] or "", said_in)
    yield Line("said_by", value["said_by"] or "", language)


def _picture(value: Any, language: str) -> Iterator[Line]:
    yield Line(WORDS_OF_PICTURE, value["alternative_text"] or "", language)
    yield Line("caption", value["caption"] or "", language)
    yield Line("credit", value["credit"] or "", None)


def _figure(value: Any, language: str) -> Iterator[Line]:
    told = " ".join(part for part in (value["value"], value["unit"]) if part)
    year = f" ({value['year']})" if value["year"] else ""
    yield Line("figure", f"{value['label'] or ''}: {told}{year}", language)
    yield Line("source", value["source"] or "", None)


def _document(value: Any, language: str) -> Iterator[Line]:
    held = value["document"]
    yield Line(
        "document", value["title"] or "", language, (Link(value["title"] or "", f"document:{held.pk}" if held else ""),)
    )


def _link(value: Any, language: str) -> Iterator[Line]:
    leads = f"page:{value['page'].pk}" if value["page"] else (value["url"] or "")
    yield Line("link", value["text"] or "", language, (Link(value["text"] or "", leads),))


_READERS = {
    "text": _text,
    "quote": _quote,
    "picture": _picture,
    "figure": _figure,
    "document": _document,
    "link": _link,
}
