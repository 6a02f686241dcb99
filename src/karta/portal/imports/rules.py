"""Who may import, and what may follow what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from karta.portal.platform.rules import may_steward
from karta.vocab.transliteration import transliterate

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

# An upload that nobody went on with is deleted: it may hold rows that must not be kept.
FORGOTTEN_AFTER = timedelta(hours=24)


def may_import(user: AbstractBaseUser | AnonymousUser) -> bool:
    return may_steward(user)


def source_id(title: str) -> str:
    """The id of the source that a title names: `Членове 2024` → `user_chlenove_2024`. Same title, newer version."""
    slug = re.sub(r"[^a-z0-9]+", "_", transliterate(title).casefold()).strip("_")[:50].strip("_")
    return f"user_{slug or 'file'}"


def file_name(given: str) -> str:
    """A name that is safe on disk and in messages: no folders, no control signs, not too long."""
    bare = re.sub(r"[\x00-\x1f<>:\"|?*]", "", given.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .-")
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[:80]}.{ending[:8]}" if dot and stem else (bare[:80] or "file")
