"""messages.yml: what a person reads about a file, in English and Bulgarian."""

from __future__ import annotations

from importlib import resources

import yaml

from karta.pipeline.ingest.errors import FileProblem
from karta.pipeline.tables import Severity


def _load() -> dict[str, tuple[Severity, str, str]]:
    text = resources.files("karta.pipeline.ingest.user_file").joinpath("messages.yml").read_text("utf-8")
    return {code: (entry["severity"], entry["en"], entry["bg"]) for code, entry in yaml.safe_load(text).items()}


MESSAGES = _load()  # code: (severity, English, Bulgarian)
CLEANED = {
    "prefix": ("the prefix BG was taken off", "махнат е знакът BG"),
    "blanks": ("blanks were taken out", "махнати са интервали"),
    "leading_zeros": ("the lost leading zeros were put back", "върнати са изгубените водещи нули"),
}
DIRECTIONS = {"less": ("less", "по-малко"), "more": ("more", "повече")}


class BadFile(FileProblem):
    """The file as a whole cannot be used; nothing was changed. Carries the text in both languages."""

    def __init__(
        self, code: str, file: str, /, *, row: int | None = None, column: str | None = None, **values: object
    ) -> None:
        self.file, self.row, self.column = file, row, column
        english, bulgarian = texts(code, **values)
        super().__init__(
            code,
            f"{file}{_place(row, column, 'row', 'column')}: {english}",
            f"{file}{_place(row, column, 'ред', 'колона')}: {bulgarian}",
        )


def texts(code: str, /, **values: object) -> tuple[str, str]:
    """English and Bulgarian text of a code. A pair as a value gives each language its own word."""
    _, english, bulgarian = MESSAGES[code]
    return english.format(**_in(values, 0)), bulgarian.format(**_in(values, 1))


def severity(code: str) -> Severity:
    return MESSAGES[code][0]


def _in(values: dict[str, object], language: int) -> dict[str, object]:
    return {key: value[language] if isinstance(value, tuple) else value for key, value in values.items()}


def _place(row: int | None, column: str | None, row_word: str, column_word: str) -> str:
    return (f", {row_word} {row}" if row else "") + (f", {column_word} “{column}”" if column else "")
