"""Words of one root in two languages, phrases beside their words, and slips."""

from __future__ import annotations

import pytest

from karta.matching.model import score
from karta.matching.reading import Named, readings
from karta.matching.tokens import tokens_of
from karta.matching.words import cognate, sound, vocabulary


@pytest.mark.parametrize(
    ("bulgarian", "english"),
    [("неврология", "neurology"), ("психиатричен", "psychiatric"), ("кристалография", "crystallography"),
     ("рехабилитация", "rehabilitation"), ("хидробионика", "hydrobionics"), ("гериатричен", "geriatrics")],
)  # fmt: skip
def test_cognates_have_one_root(bulgarian: str, english: str) -> None:
    assert cognate(sound(bulgarian)) == cognate(sound(english)) is not None


@pytest.mark.parametrize("word", ["рак", "лаб", "bio"])
def test_short_words_have_no_root_to_compare(word: str) -> None:
    assert cognate(sound(word)) is None


def test_countries_are_one_in_both_languages() -> None:
    german, bulgarian = readings(Named("Alfa Germany"))[0], readings(Named("Алфа Германия"))[0]
    assert german.countries == bulgarian.countries == {"germany"}


def test_every_spelling_has_a_word_to_compare() -> None:
    assert () not in vocabulary()


def test_a_word_that_sounds_like_a_filler_is_a_name() -> None:
    assert [token.kind for token in tokens_of("Вита")[0]] == ["name"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Siemens AG", "Siemens Energy AG"), ("Алфимор ООД", "Алфимор Трейдинг ООД"), ("Marine 1 Ltd", "Marine 2 Ltd")],
)
def test_sister_companies_are_not_joined_without_a_person(one: str, other: str) -> None:
    assert score(Named(one), Named(other)).decision in ("unsure", "different")


@pytest.mark.parametrize(
    ("one", "other"),
    [("A.P. Møller – Mærsk A/S", "AP Moller Maersk"), ("ПАО «Сбербанк»", "Sberbank PJSC"),
     ("Fiat S.p.A.", "Fiat Società per azioni"), ("Hitachi, Ltd.", "Hitachi Kabushiki Kaisha"),
     ("Grupo Alfimor, S.A.B. de C.V.", "Grupo Alfimor"), ("Meissl Medical AB", "Meissl Medcial AB")],
)  # fmt: skip
def test_forms_and_letters_of_other_countries(one: str, other: str) -> None:
    assert score(Named(one), Named(other)).score >= 0.7
