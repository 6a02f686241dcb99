"""The gate of publication: what keeps a text from readers, wherever it is written. Pure; each problem quotes the words
that it is about.

PublicationRefused   the text has problems; nothing was published
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS_OF_PICTURE = "alternative_text"  # the one line that is missed where it is empty

# An editor's notes to herself. "insert URL" stood on a published page of the cluster (TR35).
PLACEHOLDERS = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|XXX+)\b|\bX{2,}\.X{2,}(?:\.X+)?\b|\bХ{2,}\.Х{2,}(?:\.Х+)?\b|\?{3,}"
    r"|(?i:\blorem ipsum\b|\binsert (?:the )?(?:url|link|text|date|photo|picture)\b|\bto be (?:added|completed)\b"
    r"|\bда се (?:допълни|добави|впише|уточни текстът)\b|\bвмъкни(?:те)?\b"
    r"|\[\s*(?:link|url|text|date|name|линк|връзка|текст|дата|име|снимка|photo|picture|…|\.\.\.)\s*\])"
)
# Words that promise a link; on the cluster's page eight of them led nowhere (TR23).
PROMISES = re.compile(
    r"\bHERE\b|\bТУК\b|(?i:\b(?:read more|click here|learn more|прочетете повече|прочети повече|виж още|вижте още|"
    r"научете повече)\b)"
)
_WORD = re.compile(r"[^\W\d_]+")
_EMPTY_TARGETS = {"#", "http://", "https://", "/", "mailto:"}
_NO_TARGETS = re.compile(
    r"^(?:javascript|data|vbscript):|^https?://(?:www\.)?(?:example\.(?:com|org)|localhost)\b", re.I
)
SENTENCE = 4  # so many words in the other alphabet are a text, fewer are a name
OTHER = {"bg": "latin", "en": "cyrillic"}


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere. `target`: an address, `page:<id>`, `document:<id>`, or "" where there is none."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. `language`: what its words are to be in, None where any is right (a quotation, a name)."""

    kind: str  # title | summary | text | heading | quote | said_by | picture | caption | credit | figure | …
    text: str
    language: str | None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` of the rule, `quote`: the words it is about, `message` for the editor, with the quotation in it."""

    code: str
    quote: str
    message: str


class PublicationRefused(ValidationError):
    """The text has problems; the messages quote them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__([problem.message for problem in problems])
        self.problems = problems


def problems(lines: Iterable[Line], live: set[str]) -> list[Problem]:
    """What forbids publication. `live`: those of the links to pages and documents (`page:3`) that lead somewhere."""
    found: list[Problem] = []
    for line in lines:
        if line.kind == WORDS_OF_PICTURE and not line.text.strip():
            found.append(Problem("picture", "", _("A picture has no words that say what it shows.")))
        found += _links(line, live)
        found += _placeholders(line.text)
        found += _mixed_words(line.text)
        found += _wrong_alphabet(line)
    return list(dict.fromkeys(found))


def warnings(lines: Iterable[Line]) -> list[Problem]:
    """What an editor should look at and may leave: a few words in the other alphabet outside a quotation."""
    found = []
    for line in lines:
        foreign = [
            word for word in _WORD.findall(line.text) if line.language and alphabet(word) == OTHER[line.language]
        ]
        if foreign and line.language == "en":
            quote = " ".join(foreign[:6])
            found.append(
                Problem(
                    "foreign_words",
                    quote,
                    _("In English text, Cyrillic letters: “%(quote)s”. Is it a name that has a Latin form?")
                    % {"quote": quote},
                )
            )
    return found


def alphabet(word: str) -> str:
    """latin, cyrillic, mixed, or other."""
    cyrillic = sum("\u0400" <= letter <= "\u052f" for letter in word)
    latin = sum(letter < "\u0250" for letter in word)
    if cyrillic and latin:
        return "mixed"
    return "cyrillic" if cyrillic else "latin" if latin else "other"


def _links(line: Line, live: set[str]) -> Iterator[Problem]:
    for link in line.links:
        words = link.text or link.target
        if not link.target or link.target in _EMPTY_TARGETS or _NO_TARGETS.search(link.target):
            yield Problem("link", words, _("The link “%(quote)s” has no target.") % {"quote": words})
        elif link.target.partition(":")[0] in ("page", "document") and link.target not in live:
            yield Problem(
                "link",
                words,
                _("The link “%(quote)s” leads to a page that is not published or a document that is gone.")
                % {"quote": words},
            )
        elif PLACEHOLDERS.search(link.target):
            quote = f"{words} → {link.target}"
            yield Problem("link", quote, _("The target of a link is an editor's note: “%(quote)s”.") % {"quote": quote})
    for found in PROMISES.finditer(_without(line.text, line.links)):
        quote = found.group()
        yield Problem("link", quote, _("“%(quote)s” promises a link and has none.") % {"quote": quote})


def _without(text: str, links: tuple[Link, ...]) -> str:
    for link in links:
        text = text.replace(link.text, " ", 1) if link.text else text
    return text


def _placeholders(text: str) -> Iterator[Problem]:
    for found in PLACEHOLDERS.finditer(text):
        quote = text[max(0, found.start() - 20) : found.end() + 20].strip()
        yield Problem("placeholder", quote, _("An editor's note stands in the text: “%(quote)s”.") % {"quote": quote})


def _mixed_words(text: str) -> Iterator[Problem]:
    """Latin letters inside Cyrillic words look right and are found by nobody (TR15)."""
    for word in _WORD.findall(text):
        if alphabet(word) == "mixed":
            few = min(("latin", "cyrillic"), key=lambda kind: sum(alphabet(sign) == kind for sign in word))
            signs = ", ".join(sign for sign in word if alphabet(sign) == few)
            named = _("Latin") if few == "latin" else _("Cyrillic")
            yield Problem(
                "mixed",
                word,
                _("The word “%(quote)s” mixes two alphabets: %(signs)s is %(alphabet)s.")
                % {"quote": word, "signs": signs, "alphabet": named},
            )


def _wrong_alphabet(line: Line) -> Iterator[Problem]:
    if line.language is None:
        return
    kinds = [alphabet(word) for word in _WORD.findall(line.text)]
    foreign = kinds.count(OTHER[line.language])
    if foreign >= SENTENCE and foreign * 2 > len(kinds):
        quote = line.text[:80]
        asked = _("Bulgarian") if line.language == "bg" else _("English")
        yield Problem(
            "language",
            quote,
            _("This is not %(language)s: “%(quote)s”. Quote foreign words in a quotation with its language.")
            % {"quote": quote, "language": asked},
        )
