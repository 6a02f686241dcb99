"""suppressed.yml of a data folder: who and what must not be shown, and how their names are found in a text.

    - organisation: bg-eik-123456789     # its id, a former one too
      names: ["Пример АД", "Primer"]     # written forms that no text may show
      reason: asked                      # asked | law | court
      since: 2026-11-29
      by: maria
    - claim: 0123456789abcdef            # one claim instead of an organisation …
    - names: ["…"]                       # … or names alone
Each entry needs reason, since and by. A file that is not understood stops its reader: nothing is shown by mistake.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FILE = "suppressed.yml"
REASONS = ("asked", "law", "court")
_KEYS = {"organisation", "claim", "names", "reason", "since", "by"}
_ORGANISATION = re.compile(r"(bg-eik|lei|ror|org|[a-z]{2}-[a-z]+)-[0-9A-Za-z]+")
_CLAIM = re.compile(r"[0-9a-f]{16}")
_WORD = re.compile(r"[^\W_]+")
SHORTEST_NAME = 4  # letters and digits: a shorter one would be found in every other text


class BadSuppressed(ValueError):
    """suppressed.yml cannot be used; says in both languages which entry, what is wrong and what to do."""

    code = "bad_suppressed"

    def __init__(self, number: int, message_en: str, message_bg: str) -> None:
        self.message_en = f"{FILE} entry {number}: {message_en}; correct it, nothing was changed"
        self.message_bg = f"{FILE}, запис {number}: {message_bg}; поправете го, нищо не е променено"
        super().__init__(self.message_en)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What must not be shown: ids of organisations, names, ids of claims. `digest` names this very list."""

    org_ids: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    claims: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.org_ids or self.names or self.claims)

    @property
    def digest(self) -> str:
        """ "" for a list without entries; the order of the entries does not matter."""
        if not self:
            return ""
        told = [*sorted(self.org_ids), "\n", *sorted(self.names), "\n", *sorted(self.claims)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


NOBODY = Suppressed()


def read_suppressed(data_dir: Path) -> Suppressed:
    """The list of a data folder; an empty one where there is no file. Errors: BadSuppressed."""
    path = Path(data_dir) / FILE
    return parse(path.read_text("utf-8")) if path.exists() else NOBODY


def parse(text: str) -> Suppressed:
    """The list that a text holds. Errors: BadSuppressed."""
    entries = entries_of(text)
    return Suppressed(
        frozenset(str(entry["organisation"]) for entry in entries if "organisation" in entry),
        tuple(dict.fromkeys(name for entry in entries for name in entry.get("names", ()))),
        frozenset(str(entry["claim"]) for entry in entries if "claim" in entry),
    )


def entries_of(text: str) -> list[dict[str, Any]]:
    """The entries as they are written. Errors: BadSuppressed."""
    try:
        loaded = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        raise BadSuppressed(0, f"it is not YAML ({error})", f"не е YAML ({error})") from error
    if not isinstance(loaded, list):
        raise BadSuppressed(0, "it is no list", "не е списък")
    for number, entry in enumerate(loaded, start=1):
        _check(number, entry)
    return loaded


def _check(number: int, entry: Any) -> None:
    if not isinstance(entry, Mapping) or not {"organisation", "claim", "names"} & set(entry):
        raise BadSuppressed(number, "it needs organisation, claim or names", "липсва organisation, claim или names")
    for key in entry:
        if key not in _KEYS:
            raise BadSuppressed(number, f"{key!r} is none of {sorted(_KEYS)}", f"{key!r} не е от {sorted(_KEYS)}")
    for key, form in (("organisation", _ORGANISATION), ("claim", _CLAIM)):
        if key in entry and not (isinstance(entry[key], str) and form.fullmatch(entry[key])):
            raise BadSuppressed(number, f"{key} {entry[key]!r} is no id", f"{key} {entry[key]!r} не е идентификатор")
    if entry.get("reason") not in REASONS:
        raise BadSuppressed(number, f"reason is one of {REASONS}", f"reason е едно от {REASONS}")
    if not isinstance(entry.get("since"), date) or not isinstance(entry.get("by"), str) or not entry["by"]:
        raise BadSuppressed(number, "it needs since (a date) and by (who decided)", "липсва since (дата) или by (кой)")
    _check_names(number, entry.get("names", []))


def _check_names(number: int, names: Any) -> None:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadSuppressed(number, "names is a list of texts", "names е списък от текстове")
    for name in names:
        if sum(map(len, words(name))) < SHORTEST_NAME:
            raise BadSuppressed(
                number, f"{name!r} is too short to be found in texts without hiding others",
                f"{name!r} е твърде кратко, ще скрие и други текстове",
            )  # fmt: skip


def words(name: str) -> list[str]:
    """A name as its words, without the signs between them."""
    return _WORD.findall(name)


def pattern(names: Sequence[str], *, between: str, start: str, end: str, word: Any = re.escape) -> str:
    """An expression that finds any of these names as whole words, whatever signs stand between the words.

    between, start, end: what may stand there, in the dialect of whoever searches; `word`: how a word is written in it.
    """
    held = sorted({tuple(words(name)) for name in names}, key=lambda words: (-len(words), words))
    return f"{start}(?:{'|'.join(between.join(map(word, words)) for words in held)}){end}"
