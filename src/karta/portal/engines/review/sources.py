"""What a room tells the engine of its entries, and how it is told of decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import IO, TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from karta.portal.engines.review.models import Round


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an entry: its heading in both languages and the applicant's text, without names."""

    bg: str
    en: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document that jurors open. `key` is the room's, `name` says nothing of anybody; `sha256` of its content."""

    key: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a juror ever sees of an entry. `terms`: words or codes of what it is about, to match expertise."""

    title: str
    parts: tuple[Part, ...] = ()
    documents: tuple[Document, ...] = ()
    terms: tuple[str, ...] = ()

    def sha256(self) -> str:
        """Hash of what is read and judged: the same words give the same hash."""
        told = asdict(self)
        del told["terms"]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Author:
    """A person behind an entry: an account, a name, or both."""

    user_id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation behind an entry: of the map (`org_id`), by its name, or both."""

    org_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Identified:
    """Who stands behind an entry, and what it is called outside of the round."""

    title: str
    authors: tuple[Author, ...] = ()
    organisations: tuple[Organisation, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A document's content. The engine sends it under the name of `Document`, after it compared the hash."""

    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one entry. `place`: 1 for the first of its category, None where it did not win.

    `verdict`: accept | revise | reject.
    """

    category: str
    object_id: str
    place: int | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Source:
    """A room whose entries are reviewed.

    document  opens a document of an entry by (object_id, key). Errors: KeyError where there is none.
    address   path of an entry's page in the room, for who leads the round.
    decided   called with a round and the results of one category, within the transaction that issues its decision.
    """

    app: str
    label: str | Promise
    document: Callable[[str, str], Opened]
    address: Callable[[str], str]
    decided: Callable[[Round, list[Result]], None]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Make a room known. Errors: ValueError where another one has the label of its app."""
    if _sources.get(source.app, source) != source:
        raise ValueError(f"source {source.app}: there is another one of this app")
    _sources[source.app] = source


def source(app: str) -> Source:
    """The room of a label. Errors: KeyError."""
    return _sources[app]


def all_sources() -> list[Source]:
    """Every room, in the order in which apps registered."""
    return list(_sources.values())
