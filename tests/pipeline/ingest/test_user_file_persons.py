"""Natural persons in a file of one's own: left out, and shown nowhere."""

from __future__ import annotations

import json

from karta.pipeline.ingest.user_file import mapping as mappings
from karta.pipeline.ingest.user_file.check import as_findings
from karta.pipeline.ingest.user_file.command import run_import
from karta.pipeline.ingest.user_file.store import imports
from karta.sources.user_file.connector import records
from karta.vocab.persons import is_egn
from pipeline.ingest.user_files import (
    GOOD,
    PERSON,
    checked_file,
    mapped,
    written,
)


def test_person_is_left_out_and_shown_nowhere(tmp_path, capsys):
    assert is_egn(PERSON)
    people = ["Тайнствен Непознатов", "ЕТ Скрита Търговка", "Друг Човеков"]
    content = (GOOD + f"{PERSON};{people[0]};1;1,5\n;{people[1]};1;1,5\n121000138;{people[2]} {PERSON};1;1,5\n"
               "000770022;МБАЛ „Проф. д-р Параскев Стоянов“ АД;12;3,5\n")  # fmt: skip
    path = written(tmp_path, content)
    data, mapping, problems = tmp_path / "data", tmp_path / "map.yml", tmp_path / "problems.csv"
    mappings.dump(mapped(path), mapping)
    outputs: list[str] = []
    assert run_import(data, path, is_guess=True, is_json=True, tell=outputs.append) == 0
    for is_json in (True, False):
        assert (
            run_import(
                data, path, mapping=mapping, is_preview=True, is_json=is_json, problems=problems, tell=outputs.append
            )
            == 0
        )
    assert run_import(data, path, mapping=mapping, is_json=True, tell=outputs.append) == 0
    assert json.loads(outputs[-1]) | {"version": ""} == {
        "source_id": "user_members",
        "version": "",
        "rows": 3,
        "left_out": 3,
    }
    path.unlink()
    kept = "".join(outputs) + "".join(capsys.readouterr())
    kept += "".join(each.read_text("utf-8") for each in tmp_path.rglob("*") if each.is_file())
    for secret in (PERSON, *people):
        assert secret not in kept
    assert [record.names[0].text for record in records(imports(data)[0].folder)][
        -1
    ] == "МБАЛ „Проф. д-р Параскев Стоянов“ АД"


def test_person_whose_number_lost_its_zero(tmp_path):
    lost = next(str(n) for n in range(101010000, 101019999) if is_egn(f"0{n}"))
    checked = checked_file(tmp_path, GOOD + f"{lost};Тайнствен Непознатов;1;1,5\n")
    assert checked.persons == [4]
    assert lost not in json.dumps([f.message_en + str(f.value) for f in as_findings(checked)])


def test_ten_digits_that_fail_the_check_are_not_repeated(tmp_path):
    mistyped = "6101057508"
    assert not is_egn(mistyped)
    path = written(tmp_path, GOOD + f"{mistyped};Тайнствен Непознатов;1;1,5\n")
    mapping = tmp_path / "map.yml"
    mappings.dump(mapped(path), mapping)
    outputs: list[str] = []
    run_import(tmp_path / "data", path, mapping=mapping, is_preview=True, is_json=True, tell=outputs.append)
    assert "eik_ten_digits" in outputs[0]
    assert mistyped not in "".join(outputs)
