"""The segment of an activity: its class and the words of its text, by the rules of vocab/scope.yml."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from karta.classify.words import Word, sound
from karta.vocab import scope


def segment(nace_code: str, words: Sequence[Word]) -> str | None:
    """The segment of a class that a text told; None where it belongs to none. Code of vocab/segments.yml."""
    heard = {sound(word.text) for word in words}
    for codes, groups, found in _rules():
        if nace_code in codes and all(_is_told(group, heard) for group in groups):
            return found
    return None


def _is_told(beginnings: Collection[str], heard: Collection[str]) -> bool:
    return any(
        word == begins or (len(begins) > 3 and word.startswith(begins)) for word in heard for begins in beginnings
    )


@cache
def _rules() -> tuple[tuple[frozenset[str], tuple[tuple[str, ...], ...], str], ...]:
    return tuple(
        (rule.codes, tuple(tuple(map(sound, group)) for group in rule.words), rule.segment)
        for rule in scope.segment_rules()
    )
