"""UK SIC 2007: NACE Rev. 2 with a fifth digit, and a few codes of its own."""

from __future__ import annotations

import re

# Codes that name no activity: 1 marks the public sector in lists of the Gender Pay Gap Service; a non-trading and a
# dormant company do nothing. 98000 (residents' property management) is no class of NACE, only its division is.
_NO_ACTIVITY = {"00001", "74990", "99999"}
_OWN = {"98000": "98"}


class NotUkSic(ValueError):
    """The text holds something else than codes of UK SIC 2007."""


def nace_codes(cell: str) -> list[str]:
    """NACE Rev. 2 codes in a cell of UK SIC 2007 codes, in the order printed, each once.

    Shape:   one or more codes of five digits, apart by commas, semicolons or blanks; a spreadsheet may have dropped a
             leading zero (`1110` is 01110). `93110,\\n93130` → 93.11, 93.13; `1` and `99999` → nothing.
    Errors:  NotUkSic.
    Source:  Office for National Statistics, UK SIC 2007: the first four digits are the class of NACE Rev. 2.
    """
    found: dict[str, None] = {}
    for printed in re.split(r"[,;\s]+", cell.strip(" ,;\n\r\t")):
        if not re.fullmatch(r"1|[0-9]{4,5}", printed):
            raise NotUkSic(f"{printed!r} is no code of UK SIC 2007")
        code = printed.zfill(5)
        if code not in _NO_ACTIVITY:
            found[_OWN.get(code, f"{code[:2]}.{code[2:4]}")] = None
    return list(found)
