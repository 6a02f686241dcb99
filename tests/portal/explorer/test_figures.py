"""Intervals as a reader sees them: every kind that the demo holds, and every word that the rules know."""

from __future__ import annotations

import math

import pytest
from django.utils import translation

from karta.explore.claims import Claim, claims
from karta.explore.frame import frame
from karta.portal.explorer.profile_page import figures
from karta.snapshot.reader import Snapshot

NB, NN, MINUS = "\u00a0", "\u202f", "\u2212"


def claim(value: float | None, low: float | None, high: float | None, printed: str, measure: str = "profit") -> Claim:
    published = {"value": None if value is None else str(value), "value_min": low, "value_max": high, "unit": "EUR",
                 "as_published": printed, "method": "as_published", "rank": 1, "statement": "unknown",
                 "basis": "unspecified", "population": "all"}  # fmt: skip
    return Claim("c", measure, 2021, value, low, high, published, True, True, True, "current", "1", [], "1", [], None,
                 False, None)  # fmt: skip


@pytest.mark.parametrize(
    ("value", "low", "high", "printed", "text"),
    [
        (1_234_500, 1_234_500, 1_234_500, "1,234.5 thousand", "€1,234.5k"),
        (300_000, 300_000, None, "over 300 thousand", f"≥{NB}€300k"),
        (2_000_000, 0.01, 2_000_000, "nearly 2 million", f"≤{NB}€2m"),
        (-2_000_000, -2_000_000, -0.01, "nearly 2 million loss", f"≥{NB}{MINUS}€2m"),
        (-1_200_000, -1_900_000, -1_200_000, "1.2 to 1.9 million loss", f"{MINUS}€1.9m{NB}–{NB}{MINUS}€1.2m"),
        (1_200_000, 1_150_000, 1_250_000, "about 1.2 million", f"≈{NN}€1.2m"),
        (-0.01, None, -0.01, "at a loss", "at a loss"),
    ],
)
def test_each_kind_of_interval(value: float, low: float | None, high: float | None, printed: str, text: str) -> None:
    with translation.override("en"):
        assert figures.figure_text(claim(value, low, high, printed), "en").text == text


def test_zero_is_a_kind_of_its_own() -> None:
    assert figures.figure_text(claim(0, 0, 0, "0"), "bg").kind == "zero"


def test_a_figure_in_another_currency_stands_as_published(demo: Snapshot) -> None:
    row = demo.connection().execute("SELECT org_id FROM figures WHERE currency = 'USD' ORDER BY 1 LIMIT 1").fetchone()
    assert row is not None
    found = next(c for c in claims(demo, frame(demo), row[0]) if c.published["unit"] == "USD")
    assert found.value is None
    assert figures.figure_text(found, "en").text.startswith(("$", "≥", "≈"))
    assert "$" in figures.figure_text(found, "bg").text


def test_no_figure_of_the_demo_shows_more_digits_than_its_source_printed(demo: Snapshot) -> None:
    ids = [row[0] for row in demo.connection().execute("SELECT DISTINCT org_id FROM figures").fetchall()]
    seen = 0
    for org_id in ids:
        for one in claims(demo, frame(demo), org_id):
            digits = figures.claim_digits(one) if one.is_figure else None
            if digits is None or one.min != one.max:
                continue
            text = figures.figure_text(one, "en").text
            shown = "".join(letter for letter in text if letter.isdigit()).lstrip("0").rstrip("0")
            assert len(shown) <= digits, (org_id, one.published["as_published"], text)
            assert not math.isnan(one.value or 0)
            seen += 1
    assert seen > 100
