"""What a person may agree to. Nothing is agreed to by default, and everything is withdrawn as easily as given."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose and the words that were agreed to; other words are another version, and are asked for anew."""

    key: str
    version: int
    text: str | Promise


_purposes: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Make an app's purpose known. Errors: ValueError where another one has the key."""
    if _purposes.get(purpose.key, purpose) != purpose:
        raise ValueError(f"purpose {purpose.key}: there is another one of this key")
    _purposes[purpose.key] = purpose


def all_purposes() -> list[Purpose]:
    return list(_purposes.values())


def purpose(key: str) -> Purpose:
    """The purpose of a key. Errors: KeyError."""
    return _purposes[key]
