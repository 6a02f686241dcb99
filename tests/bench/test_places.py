"""The addresses of bench/identity/addresses.tsv: none may be resolved wrongly."""

from __future__ import annotations

from collections import Counter

import pytest
from bench.identity.places import Truth, cases, made_cases, outcome

from karta import sources
from karta.pipeline.locate.address import read_address
from karta.pipeline.locate.address_place import AddressPlace, AddressPlaces

ROWS = list(sources.reference_rows("bg_compiled_gazetteer"))
PLACES = AddressPlaces(ROWS)


def test_no_address_is_resolved_wrongly():
    chosen = cases(ROWS)
    found = Counter()
    for case in chosen:
        found[outcome(PLACES.find(read_address(case.address)), case.truth), case.truth.is_open] += 1
    assert len(chosen) >= 150
    assert sum(case.truth.is_open for case in chosen) >= 40
    assert {said for said, _ in found} == {"right", "left"}
    assert found["left", False] <= len(chosen) // 20


def test_made_addresses_are_never_resolved_wrongly():
    made = [case for position, case in enumerate(made_cases(ROWS)) if position % 23 == 0]
    assert len(made) > 1000
    wrong = [case.address for case in made if outcome(PLACES.find(read_address(case.address)), case.truth) == "wrong"]
    assert wrong == []


@pytest.mark.parametrize(
    ("found", "truth", "said"),
    [
        (AddressPlace("02693", "BLG37", "BLG"), Truth("02693", "BLG37", "BLG"), "right"),
        (AddressPlace(None, "BLG37", "BLG"), Truth("02693", "BLG37", "BLG"), "left"),
        (AddressPlace("02703", "BGS15", "BGS"), Truth("02693", "BLG37", "BLG"), "wrong"),
        (AddressPlace(None, None, "VAR"), Truth("02693", "BLG37", "BLG"), "wrong"),
        (AddressPlace("02693", "BLG37", "BLG"), Truth(is_open=True), "wrong"),
        (AddressPlace(problem="ambiguous_place"), Truth(is_open=True), "left"),
        (AddressPlace(), Truth(is_open=True), "wrong"),
    ],
)
def test_what_counts_as_wrong(found, truth, said):
    assert outcome(found, truth) == said
