"""Countries as people write them. Pure."""

from __future__ import annotations

from functools import cache

from babel import Locale

from karta.matching.names import search_key

UNKNOWN = ""
ALSO = {"USA": "US", "САЩ": "US", "UK": "GB", "Англия": "GB", "England": "GB", "Холандия": "NL", "Holland": "NL"}


def country_code(typed: str) -> str:
    """The ISO 3166 code of a country that somebody typed in Bulgarian or English, or of its code; "" for any other
    text, which is no country that could be counted."""
    return _codes().get(search_key(typed), UNKNOWN)


@cache
def _codes() -> dict[str, str]:
    found = {search_key(name): code for name, code in ALSO.items()}
    for language in ("en", "bg"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found[search_key(name)] = code
                found.setdefault(search_key(code), code)
    return found
