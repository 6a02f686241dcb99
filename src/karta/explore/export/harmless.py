"""Text that no spreadsheet runs as a formula, in Python and in SQL."""

from __future__ import annotations

import re

# A spreadsheet runs a cell that begins so as a formula, whole-width forms and leading blanks of control included.
BEGINS_A_FORMULA = "^[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
PLAIN_NUMBER = "-?[0-9]+([.,][0-9]+)*"
# Comparing with the first letter rules out nearly every text four times as fast as the expression does.
IS_FORMULA = f"""(x < '.' OR (x >= '=' AND x < '>') OR (x >= '@' AND x < 'A') OR x >= '\uff0b')
    AND regexp_matches(x, '{BEGINS_A_FORMULA}') AND NOT regexp_full_match(x, '{PLAIN_NUMBER}')"""
MACRO = f"CREATE MACRO harmless(x) AS CASE WHEN {IS_FORMULA} THEN '''' || x ELSE x END"


def harmless(text: str) -> str:
    """An apostrophe before text that would run, unless it is plainly a number."""
    return f"'{text}" if re.match(BEGINS_A_FORMULA, text) and not re.fullmatch(PLAIN_NUMBER, text) else text
