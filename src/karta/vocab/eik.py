"""ЕИК, the Bulgarian register number (formerly БУЛСТАТ): text of 9 digits, 13 for a branch."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Weights of the check digits: ordinance on the BULSTAT register, as in the register's own description.
_NINE = ((1, 2, 3, 4, 5, 6, 7, 8), (3, 4, 5, 6, 7, 8, 9, 10))
_THIRTEEN = ((2, 7, 3, 5), (4, 9, 5, 7))


@dataclass(frozen=True, slots=True)
class CleanEik:
    """`value` is a valid ЕИК or None. `changes` names what was done to get there: prefix, blanks, leading_zeros.

    `problem` is None, or why there is no value: empty | characters | length | checksum.
    """

    value: str | None
    changes: tuple[str, ...] = ()
    problem: str | None = None


def is_valid_eik(text: str) -> bool:
    """Whether `text` is 9 or 13 digits whose check digits hold. A branch's first nine digits must hold as well."""
    if not re.fullmatch(r"[0-9]{9}(?:[0-9]{4})?", text):
        return False
    digits = [int(char) for char in text]
    if _check_digit(digits[:8], _NINE) != digits[8]:
        return False
    return len(digits) == 9 or _check_digit(digits[8:12], _THIRTEEN) == digits[12]


def clean_eik(text: str | None) -> CleanEik:
    """Read an ЕИК as people write it: `BG 831902088`, `831 902 088`, `831902088.0`, a lost leading zero.

    Zeros are put back only if the check digits then hold; nothing else is guessed.
    """
    printed = (text or "").strip()
    if not printed:
        return CleanEik(None, problem="empty")
    changes: list[str] = []
    bare = re.sub(r"[\s ]|(?<=[0-9])\.0$", "", printed)
    if bare != printed:
        changes.append("blanks")
    without_prefix = re.sub(r"^(?:BG|ВG|BГ|ВГ)", "", bare, flags=re.IGNORECASE)
    if without_prefix != bare:
        changes.append("prefix")
    if not re.fullmatch(r"[0-9]+", without_prefix):
        return CleanEik(None, tuple(changes), "characters")
    return _with_zeros(without_prefix, changes)


def company_part(eik: str) -> str:
    """The company's nine digits, of a company or of one of its branches."""
    return eik[:9]


def _with_zeros(digits: str, changes: list[str]) -> CleanEik:
    if len(digits) in (9, 13):
        if is_valid_eik(digits):
            return CleanEik(digits, tuple(changes))
        return CleanEik(None, tuple(changes), "checksum")
    # Spreadsheets drop leading zeros of numbers; 000000000 would pass every check, so some digits must be left.
    if 6 <= len(digits) < 9 and is_valid_eik(digits.zfill(9)):
        return CleanEik(digits.zfill(9), (*changes, "leading_zeros"))
    if 10 <= len(digits) < 13 and is_valid_eik(digits.zfill(13)):
        return CleanEik(digits.zfill(13), (*changes, "leading_zeros"))
    return CleanEik(None, tuple(changes), "length")


def _check_digit(digits: list[int], weights: tuple[tuple[int, ...], tuple[int, ...]]) -> int:
    first = sum(weight * digit for weight, digit in zip(weights[0], digits, strict=True)) % 11
    if first < 10:
        return first
    return sum(weight * digit for weight, digit in zip(weights[1], digits, strict=True)) % 11 % 10
