"""Texts that stand in two columns, one a language."""

from __future__ import annotations

from typing import Any


class Bilingual:
    """`name = Bilingual("name")`: {"bg": …, "en": …} of the columns name_bg and name_en, as templates take it."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __get__(self, row: Any, _kind: type | None = None) -> Any:
        if row is None:
            return self
        return {language: getattr(row, f"{self.column}_{language}") or None for language in ("bg", "en")}
