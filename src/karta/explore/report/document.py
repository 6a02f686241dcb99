"""What a report is made of: sections of blocks, as text in one language. PDF and page are drawn from the same blocks.

Numbers stand here as they are printed. `kind` tells a template what it holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `note` is printed smaller beside the text; `share` is the length of a bar, 0–1.

    level  how far a name is set in: 1 for a part of the row above
    tone   colour of the bar
    """

    text: str = ""
    note: str = ""
    share: float | None = None
    tone: str = ""
    level: int = 0
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `text`, `number` (right-aligned) or `bar`."""

    title: str
    kind: Literal["text", "number", "bar"] = "number"


@dataclass(frozen=True, slots=True)
class Row:
    cells: list[Cell]
    is_strong: bool = False  # a total, or the head of the rows below it


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    columns: list[Column]
    rows: list[Row]
    note: str = ""
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class Picture:
    """An SVG drawing. `alt` says what it shows; the numbers stand in a table beside it."""

    title: str
    svg: str
    alt: str
    note: str = ""
    kind: str = "picture"


@dataclass(frozen=True, slots=True)
class Gallery:
    """Small pictures, two beside each other."""

    pictures: list[Picture]
    note: str = ""
    kind: str = "gallery"


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Fact:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Facts:
    """A few key figures in large type."""

    items: list[Fact]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Note:
    """A short text under its own title. `address`: where to read more, printed as it is."""

    title: str
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes in two columns; `title` may be empty."""

    items: list[Note]
    title: str = ""
    kind: str = "notes"


Block = Table | Picture | Gallery | Paragraph | Facts | Notes


@dataclass(frozen=True, slots=True)
class Section:
    """`id` is the same in both languages: the anchor of the page."""

    id: str
    title: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report in one language.

    map_title  the map that the report belongs to; `title`: what the filter chooses
    sentence   the filter in words
    lead       how many organisations, and of how many the measure is known
    cover      the map on the front page; None where nothing can be drawn
    address    the map page with this filter, as a reader types it
    day, date  of the snapshot, printed and ISO
    words      what templates print of their own: `contents`, `page`, `brand` …
    """

    language: str
    map_title: str
    title: str
    sentence: str
    lead: str
    cover: Picture | None
    sections: list[Section]
    snapshot: str
    day: str
    date: str
    address: str
    citation: str
    keywords: list[str]
    is_synthetic: bool
    words: dict[str, str] = field(default_factory=dict)
