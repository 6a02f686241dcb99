"""Facts of a spin-off as tests record them."""

from __future__ import annotations

from datetime import UTC, datetime

from karta.portal.rooms.spinoffs.facts import Fact
from karta.portal.rooms.spinoffs.forms import dated, of_year

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
PROOF = {"address": "https://uni.example.edu/spin-offs", "title": "Uni"}


def origin(name: str = "Sofia University", kind: str = "university", **source: str) -> Fact:
    return Fact("origin", {"value": kind, "as_published": name}, **(source or PROOF))


def founding(text: str = "2021", **source: str) -> Fact:
    return Fact("founding", dated(text), **(source or PROOF))


def closing(text: str) -> Fact:
    return Fact("closing", dated(text), **PROOF)


def stage(code: str, year: int) -> Fact:
    return Fact("stage", {"value": code, **of_year(year)}, **PROOF)


def funding(amount: int, year: int, kind: str = "grant", unit: str = "EUR") -> Fact:
    return Fact("funding", {"basis": kind, "value_min": amount, "value_max": amount, "unit": unit, **of_year(year)},
                **PROOF)  # fmt: skip
