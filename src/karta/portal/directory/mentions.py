"""Which published texts and claims name which organisation: rooms know, organisations' pages ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from karta.portal.directory import models
from karta.portal.directory.queries import mentioning
from karta.portal.platform.public_state import kept


@dataclass(frozen=True, slots=True)
class Mention:
    """One published text that names an organisation. `thing`: the same for both languages of one text."""

    room: str
    thing: str
    language: str
    title: str
    address: str  # path, with its language
    line: str  # the line that the name stands in
    written: str  # the name as the text writes it
    date: str  # of year, month or day precision, or ""
    day: date | None  # the last that `date` allows
    line_language: str = ""  # where the line is in another language than the text


Tell = Callable[[list[str]], Iterable[Mention]]
OfClaims = Callable[[dict[str, list[models.Mention]]], Iterable[Mention]]  # subject's code → the claims' mentions
# Filled by rooms when they are ready: what asks about texts of its own, and who tells of a kind of subject of claims.
PROVIDERS: list[Tell] = []
OF_CLAIMS: dict[str, OfClaims] = {}


def mentions_of(org_ids: Iterable[str], *, language: str, limit: int = 50) -> list[Mention]:
    """Texts that name an organisation (its present id and former ones), newest first, undated last.

    A text that exists in both languages stands once, in the reader's where that names the organisation.
    """
    asked = list(org_ids)
    return kept(f"mentions_of {asked} {language} {limit}", lambda: _mentions_of(asked, language, limit))


def _mentions_of(asked: list[str], language: str, limit: int) -> list[Mention]:
    found = [one for tell in PROVIDERS for one in tell(asked)]
    for kind, named in mentioning(OF_CLAIMS, asked).items():
        found += OF_CLAIMS[kind](named)
    found.sort(key=lambda one: one.language == language)  # the reader's language comes last and stays
    once = {(one.room, one.thing): one for one in found}
    return sorted(once.values(), key=lambda one: (-(one.day or date.min).toordinal(), one.title))[:limit]
