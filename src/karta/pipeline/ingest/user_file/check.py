"""Every row of a file as the map will understand it, with each problem at its row and column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from karta.matching.names import normalise_name
from karta.pipeline.ingest.user_file import manner, suspicion, values
from karta.pipeline.ingest.user_file.mapping import CODED, KEYS, PERSON_UNITS, Column, Mapping
from karta.pipeline.ingest.user_file.messages import CLEANED, BadFile, severity, texts
from karta.pipeline.ingest.user_file.read import Grid
from karta.pipeline.tables import Finding
from karta.vocab.labels import closed_list
from karta.vocab.persons import holds_egn

_HIDDEN = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")
_At = tuple[int, int, list[str]]  # index into grid.rows, number in the file, cells
_Place = tuple[str, int]  # a column and where it stands
_CAP = 1_000  # findings of one code in one column that are told one by one; the list for download has all


@dataclass(slots=True)
class Problem:
    """One thing to say. `row` None: about a column; both None: about the file."""

    row: int | None
    column: str | None
    value: str | None
    code: str
    said: dict[str, object]

    @property
    def severity(self) -> str:
        return severity(self.code)


@dataclass
class Checked:
    """`mapping` has every open setting resolved. `figures` in row order.

    `read`: (row index, column) → how a cell was read that is not taken as printed.
    """

    grid: Grid
    mapping: Mapping
    problems: list[Problem] = field(default_factory=list)
    figures: list[suspicion.Read] = field(default_factory=list)
    read: dict[tuple[int, str], str] = field(default_factory=dict)
    bad_rows: set[int] = field(default_factory=set)  # numbers in the file
    persons: list[int] = field(default_factory=list)
    bad_years: set[int] = field(default_factory=set)  # rows whose year was complained of

    @property
    def is_stopped(self) -> bool:
        """Whether something about the file or a column must be settled before any row can come in."""
        return any(problem.severity == "error" and problem.row is None for problem in self.problems)

    def accepted(self) -> list[int]:
        """Indexes into grid.rows of the rows that come in."""
        gone = self.bad_rows | set(self.persons)
        return [index for index, number in enumerate(self.grid.numbers) if number not in gone]

    def say(self, row: int | None, column: str | None, value: str | None, code: str, /, **said: object) -> None:
        # A number of ten digits may be a person's with one digit mistyped, so it is never repeated.
        shown = None if value and _HIDDEN.search(value) else value
        self.problems.append(Problem(row, column, shown, code, said))
        if row is not None and severity(code) == "error":
            self.bad_rows.add(row)


def check(grid: Grid, mapping: Mapping) -> Checked:
    """Check a file against its mapping.

    Errors: BadFile missing_column, no_key, bad_mapping. Everything else is a Problem: about a column (it stops the
    import until a person settles it) or about a row (the row can be left aside).
    """
    _refuse_wrong_columns(grid, mapping)
    checked = Checked(grid, mapping)
    checked.persons = list(grid.persons)
    for code, said in grid.notes:
        checked.say(None, None, None, code, **said)
    _check_columns(checked)
    for number, found in grid.ragged.items():
        checked.say(number, None, None, "cell_count", found=found, expected=len(grid.columns))
    _leave_out_persons(checked)
    _check_keys(checked)
    for column in checked.mapping.columns:
        if column.field in CODED or column.field == "founded":
            _check_words(checked, column)
    _read_figures(checked)
    suspicion.add_suspicions(checked)
    for number in sorted(checked.persons):
        checked.say(number, None, None, "person")
    checked.problems.sort(key=lambda problem: (problem.row or 0, problem.column or ""))
    return checked


def as_findings(checked: Checked, *, cap: int | None = _CAP) -> list[Finding]:
    """The problems as findings. `cap`: at most so many of one kind in one column, then one that counts the rest."""
    counts: dict[tuple[str, str | None], int] = {}
    found: list[Finding] = []
    for problem in checked.problems:
        kind = (problem.code, problem.column)
        counts[kind] = counts.get(kind, 0) + 1
        if cap is None or counts[kind] <= cap:
            found.append(_finding(checked, problem))
    for (code, column), count in counts.items():
        if cap is not None and count > cap:
            more = replace(
                _finding(checked, Problem(None, column, None, "and_more", {"count": count - cap})), code=code
            )
            found.append(more)
    return found


def _finding(checked: Checked, problem: Problem) -> Finding:
    english, bulgarian = texts(problem.code, **problem.said)
    file = checked.grid.file
    return Finding(
        source_id=checked.mapping.source_id, record_id=None,
        locator=f"{file}:{problem.row}" if problem.row else file,
        column=problem.column, value=problem.value,
        severity=severity(problem.code), code=problem.code, message_en=english, message_bg=bulgarian,
    )  # fmt: skip


def _refuse_wrong_columns(grid: Grid, mapping: Mapping) -> None:
    named = [column.column for column in mapping.columns]
    for name in named:
        if name not in grid.columns:
            raise BadFile("missing_column", grid.file, missing=name, columns=", ".join(grid.columns))
        if named.count(name) > 1 or name in mapping.ignored:
            raise BadFile(
                "bad_mapping", grid.file, reason=(f"“{name}” stands in it twice", f"„{name}“ е посочена два пъти")
            )
    if not mapping.of(*KEYS):
        raise BadFile("no_key", grid.file)


def _check_columns(checked: Checked) -> None:
    """Settle decimal signs and units, say what is open, put the settled columns into the mapping."""
    grid, mapping = checked.grid, checked.mapping
    known = {column.column for column in mapping.columns} | set(mapping.ignored)
    for name in grid.columns:
        if name not in known and name in grid.duplicates:
            first, second = grid.duplicates[name]
            checked.say(None, name, None, "duplicate_header", first=first, second=second, renamed=name)
        elif name not in known:
            checked.say(None, name, None, "unmapped_column")
    settled = [_settle(checked, column) if column.is_figure else column for column in mapping.columns]
    checked.mapping = replace(mapping, columns=tuple(settled))


def _settle(checked: Checked, column: Column) -> Column:
    mapping, place = checked.mapping, checked.grid.columns.index(column.column)
    unit = column.unit or PERSON_UNITS.get(column.measure or "")
    if unit is None and not mapping.of("unit") and _holds_money(checked, column):
        checked.say(None, column.column, None, "unit_missing")
    if column.year is None and not mapping.of("year"):
        checked.say(None, column.column, None, "year_missing")
    if column.decimal:
        return replace(column, unit=unit)
    found = manner.of_column(row[place] for row in checked.grid.rows)
    if found.open_count and found.decimal is None and column.measure != "headcount":
        if found.comma and found.point:
            checked.say(None, column.column, None, "two_formats", first=found.comma, second=found.point)
        else:
            checked.say(
                None, column.column, None, "ambiguous_number", example=found.open_example, count=found.open_count
            )
    return replace(column, unit=unit, decimal=found.decimal or mapping.file.decimal)


def _holds_money(checked: Checked, column: Column) -> bool:
    """Whether a column needs a unit of money: not where its measure, or that of each of its rows, counts people."""
    said = checked.mapping.of("measure")
    if column.measure or not said:
        return column.measure not in PERSON_UNITS
    place = checked.grid.columns.index(said[0].column)
    measures = {values.measure_of(row[place]) for row in checked.grid.rows if row[place]}
    return any(measure not in PERSON_UNITS for measure in measures if measure)


def _leave_out_persons(checked: Checked) -> None:
    """Rows whose identifier is an ЕГН that lost its leading zero in a spreadsheet."""
    for column in checked.mapping.of("eik", "vat", "key"):
        place = checked.grid.columns.index(column.column)
        for number, row in zip(checked.grid.numbers, checked.grid.rows, strict=True):
            cell = row[place]
            if cell and not (len(cell) == 9 and values.eik(cell).value) and holds_egn(cell):
                checked.persons.append(number)
    checked.persons = sorted(set(checked.persons))


def _check_keys(checked: Checked) -> None:
    grid, mapping, out = checked.grid, checked.mapping, set(checked.persons)
    keys = [grid.columns.index(column.column) for column in mapping.of(*KEYS)]
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        if number not in out and not any(row[place] for place in keys):
            checked.say(number, mapping.of(*KEYS)[0].column, None, "no_organisation")
    for column in mapping.of("eik"):
        _check_eik(checked, column, out)


def _check_eik(checked: Checked, column: Column, out: set[int]) -> None:
    grid = checked.grid
    place = grid.columns.index(column.column)
    name_columns = checked.mapping.of("name")
    name_place = grid.columns.index(name_columns[0].column) if name_columns else None
    first: dict[str, tuple[int, str]] = {}
    for index, (number, row) in enumerate(zip(grid.numbers, grid.rows, strict=True)):
        cell = row[place]
        if not cell or number in out:
            continue
        read = values.eik(cell)
        if read.value is None:
            _say_bad_eik(checked, number, column.column, cell, read.problem)
            continue
        if read.changes:
            what = tuple("; ".join(CLEANED[change][language] for change in read.changes) for language in (0, 1))
            checked.say(number, column.column, cell, "eik_cleaned", value=read.value, what=what)
            checked.read[index, column.column] = read.value
        name = row[name_place] if name_place is not None else ""
        if name and read.value not in first:
            first[read.value] = (number, name)
        elif name and not _are_alike(name, first[read.value][1]):
            other_row, other = first[read.value]
            said_in = name_columns[0].column
            checked.say(number, said_in, name, "eik_two_names", name=name, other=other, other_row=other_row)
            if other_row not in checked.bad_rows:
                checked.say(other_row, said_in, other, "eik_two_names", name=other, other=name, other_row=number)


def _say_bad_eik(checked: Checked, number: int, column: str, cell: str, problem: str | None) -> None:
    digits = re.sub(r"[^0-9]", "", cell)
    if len(digits) == 10:
        checked.say(number, column, None, "eik_ten_digits")
    else:
        code = {"checksum": "eik_checksum", "length": "eik_length"}.get(problem or "", "eik_characters")
        checked.say(number, column, cell, code)


def _are_alike(one: str, other: str) -> bool:
    """Whether two spellings may be one name: alphabet, legal form and small differences aside."""
    if one == other:
        return True
    left, right = normalise_name(one).core, normalise_name(other).core
    if left == right or (left and right and (left in right or right in left)):
        return True
    from difflib import SequenceMatcher

    return SequenceMatcher(None, left, right).ratio() > 0.75


def _check_words(checked: Checked, column: Column) -> None:
    grid, latest = checked.grid, checked.mapping.retrieved.year + 1
    place, out = grid.columns.index(column.column), set(checked.persons)
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        cell = row[place]
        if not cell or number in out:
            continue
        if column.field == "founded":
            try:
                values.year(
                    cell, latest=latest, date_order=checked.mapping.file.date_order, earliest=values.FIRST_FOUNDED
                )
            except values.Unreadable as error:
                checked.say(number, column.column, cell, error.code, first=values.FIRST_FOUNDED, last=latest)
        elif values.code_of(column.field, cell) is None:
            checked.say(number, column.column, cell, "unknown_code", known=_known(column.field))


def _known(list_name: str) -> tuple[str, str]:
    entries = list(closed_list(list_name).values())
    english, bulgarian = (", ".join(str(entry[language]) for entry in entries[:12]) for language in ("en", "bg"))
    return english, bulgarian


def _read_figures(checked: Checked) -> None:
    for column in checked.mapping.columns:
        if column.field == "figure":
            _read_wide(checked, column)
        elif column.field == "value":
            _read_long(checked, column)
    checked.figures.sort(key=lambda read: read.place)


def _read_wide(checked: Checked, column: Column) -> None:
    place = checked.grid.columns.index(column.column)
    years, units = _cells(checked, "year"), _cells(checked, "unit")
    for at in _rows(checked):
        _, number, row = at
        if row[place]:
            unit = column.unit or _unit(checked, number, units, row)
            _read_one(checked, at, column, years, cell=row[place], measure=column.measure or "", unit=unit)


def _read_long(checked: Checked, column: Column) -> None:
    place = checked.grid.columns.index(column.column)
    years, units, measures = (_cells(checked, field) for field in ("year", "unit", "measure"))
    for at in _rows(checked):
        _, number, row = at
        if not row[place]:
            continue
        measure = column.measure or (values.measure_of(row[measures[1]]) if measures else None)
        if measure is None:
            said = row[measures[1]] if measures else None
            checked.say(
                number, measures[0] if measures else column.column, said, "unknown_measure", known=_known("measure")
            )
            continue
        unit = column.unit or PERSON_UNITS.get(measure) or _unit(checked, number, units, row)
        _read_one(checked, at, column, years, cell=row[place], measure=measure, unit=unit)


def _rows(checked: Checked) -> Iterable[_At]:
    out = set(checked.persons)
    for index, (number, row) in enumerate(zip(checked.grid.numbers, checked.grid.rows, strict=True)):
        if number not in out:
            yield index, number, row


def _cells(checked: Checked, name: str) -> _Place | None:
    columns = checked.mapping.of(name)
    return (columns[0].column, checked.grid.columns.index(columns[0].column)) if columns else None


def _unit(checked: Checked, number: int, units: _Place | None, row: list[str]) -> str | None:
    if units is None:
        return None
    unit = values.unit_of(row[units[1]]) if row[units[1]] else None
    if unit is None:
        checked.say(number, units[0], row[units[1]] or None, "unknown_unit", known=values.KNOWN_UNITS)
    return unit


def _read_one(
    checked: Checked, at: _At, column: Column, years: _Place | None, *, cell: str, measure: str, unit: str | None
) -> None:
    index, number, row = at
    year = column.year if column.year or years is None else _year(checked, number, row[years[1]], years[0])
    try:
        read = values.amount(cell, measure, unit, column.decimal)
    except values.Unreadable as error:
        if not _is_open(column, cell):
            checked.say(number, column.column, cell, error.code, example=("12,345.6", "12 345,6"))
        return
    if year is None and years is not None:
        return
    if not read.is_plain:
        english, bulgarian = suspicion.told(read)
        checked.say(number, column.column, cell, "read_as_interval", value=(english, bulgarian))
        checked.read[index, column.column] = bulgarian
    checked.figures.append(
        suspicion.Read(index, number, column.column, cell, measure, year or 0, read, suspicion.base(read))
    )


def _year(checked: Checked, number: int, printed: str, column: str) -> int | None:
    """The year of a row's figures; what is wrong with it is said once, however many figures the row has."""
    latest = checked.mapping.retrieved.year + 1
    try:
        if printed:
            return values.year(printed, latest=latest, date_order=checked.mapping.file.date_order)[0]
        code = "no_year"
    except values.Unreadable as error:
        code = error.code
    if number not in checked.bad_years:
        checked.bad_years.add(number)
        checked.say(number, column, printed or None, code, first=values.FIRST_YEAR, last=latest)
    return None


def _is_open(column: Column, cell: str) -> bool:
    """Whether the cell cannot be read only because the column's decimal sign was not told, which is said once."""
    return column.decimal is None and manner.of_column([cell]).open_count > 0
