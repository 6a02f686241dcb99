"""What is done with the thing that a text names: made, sold in bulk or in a shop, repaired … (roles.yml)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import yaml
from numpy.typing import NDArray

from karta.classify.words import Word, sound


@dataclass(frozen=True, slots=True)
class Role:
    """Beginnings of words that tell it, and of the classes where it is the activity itself."""

    name: str
    words: tuple[str, ...]
    codes: tuple[str, ...]


def _load() -> tuple[Role, ...]:
    loaded = yaml.safe_load(resources.files("karta.classify").joinpath("roles.yml").read_text("utf-8"))
    return tuple(Role(name, tuple(map(sound, row["words"])), tuple(row["codes"])) for name, row in loaded.items())


ROLES = _load()


@lru_cache(maxsize=100_000)
def told_by(word: str) -> tuple[int, ...]:
    """Places in ROLES of the roles that a plain word tells."""
    heard = sound(word)
    return tuple(
        place
        for place, role in enumerate(ROLES)
        if any(heard == begins or (len(begins) > 3 and heard.startswith(begins)) for begins in role.words)
    )


def shares(words: Sequence[Word]) -> NDArray[np.float64]:
    """How much each role is told, 0–1: the weight of the first part that tells it."""
    found = np.zeros(len(ROLES))
    for word in words:
        for place in told_by(word.text):
            found[place] = max(found[place], word.weight)
    return found


@cache
def table(codes: tuple[str, ...]) -> NDArray[np.bool_]:
    """Which classes (rows) are of which role (columns)."""
    return np.array([[code.startswith(role.codes) for role in ROLES] for code in codes])
