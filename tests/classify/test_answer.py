from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.classify import answer, classify_text
from karta.classify.index import class_phrases
from karta.classify.score import features, probabilities, stored_weights
from karta.classify.words import read
from karta.sources import reference_rows

BOILERPLATE = ", както и всяка друга дейност, незабранена от закона"


@pytest.mark.parametrize(
    ("text", "nace_code", "segment"),
    [
        ("Производство на лекарства и ваксини", "21.20", "pharma manufacturing"),
        ("ТЪРГОВИЯ НА ЕДРО С ЛЕКАРСТВА", "46.46", "pharma distribution"),
        ("търговия на дребно с лекарства в аптека", "47.73", "pharma distribution"),
        ("wholesale of medicines", "46.46", "pharma distribution"),
        ("dental clinic", "86.23", None),
        ("счетоводни услуги и данъчни консултации", "69.20", None),
        ("stroitelstvo na jilishtni sgradi", "41.20", None),
        ("Клинични изпитвания на лекарствени продукти", "72.19", "CRO/clinical research"),
    ],
)
def test_plain_activities(text, nace_code, segment):
    found = classify_text(text)
    assert (found.candidates[0].nace_code, found.segment, found.is_abstained) == (nace_code, segment, False)
    assert found.sure_code == nace_code


def test_made_sold_in_bulk_and_sold_in_a_shop_are_three_classes():
    texts = ("производство на мебели", "търговия на едро с мебели", "магазин за мебели")
    assert [classify_text(text).candidates[0].nace_code for text in texts] == ["31.09", "46.47", "47.59"]


def test_the_first_activity_is_the_main_one():
    first = classify_text("Хотелиерство, превоз на товари, счетоводство" + BOILERPLATE)
    last = classify_text("Счетоводство, превоз на товари, хотелиерство" + BOILERPLATE)
    assert (first.candidates[0].nace_code, last.candidates[0].nace_code) == ("55.10", "69.20")


def test_the_closing_formula_changes_nothing():
    assert classify_text("Аптека" + BOILERPLATE) == classify_text("Аптека")


def test_evidence_is_words_of_the_text():
    text = "Разкриване на Аптека, търговия на дребно с ЛЕКАРСТВА и козметика"
    found = classify_text(text)
    assert set(found.evidence) <= set(text.casefold().replace(",", "").split())
    assert "аптека" in found.evidence


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\x00\x01\u200b", "12345 67", "---", "и всяка друга дейност, незабранена от закона", "??!",
     "Fabrication de produits pharmaceutiques et de médicaments", "医薬品の製造", "ы" * 50],
)  # fmt: skip
def test_nothing_to_tell_by_gives_no_candidate(text):
    assert classify_text(text) == answer.NOTHING


def test_words_that_no_class_knows_are_abstained_from():
    assert classify_text("Грундифлекс брамсон квартетико").is_abstained


def test_a_text_of_100_kb_costs_no_more_than_its_beginning():
    long = "Производство на лекарства, " + "търговия с дрехи, " * 6000
    assert len(long.encode()) > 100_000
    found = classify_text(long)
    assert found.candidates[0].nace_code in ("21.20", "46.42", "47.71")
    assert found == classify_text(long[: answer.read.__globals__["MOST_CHARACTERS"]])


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text):
    found = classify_text(text)
    shares = [candidate.probability for candidate in found.candidates]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) in (0, 3)
    assert sum(shares) <= 1.001
    assert found.is_abstained or found.sure_code is not None
    assert found == classify_text(text)


def test_probabilities_sum_to_one():
    index = answer.shared_index()
    shares = probabilities(features(index, read("Производство на хляб").words), stored_weights())
    assert len(shares) == len(index.codes) + 1
    assert np.isclose(shares.sum(), 1)


def test_wider_codes_are_sure_where_classes_are_not():
    found = classify_text("производство на напитки")
    assert found.sure_code is None or found.candidates[0].nace_code.startswith(found.sure_code[:2])


def test_every_class_of_rev_2_has_its_official_titles():
    rows = [row for row in reference_rows("eu_eurostat_nace") if row["level"] == "class"]
    phrases = class_phrases()
    assert list(phrases) == [row["code"] for row in rows]
    for row in rows:
        for title in (row["label_bg"], row["label_en"]):
            assert {part.strip() for part in title.split(";") if part.strip()} <= set(phrases[row["code"]])
