"""Text that no spreadsheet runs as a formula, one or many."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

# A spreadsheet runs a cell that begins so as a formula, whole-width forms and leading blanks of control included.
BEGINS_A_FORMULA = "^[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
PLAIN_NUMBER = "-?[0-9]+([.,][0-9]+)*"


def harmless(text: str) -> str:
    """An apostrophe before text that would run, unless it is plainly a number."""
    return f"'{text}" if re.match(BEGINS_A_FORMULA, text) and not re.fullmatch(PLAIN_NUMBER, text) else text


def all_harmless(texts: pa.StringArray) -> pa.StringArray:
    """`harmless` of each text."""
    runs = pc.match_substring_regex(texts, BEGINS_A_FORMULA)
    if not pc.any(runs).as_py():
        return texts
    runs = pc.and_not(runs, pc.match_substring_regex(texts, f"^{PLAIN_NUMBER}$"))
    return pc.if_else(runs, pc.binary_join_element_wise("'", texts, ""), texts)
