from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest

from karta.classify.texts_file import COLUMNS, classify_file
from karta.vocab.csv_file import CsvProblem

KARTA = Path(sys.executable).with_name("karta")


def written(tmp_path, content, *, encoding="utf-8"):
    path = tmp_path / "texts.csv"
    path.write_bytes(content.encode(encoding))
    return path


def classified(path):
    to = io.StringIO()
    count = classify_file(path, to)
    rows = list(csv.DictReader(io.StringIO(to.getvalue())))
    assert len(rows) == count
    return rows


def test_one_row_a_text_in_its_order(tmp_path):
    rows = classified(written(tmp_path, "id,text,more\n7,Аптека,x\n3,hotel,\n3,,\n"))
    assert [(row["id"], row["nace_code"], row["abstained"]) for row in rows] == [
        ("7", "47.73", "false"),
        ("3", "55.10", "false"),
        ("3", "", "true"),
    ]
    assert list(rows[0]) == list(COLUMNS)
    assert 0 <= float(rows[0]["probability"]) <= 1
    assert (rows[2]["probability"], rows[2]["segment"], rows[2]["evidence"]) == ("", "", "")


def test_columns_may_stand_in_any_order_and_a_bom_before_them(tmp_path):
    rows = classified(written(tmp_path, "text,id\nЗъболекарска практика,1\n", encoding="utf-8-sig"))
    assert [(row["id"], row["nace_code"]) for row in rows] == [("1", "86.23")]


def test_hard_cells(tmp_path):
    long = "Производство на обувки. " * 6000
    content = (
        f'id,text\n1,"{long}"\n2,"хотел\x00\x07\u200b"\n3,"ред едно\nпроизводство на обувки"\n4\n'
        "5,Fabrication de chaussures et de sacs\n"
    )
    rows = classified(written(tmp_path, content))
    assert [(row["id"], row["nace_code"]) for row in rows] == [
        ("1", "15.20"),
        ("2", "55.10"),
        ("3", "15.20"),
        ("4", ""),
        ("5", ""),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "no column id, text"), ("id;text\n1;аптека\n", "no column"), ("id,activity\n1,аптека\n", "no column text")],
)
def test_a_file_without_the_columns_is_refused(tmp_path, content, says):
    with pytest.raises(CsvProblem, match=says) as told:
        classified(written(tmp_path, content))
    assert "липсва колона" in told.value.message_bg


def test_a_file_in_another_encoding_or_none_is_refused(tmp_path):
    with pytest.raises(CsvProblem, match="not UTF-8"):
        classified(written(tmp_path, "id,text\n1,аптека\n", encoding="cp1251"))
    with pytest.raises(CsvProblem, match="no such file"):
        classified(tmp_path / "missing.csv")


def test_the_command(tmp_path):
    path = written(tmp_path, "id,text\n1,Търговия на едро с лекарства\n")
    done = subprocess.run([KARTA, "classify", path], capture_output=True, text=True, check=True)
    assert next(csv.DictReader(io.StringIO(done.stdout)))["nace_code"] == "46.46"
    failed = subprocess.run([KARTA, "classify", tmp_path / "no.csv"], capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "no.csv" in failed.stderr
