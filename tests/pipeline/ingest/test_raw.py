from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.pipeline.ingest.errors import FileProblem, UnseenValue
from karta.pipeline.ingest.raw import Raw
from pipeline.ingest.examples import a_manifest, write_file

PERSON = "7523169263"  # of somebody who would be 151 years old


def raw_of(folder, text, **changed):
    write_file(folder, text)
    return Raw(a_manifest(**changed), folder)


def test_rows_come_as_published_in_order(tmp_path):
    rows = list(raw_of(tmp_path, "id,name\n1, Първа \n2,\n").csv("sites"))
    assert rows == [{"id": "1", "name": "Първа"}, {"id": "2", "name": None}]
    assert [row.locator for row in rows] == ["sites.csv:2", "sites.csv:3"]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    (row,) = raw_of(tmp_path, "\ufeffid,name\n1,А\n").csv("sites")
    assert row.required("id") == "1"


def test_columns_in_another_order_are_the_same_columns(tmp_path):
    (row,) = raw_of(tmp_path, "name,id\nПърва,1\n").csv("sites")
    assert (row.required("id"), row.required("name")) == ("1", "Първа")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"),
        ("  \n", "empty_file"),
        ("id,id\n1,2\n", "repeated_header"),
        ('id,name\n1,"Пър', "truncated_file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, text, code):
    with pytest.raises(FileProblem, match=r"^sites\.csv ") as caught:
        list(raw_of(tmp_path, text).csv("sites"))
    assert caught.value.code == code
    assert caught.value.message_bg.startswith("sites.csv ")


def test_windows_1251_said_to_be_utf_8(tmp_path):
    write_file(tmp_path, "id,name\n1,Първа\n", encoding="windows-1251")
    with pytest.raises(FileProblem) as caught:
        list(Raw(a_manifest(), tmp_path).csv("sites"))
    assert caught.value.code == "wrong_encoding"
    files = [{"name": "sites", "file": "sites.csv", "encoding": "windows-1251"}]
    assert next(Raw(a_manifest(files=files), tmp_path).csv("sites"))["name"] == "Първа"


def test_a_cut_off_gzip(tmp_path):
    whole = gzip.compress(("id,name\n" + "1,А\n" * 5000).encode())
    (tmp_path / "sites.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileProblem) as caught:
        list(Raw(a_manifest(files=[{"name": "sites", "file": "sites.csv.gz"}]), tmp_path).csv("sites"))
    assert caught.value.code == "truncated_file"


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileProblem, match="is not there"):
        list(Raw(a_manifest(), tmp_path).csv("sites"))


def test_a_row_of_another_length_is_left_out_and_told(tmp_path):
    raw = raw_of(tmp_path, "id,name\n1,А,лишно\n2,Б\n3\n")
    assert [row["id"] for row in raw.csv("sites")] == ["2"]
    assert [(finding.code, finding.locator) for finding in raw.close()] == [
        ("wrong_row_length", "sites.csv:2"),
        ("wrong_row_length", "sites.csv:4"),
    ]


def test_a_missing_column_and_an_empty_key_name_the_place(tmp_path):
    (row,) = raw_of(tmp_path, "id,name\n,А\n").csv("sites")
    with pytest.raises(FileProblem, match=r"^sites\.csv: there is no column 'eik'"):
        row.pop("eik")
    with pytest.raises(FileProblem, match=r"^sites\.csv:2: 'id' is empty"):
        row.required("id")
    assert row.pop("eik", None) is None


def test_a_column_that_nobody_mapped_is_one_finding(tmp_path):
    raw = raw_of(tmp_path, "id,name,phone,fax\n1,А,5,\n2,Б,,\n")
    for row in raw.csv("sites"):
        row.pop("id")
        row.pop("name")
        raw.audit(row, ignore=["fax"])
    (finding,) = raw.close()
    assert (finding.code, finding.column, finding.locator) == ("unmapped_column", "phone", "sites.csv")
    assert "(1 values)" in finding.message_en


def test_an_unseen_value_stops_the_run(tmp_path):
    raw = raw_of(tmp_path, "id\n1\n", lookups={"activity": {"внос": "import"}})
    assert raw.lookup("activity", "внос") == "import"
    assert raw.lookup("activity", None) is None
    with pytest.raises(UnseenValue, match=r"unknown activity 'опаковане'; add it to lookups\.activity"):
        raw.lookup("activity", "опаковане")


def test_persons_are_left_out_and_their_values_are_nowhere(tmp_path):
    text = f"id,name,note\n1,МБАЛ „Д-р Примеров“ АД,\n2,Някой,ЕГН {PERSON}\n3,ЕТ „Проба – Примерова“,\n4,Проба,ЕТ\n"
    raw = raw_of(tmp_path, text)
    assert [row["id"] for row in raw.csv("sites")] == ["1"]
    findings = raw.close()
    assert [(f.code, f.locator, f.column, f.value) for f in findings] == [
        ("natural_person", "sites.csv:3", "note", None),
        ("natural_person", "sites.csv:4", "name", None),
        ("natural_person", "sites.csv:5", "note", None),
    ]
    assert not any(secret in repr(findings) for secret in (PERSON, "Примерова", "Някой", "Проба"))


def test_ten_digits_of_money_are_no_person(tmp_path):
    raw = raw_of(tmp_path, f"id,turnover\n1,{PERSON}\n", amounts=["turnover"])
    assert [row["turnover"] for row in raw.csv("sites")] == [PERSON]


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)


@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_what_is_written_is_read(tmp_path_factory, rows):
    import csv
    import io

    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([("a", "b"), *rows])
    raw = raw_of(tmp_path_factory.mktemp("raw"), text.getvalue())
    read = [(row["a"], row["b"]) for row in raw.csv("sites")]
    kept = len(read) + sum(finding.code == "natural_person" for finding in raw.findings)
    assert kept == len(rows)
    assert set(read) <= {(a.strip() or None, b.strip() or None) for a, b in rows}


BODIES = [{"name": name, "names": [{"value": name}]} for name in ("Първа", "Втора", f"Лице {PERSON}")]
DOCUMENTS = {"files": [{"name": "sites", "file": "sites.jsonl"}]}
LINES = "".join(json.dumps(body, ensure_ascii=False) + "\n" for body in BODIES)


@pytest.mark.parametrize("text", [LINES, json.dumps(BODIES), json.dumps(BODIES, indent=1)])
def test_documents_come_as_published_without_persons(tmp_path, text):
    write_file(tmp_path, text, name="sites.jsonl")
    raw = Raw(a_manifest(**DOCUMENTS), tmp_path)
    rows = list(raw.documents("sites"))
    assert [(row.locator, row["names"]) for row in rows] == [
        ("sites.jsonl:1", [{"value": "Първа"}]),
        ("sites.jsonl:2", [{"value": "Втора"}]),
    ]
    raw.audit(rows[0], ignore=["name"])
    assert [(found.code, found.column) for found in raw.close()] == [
        ("natural_person", "name"),
        ("unmapped_column", "names"),
    ]
    assert PERSON not in str(raw.findings)


@pytest.mark.parametrize("text", [LINES[:-20], LINES.replace("{", "[", 1), "[1, 2]", '"name"\n'])
def test_a_document_cut_off_or_of_another_kind(tmp_path, text):
    write_file(tmp_path, text, name="sites.jsonl")
    with pytest.raises(FileProblem) as caught:
        list(Raw(a_manifest(**DOCUMENTS), tmp_path).documents("sites"))
    assert caught.value.code == "truncated_file"


def test_a_private_column_is_not_read(tmp_path):
    raw = raw_of(tmp_path, "id,signed\n1,Иван Примеров\n", private_columns=["signed"])
    assert list(raw.csv("sites")) == [{"id": "1"}]
