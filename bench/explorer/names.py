"""Search as one types: names of a snapshot, each with one slip, in both alphabets; and every key of typing them."""

from __future__ import annotations

import random
import string
import time
from pathlib import Path

from bench.measure import Figure, percentile

NAMES = 400
TYPED_OUT = 60
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъюя"
SHORTEST_WORD = 4


def figures(snapshot_path: Path) -> list[Figure]:
    """Latency of each search, and how many of the organisations meant are among the first five."""
    from karta.explore.search import suggest
    from karta.matching.names import search_key
    from karta.snapshot.reader import open_snapshot

    snapshot = open_snapshot(snapshot_path)
    rng = random.Random(1)
    chosen = rng.sample(range(snapshot.index.count), min(NAMES, snapshot.index.count))
    told = snapshot.index.rows.select(["org_id", "name_bg"]).take(chosen).to_pylist()
    named = [(one["org_id"], one["name_bg"]) for one in told if one["name_bg"]]
    suggest(snapshot, "a")
    made: list[Figure] = []
    for alphabet, write, letters in (
        ("Cyrillic", str, CYRILLIC),
        ("Latin", search_key, string.ascii_lowercase),
    ):
        times, hits = [], 0
        for org_id, name in named:
            text = with_slip(write(name).lower(), letters, rng)
            start = time.perf_counter()
            found = suggest(snapshot, text, 5)
            times.append((time.perf_counter() - start) * 1000)
            hits += org_id in [one.org_id for one in found]
        made += [
            Figure(f"name with one slip, {alphabet}, 95th percentile", percentile(times, 0.95), "ms", 10),
            Figure(f"name with one slip, {alphabet}, not in the first five", 100 * (1 - hits / len(named)), "%", 5),
        ]
    keys = [name[:end] for _, name in named[:TYPED_OUT] for end in range(1, len(name) + 1)]
    times = []
    for text in keys:
        start = time.perf_counter()
        suggest(snapshot, text)
        times.append((time.perf_counter() - start) * 1000)
    return [*made, Figure("each key of typing a name, 95th percentile", percentile(times, 0.95), "ms", 10)]


def with_slip(name: str, letters: str, rng: random.Random) -> str:
    """The name with one letter of one longer word wrong, left out, too many, or swapped with the next."""
    words = name.split()
    may = [at for at, word in enumerate(words) if len(word) >= SHORTEST_WORD and word.isalpha()]
    if not may:
        return name
    at = rng.choice(may)
    word, place = words[at], rng.randrange(len(words[at]) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = rng.choice(letters)
    words[at] = rng.choice(
        [
            before + other + after,
            before + after,
            before + letter + other + after,
            before + after[0] + letter + after[1:],
        ]
    )
    return " ".join(words)
