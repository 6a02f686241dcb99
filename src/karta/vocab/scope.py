"""Which classes of NACE Rev. 2 are life sciences, and what tells the segment of an activity: scope.yml as data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the scope: its classes, each with the sources of the choice, and labels in both languages."""

    code: str
    label: dict[str, str]
    codes: dict[str, tuple[str, ...]]
    is_trade: bool


@cache
def parts() -> tuple[Part, ...]:
    """The parts of the life sciences, in order."""
    return tuple(
        Part(code, row["label"], {nace: tuple(why) for nace, why in row["codes"].items()}, row.get("is_trade", False))
        for code, row in _scope()["parts"].items()
    )


@cache
def life_science_codes(*, with_trade: bool = True) -> frozenset[str]:
    """Classes of NACE Rev. 2 that are life sciences by their code alone."""
    return frozenset(nace for part in parts() if with_trade or not part.is_trade for nace in part.codes)


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """A segment for some classes, where of every group of beginnings of words the text has one."""

    segment: str
    codes: frozenset[str]
    words: tuple[tuple[str, ...], ...]


@cache
def segment_rules() -> tuple[SegmentRule, ...]:
    """Rules for segments; the first that fits tells."""
    return tuple(
        SegmentRule(row["segment"], frozenset(row["codes"]), tuple(map(tuple, row.get("words", ()))))
        for row in _scope()["segments"]
    )


@cache
def _scope() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(resources.files("karta.vocab").joinpath("scope.yml").read_text("utf-8"))
    return loaded
