"""Legal forms in names: found in both alphabets, wherever they stand."""

from __future__ import annotations

import pytest

from karta.matching.forms import form_code, forms_agree, take_form


@pytest.mark.parametrize(
    ("name", "rest", "form"),
    [
        ("АД „Софарма“", "„Софарма“", "AD"), ("Софарма AD", "Софарма", "AD"), ("Sofarma PLC", "Sofarma", "PLC"),
        ("„ВиК“ АД, гр. Ловеч", "„ВиК“ , гр. Ловеч", "AD"),  # in the middle
        ("Алфа Sp. z o.o.", "Алфа .", "LLC"), ("JSC Alpha Works", "Alpha Works", "AD"),
        ("Alpha Works Joint Stock Company", "Alpha Works", "JSC"), ("Бета О.О.Д.", "Бета .", "OOD"),
        ("ООД", "ООД", None), ("Sheynovo AG Hospital", "Sheynovo AG Hospital", None),
        ("Сдружение Хора", "Сдружение Хора", None),  # a kind of body, not only its form
    ],
)  # fmt: skip
def test_take_form_known_names(name: str, rest: str, form: str | None) -> None:
    found, code = take_form(name)
    assert (" ".join(found.split()), code) == (rest, form)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("OOD", "OOD", "same"),
        ("OOD", "EOOD", "near"),
        ("OOD", "LTD", "near"),
        ("AD", "PLC", "near"),
        ("OOD", "AD", "differs"),
        (None, "AD", None),
    ],
)
def test_forms_agree(one: str | None, other: str | None, agree: str | None) -> None:
    assert forms_agree(one, other) == agree == forms_agree(other, one)


def test_a_form_in_a_column_of_its_own() -> None:
    assert [form_code(text) for text in ("ЕООД", "еоод", "Ltd.", "", None, "дърво")] == [
        "EOOD",
        "EOOD",
        "LTD",
        None,
        None,
        None,
    ]
