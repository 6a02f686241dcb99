"""Reads for editing: lists of subjects, what a form showed, free codes, organisations by their written names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from karta.matching.names import search_key
from karta.portal.directory import recorded
from karta.portal.directory.models import Body, Mention


def stamp(told: recorded.Values) -> str:
    """A short text that differs as soon as anything told of a subject does."""
    said = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Row:
    """One subject in a list. `lacks`: languages in which a text is missing that the other one has."""

    subject: Any
    name: dict[str, str | None]
    lacks: list[str]


def rows(kind: str, asked: str) -> list[Row]:
    """Subjects of a kind whose name or code holds the words asked for, in either alphabet; one query."""
    key = search_key(asked)
    found = []
    for one in recorded.KINDS[kind].model.objects.all():
        name = one.title if kind == "source" else one.name
        if not key or key in search_key(f"{name['bg'] or ''} {name['en'] or ''} {one.code}"):
            found.append(Row(one, name, lacking(kind, one)))
    return found


def lacking(kind: str, subject: Any) -> list[str]:
    """Languages that lack a text which the other language has."""
    pairs = {column[:-3] for column in recorded.KINDS[kind].columns if column.endswith("_bg")}
    return [
        language
        for language, other in (("bg", "en"), ("en", "bg"))
        if any(getattr(subject, f"{pair}_{other}") and not getattr(subject, f"{pair}_{language}") for pair in pairs)
    ]


def bodies_by_name(names: Iterable[str]) -> dict[str, str]:
    """Search key → code of the body that bears it: as its name, else as a source has written it before.

    A name that several bodies bear is nobody's.
    """
    wanted = {search_key(name) for name in names}
    found: dict[str, set[str]] = {}
    for code, *own in Body.objects.values_list("code", "name_bg", "name_en"):
        for name in {search_key(one) for one in own} & wanted:
            found.setdefault(name, set()).add(code)
    written_forms: dict[str, set[str]] = {}
    for code, written in Mention.objects.exclude(as_written="").values_list("body__code", "as_written").distinct():
        key = search_key(written)
        if key in wanted and key not in found:
            written_forms.setdefault(key, set()).add(code)
    return {key: next(iter(codes)) for key, codes in (found | written_forms).items() if len(codes) == 1}
