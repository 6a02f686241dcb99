"""What a printed name holds besides the name: invisible signs, look-alike letters, Roman numbers, former names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.matching.clean import LONGEST, read_printed, roman, visible


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("Софapма AД", "Софарма АД"),  # Latin a, p and A among Cyrillic letters
        ("SOFТWARE", "SOFTWARE"),  # a Cyrillic Т in a Latin word
        ("С\u200bофар\u00adма", "Софарма"),  # zero width, soft hyphen
        ("\u202eКарта\u202c", "Карта"),  # direction marks
        ("𝐊𝐚𝐫𝐭𝐚 Ｌｔｄ", "Karta Ltd"),  # mathematical, full-width
        ("ДКЦ ІV", "ДКЦ 4"),  # Cyrillic І, Latin V
        ("ДКЦ ххіі", "ДКЦ 22"),
        ("Н. И. Пирогов", "Н. И. Пирогов"),
        ("N. I. Pirogov", "N. I. Pirogov"),
        ("R&D&I Consortium", "R&D&I Consortium"),
        ("8-МО СУ", " 8  СУ"),
        ("Име\nна два реда", "Име на два реда"),
    ],
)
def test_visible_known_names(printed: str, seen: str) -> None:
    assert visible(printed) == seen


@pytest.mark.parametrize(
    ("printed", "name", "former"),
    [
        ("Петрол АД - Ловеч /старо наименование Петрол АД - София/", "Петрол АД - Ловеч", ("Петрол АД - София",)),
        ("Алфа ЕАД (ново наименование) - Бета АД (старо наименование)", "Алфа ЕАД", ("Бета АД",)),
        ("Гама ЕООД - старо наименование  Гама ООД", "Гама ЕООД", ("Гама ООД",)),
        ("Делта (Предишно наименование: Епсилон АД)", "Делта", ("Епсилон АД",)),
        ("Зета", "Зета", ()),
    ],
)
def test_former_names_are_taken_out(printed: str, name: str, former: tuple[str, ...]) -> None:
    found = read_printed(printed)
    assert (found.text, found.former) == (name, former)


def test_asides_and_site_are_taken_out() -> None:
    found = read_printed("Академия /АБВ/ (www.example.org)")
    assert (found.text, found.asides, found.site) == ("Академия", ("АБВ",), "www.example.org")


def test_a_name_that_is_only_an_aside_stays() -> None:
    assert read_printed("(БАН)").text == "(БАН)"


@pytest.mark.parametrize(
    ("word", "number"), [("II", 2), ("ІХ", 9), ("xiv", 14), ("X", None), ("v", None), ("Iv", None), ("ИИ", None)]
)
def test_roman_known_numbers(word: str, number: int | None) -> None:
    assert roman(word) == number


@given(st.text(max_size=2 * LONGEST))
def test_any_text_is_read_and_none_grows(text: str) -> None:
    found = read_printed(text)
    assert len(found.text) <= LONGEST
    assert not any(char in found.text for char in "\u200b\u202e\u2066\x00")
