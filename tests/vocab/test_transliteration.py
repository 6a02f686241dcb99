"""Vectors: the Transliteration Act (State Gazette 19 of 13 March 2009), typed by hand; acts are free of copyright."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta import sources
from karta.vocab.transliteration import transliterate

VECTORS = Path(__file__).parent / "transliteration_vectors.csv"
BULGARIAN = "абвгдежзийклмнопрстуфхцчшщъьюя"


@pytest.mark.parametrize(
    ("bg", "latin"), [(row["bg"], row["latin"]) for row in csv.DictReader(VECTORS.read_text("utf-8").splitlines())]
)
def test_vectors_of_the_act(bg, latin):
    assert transliterate(bg) == latin


def test_settlements_of_the_gazetteer():
    """Its Latin names follow the Act: all 5,255 current ones must come out the same."""
    wrong = [
        (row["name_bg"], row["name_en"])
        for row in sources.reference_rows("bg_compiled_gazetteer")
        if row["level"] == "settlement" and transliterate(row["name_bg"]) != row["name_en"]
    ]
    assert wrong == []


@given(st.text(BULGARIAN + BULGARIAN.upper() + " -„“1"))
def test_no_cyrillic_is_left(text):
    assert transliterate(text).isascii() or set(transliterate(text)) & set("„“")
    assert not set(transliterate(text).lower()) & set(BULGARIAN)


@given(st.text("abcxyz ABC.123'"))
def test_latin_stays(text):
    assert transliterate(text) == text
