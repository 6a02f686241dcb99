"""Search as one types: the frozen list of ways in which Bulgarian names are written, and places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karta.explore.search import suggest, suggest_places
from karta.snapshot.reader import Snapshot, open_snapshot

# Frozen: lines are added, none is taken out. What is typed → the organisation that must be among the first five.
TYPED = {
    "Софарма": "bg-eik-831902088",
    "софарма ад": "bg-eik-831902088",
    "Sopharma": "bg-eik-831902088",  # the official Latin form
    "Sofarma": "bg-eik-831902088",  # by the transliteration act
    "SOPHARMA AD": "bg-eik-831902088",
    "Cофарма": "bg-eik-831902088",  # a Latin C in a Cyrillic word
    "„Софарма“ АД": "bg-eik-831902088",
    "Софрама": "bg-eik-831902088",  # swapped
    "Софара": "bg-eik-831902088",  # left out
    "Сосфарма": "bg-eik-831902088",  # too many
    "Сопарма": "bg-eik-831902088",  # wrong
    "Sofamra": "bg-eik-831902088",
    "Soparma": "bg-eik-831902088",
    "софа": "bg-eik-831902088",  # unfinished
    "831902088": "bg-eik-831902088",
    "8319020": "bg-eik-831902088",  # an unfinished ЕИК
    "BG831902088": "bg-eik-831902088",  # as a VAT number
    "ЕИК: 831902088": "bg-eik-831902088",
    "софарматрейдинг": "bg-eik-103267194",
    "sopharma tradin": "bg-eik-103267194",
    "софарма трейднг": "bg-eik-103267194",
    "трейдинг софарма": "bg-eik-103267194",  # in another order
    "UMBAL Plovdiv": "bg-eik-115532049",
    "умбал пловдв": "bg-eik-115532049",
    "umbal plowdiw": "bg-eik-115532049",  # в typed as w
}


@pytest.fixture(scope="module")
def demo_map(demo_data: Path) -> Snapshot:
    return open_snapshot(demo_data / "snapshots" / "current")


@pytest.mark.parametrize(("typed", "org_id"), TYPED.items())
def test_frozen_ways_of_writing(demo_map: Snapshot, typed: str, org_id: str) -> None:
    assert org_id in [found.org_id for found in suggest(demo_map, typed, 5)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("qna", "Яна"),  # я typed as q
        ("яна", "Яна"),
        ("yana", "Яна"),
        ("веги", "Wegi"),  # typed with the Cyrillic layout on
        ("]it", "Щит"),
        ("Юлия фарм", "Юлия Фарм ЕООД"),
        ("julia pharm", "Юлия Фарм ЕООД"),
        ("julia farm", "Юлия Фарм ЕООД"),
        ("wiwa", "Вива"),
        ("tzarevetz", "Царевец"),
        ("carevec", "Царевец"),
        ("Шанс", "Шанс"),
        ("shans", "Шанс"),
        ("chas", "Час"),
        ("България", "България Фарма"),
        ("bulgaria", "България Фарма"),
        ("тримед", "Три Мед"),  # in one word
    ],
)
def test_keyboards_and_spellings(write: Callable[..., Snapshot], typed: str, name: str) -> None:
    names = ["Яна", "Wegi", "Щит", "Юлия Фарм ЕООД", "Вива", "Царевец", "Шанс", "Час", "България Фарма", "Три Мед"]
    names = [*names, *(f"Друга {number} ООД" for number in range(50))]
    snapshot = write([{"org_id": f"org-{at}", "name_bg": text} for at, text in enumerate(names)])
    assert suggest(snapshot, typed, 1)[0].name_bg == name


def test_better_found_first_then_larger(write: Callable[..., Snapshot]) -> None:
    names = ["Медика Груп", "Медикал", "Медика", "Модика", "Нова Медика"]
    snapshot = write([{"org_id": f"org-{at}", "name_bg": text} for at, text in enumerate(names)])
    assert [(one.name_bg, one.how) for one in suggest(snapshot, "медика")] == [
        ("Медика", "whole"), ("Медика Груп", "words"), ("Нова Медика", "words"), ("Медикал", "beginning"),
        ("Модика", "slip"),
    ]  # fmt: skip


def test_any_kind_and_status(write: Callable[..., Snapshot]) -> None:
    rows = [
        {"org_id": "org-1", "name_bg": "Група Алфа", "unit_kind": "group", "status": "active"},
        {"org_id": "org-2", "name_bg": "Алфа", "unit_kind": "legal_unit", "status": "deleted"},
    ]
    assert [one.org_id for one in suggest(write(rows), "алфа")] == ["org-2", "org-1"]


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_answered(economy: Snapshot, text: str) -> None:
    assert len(suggest(economy, text, 3)) <= 3
    assert len(suggest_places(economy, text, 3)) <= 3


@pytest.mark.parametrize("text", ["", " ", "„“", "\x00", ".*", "..", "%", "б" * 10_000])
def test_nothing_to_find(economy: Snapshot, text: str) -> None:
    assert suggest(economy, text) == []
    assert suggest_places(economy, text) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Пловдив", "PDV"), ("Plovdiv", "PDV"), ("Пловдвив", "PDV"), ("плов", "PDV"), ("Велико Търново", "VTR"),
        ("Търново", "VTR"), ("veliko tarnovo", "VTR"), ("Ботевград", "05815"),
        ("qmbol", "JAM"), ("Южен централен", "BG42"),
    ],
)  # fmt: skip
def test_places_in_either_alphabet(demo_map: Snapshot, typed: str, code: str) -> None:
    found = suggest_places(demo_map, typed, 5)
    assert code in [place.code for place in found]
    place = next(place for place in found if place.code == code)
    assert (place.lon is None) is (place.level == "region")  # a region has no seat
    assert place.within_bg


def test_places_with_more_organisations_first(demo_map: Snapshot) -> None:
    first = suggest_places(demo_map, "Пловдив", 3)
    assert [place.level for place in first] == ["district", "settlement", "municipality"]
    assert first[0].organisations >= first[1].organisations > 0
