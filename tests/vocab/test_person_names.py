"""People in running text go; streets, firms and official titles of activities stay."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta import sources
from karta.vocab.person_names import MARK, without_named, without_people

NUMBER = "9045121234"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("търговия; управител Вескомир Драготинов Златозоров", f"търговия; управител {MARK}"),
        (f"УПРАВИТЕЛ: ВЕСКОМИР ЗЛАТОЗОРОВ, ЕГН {NUMBER} И ДРУГО", f"УПРАВИТЕЛ: {MARK}, ЕГН {MARK} И ДРУГО"),
        ("по проект на Лозимира Белотинова Златозорова-Бързева", f"по проект на {MARK}"),
        ("ПО ПРОЕКТ НА ЛОЗИМИРА БЕЛОТИНОВА БЪРЗЕВА", f"ПО ПРОЕКТ НА {MARK}"),
        ("представлявано от В. Д. Златозоров", f"представлявано от {MARK}"),
        ("поръчки на 0888 123 456 или ime@mail.example", f"поръчки на {MARK} или {MARK}"),
        ("л.к. № 642345678", MARK),
        ("9f" * 32, MARK),
    ],
)
def test_people_go(text, left):
    assert without_people(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "производство на лекарства и всяка друга дейност, незабранена от закона",
        "ВЪТРЕШНА И ВЪНШНА ТЪРГОВИЯ, СКЛАДОВА И ЛИЗИНГОВА ДЕЙНОСТ, ТЪРГОВСКО ПРЕДСТАВИТЕЛСТВО",
        "ПРЕДСТАВЛЯВАНЕ НА ЧУЖДЕСТРАННИ ТЪРГОВСКИ ДРУЖЕСТВА, УПРАВЛЕНИЕ НА СОБСТВЕНИ ИМОТИ",
        "управител на имоти; ремонт на 12.03.2020",
        "",
    ],
)
def test_work_stays(text):
    assert without_people(text) == text


def test_official_titles_of_activities_stay():
    path = sources.SOURCES / "eu_eurostat_nace/shipped/nace_rev2_kid2008_bg_en.csv"
    with path.open(encoding="utf-8", newline="") as file:
        titles = [row["label_bg_kid2008"] for row in csv.DictReader(file)]
    assert len(titles) == 996
    for title in titles:
        assert without_people(title) == title
        assert without_people(title.upper()) == title.upper()


def test_names_that_the_document_gives_go_in_any_case():
    known = ["ТИХОСТРУЙ ДРАГОТИНОВ ЗЛАТОЗОРОВ"]
    assert without_people("ателие на Тихоструй Златозоров", known) == f"ателие на {MARK}"
    assert without_named("ул. Марица 5, при тихоструй драготинов златозоров", known) == f"ул. Марица 5, при {MARK}"


def test_a_street_keeps_its_name():
    street = "ул. Георги Стойков Раковски 5"
    assert without_named(street, ["ТИХОСТРУЙ ДРАГОТИНОВ ЗЛАТОЗОРОВ"]) == street


@given(st.text(alphabet="абвгАБВГова ,.0123456789@-", max_size=60))
def test_what_is_taken_out_stays_out(text):
    once = without_people(text)
    assert without_people(once) == once or MARK in once
