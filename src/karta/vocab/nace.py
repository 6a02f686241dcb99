"""NACE Rev. 2, in Bulgaria KID-2008: the form of a code and its place in the tree. Labels stand in table `sectors`."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Section → its first and last division (Regulation (EC) 1893/2006, annex I).
_SECTIONS = {
    "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (45, 47), "H": (49, 53),
    "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68), "M": (69, 75), "N": (77, 82), "O": (84, 84),
    "P": (85, 85), "Q": (86, 88), "R": (90, 93), "S": (94, 96), "T": (97, 98), "U": (99, 99),
}  # fmt: skip
_LEVELS = {1: "section", 2: "division", 4: "group", 5: "class"}


def clean_code(text: str) -> str | None:
    """A code with its dot (`2120`, `21.20`, `C21.20`, `21.20.` → `21.20`), a section as its letter; else None.

    The form only: whether the code exists is a question to the table `sectors`. Zeros that a spreadsheet dropped
    (`1.11`, `1.1`) are not put back: `1.1` could be 01.1 or 1.10.
    """
    printed = text.strip().upper().rstrip(".")
    if printed in _SECTIONS:
        return printed
    found = re.fullmatch(r"[A-U]?\s*([0-9]{2})(?:\.?([0-9]{1,2}))?", printed)
    if found is None or section_of_division(found[1]) is None:
        return None
    return found[1] if found[2] is None else f"{found[1]}.{found[2]}"


def level(code: str) -> str:
    """section | division | group | class of a clean code."""
    return _LEVELS[len(code)]


def parent(code: str) -> str | None:
    """The next wider code: `21.20` → `21.2` → `21` → `C` → None."""
    if len(code) == 1:
        return None
    if len(code) == 2:
        return section_of_division(code)
    return code[:2] if len(code) == 4 else code[:4]


def covering(codes: Iterable[str]) -> str | None:
    """The narrowest code that covers all of some clean codes: 93.11 and 93.13 → 93.1; None where nothing does.

    What an organisation that declares several activities surely does, where nobody says which one is the main one.
    """
    lines = [_and_wider(code) for code in codes]
    shared = set(lines[0]).intersection(*lines[1:]) if lines else set()
    return next((code for line in lines for code in line if code in shared), None)


def _and_wider(code: str) -> list[str]:
    wider = parent(code)
    return [code] if wider is None else [code, *_and_wider(wider)]


def section_of_division(division: str) -> str | None:
    """The section letter of a two-digit division; None where Rev. 2 has no such division."""
    number = int(division)
    for letter, (first, last) in _SECTIONS.items():
        if first <= number <= last:
            return letter
    return None
