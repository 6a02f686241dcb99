"""Affiliations asked of a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from karta.explore.reconcile import FEATURES, Asked, reconcile
from karta.snapshot.reader import Snapshot

ROWS: list[dict[str, Any]] = [
    {"org_id": "su", "name_bg": "Софийски университет", "name_en": "Sofia University", "kind": "university",
     "country": "BG", "ekatte": "68134", "unit_kind": "legal_unit", "status": "active"},
    {"org_id": "muv", "name_bg": "Медицински университет Варна", "name_en": "Medical University of Varna",
     "kind": "university", "country": "BG", "ekatte": "10135", "unit_kind": "legal_unit", "status": "active"},
    {"org_id": "firm", "name_bg": "Химия Инженеринг ООД", "name_en": None, "kind": "company", "country": "BG",
     "ekatte": "68134", "unit_kind": "legal_unit", "status": "active"},
]  # fmt: skip
PLACES = [
    {"place_code": "68134", "level": "settlement", "name_bg": "София", "name_en": "Sofia"},
    {"place_code": "10135", "level": "settlement", "name_bg": "Варна", "name_en": "Varna"},
]


def test_affiliation_finds_the_university_among_departments(write: Callable[..., Snapshot]) -> None:
    snapshot = write(ROWS, places=PLACES)
    texts = [
        "Dept. of Chemistry, Sofia Univ., Sofia, Bulgaria",
        "Катедра по хирургия, Медицински университет, гр. Варна",
    ]
    asked = [Asked(text, is_affiliation=True) for text in texts] + [Asked("Софийски университет")]
    first, second, plain = reconcile(snapshot, asked)
    assert (first[0].card["org_id"], first[0].is_match) == ("su", True)
    assert second[0].card["org_id"] == "muv"
    assert plain[0].card["org_id"] == "su"
    assert set(first[0].features) <= set(FEATURES)
    assert first[0].features["settlement"] is True


def test_affiliation_names_nobody(write: Callable[..., Snapshot]) -> None:
    (found,) = reconcile(write(ROWS, places=PLACES), [Asked("Department of Physics, Bulgaria", is_affiliation=True)])
    assert not any(one.is_match for one in found)
