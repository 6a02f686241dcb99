"""Search over all items: words as visitors type them, in either alphabet, whole and begun, and such as nothing has."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote
from urllib.request import urlopen

from bench.measure import Figure, percentile
from bench.portal.load import Asked, steady
from bench.portal.words import ACTIONS, FIELDS, PLACES
from karta.vocab.transliteration import transliterate

RATE = 10.0
AT_MOST = 100.0  # ms


def searches(count: int, seed: int = 3) -> list[str]:
    """`count` searches, the same for the same seed."""
    chance = random.Random(seed)
    return [chance.choice(_KINDS)(chance) for _ in range(count)]


def _phrase(chance: random.Random, at: int) -> str:
    return " ".join(chance.choice(group)[at] for group in chance.sample((ACTIONS, FIELDS, PLACES), 2))


def _words(text: str) -> list[str]:
    return re.findall(r"\w{3,}", text)


_KINDS: tuple[Callable[[random.Random], str], ...] = (
    lambda chance: _phrase(chance, 0),
    lambda chance: _phrase(chance, 1),
    lambda chance: transliterate(_phrase(chance, 0)),
    lambda chance: chance.choice(_words(_phrase(chance, 0)))[:4],
    lambda chance: transliterate(chance.choice(_words(_phrase(chance, 0))))[:5],
    lambda chance: chance.choice(("Koln", "Köln", "Lodz", "Łódź", "αβ", "интерферон", "interferon", "кьолн")),
    lambda chance: f"{chance.choice(PLACES)[0]} {chance.randint(0, 9999)}",
    lambda chance: chance.choice(("а", "s", "д", "zzzz", "несъществуващо", "1")),
)


def figures(url: str, seconds: int) -> list[Figure]:
    """p50 and p95 over HTTP, none of them a kept page; and whether either alphabet finds what the other one wrote."""
    asked = [Asked("search", f"/{'bg' if number % 2 else 'en'}/search/?q={quote(text)}")
             for number, text in enumerate(searches(int(RATE * seconds)))]  # fmt: skip
    host = url.removeprefix("http://")
    steady(host, asked[:20], RATE)
    answers = steady(host, asked, RATE)
    times = [one.milliseconds for one in answers]
    found, sought = _found(url)
    what = f"search over 10,000 items in each language, {RATE:g}/s"
    return [
        Figure(f"{what}, p95", percentile(times, 0.95), "ms", AT_MOST),
        Figure(f"{what}, median", percentile(times, 0.5), "ms"),
        Figure(f"{what}, slowest of {len(times)}", max(times), "ms"),
        Figure(f"{what}, answers that are not 200", sum(one.is_error for one in answers), "", 0),
        Figure(f"titles typed in the other alphabet that are found, of {sought}", found, "", at_least=sought),
    ]


def _found(url: str) -> tuple[int, int]:
    """Titles of Bulgarian items typed in Latin letters: found, sought."""
    chance, found = random.Random(4), 0
    numbers = chance.sample(range(10_000), 40)
    for number in numbers:
        with urlopen(f"{url}/bg/news/measured-{number}/") as page:
            title = re.search(r"<h1[^>]*>([^<]+)</h1>", page.read().decode())
        assert title is not None, f"item {number} has no title"
        typed = transliterate(unescape(title[1]))
        with urlopen(f"{url}/bg/search/?q={quote(typed)}") as page:
            found += f"/bg/news/measured-{number}/" in page.read().decode()
    return found, len(numbers)
