from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.vocab.ror import is_valid_ror

VALID = "02rbjwf55"  # of no organisation: only its check digits are right


@pytest.mark.parametrize(
    "text", ["02rbjwf12", "02rbjwf5", "12rbjwf55", "02rbjwi55", "02RBJWF55", "", "https://ror.org/x"]
)
def test_refused(text):
    assert not is_valid_ror(text)


@given(st.integers(1, 6), st.sampled_from("0123456789abcdefghjkmnpqrstvwxyz"))
def test_one_wrong_character_is_found(place, char):
    changed = VALID[:place] + char + VALID[place + 1 :]
    assert is_valid_ror(changed) == (changed == VALID)
