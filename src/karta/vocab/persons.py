"""Telling natural persons, who never enter, from organisations, some of which are named after a person.

Rule: ARCHITECTURE §8. A number that passes the ЕГН check, or the legal form ЕТ, leaves a row out.
"""

from __future__ import annotations

import re

import stdnum.bg.egn
import stdnum.exceptions

from karta.vocab.eik import is_valid_eik

# The letters of ЕТ look alike in both alphabets and are mixed in real files.
_SOLE = r"[ЕE][ТT]"
_FORM = re.compile(
    rf"{_SOLE}|[ЕE]\.\s*[ТT]\.?|едноличен\s+търговец|ednolichen\s+targovets|sole\s+(?:trader|proprietor)", re.IGNORECASE
)
_OPENING = "\"'„“”«‚’(-–"
_NAME_START = re.compile(rf"{_SOLE}\s*[{re.escape(_OPENING)}\s]\s*[{re.escape(_OPENING)}]?\s*[А-ЯA-Z]")
# In Latin alone ET also ends other texts ("10:00 ET"): there a comma or a closing quotation mark must stand before it.
_NAME_END = re.compile(rf"[\w\"”“»'][\s,-]+(?:Е[ТT]|EТ)$|(?:,|[\"”“»'])\s*{_SOLE}$")
_NAME_LOWER = re.compile(r"ет\s+\w", re.IGNORECASE)  # no Bulgarian word
_WORDS = re.compile(r"едноличен\s+търговец", re.IGNORECASE)
_OTHER_FORM = re.compile(
    r"\b(?:ЕООД|ООД|ЕАД|АД|EOOD|OOD|EAD|AD|Ltd|Limited|GmbH|AG|Inc|LLC|S\.?A|SRL|S\.?R\.?L|BV|NV|Oy|AB|AS)\b\.?$"
)
# Ten digits in a row, or in the groups of a birth date and four digits. Looser grouping would catch dates with hours.
_TEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{2}[ .\-/]?[0-9]{2}[ .\-/]?[0-9]{2}[ .\-/]?[0-9]{4}(?![0-9])")


def is_egn(text: str) -> bool:
    """Whether `text` is ten digits that form a valid ЕГН: a date of birth that existed and a check digit that holds."""
    if not re.fullmatch(r"[0-9]{10}", text):
        return False
    try:
        stdnum.bg.egn.validate(text)
    except stdnum.exceptions.ValidationError:
        return False
    return True


def holds_egn(cell: str) -> bool:
    """Whether a cell holds an ЕГН: as a word, written in groups ("75 23 16 9263"), or alone with its zero lost."""
    if any(is_egn(re.sub(r"[^0-9]", "", found)) for found in _TEN_DIGITS.findall(cell)):
        return True
    alone = cell.strip().removesuffix(".0")  # a spreadsheet's number
    return bool(re.fullmatch(r"[0-9]{9}", alone)) and not is_valid_eik(alone) and is_egn("0" + alone)


def is_sole_trader(legal_form: str | None, name: str | None) -> bool:
    """Whether a legal form or a name says ЕТ. „МБАЛ „Д-р Иван Селимински“ АД“ does not: it only bears a name."""
    if legal_form and _FORM.fullmatch(legal_form.strip()):
        return True
    return bool(name) and _names_sole_trader(str(name).strip())


def _names_sole_trader(name: str) -> bool:
    if _WORDS.search(name):
        return True
    if _OTHER_FORM.search(name):  # "ET Solutions Ltd" is a company
        return False
    return bool(_NAME_START.match(name) or _NAME_END.search(name) or _NAME_LOWER.match(name))
