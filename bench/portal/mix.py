"""What visitors ask for: pages of every kind in both languages, new and much-read ones more often than old ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import yaml

from bench.measure import PROJECT
from bench.portal.fill import EVENTS, ITEMS
from bench.portal.load import Asked
from bench.portal.searches import searches
from karta.snapshot.reader import open_snapshot

FACTS = PROJECT / "src/karta/portal/directory/shipped_facts"
# Kind of page → its share of a hundred requests.
SHARES = {
    "first page": 14, "news list": 10, "news list, filtered": 4, "news item": 24, "events": 7, "event": 8,
    "projects": 3, "project": 3, "partner region": 3, "contradictions": 2, "contact": 3, "organisation": 9, "map": 4,
    "search": 4, "feed": 2,
}  # fmt: skip


def requests(count: int, snapshot: Path, seed: int = 5) -> list[Asked]:
    """`count` of them, the same for the same seed."""
    chance = random.Random(seed)
    makers = _makers(chance, snapshot)
    kinds = chance.choices(list(SHARES), weights=list(SHARES.values()), k=count)
    return [Asked(kind, f"/{chance.choice(('bg', 'en'))}/{makers[kind]()}") for kind in kinds]


def each(snapshot: Path) -> list[Asked]:
    """Every kind of page once in each language: to warm up, and to look at."""
    makers = _makers(random.Random(1), snapshot)
    return [Asked(kind, f"/{language}/{makers[kind]()}") for kind in SHARES for language in ("bg", "en")]


def _makers(chance: random.Random, snapshot: Path) -> dict[str, Callable[[], str]]:
    said = searches(200, seed=9)
    projects, regions = (_codes(name) for name in ("projects", "regions"))
    sql = "SELECT org_id FROM organisations WHERE name_bg <> '' AND name_en <> '' ORDER BY org_id"
    org_ids = [row[0] for row in open_snapshot(snapshot).connection().execute(sql).fetchall()]

    def newest(count: int) -> int:
        """The rank of what is read: one of ten is read as often as all the others, as on any site."""
        return min(int(count * chance.random() ** 3), count - 1)

    return {
        "first page": lambda: "",
        "news list": lambda: chance.choice(("news/", "news/", f"news/?page={chance.randint(2, 400)}")),
        "news list, filtered": lambda: f"news/?{_filter(chance, org_ids)}",
        "news item": lambda: f"news/measured-{ITEMS - 1 - newest(ITEMS)}/",
        "events": lambda: chance.choice(("events/", "events/?state=past", "events/?year=2024")),
        "event": lambda: f"events/measured-{newest(EVENTS)}/",
        "projects": lambda: "projects/",
        "project": lambda: f"projects/{chance.choice(projects)}/",
        "partner region": lambda: f"partner-regions/{chance.choice(regions)}/",
        "contradictions": lambda: "contradictions/",
        "contact": lambda: "contact/",
        "organisation": lambda: f"organisations/{org_ids[newest(len(org_ids))]}/",
        "map": lambda: chance.choice(("map/", "map/?tab=list", "map/?kind=company")),
        "search": lambda: f"search/?q={quote(chance.choice(said))}",
        "feed": lambda: chance.choice(("news/feed.atom", "news/feed.json", "events.ics")),
    }


def _codes(name: str) -> list[str]:
    return list(yaml.safe_load((FACTS / f"{name}.yml").read_text("utf-8")))


def _filter(chance: random.Random, org_ids: list[str]) -> str:
    return chance.choice(
        (
            f"kind={chance.choice(('news', 'call', 'event'))}",
            f"year={chance.randint(2012, 2026)}",
            f"organisation={chance.choice(org_ids)}",
            "languages=both",
        )
    )
