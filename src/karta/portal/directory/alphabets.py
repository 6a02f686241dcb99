"""One alphabet in one field: what a person types for a language is written in its letters (X-08)."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_ALPHABETS = {"bg": "CYRILLIC", "en": "LATIN"}
_SAID = {"bg": _("Write this in Bulgarian letters only."), "en": _("Write this in Latin letters only.")}


def is_written_in(text: str, language: str) -> bool:
    """Whether every letter of a text is of the language's alphabet, and there is one."""
    letters = [letter for letter in unicodedata.normalize("NFC", text) if letter.isalpha()]
    return bool(letters) and all(unicodedata.name(one, "").startswith(_ALPHABETS[language]) for one in letters)


def in_bulgarian_letters(text: str) -> None:
    """Errors: ValidationError."""
    _refuse(text, "bg")


def in_latin_letters(text: str) -> None:
    """Errors: ValidationError."""
    _refuse(text, "en")


def _refuse(text: str, language: str) -> None:
    if not is_written_in(text, language):
        raise ValidationError(_SAID[language])
