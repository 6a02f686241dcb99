"""headers.yml: which words of a header mean what."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def _words() -> dict[str, Any]:
    text = resources.files("karta.pipeline.ingest.user_file").joinpath("headers.yml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def field_in(header: str) -> str | None:
    """The field that a header names, figures aside."""
    return _first("fields", header)


def measure_in(header: str) -> str | None:
    return _first("measures", header)


def unit_in(header: str) -> str | None:
    return _first("units", header)


def language_in(header: str) -> str | None:
    return _first("languages", header)


def is_ignored(header: str) -> bool:
    """Whether a header speaks of people or telephones, which are not offered for import."""
    return any(re.search(pattern, _plain(header)) for pattern in _words()["ignored"])


def year_in(header: str) -> int | None:
    """The year of a header such as “Приходи 2023 (хил. лв.)”; None if it names none or two."""
    found = {int(text) for text in re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", header)}
    return found.pop() if len(found) == 1 else None


def _first(group: str, header: str) -> str | None:
    plain = _plain(header)
    for name, patterns in _words()[group].items():
        if any(re.search(pattern, plain) for pattern in patterns):
            return str(name)
    return None


def _plain(header: str) -> str:
    return re.sub(r"_(?=\w)", " ", header.casefold()) + (f" {header.casefold()}" if "_" in header else "")
