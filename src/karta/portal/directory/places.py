"""Names of countries, from the CLDR by way of Babel."""

from __future__ import annotations

from babel import Locale


def country_name(code: str, language: str) -> str:
    """The country of an ISO 3166 code in one language; "EU" is the Union; the code itself where there is no name."""
    return str(Locale(language).territories.get(code, code))
