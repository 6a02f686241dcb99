"""Names that sound alike or were typed alike meet; arrays say what single texts say."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karta.matching.names import search_key
from karta.matching.sounds import is_one_slip, sound_key, sound_keys, typed_keys, whole_key, whole_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Софарма", "Sopharma"), ("Яна", "Qna"), ("Квантум", "Quantum"), ("Феникс", "Phoenics".replace("oe", "e")),
        ("Вивател", "Wiwatel"), ("Шумен", "Schumen"), ("Цветелина", "Tzvetelina"), ("Кабел", "Cabel"),
        ("България", "Bulgarya"), ("Юлия", "Julia"), ("Дел", "Dell"), ("Йотов", "Iotov"),
    ],
)  # fmt: skip
def test_same_sound(one: str, other: str) -> None:
    assert sound_key(search_key(one)) == sound_key(search_key(other))


@pytest.mark.parametrize(("one", "other"), [("Шанс", "Санс"), ("Жана", "Зана"), ("Алфа", "Алва"), ("Цар", "Чар")])
def test_other_sound(one: str, other: str) -> None:
    assert sound_key(search_key(one)) != sound_key(search_key(other))


@pytest.mark.parametrize("letter", "абвгдежзийклмнопрстуфхцчшщъюя")
def test_every_letter_is_one_letter(letter: str) -> None:
    """So that one slip of the hand in Cyrillic stays one slip in the key."""
    assert len(sound_key(search_key("б" + letter + "о"))) == 3


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("Софарма Трейдинг АД", "sofarmatreiding"), ("ООД Софарма", "sofarma"), ("АД", "ad"),
        ("Софарма ЕООД\nSopharma Ltd", "sofarma\nsofarma"),
    ],
)  # fmt: skip
def test_whole_key_leaves_the_legal_form_out(name: str, whole: str) -> None:
    assert whole_key("\n".join(sound_key(search_key(line)) for line in name.split("\n"))) == whole


def test_typed_keys_read_the_keyboard_both_ways() -> None:
    assert typed_keys("qna") == ["qna", "yana"]
    assert typed_keys("важе") == ["vazhe", "wave"]
    assert typed_keys("]it") == ["it", "shtit"]
    assert typed_keys("софарма") == ["sofarma"]
    assert typed_keys("„ “") == []


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30), max_size=4))
def test_arrays_say_the_same(texts: list[str]) -> None:
    keys = "\n".join(map(search_key, texts))
    sounds = sound_keys(pa.array([keys, None]))
    assert sounds.to_pylist() == [sound_key(keys), None]
    assert whole_keys(sounds).to_pylist() == [whole_key(sound_key(keys)), None]


@pytest.mark.parametrize(
    ("one", "other", "is_slip"),
    [
        ("варна", "варна", True), ("варна", "врана", True), ("варна", "ввтна", False), ("варна", "варан", True),
        ("варна", "арна", True), ("варна", "варнаа", True), ("варна", "царна", True), ("варна", "цорна", False),
    ],
)  # fmt: skip
def test_one_slip(one: str, other: str, is_slip: bool) -> None:
    assert is_one_slip(one, other) is is_slip
    assert is_one_slip(other, one) is is_slip
