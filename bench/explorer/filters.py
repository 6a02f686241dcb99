"""Seeded random filters over a synthetic economy: one to four parts, as an address gives them."""

from __future__ import annotations

import random

Params = dict[str, list[str]]
DISTRICTS = ("SOF", "PDV", "VAR", "RSE", "BGS", "VTR", "PER")
AMOUNTS = (1_000, 20_000, 100_000, 333_333, 1_000_000, 25_000_000)


def random_filters(count: int, seed: int = 20261124) -> list[Params]:
    """`count` of them, each different; the same for the same seed."""
    chance = random.Random(seed)
    found: dict[str, Params] = {}
    while len(found) < count:
        params: Params = {}
        for make in chance.sample(PARTS, chance.choice((1, 2, 2, 3, 4))):
            params |= make(chance)
        found.setdefault(repr(sorted(params.items())), params)
    return list(found.values())


def _range(name: str, ends: tuple[int, ...], chance: random.Random) -> Params:
    low, high = sorted(chance.sample(ends, 2))
    params = {f"{name}_min": [str(low)], f"{name}_max": [str(high)]}
    if chance.random() < 0.5:
        del params[chance.choice(sorted(params))]
    return params


def _box(chance: random.Random) -> Params:
    west, south = chance.uniform(22.5, 26.5), chance.uniform(41.4, 43.2)
    return {"bbox": [f"{west:.3f},{south:.3f},{west + 1.5:.3f},{south + 0.8:.3f}"]}


PARTS = (
    lambda chance: {"region": [f"BG{chance.choice((31, 32, 33, 34, 41, 42))}"]},
    lambda chance: {"district": sorted(chance.sample(DISTRICTS, chance.choice((1, 2, 3))))},
    lambda chance: {"nace": [chance.choice(("C", "Q", "10", "21", "26.1", "46.21"))]},
    lambda chance: {"segment": [chance.choice(("hospital", "digital health", "medical devices"))]},
    lambda chance: {"size_class": sorted(chance.sample(("1-9", "10-49", "50-249", "250+"), 2))},
    lambda chance: {"result": [chance.choice(("profit", "loss"))]},
    lambda chance: _range("headcount", (1, 7, 10, 50, 120, 250), chance),
    lambda chance: _range("revenue", AMOUNTS, chance),
    lambda chance: _range("profit", (-100_000, 0, *AMOUNTS), chance),
    lambda chance: _range("founded", (1955, 1980, 1995, 2005, 2015), chance),
    _box,
)
