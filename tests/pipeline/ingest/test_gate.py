from __future__ import annotations

import pytest

from karta.pipeline.ingest.gate import left_out, person_column, person_in_record
from karta.pipeline.tables import Name, Record

PERSON = "7523169263"


def a_record(**changed):
    return Record(**{"key": "1", "locator": "x.csv:2", "names": [Name(text="МБАЛ „Д-р Примеров“ АД")], **changed})


def test_the_column_that_tells():
    assert person_column({"name": "Проба ЕООД", "eik": "831902088"}) is None
    assert person_column({"name": "Проба", "eik": PERSON}) == "eik"
    assert person_column({"name": "Проба", "form": "ЕТ"}) == "form"
    assert person_column({"sum": PERSON, "name": None}, amounts=["sum"]) is None
    assert person_column({"text": "ЕТ и други форми на търговец. " * 10}) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"legal_form": "ЕТ"},
        {"names": [Name(text="ЕТ Проба")]},
        {"key": PERSON},
        {"identifiers": [("eik", PERSON)]},
        {"address": f"при {PERSON}"},
        {"note": PERSON},
        {"description": PERSON},
    ],
)
def test_a_record_of_a_person(changed):
    assert person_in_record(a_record(**changed))


def test_an_organisation_named_after_a_person_stays():
    assert not person_in_record(a_record(legal_form="АД"))


def test_the_finding_holds_no_value():
    finding = left_out("s", "x.csv:2", "eik")
    assert finding.value is None
    assert finding.record_id is None


def test_a_source_that_marks_natural_persons_itself():
    marks = {"category": ["SOLE_PROPRIETOR"]}
    assert person_column({"name": "Proba", "category": "SOLE_PROPRIETOR"}, sole_traders=marks) == "category"
    assert person_column({"name": "ET Films", "category": "GENERAL"}, sole_traders=marks) is None
    assert person_column({"name": "ET Films", "category": "GENERAL"}) == "name"
    assert person_column({"name": f"Proba {PERSON}", "category": "GENERAL"}, sole_traders=marks) == "name"


def test_abroad_et_is_a_word_like_another():
    film = [Name(text="ET Films")]
    assert person_in_record(a_record(names=film))
    assert person_in_record(a_record(names=film, country="BG"))
    assert not person_in_record(a_record(names=film, country="GB"))
    assert person_in_record(a_record(legal_form="ЕТ", country="GB"))


def test_ten_digits_inside_a_lei_are_no_person():
    lei = f"ABCD{PERSON}ABCDEF"
    assert not person_in_record(a_record(key=lei, identifiers=[("lei", lei)]))
    assert person_in_record(a_record(key=lei))
    assert person_in_record(a_record(identifiers=[("lei", PERSON)]))
