from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.classify.words import MOST_WORDS, PART_WEIGHTS, plain, read, stem


def stems(text):
    return [word.stem for word in read(text).words]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("лекарствата", "lekarstva"),
        ("търговията", "targoviq"),
        ("аптека", "аптеките"),
        ("фармация", "pharmacy"),
        ("болници", "bolnitsa"),
        ("изследвания", "izsledvane"),
        ("софтуер", "softuer"),
    ],
)
def test_spellings_of_one_word_have_one_stem(one, other):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    "ending",
    [
        "и всяка друга дейност, незабранена от закона",
        "както и всички други дейности, разрешени от закона",
        "I VSQKA DRUGA DEINOST NEZABRANENA OT ZAKONA",
        "and any other activity not prohibited by law",
        "и др.",
    ],
)
def test_closing_formulas_tell_nothing(ending):
    assert stems(f"Счетоводство, {ending}") == stems("Счетоводство")
    assert stems(ending) == []


def test_earlier_parts_weigh_more_and_parts_without_words_do_not_count():
    words = read("1. Хотели; и други; ресторанти, туризъм").words
    assert [(word.text, word.weight) for word in words] == [
        ("хотели", PART_WEIGHTS[0]),
        ("ресторанти", PART_WEIGHTS[1]),
        ("туризъм", PART_WEIGHTS[2]),
    ]


def test_a_drug_is_none_of_the_others():
    assert stems("drug discovery") == ["drug", stem("discovery")]
    assert stems("друга, други, друг") == []


def test_latin_letters_inside_cyrillic_words_are_put_right():
    assert stems("aптeкa") == stems("аптека")


def test_control_and_zero_width_characters_are_no_part_of_words():
    assert plain("ап\u200bте\u00adка\u202e \x00\x07х\ufeffотел\n") == "аптека хотел"


@pytest.mark.parametrize(
    "text",
    [
        "Оптовая торговля лекарственными средствами и медицинскими изделиями в городе Москве, услуги для аптекы",
        "Vente en gros de produits pharmaceutiques et de matériel médical",
        "Herstellung von pharmazeutischen Erzeugnissen",
        "İlaç ve tıbbi cihaz ticareti",
        "医薬品の製造及び販売",
        "تجارة الأدوية بالجملة",
        "Παραγωγή φαρμάκων",
    ],
)
def test_other_languages_are_told(text):
    assert read(text).is_foreign


@pytest.mark.parametrize(
    "text",
    ["Търговия на едро с лекарства", "Wholesale of medicines", "targovia na edro s lekarstva",
     "Аптека Ремедиум, OTC и IVD", "Café and restaurant in the old town", ""],
)  # fmt: skip
def test_bulgarian_and_english_are_read(text):
    assert not read(text).is_foreign


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    found = read(text)
    assert len(found.words) <= MOST_WORDS
    assert all(word.stem for word in found.words)
    assert found == read(text)
