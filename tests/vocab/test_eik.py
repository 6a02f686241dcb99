from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from karta.vocab.eik import clean_eik, company_part, is_valid_eik

NINE_WEIGHTS = ((1, 2, 3, 4, 5, 6, 7, 8), (3, 4, 5, 6, 7, 8, 9, 10))


def eik_from(eight: str) -> str:
    """Another way to the check digit than the product's: by trying all ten."""
    fitting = [eight + str(digit) for digit in range(10) if is_valid_eik(eight + str(digit))]
    assert len(fitting) == 1
    return fitting[0]


eights = st.text("0123456789", min_size=8, max_size=8)


@pytest.mark.parametrize("eik", ["831902088", "103267194", "175077093", "203831564", "115576405", "130345786"])
def test_numbers_of_real_companies_hold(eik):
    assert is_valid_eik(eik)


@pytest.mark.parametrize("text", ["831902089", "83190208", "8319020880", "", "83190208a", "８３１９０２０８８"])
def test_other_texts_do_not(text):
    assert not is_valid_eik(text)


def test_branch_of_thirteen_digits():
    branches = [f"831902088{number:04}" for number in range(200)]
    valid = [branch for branch in branches if is_valid_eik(branch)]
    assert len(valid) == 20  # one check digit in ten
    assert company_part(valid[0]) == "831902088"
    assert not is_valid_eik("831902089" + valid[0][9:])


@given(eights)
def test_one_check_digit_in_ten_fits(eight):
    assert is_valid_eik(eik_from(eight))


@given(eights, st.integers(0, 7), st.integers(1, 9))
def test_most_single_slips_are_caught(eight, at, shift):
    """Weights 1 to 8 modulo 11 catch every slip of one digit except where both rounds end in 10 or 0."""
    good = eik_from(eight)
    slip = good[:at] + str((int(good[at]) + shift) % 10) + good[at + 1 :]
    first = [sum(w * int(d) for w, d in zip(NINE_WEIGHTS[0], text[:8], strict=True)) % 11 for text in (good, slip)]
    assume(10 not in first)
    assert not is_valid_eik(slip)


@given(eights)
def test_cleaning_gives_back_what_is_valid(eight):
    good = eik_from(eight)
    assert clean_eik(good).value == good
    assert clean_eik(f" BG {good[:3]} {good[3:6]} {good[6:]}").value == good
    assert clean_eik(clean_eik(f"BG{good}").value).changes == ()


@given(st.text("0123456789", min_size=5, max_size=5))
def test_lost_zeros_come_back_only_if_the_check_digit_then_holds(five):
    good = eik_from("000" + five)
    lost = good.lstrip("0")
    assume(len(lost) >= 6)
    assert clean_eik(lost).value == good
    assert clean_eik(lost).changes == ("leading_zeros",)


@given(st.text(max_size=20))
def test_any_text_gives_a_valid_number_or_a_reason(text):
    cleaned = clean_eik(text)
    assert (cleaned.value is None) == (cleaned.problem is not None)
    assert cleaned.value is None or is_valid_eik(cleaned.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("831902089", "checksum"),
        ("12345", "length"),
        ("няма", "characters"),
        ("", "empty"),
        (None, "empty"),
        ("12345678901234", "length"),
    ],
)
def test_reasons(text, problem):
    assert clean_eik(text).problem == problem
