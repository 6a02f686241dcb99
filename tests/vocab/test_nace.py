from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta import sources
from karta.vocab import nace


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("21.20", "21.20"),
        ("2120", "21.20"),
        ("C21.20", "21.20"),
        ("21.2", "21.2"),
        ("21", "21"),
        ("q", "Q"),
        (" 86.10. ", "86.10"),
        ("212", "21.2"),
        ("04", None),
        ("1.11", None),
        ("21.200", None),
        ("фарма", None),
        ("", None),
    ],
)
def test_forms(text, code):
    assert nace.clean_code(text) == code


def test_every_published_code_is_clean_and_has_its_parent():
    rows = sources.reference_rows("eu_eurostat_nace")
    codes = {row["code"] for row in rows}
    for row in rows:
        assert nace.clean_code(row["code"]) == row["code"]
        assert nace.level(row["code"]) == row["level"]
        assert nace.parent(row["code"]) == row["parent_code"]
        assert row["parent_code"] in codes or row["level"] == "section"


@given(st.text(max_size=10))
def test_cleaning_twice_changes_nothing(text):
    code = nace.clean_code(text)
    assert code is None or nace.clean_code(code) == code


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        (["21.20"], "21.20"),
        (["93.11", "93.13"], "93.1"),
        (["45.11", "45.20"], "45"),
        (["46.69", "47.11"], "G"),
        (["93.1", "93.13"], "93.1"),
        (["28.99", "74.90"], None),
        ([], None),
    ],
)
def test_what_covers_several_activities(codes, code):
    assert nace.covering(codes) == code
