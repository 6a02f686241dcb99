"""What may be typed into a public profile: readable in its language, nothing hidden, nobody's personal number."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from karta.vocab.persons import holds_egn, is_sole_trader

Language = Literal["bg", "en"]
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "MICRO SIGN", "FEMININE ORDINAL", "MASCULINE ORDINAL")
_SIGNS = "™®©°№"
_WORD = re.compile(r"[^\W\d_]+")


def clean(text: str, *, is_long: bool = False) -> str:
    """A text composed, blanks evened out; a long one keeps its lines. Errors: ValidationError that quotes."""
    said = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    said = re.sub(r"[^\S\n]+" if is_long else r"\s+", " ", said).strip()
    for char in said:
        if char != "\n":
            _check(char)
    if re.search(r"[\u0300-\u036f]{2}", said):
        raise ValidationError(_("Too many marks stand on one letter: type it anew."))
    for word in _WORD.findall(said):
        if _has(word, "LATIN") and _has(word, "CYRILLIC"):
            raise ValidationError(_("“%(word)s” mixes Latin and Cyrillic letters: type it anew.") % {"word": word})
    if holds_egn(said):
        raise ValidationError(_("This holds a personal number. Karta keeps no data of natural persons: remove it."))
    return said


def check_name(text: str) -> None:
    """A name of an organisation, not of a natural person who trades alone. Errors: ValidationError."""
    if text and not _WORD.search(text):
        raise ValidationError(_("A name holds letters."))
    if is_sole_trader(None, text):
        raise ValidationError(_("Sole traders (ЕТ) are natural persons: the map does not hold them."))


def check_language(text: str, language: Language) -> None:
    """A sentence is written in its language's letters for the most part. Errors: ValidationError."""
    letters = [char for char in text if char.isalpha()]
    cyrillic = sum(_has(char, "CYRILLIC") for char in letters)
    if language == "bg" and letters and 2 * cyrillic < len(letters):
        raise ValidationError(_("Write this in Bulgarian; the English text has a field of its own."))
    if language == "en" and 4 * cyrillic > len(letters):
        raise ValidationError(_("Write this in English; the Bulgarian text has a field of its own."))


def _check(char: str) -> None:
    category = unicodedata.category(char)
    name = unicodedata.name(char, "")
    if category.startswith("C"):
        shown = f"U+{ord(char):04X}"
        raise ValidationError(_("This holds a hidden character (%(code)s): delete it, or type it anew.") % {
            "code": shown})  # fmt: skip
    if (category == "So" and char not in _SIGNS) or category in ("Sk", "Me"):
        raise ValidationError(_("“%(char)s” is a picture: use words.") % {"char": char})
    if category[0] == "L" and not name.startswith(_SCRIPTS):
        raise ValidationError(
            _("“%(char)s” is a letter that readers here cannot type: use Cyrillic or Latin letters.") % {"char": char}
        )


def _has(text: str, script: str) -> bool:
    return any(unicodedata.name(char, "").startswith(script) for char in text)
