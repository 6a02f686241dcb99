"""What people really bring in: each fault is told with its place, its reason and what to do, and changes nothing."""

from __future__ import annotations

import csv
import json

import pytest
import yaml

from karta.pipeline.ingest.user_file import mapping as mappings
from karta.pipeline.ingest.user_file.check import as_findings, check
from karta.pipeline.ingest.user_file.command import run_import
from karta.pipeline.ingest.user_file.messages import MESSAGES, BadFile, texts
from karta.pipeline.ingest.user_file.read import Form, read
from karta.pipeline.ingest.user_file.store import store
from karta.pipeline.tables import Finding
from pipeline.ingest.user_files import (
    EIK,
    GOOD,
    HEADCOUNT,
    NAME,
    checked_file,
    mapped,
    notices,
    refused,
    told,
    written,
)


def test_good_file_has_nothing_to_tell(tmp_path):
    checked = checked_file(tmp_path, GOOD)
    assert (checked.problems, checked.accepted()) == ([], [0, 1])


def test_empty_file(tmp_path):
    for content in (b"", b"\n \n", "\ufeff".encode()):
        assert refused(written(tmp_path, content)).code == "empty_file"


def test_header_without_rows(tmp_path):
    assert refused(written(tmp_path, "ЕИК;Име\n")).code == "no_rows"


def test_truncated_inside_a_quote(tmp_path):
    error = refused(written(tmp_path, 'ЕИК,Име\n831902088,"Софарма АД"\n103267194,"Софарма Тр'))
    assert (error.code, error.row) == ("truncated_quote", 3)
    assert error.message_bg.startswith("members.csv, ред 3: Файлът е прекъснат")


def test_truncated_last_row(tmp_path):
    error = refused(written(tmp_path, GOOD[: GOOD.rindex("900")]))
    assert (error.code, error.row) == ("truncated_row", 3)
    assert error.message_en.startswith("members.csv, row 3: The file breaks off: its last row has 3 cells of 4.")


def test_truncated_inside_a_letter(tmp_path):
    data = GOOD.encode()
    cut = data[: data.rindex("Трейдинг".encode()) + 3]
    assert refused(written(tmp_path, cut)).code == "truncated_row"


def test_quotation_marks_inside_cells_are_no_cut(tmp_path):
    checked = checked_file(tmp_path, 'ЕИК;Име\n831902088;"Софарма" АД\n103267194;Болница "Света Анна" АД\n')
    assert [row[1] for row in checked.grid.rows] == ["Софарма АД", 'Болница "Света Анна" АД']


def test_windows_1251_said_to_be_utf8(tmp_path):
    path = written(tmp_path, GOOD.encode("windows-1251"))
    error = refused(path, Form(encoding="utf-8"))
    assert error.code == "wrong_encoding"
    assert error.message_en.startswith("members.csv: The file was said to be UTF-8, but line 1 does not fit it.")
    assert error.message_en.endswith("It looks like Windows-1251: choose that.")


def test_utf8_said_to_be_windows_1251(tmp_path):
    error = refused(written(tmp_path, GOOD), Form(encoding="windows-1251"))
    assert "looks like UTF-8" in error.message_en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1251"])
def test_encodings_are_recognised(tmp_path, encoding):
    grid = read(written(tmp_path, GOOD.encode(encoding)))
    assert grid.columns[0] == "ЕИК"
    assert grid.form.encoding == encoding


def test_missing_key_column(tmp_path):
    path = written(tmp_path, "Град;Наети 2023\nСофия;12\nПловдив;13\n")
    with pytest.raises(BadFile) as caught:
        check(read(path), mapped(path))
    assert caught.value.code == "no_key"


def test_column_of_the_mapping_is_missing(tmp_path):
    mapping = mapped(written(tmp_path, GOOD))
    other = written(tmp_path, "БУЛСТАТ;Име;Наети 2023\n831902088;Софарма АД;1\n")
    with pytest.raises(BadFile) as caught:
        check(read(other), mapping)
    assert caught.value.code == "missing_column"
    assert "“ЕИК”" in caught.value.message_en
    assert "БУЛСТАТ, Име, Наети 2023" in caught.value.message_bg


def test_foreign_column_order_is_no_fault(tmp_path):
    mapping = mapped(written(tmp_path, GOOD))
    turned = "\n".join(";".join(reversed(line.split(";"))) for line in GOOD.strip().splitlines()) + "\n"
    checked = check(read(written(tmp_path, turned, "turned.csv")), mapping)
    assert told(checked) == []
    assert {(f.measure, f.amount.value) for f in checked.figures if f.number == 2} == {
        ("headcount", 1800),
        ("revenue", 220234.5),
    }


def test_duplicated_header(tmp_path):
    checked = checked_file(
        tmp_path, "ЕИК;Име;Наети 2023;Наети 2023\n831902088;Софарма АД;5;6\n", columns=[EIK, NAME, HEADCOUNT]
    )
    assert told(checked) == [("members.csv", "Наети 2023 (2)", None, "duplicate_header")]
    assert checked.is_stopped
    assert "columns 3 and 4" in as_findings(checked)[0].message_en


def test_column_that_nobody_mapped(tmp_path):
    checked = checked_file(tmp_path, "ЕИК;Име;Зодия\n831902088;Софарма АД;Лъв\n")
    assert told(checked) == [("members.csv", "Зодия", None, "unmapped_column")]
    with pytest.raises(ValueError, match="settle the columns"):
        store(checked, tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_decimal_comma_and_thousands_blank(tmp_path):
    blanks = [" ", "\u00a0", "\u202f"]
    rows = "".join(f"831902088;Софарма АД;1{blank}234{blank}567,8\n" for blank in blanks)
    checked = checked_file(tmp_path, f"ЕИК;Име;Приходи 2023 (лв.)\n{rows}")
    assert told(checked) == []
    assert {str(figure.amount.value) for figure in checked.figures} == {"1234567.8"}


def test_blank_against_point_asks_once_for_the_column(tmp_path):
    content = "ЕИК;Име;Приходи 2023 (лв.)\n831902088;Софарма АД;12 345\n103267194;Софарма Трейдинг АД;12.345\n"
    checked = checked_file(tmp_path, content)
    assert told(checked) == [("members.csv", "Приходи 2023 (лв.)", None, "ambiguous_number")]
    for sign, value in ((",", "12345"), (".", "12.345")):
        path = tmp_path / "members.csv"
        keys = mapped(path).to_keys()
        keys["columns"][2]["decimal"] = sign
        answered = check(read(path), mappings.from_keys(keys))
        assert told(answered) == []
        assert str(answered.figures[1].amount.value) == value


def test_two_manners_in_one_column(tmp_path):
    checked = checked_file(tmp_path, "Име;Приходи 2023 (лв.)\nА ООД;1,5\nБ ООД;2.25\nВ ООД;12.345\n")
    assert told(checked) == [("members.csv", "Приходи 2023 (лв.)", None, "two_formats")]


def test_people_are_counted_whole(tmp_path):
    checked = checked_file(tmp_path, "Име;Наети 2023\nА ООД;1.234\n")
    assert (told(checked), checked.figures[0].amount.value) == ([], 1234)


def test_thousands_in_a_column_of_levs(tmp_path):
    rows = "".join(f"Фирма {n} ООД;{n * 10};{n * 900_000}\n" for n in range(1, 8))
    checked = checked_file(tmp_path, f"Име;Наети 2023;Приходи 2023 (лв.)\n{rows}Странна ООД;50;4500\n")
    assert told(checked) == [("members.csv:9", "Приходи 2023 (лв.)", "4500", "thousands_suspected")]
    assert 7 in checked.accepted()  # a suspicion is told, the row comes in as it stands


def test_thousands_between_two_years_of_one_organisation(tmp_path):
    checked = checked_file(tmp_path, "Име;Приходи 2022 (лв.);Приходи 2023 (лв.)\nА ООД;1500000;1480\nБ ООД;100;120\n")
    assert told(checked) == [("members.csv:2", "Приходи 2023 (лв.)", "1480", "thousands_suspected")]


def test_whole_column_in_thousands(tmp_path):
    rows = "".join(f"Фирма {n} ООД;{n * 10};{n * 900}\n" for n in range(1, 8))
    checked = checked_file(tmp_path, f"Име;Наети 2023;Приходи 2023 (лв.)\n{rows}")
    assert told(checked) == [("members.csv", "Приходи 2023 (лв.)", None, "column_in_thousands")]


def test_eik_wrong_checksum(tmp_path):
    checked = checked_file(tmp_path, GOOD + "831902089;Друга АД;1;1,5\n")
    assert told(checked) == [("members.csv:4", "ЕИК", "831902089", "eik_checksum")]
    assert checked.accepted() == [0, 1]


def test_eik_lost_zero_and_prefix(tmp_path):
    checked = checked_file(tmp_path, GOOD + "770022;МБАЛ Ботевград ЕООД;1;1,5\nBG 121 000 138;Друга АД;1;1,5\n")
    assert next(notice for notice in notices(checked) if notice[2] == "eik_cleaned") == (
        "members.csv:4",
        "770022",
        "eik_cleaned",
    )
    assert checked.read[2, "ЕИК"] == "000770022"
    prefixed = checked_file(tmp_path, GOOD.replace("831902088", "BG831902088"))
    assert prefixed.read[0, "ЕИК"] == "831902088"


def test_one_eik_two_names(tmp_path):
    checked = checked_file(tmp_path, GOOD + "831902088;Съвсем друго дружество ООД;1;1,5\n")
    assert told(checked) == [
        ("members.csv:2", "Име", "Софарма АД", "eik_two_names"),
        ("members.csv:4", "Име", "Съвсем друго дружество ООД", "eik_two_names"),
    ]
    assert checked.accepted() == [1]


def test_one_eik_two_spellings_are_one_organisation(tmp_path):
    checked = checked_file(tmp_path, "ЕИК;Име\n831902088;Софарма АД\n831902088;„СОФАРМА“ АД\n831902088;Sofarma AD\n")
    assert told(checked) == []


def test_negative_employees(tmp_path):
    checked = checked_file(tmp_path, GOOD + "121000138;Друга АД;-5;1,5\n")
    assert ("members.csv:4", "Наети 2023", "-5", "negative_count") in told(checked)


def test_negative_income_and_a_loss(tmp_path):
    checked = checked_file(tmp_path, "Име;Приходи 2023 (лв.);Печалба 2023 (лв.)\nА ООД;-5;-7\nБ ООД;5;-7\n")
    assert told(checked) == [("members.csv:2", "Приходи 2023 (лв.)", "-5", "negative_amount")]


def test_year_20233(tmp_path):
    checked = checked_file(tmp_path, "Име;Година;Показател;Стойност\nА ООД;20233;служители;5\nА ООД;2023;служители;5\n")
    assert told(checked) == [("members.csv:2", "Година", "20233", "year_out_of_range")]
    assert len(checked.figures) == 1
    both = checked_file(tmp_path, "Име;Година;Наети;Приходи (лв.)\nА ООД;20233;-5;7\n")
    assert [code for _, _, _, code in told(both)] == ["year_out_of_range", "negative_count"]


def test_row_with_other_number_of_cells(tmp_path):
    checked = checked_file(tmp_path, GOOD + "121000138;Друга АД;5\n103267194;Софарма Трейдинг АД;5;1,5;излишна\n")
    assert [(place, code) for place, _, _, code in told(checked)] == [
        ("members.csv:4", "cell_count"),
        ("members.csv:5", "cell_count"),
    ]


def test_text_where_a_number_belongs(tmp_path):
    checked = checked_file(tmp_path, GOOD + "121000138;Друга АД;много;1,5\n")
    assert ("members.csv:4", "Наети 2023", "много", "number_unreadable") in told(checked)


def test_no_organisation_in_a_row(tmp_path):
    checked = checked_file(tmp_path, GOOD + ";;5;1,5\n")
    assert told(checked) == [("members.csv:4", "ЕИК", None, "no_organisation")]


def test_list_of_problems_for_download(tmp_path):
    path = written(tmp_path, GOOD + "831902089;=1+1 АД;-3;1,5\n")
    mapping, problems = tmp_path / "map.yml", tmp_path / "problems.csv"
    mappings.dump(mapped(path), mapping)
    run_import(tmp_path / "data", path, mapping=mapping, is_preview=True, problems=problems, tell=lambda _: None)
    assert problems.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(problems.read_text("utf-8-sig").splitlines()))
    assert [(r["file"], r["row"], r["column"], r["value"], r["code"]) for r in rows] == [
        ("members.csv", "4", "ЕИК", "831902089", "eik_checksum"),
        ("members.csv", "4", "Наети 2023", "'-3", "negative_count"),
    ]


def test_bad_file_changes_nothing(tmp_path):
    path = written(tmp_path, GOOD)
    mapping, data = tmp_path / "map.yml", tmp_path / "data"
    mappings.dump(mapped(path), mapping)
    run_import(data, path, mapping=mapping, tell=lambda _: None)
    before = sorted((each, each.stat().st_mtime_ns) for each in data.rglob("*"))
    path.write_text(GOOD[:-20], "utf-8")
    outputs: list[str] = []
    assert run_import(data, path, mapping=mapping, is_json=True, tell=outputs.append) == 1
    assert json.loads(outputs[-1])["error"]["code"] == "truncated_row"
    assert sorted((each, each.stat().st_mtime_ns) for each in data.rglob("*")) == before


def test_many_equal_problems_are_counted_not_repeated(tmp_path):
    rows = "".join(f"Фирма {n} ООД;няма\n" for n in range(1500))
    checked = checked_file(tmp_path, f"Име;Наети 2023\n{rows}", columns=[NAME, HEADCOUNT], ignored=[])
    findings = as_findings(checked)
    assert len(findings) == 1001
    assert findings[-1].message_en.startswith("and 500 more")
    assert len(as_findings(checked, cap=None)) == 1500


@pytest.mark.parametrize(
    "change",
    [
        {"columns": [{"column": "Име", "field": "цвят"}]},
        {"rank": 12},
        {"source_id": "../x"},
        {"file": {"colour": 1}},
        {"retrieved": "скоро"},
    ],
    ids=str,
)
def test_mapping_that_cannot_be_used(tmp_path, change):
    path = written(tmp_path, GOOD)
    keys = mapped(path).to_keys() | change
    (tmp_path / "map.yml").write_text(yaml.safe_dump(keys), "utf-8")
    with pytest.raises(BadFile) as caught:
        mappings.load(tmp_path / "map.yml")
    assert caught.value.code == "bad_mapping"


def test_rows_without_a_licence_are_not_kept(tmp_path):
    path, mapping, outputs = written(tmp_path, GOOD), tmp_path / "map.yml", []
    mappings.dump(mapped(path, licence=""), mapping)
    assert run_import(tmp_path / "data", path, mapping=mapping, is_preview=True, tell=outputs.append) == 0
    assert run_import(tmp_path / "data", path, mapping=mapping, tell=outputs.append) == 1
    assert "“licence” is missing" in outputs[-1]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_message_is_bilingual_and_says_what_to_do(code):
    severity, english, bulgarian = MESSAGES[code]
    names = {part.split("}")[0] for part in english.split("{")[1:]}
    assert names == {part.split("}")[0] for part in bulgarian.split("{")[1:]}
    filled = texts(code, **dict.fromkeys(names, "x"))
    assert filled[0].isascii() or "“" in filled[0] or "ЕИК" in filled[0] or "…" in filled[0]
    assert any("а" <= char <= "я" for char in bulgarian)
    assert severity in ("error", "warning", "notice")


def test_findings_are_findings(tmp_path):
    checked = checked_file(tmp_path, GOOD + "831902089;Друга АД;1;1,5\n")
    assert all(isinstance(finding, Finding) for finding in as_findings(checked))
