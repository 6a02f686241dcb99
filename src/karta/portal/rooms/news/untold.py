"""Texts of the portal itself that one language lacks: catalogues of pages, forms and mails; labels of closed lists."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from karta.vocab.labels import closed_list, closed_list_names, fields

PORTAL = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Untold:
    """`where` it belongs, the text that there is, the language that lacks it; `is_fuzzy`: only guessed."""

    where: str
    text: str
    language: str
    is_fuzzy: bool = False


@cache
def untold() -> list[Untold]:
    """What the shipped files lack: nothing, while the project's own tests pass. They change only with the program."""
    return [*catalogues(PORTAL), *vocabularies()]


def catalogues(folder: Path) -> list[Untold]:
    """Texts of pages, forms and mails that the Bulgarian catalogues under `folder` do not translate, or only guess."""
    parsed = []
    for path in sorted(folder.glob("**/locale/bg/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            parsed.append((path.relative_to(folder).parts[:-4], read_po(file, locale="bg")))
    done = {(m.id, m.context) for _, found in parsed for m in found if _is_done(m.string) and not m.fuzzy}
    return [
        Untold("/".join(parts), message.id if isinstance(message.id, str) else message.id[0], "bg", message.fuzzy)
        for parts, found in parsed
        for message in found
        if message.id and (message.id, message.context) not in done
    ]


def _is_done(said: object) -> bool:
    return all(said) if isinstance(said, tuple | list) else bool(said)


def vocabularies() -> list[Untold]:
    """Codes of closed lists and columns whose label one language lacks."""
    found = []
    for name in closed_list_names():
        for code, entry in closed_list(name).items():
            found += _lacking(f"{name}: {code}", entry)
    for column, entry in fields().items():
        for part in ("label", "definition"):
            found += _lacking(f"fields: {column}, {part}", entry.get(part) or {})
    return found


def _lacking(where: str, texts: dict[str, object]) -> list[Untold]:
    lacking = [code for code in ("bg", "en") if not texts.get(code)]
    return [Untold(where, str(texts.get("en") or texts.get("bg") or ""), code) for code in lacking]
