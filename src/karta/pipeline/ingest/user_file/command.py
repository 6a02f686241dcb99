"""What `karta import` does: guess, preview or keep, told as JSON lines or as text."""

from __future__ import annotations

import csv
import gc
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from karta.pipeline.ingest.user_file import mapping as mappings
from karta.pipeline.ingest.user_file.check import Checked, as_findings, check
from karta.pipeline.ingest.user_file.guess import guess
from karta.pipeline.ingest.user_file.mapping import Mapping
from karta.pipeline.ingest.user_file.messages import BadFile
from karta.pipeline.ingest.user_file.read import Form, Grid, read
from karta.pipeline.ingest.user_file.store import imports, store, withdraw
from karta.pipeline.ingest.user_file.suspicion import organisations
from karta.pipeline.tables import Finding

_PROBLEM_ROWS, _FIRST_ROWS = 300, 100  # rows shown in a preview; the counts are of all
Tell = Callable[[str], object]


def run_import(
    data_dir: Path, file: Path, *, mapping: Path | None = None, is_guess: bool = False, is_preview: bool = False,
    problems: Path | None = None, form: Form | None = None, name: str | None = None, is_json: bool = False,
    tell: Tell = print,
) -> int:  # fmt: skip
    """Exit code: 0 done, 1 the file or the mapping cannot be used (nothing was changed).

    `problems`: CSV file that all problems are written to. `name`: what messages call the file. `form`: how to read the
    file when guessing. JSON: one object a line, as printed in docs/reference.
    """
    # Millions of small objects live until the end: looking for cycles among them took a third of the time.
    gc.disable()
    try:
        if is_guess or mapping is None:
            _guess(data_dir, file, form, name, is_json=is_json, tell=tell)
            return 0
        return _with_mapping(
            data_dir, file, mapping, is_preview=is_preview, problems=problems, name=name, is_json=is_json, tell=tell
        )
    except BadFile as error:
        if is_json:
            tell(_line({"error": {"code": error.code, "message_en": error.message_en, "message_bg": error.message_bg}}))
        else:
            tell(f"{error.message_en}\n{error.message_bg}")
        return 1
    finally:
        gc.enable()


def run_withdraw(data_dir: Path, source_id: str, *, is_json: bool = False, tell: Tell = print) -> int:
    """Take the newest version of an import out of the next build. Exit code 1 where there is none."""
    version = withdraw(data_dir, source_id)
    if version is None:
        english = f"{data_dir}/raw holds no import {source_id}; karta sources lists them"
        bulgarian = f"в {data_dir}/raw няма внос {source_id}; karta sources ги изброява"
        error = {"code": "no_import", "message_en": english, "message_bg": bulgarian}
        tell(_line({"error": error}) if is_json else f"{english}\n{bulgarian}")
        return 1
    tell(_line({"source_id": source_id, "withdrawn": version}) if is_json else f"{source_id} {version}")
    return 0


def _guess(data_dir: Path, file: Path, form: Form | None, name: str | None, *, is_json: bool, tell: Tell) -> None:
    grid = read(file, form, name=name)
    mapping, columns = guess(grid, today=datetime.now(UTC).date())
    if not is_json:
        import yaml

        tell(yaml.safe_dump(mapping.to_keys(), allow_unicode=True, sort_keys=False, width=110))
        return
    guesses = [
        {"column": each.column, "sample": list(each.sample), "guess": each.guess.field if each.guess else None,
         "confidence": each.confidence, "is_ignored": each.is_ignored}
        for each in columns
    ]  # fmt: skip
    told: dict[str, Any] = {
        "mapping": mapping.to_keys(),
        "columns": guesses,
        "rows": grid.row_count,
        "persons": len(grid.persons),
    }
    earlier = _earlier(data_dir, grid)
    if earlier is not None:
        told["earlier"] = earlier.to_keys()
    notes = [{"code": note.code, "message_en": note.message_en, "message_bg": note.message_bg} for note in _notes(grid)]
    tell(_line(told | {"notes": notes}))


def _earlier(data_dir: Path, grid: Grid) -> Mapping | None:
    """The mapping of the latest import whose file had the same columns: offered before a new guess."""
    columns = set(grid.columns)
    found = [
        kept.mapping
        for kept in imports(data_dir)
        if {column.column for column in kept.mapping.columns} | set(kept.mapping.ignored) == columns
    ]
    return max(found, key=lambda mapping: mapping.stored_at or "", default=None)


def _with_mapping(
    data_dir: Path, file: Path, path: Path, *, is_preview: bool, problems: Path | None, name: str | None,
    is_json: bool, tell: Tell,
) -> int:  # fmt: skip
    mapping = mappings.load(path)
    form = Form(mapping.file.encoding, mapping.file.delimiter, mapping.file.sheet, mapping.file.header_row)
    checked = check(read(file, form, name=name), mapping)
    findings = as_findings(checked)
    if problems is not None:
        write_problems(checked, problems)
    if is_json:
        for finding in findings if is_preview else ():
            tell(_line({"finding": asdict(finding)}))
    else:
        _tell_findings(findings, tell)
    if is_preview:
        tell(_line(preview(checked, findings)) if is_json else _summary(checked))
        return 0
    mappings.refuse_unlicensed(mapping)
    if checked.is_stopped:
        raise _first_stop(checked)
    kept = store(checked, data_dir)
    told = {
        "source_id": kept.source_id,
        "version": kept.version,
        "rows": len(checked.accepted()),
        "left_out": _left_out(checked),
    }
    tell(_line(told) if is_json else f"{_summary(checked)}\n{kept.folder}")
    return 0


def preview(checked: Checked, findings: list[Finding]) -> dict[str, Any]:
    """The last line of a preview: counts of the whole file, rows with problems and their neighbours, the first rows."""
    grid, by_row = checked.grid, _by_row(checked, findings)
    with_problems = sorted(number for number in by_row if number)[:_PROBLEM_ROWS]
    near = {number + step for number in with_problems for step in (-1, 0, 1)}
    persons = set(checked.persons)
    shown = [index for index, number in enumerate(grid.numbers)
             if (number in near or index < _FIRST_ROWS) and number not in persons]  # fmt: skip
    counts = {
        level: len({p.row for p in checked.problems if p.severity == level and p.row})
        for level in ("error", "warning", "notice")
    }
    sample = [_sample_row(checked, index, by_row) for index in shown]
    for number in with_problems:
        if number in grid.ragged or number in persons:
            sample.append({"row": number, "fields": {}, "problems": by_row[number]})
    return {
        "rows": grid.row_count,
        "accepted": 0 if checked.is_stopped else len(checked.accepted()),
        "acceptable": len(checked.accepted()),
        "left_out": _left_out(checked),
        "persons": len(checked.persons),
        "is_stopped": checked.is_stopped,
        "columns": len(grid.columns),
        "organisations": _organisation_count(checked),
        "row_counts": counts | {"clean": grid.row_count - len({p.row for p in checked.problems if p.row})},
        "sample": sorted(sample, key=lambda row: int(row["row"])),
        "findings": [asdict(finding) for finding in findings],
        "mapping": checked.mapping.to_keys(),
    }


def write_problems(checked: Checked, path: Path) -> None:
    """The list that a person takes away: every problem, with a BOM so that spreadsheets read the letters."""
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["file", "row", "column", "value", "severity", "code", "reason_en", "reason_bg"])
        for finding in as_findings(checked, cap=None):
            file, _, row = finding.locator.rpartition(":")
            place = (file, row) if row.isdecimal() and file else (finding.locator, "")
            cells = [*place, finding.column or "", finding.value or "", finding.severity, finding.code,
                     finding.message_en, finding.message_bg]  # fmt: skip
            writer.writerow([_harmless(cell) for cell in cells])


def _harmless(cell: str) -> str:
    """Spreadsheets run cells that begin with these signs as formulas."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell


def _sample_row(checked: Checked, index: int, by_row: dict[int, list[int]]) -> dict[str, Any]:
    grid = checked.grid
    number = grid.numbers[index]
    cells = {}
    for column in checked.mapping.columns:
        cell = grid.rows[index][grid.columns.index(column.column)]
        shown = {"printed": cell}
        read_as = checked.read.get((index, column.column))
        if read_as:
            shown["read"] = read_as
        cells[column.column] = shown
    _hide_long_numbers(checked, number, cells)
    return {"row": number, "fields": cells, "problems": by_row.get(number, [])}


def _hide_long_numbers(checked: Checked, number: int, cells: dict[str, dict[str, str]]) -> None:
    """A number that a problem does not repeat is not shown in the row either."""
    for problem in checked.problems:
        if problem.row == number and problem.value is None and problem.column in cells:
            cells[problem.column]["printed"] = ""


def _by_row(checked: Checked, findings: list[Finding]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for index, finding in enumerate(findings):
        row = finding.locator.rpartition(":")[2]
        if finding.locator != checked.grid.file and row.isdecimal():
            found.setdefault(int(row), []).append(index)
    return found


def _left_out(checked: Checked) -> int:
    return checked.grid.row_count - len(checked.accepted())


def _organisation_count(checked: Checked) -> int:
    named = organisations(checked)
    return len({named[index] for index in checked.accepted()})


def _first_stop(checked: Checked) -> BadFile:
    first = next(problem for problem in checked.problems if problem.severity == "error" and problem.row is None)
    return BadFile(first.code, checked.grid.file, row=None, column=first.column, **first.said)


def _notes(grid: Grid) -> list[Finding]:
    """What there is to say about a file before it has a mapping."""
    nameless = {"source_id": "user_file", "title": {"bg": "-"}, "licence": "-", "attribution": "-"}
    columns = [{"column": "-", "field": "name"}]
    checked = Checked(grid, mappings.from_keys({**nameless, "retrieved": "2000-01-01", "columns": columns}))
    for code, said in grid.notes:
        checked.say(None, None, None, code, **said)
    return as_findings(checked)


def _tell_findings(findings: list[Finding], tell: Tell) -> None:
    for finding in findings:
        place = ", ".join(part for part in (finding.locator, finding.column, finding.value) if part)
        tell(f"{finding.severity}: {place}: {finding.message_en} / {finding.message_bg}")


def _summary(checked: Checked) -> str:
    return f"{checked.grid.row_count} rows, {len(checked.accepted())} accepted, {_left_out(checked)} left out"


def _line(keys: dict[str, Any]) -> str:
    return json.dumps(keys, ensure_ascii=False, default=str)
