"""Seeded random filters over what a snapshot really holds, as parameters of an address."""

from __future__ import annotations

import random
from typing import Any

from explore.plain_scan import Params, PlainScan

ENDS = {
    "headcount": (1, 5, 10, 50, 100, 250, 500, 1000),
    "turnover": (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000),
    "revenue": (10_000, 100_000, 1_000_000, 5_000_000, 20_000_000, 100_000_000),
    "profit": (-1_000_000, -100_000, -1, 0, 1, 50_000, 1_000_000),
    "assets": (10_000, 1_000_000, 100_000_000),
    "founded": (1930, 1960, 1990, 2000, 2010, 2020),
}
SIZE_CLASSES = ("0", "1-9", "10-49", "50-249", "250+", "unknown")
RESULTS = ("profit", "loss", "zero", "unknown")


def random_filters(scan: PlainScan, count: int = 200, seed: int = 20261123) -> list[Params]:
    """`count` filters of one to four parts; the same for the same snapshot and seed."""
    chance = random.Random(seed)
    pools = {
        name: sorted({row[name] or "unknown" for row in scan.organisations})
        for name in ("region", "district", "municipality", "segment", "kind", "unit_kind", "status")
    }
    pools["source"] = sorted({source for row in scan.organisations for source in row["source_ids"]})
    pools["nace"] = _sectors(scan)
    years = sorted({year for _, _, year in scan.winners})
    words = sorted({key.split()[0] for keys in scan.names.values() for key in keys if key})
    return [_filter(chance, pools, years, words) for _ in range(count)]


def _sectors(scan: PlainScan) -> list[str]:
    codes = {row["nace_code"] for row in scan.organisations if row["nace_code"]}
    sections = {scan.section_of[code[:2]] for code in codes if code[:2] in scan.section_of}
    return sorted({*sections, *(code[:2] for code in codes), *(code[:4] for code in codes), *codes, "unknown"})


def _filter(chance: random.Random, pools: dict[str, list[str]], years: list[int], words: list[str]) -> Params:
    params: Params = {}
    parts = [*pools, *ENDS, *ENDS, "size_class", "result", "year", "q", "completeness", "disagreement", "bbox"]
    for part in chance.sample(parts, chance.choice((1, 1, 2, 2, 3, 4))):
        params |= _part(chance, part, pools, years, words)
    return params


def _part(chance: random.Random, part: str, pools: dict[str, list[str]], years: list[int], words: list[str]) -> Params:
    if part in ENDS:
        return _range(chance, part)
    if part in pools or part in ("size_class", "result"):
        pool: Any = pools.get(part) or {"size_class": SIZE_CLASSES, "result": RESULTS}[part]
        return {part: sorted(chance.sample(pool, min(len(pool), chance.choice((1, 2, 3)))))}
    west, south = chance.uniform(22, 26), chance.uniform(41, 43)
    return {
        "year": {"year": [str(chance.choice(years))]},
        "q": {"q": [chance.choice(words)[:4]]},
        "completeness": {"completeness_min": [str(chance.choice((20, 40, 60)))]},
        "disagreement": {"disagreement": ["true"]},
        "bbox": {"bbox": [f"{west:.3f},{south:.3f},{west + 3:.3f},{south + 2:.3f}"]},
    }[part]


def _range(chance: random.Random, part: str) -> Params:
    low, high = sorted(chance.sample(ENDS[part], 2))
    params = {f"{part}_min": [str(low)], f"{part}_max": [str(high)]}
    if chance.random() < 0.6:
        del params[chance.choice(sorted(params))]
    if chance.random() < 0.2:
        params[f"{part}_unknown"] = ["true"]
    return params
