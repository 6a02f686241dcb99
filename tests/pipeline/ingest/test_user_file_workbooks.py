"""Workbooks, real and pretended, and files that are too large."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from karta.pipeline.ingest.user_file.check import check
from karta.pipeline.ingest.user_file.read import Form, read
from pipeline.ingest.user_files import (
    GOOD,
    checked_file,
    mapped,
    notices,
    refused,
    told,
    written,
)


def _workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Членове")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_xlsx_with_typed_cells(tmp_path):
    header = ["ЕИК", "Име", "Наети 2023", "Приходи 2023 (хил. лв.)"]
    rows = [["Списък"], [], header, [770022, "МБАЛ Ботевград ЕООД", 120, 12.345]]
    path = _workbook(tmp_path / "members.xlsx", rows)
    checked = check(read(path), mapped(path))
    assert told(checked) == []
    assert checked.read[0, "ЕИК"] == "000770022"
    assert [str(figure.amount.value.normalize()) for figure in checked.figures] == ["1.2E+2", "12.345"]


def test_csv_renamed_to_xlsx(tmp_path):
    checked = checked_file(tmp_path, GOOD, "members.xlsx")
    assert notices(checked) == [("members.xlsx", None, "renamed_file")]
    assert checked.accepted() == [0, 1]


def test_xlsx_renamed_to_csv(tmp_path):
    path = _workbook(tmp_path / "members.csv", [["ЕИК", "Име"], ["831902088", "Софарма АД"]])
    checked = check(read(path), mapped(path))
    assert notices(checked) == [("members.csv", None, "renamed_file")]


def test_broken_workbook_and_other_kinds(tmp_path):
    assert refused(written(tmp_path, b"PK\x03\x04 not a workbook", "a.xlsx")).code == "broken_workbook"
    assert refused(written(tmp_path, b"%PDF-1.7 ...", "a.csv")).code == "not_a_table"
    path = _workbook(tmp_path / "b.xlsx", [["Име"], ["А ООД"]])
    assert refused(path, Form(sheet="Лист 9")).code == "unknown_sheet"


def test_60_megabytes(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as opened:
        opened.truncate(60 * 1024 * 1024)
    error = refused(path)
    assert error.message_en == "large.csv: The file has 60 MB; the limit is 50 MB. Split it or leave out columns."
