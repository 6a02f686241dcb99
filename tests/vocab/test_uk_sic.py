from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.vocab import nace
from karta.vocab.uk_sic import NotUkSic, nace_codes


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("21200", ["21.20"]),
        ("93110,\n93130", ["93.11", "93.13"]),
        ("1110", ["01.11"]),  # a spreadsheet dropped the zero: growing of cereals, not 11.10
        ("86101,\n86102", ["86.10"]),  # two national subclasses of one class
        ("1,\n84110", ["84.11"]),
        ("1", []),
        ("99999; 74990", []),
        ("98000", ["98"]),
    ],
)
def test_codes_in_a_cell(cell, codes):
    assert nace_codes(cell) == codes


@pytest.mark.parametrize("cell", ["", "pharma", "21.20", "123", "123456", "21200 and others"])
def test_anything_else_is_refused(cell):
    with pytest.raises(NotUkSic):
        nace_codes(cell)


@given(st.lists(st.integers(1000, 99999), min_size=1, max_size=4))
def test_every_code_keeps_the_form_of_nace(numbers):
    assert all(
        nace.clean_code(code) == code
        for code in nace_codes(",\n".join(map(str, numbers)))
        if nace.section_of_division(code[:2])
    )
