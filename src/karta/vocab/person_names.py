"""People's names inside running text. Only for text: a name of an organisation may be a person's, and stays.

A Bulgarian's full name is a given name, a father's name and a family name; the last two have endings of their own. One
such word proves nothing („основа“, „складова“), three words of that shape in a row, or two after a word like
„управител“, do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MARK = "[…]"  # stands where something was taken out

_ENDING = r"(?:[оеё]ва?|ина?|[сц]к[иа])"  # of family names
_FATHER = r"[оеё]ва?"  # of fathers' names; -ски and -ска are left to adjectives here
_WORD = r"[А-Я][а-я]+"
_NAMED = re.compile(
    rf"\b(?:{_WORD}|[А-Я]\.)\s+(?:{_WORD}{_FATHER}|[А-Я]\.)\s+{_WORD}{_ENDING}(?:\s*-\s*{_WORD}{_ENDING})?\b"
)
_CAPITALS = re.compile(
    rf"\b[А-Я]{{3,}}\s+[А-Я]{{2,}}{_FATHER.upper()}\s+[А-Я]{{2,}}{_ENDING.upper()}(?:\s*-\s*[А-Я]+{_ENDING.upper()})?\b"
)
_ROLE = (
    r"\b(?:управител(?:я|ят|и)?|съдружник(?:а|ът)?|собственик(?:а|ът)?|прокурист(?:а|ът)?|пълномощник(?:а|ът)?|председател"
    r"(?:я|ят)?|представляван[оа]?\s+от|ликвидатор(?:а|ът)?|синдик(?:а|ът)?|лицето(?:\s+е)?|г-н|г-жа|инж\.|адв\.|д-р)"
    r"(?:\s*[:,\-–])?\s+"
)
_AFTER_ROLE = re.compile(rf"(?P<role>(?i:{_ROLE}))(?:{_WORD}|[А-Я]\.)(?:\s+(?:{_WORD}|[А-Я]\.)){{1,2}}(?:-{_WORD})?")
_AFTER_ROLE_CAPITALS = re.compile(
    rf"(?P<role>(?i:{_ROLE}))[А-Я]{{3,}}(?:\s+[А-Я]{{3,}})?\s+[А-Я]{{2,}}{_ENDING.upper()}(?:\s*-\s*[А-Я]+)?\b"
)
_NUMBERS = re.compile(
    r"(?<![0-9])[0-9]{2}[ .\-/]?[0-9]{2}[ .\-/]?[0-9]{2}[ .\-/]?[0-9]{4}(?![0-9])"  # an ЕГН, or a mobile telephone
    r"|(?:\+359[ /-]?|\b0)8[789][0-9](?:[ /-]?[0-9]){6}(?![0-9])"  # a telephone in other groups
    r"|\b[0-9a-f]{64}\b"  # the register's hash of one
    r"|(?:\bл\.?\s?к\.?|\bлична карта)[\s№:]*[0-9]{6,9}",  # an identity card
    re.IGNORECASE,
)
_HINT = re.compile(r"[0-9@]")  # most texts have neither
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def without_people(text: str, known: Iterable[str] = ()) -> str:
    """The text with MARK in place of people's names, numbers and e-mail addresses.

    `known` are full names that the same document holds elsewhere; they go in whatever case they are written, with or
    without the father's name. Errors: none; a text without people comes back as it is.
    """
    text = without_named(text, known)
    for pattern in (_AFTER_ROLE, _AFTER_ROLE_CAPITALS):
        text = pattern.sub(rf"\g<role>{MARK}", text)
    return _NAMED.sub(MARK, _CAPITALS.sub(MARK, text))


def without_named(text: str, known: Iterable[str] = ()) -> str:
    """The same for an address, where streets bear people's names: only numbers, e-mails and `known` names go."""
    if _HINT.search(text):
        text = _MAIL.sub(MARK, _NUMBERS.sub(MARK, text))
    for name in known:
        text = _without(text, name)
    return text


def _without(text: str, name: str) -> str:
    """Without a known name: all its words, or its first and its last, as whole words in any case."""
    words = [word for word in re.split(r"[\s,]+", name.lower()) if len(word) > 1]
    if len(words) < 2 or words[-1] not in text.lower():
        return text
    between = r"(?:\s+[\w.-]+)?\s+" if len(words) > 2 else r"\s+"
    pattern = rf"\b{re.escape(words[0])}{between}{re.escape(words[-1])}\b"
    return re.sub(pattern, MARK, text, flags=re.IGNORECASE)
