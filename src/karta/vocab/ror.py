"""ROR id: nine characters of Crockford's base 32, the last two of which check the first seven."""

from __future__ import annotations

import re

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_FORM = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}")


def is_valid_ror(text: str) -> bool:
    """Whether `text` is the nine characters of a ROR id, lower case, whose check digits hold.

    Source: ISO/IEC 7064 mod 97-10, as the Research Organization Registry describes its identifier.
    """
    if _FORM.fullmatch(text) is None:
        return False
    number = 0
    for char in text[:7]:
        number = number * 32 + _ALPHABET.index(char)
    return 98 - number * 100 % 97 == int(text[7:])
