"""A first mapping for a file, from the words of its header and from what stands in its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from karta.pipeline.ingest.user_file import guess_words, manner
from karta.pipeline.ingest.user_file.mapping import PERSON_UNITS, Column, FileForm, Mapping
from karta.pipeline.ingest.user_file.read import Grid
from karta.vocab.eik import clean_eik, is_valid_eik
from karta.vocab.persons import holds_egn
from karta.vocab.transliteration import transliterate

_LOOK_AT = 2_000  # rows that a guess looks at
_SAMPLES = 4
_WEBSITE = re.compile(r"(?:https?://|www\.)\S+|[\w-]+\.(?:bg|com|eu|org|net)(?:/\S*)?", re.IGNORECASE)
_NACE = re.compile(r"[A-U]|[0-9]{2}\.[0-9]{1,2}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:\s*г\.?)?")


@dataclass(frozen=True)
class ColumnGuess:
    """What a column may be. `sample`: its first values; never of a row about a person."""

    column: str
    sample: tuple[str, ...]
    guess: Column | None
    confidence: float
    is_ignored: bool = False


def guess(grid: Grid, *, today: date, title: str | None = None) -> tuple[Mapping, list[ColumnGuess]]:
    """A mapping to begin with, and how sure each column is.

    A column that was not recognised is in neither list of the mapping, so that a person has to say; people's names and
    telephones are put under `ignored`.
    """
    columns = [_column(name, _values(grid, index)) for index, name in enumerate(grid.columns)]
    columns = _once(columns)
    stem = title or Path(grid.file).stem
    decimal, thousands = manner.of_file(grid, [found.guess for found in columns])
    dated = [found.column for found in columns if found.guess and found.guess.field in ("year", "founded")]
    date_order = manner.date_order(value for name in dated
                                   for value in _values(grid, grid.columns.index(name)))  # fmt: skip
    mapping = Mapping(
        source_id=source_id(stem),
        title={"bg": stem, "en": stem},
        licence="",
        attribution="",
        rank=5,
        retrieved=today,
        country="BG",
        file=FileForm(
            encoding=grid.form.encoding,
            delimiter=grid.form.delimiter,
            sheet=grid.form.sheet,
            header_row=grid.form.header_row,
            decimal=decimal,
            thousands=thousands,
            date_order=date_order,
        ),
        columns=tuple(found.guess for found in columns if found.guess is not None),
        ignored=tuple(found.column for found in columns if found.is_ignored),
    )
    return mapping, columns


def source_id(title: str) -> str:
    """`Членове 2024.csv` → `user_chlenove_2024`."""
    slug = re.sub(r"[^a-z0-9]+", "_", transliterate(title).casefold()).strip("_")[:50].strip("_")
    return f"user_{slug or 'file'}"


def _values(grid: Grid, index: int) -> list[str]:
    return [row[index] for row in grid.rows[:_LOOK_AT] if row[index]]


def _column(name: str, values: Sequence[str]) -> ColumnGuess:
    found, confidence = _by_header(name, values)
    is_ignored = guess_words.is_ignored(name)
    if is_ignored:
        found, confidence = None, 0.9
    elif found is None:
        found, confidence = _by_content(name, values)
    # A number that lost its zero in a spreadsheet may be a person's: such a value is not shown as a sample either.
    shown = [value for value in dict.fromkeys(values) if not holds_egn(value) and not re.fullmatch(r"[0-9]{10}", value)]
    sample = () if is_ignored else tuple(value[:80] for value in shown[:_SAMPLES])
    return ColumnGuess(name, sample, found, confidence, is_ignored)


def _by_header(name: str, values: Sequence[str]) -> tuple[Column | None, float]:
    measure, field = guess_words.measure_in(name), guess_words.field_in(name)
    if measure and field not in ("measure", "founded", "website") and _share(values, manner.looks_like_figure) > 0.5:
        unit = PERSON_UNITS.get(measure) or guess_words.unit_in(name)
        made = Column(column=name, field="figure", measure=measure, unit=unit, year=guess_words.year_in(name))
        return made, 0.95 if unit and made.year else 0.8
    if field is None:
        return None, 0.0
    if field == "eik" and _eik_share(values) < 0.3:
        return Column(column=name, field=field), 0.5
    language = guess_words.language_in(name) if field in ("name", "alias") else None
    return Column(column=name, field=field, language=language), 0.95 if field == "eik" else 0.85


def _by_content(name: str, values: Sequence[str]) -> tuple[Column | None, float]:
    if not values:
        return None, 0.0
    if _eik_share(values) > 0.6:
        return Column(column=name, field="eik"), 0.8
    for field, pattern, sure in (("website", _WEBSITE, 0.7), ("nace_code", _NACE, 0.6), ("year", _YEAR, 0.5)):
        if _share(values, pattern.fullmatch) > 0.8:
            return Column(column=name, field=field), sure
    year = re.fullmatch(r"(?:19|20)[0-9]{2}", name)
    if year and _share(values, manner.looks_like_figure) > 0.8:
        return None, 0.0  # a figure of that year, but of what?
    return None, 0.0


def _once(columns: list[ColumnGuess]) -> list[ColumnGuess]:
    """Fields that stand in one column only: the surest guess keeps them. A second name becomes another name."""
    single = {"eik", "vat", "lei", "ror_id", "key", "year", "measure", "value", "unit", "settlement", "district"}
    best: dict[str, float] = {}
    for found in columns:
        if found.guess and found.guess.field in single:
            best[found.guess.field] = max(best.get(found.guess.field, 0), found.confidence)
    kept, taken = [], set()
    for found in columns:
        field = found.guess.field if found.guess else None
        if field in single and (found.confidence < best[field] or field in taken):
            kept.append(ColumnGuess(found.column, found.sample, None, 0.0))
            continue
        if field:
            taken.add(field)
        kept.append(found)
    return kept


def _eik_share(values: Sequence[str]) -> float:
    """Share that is an ЕИК as printed, or after blanks and BG are taken off; one value in eleven passes by chance."""
    return _share(values, lambda value: is_valid_eik(value) or clean_eik(value).value)


def _share(values: Sequence[str], test: object) -> float:
    return sum(bool(test(value)) for value in values) / len(values) if values and callable(test) else 0.0
