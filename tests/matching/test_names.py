from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from karta.matching.names import normalise_name, search_key
from karta.vocab.labels import closed_list


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("„Софарма“ АД", "sofarma ad"),
        ("SOFARMA  AD.", "sofarma ad"),
        ("Epix.AI", "epix ai"),
        ("O'Neill", "oneill"),
        ("𝗣recise 𝗘U", "precise eu"),
        ("Associação P-BIO", "associacao p bio"),
        ("Първа МБАЛ", "parva mbal"),
        ("\u202eСоф\u200bар\u00adма\u202c\ufeff", "sofarma"),  # signs that nobody sees
        ("", ""),
    ],
)
def test_search_keys(text, key):
    assert search_key(text) == key


@pytest.mark.parametrize(
    ("text", "core", "form"),
    [
        ("„Софарма“ АД", "sofarma", "AD"),
        ("Sofarma AD", "sofarma", "AD"),
        ("Софарма Трейдинг  ЕАД", "sofarma treyding", "EAD"),
        ("ЕООД Проба", "proba", "EOOD"),
        ("Проба Ltd.", "proba", "LTD"),
        ("Биотехнологичен клъстер", "biotehnologichen klaster", None),
        ("АД", "ad", None),
        ("Фондация Америка за България", "amerika za bulgaria", "FOND"),
        (
            "Проба еднолично дружество с ограничена отговорност",
            "proba ednolichno druzhestvo s ogranichena otgovornost",
            None,
        ),
    ],
)
def test_normalised_names(text, core, form):
    assert (normalise_name(text).core, normalise_name(text).legal_form) == (core, form)


@given(st.text(max_size=60))
@example("\u0400")  # a letter with an accent that the law's table does not know
@example("\u1c80")  # case folding makes it a letter of the table
def test_a_key_of_a_key_is_itself(text):
    key = search_key(text)
    assert search_key(key) == key
    assert key == key.strip()
    assert "  " not in key


@given(st.text("абвгдежзклмнопрст", min_size=3, max_size=20), st.sampled_from(sorted(closed_list("legal_form"))))
def test_the_form_is_found_in_every_spelling(core, code):
    for spelling in closed_list("legal_form")[code]["spellings"]:
        if len(search_key(spelling).split()) <= 3:
            assert normalise_name(f"{core} {core}х {spelling}").legal_form == code
