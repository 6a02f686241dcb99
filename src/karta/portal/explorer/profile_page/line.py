"""The claims of one year on one axis: the number line of a proof."""

from __future__ import annotations

from dataclasses import dataclass

from karta.explore.claims import Claim
from karta.portal.explorer.profile_page.figures import claim_digits, differs
from karta.vocab import formats

WIDTH, MARGIN = 404.0, 34.0


@dataclass(frozen=True, slots=True)
class Mark:
    x: str
    label: str
    anchor: str
    is_winner: bool
    label_y: int


def number_line(winner: Claim, losers: list[Claim], language: str) -> list[Mark]:
    """Marks from left to right; none where all claims print the same number."""
    others = [claim for claim in losers if differs(claim, winner)]
    if winner.value is None or not others:
        return []
    points = {round(claim.value or 0, 2): claim for claim in reversed([winner, *others])}
    low, high = min(points), max(points)
    scale = (WIDTH - 2 * MARGIN) / (high - low)
    marks: list[Mark] = []
    last = -100.0
    row = 0
    for value, claim in sorted(points.items()):
        x = MARGIN + (value - low) * scale
        row = 1 - row if x - last < 52 and row == 0 else 0  # labels that would touch stand on two rows
        last = x
        marks.append(Mark(f"{x:.1f}", _short(claim, value, language), "middle", claim is winner, 36 + 13 * row))
    return marks


def _short(claim: Claim, value: float, language: str) -> str:
    """Without its unit, which stands under the axis once: millions from a million on."""
    if claim.property in ("headcount", "fte"):
        return formats.count(value, language)
    text = formats.money(value, language, digits=claim_digits(claim), short=True)
    return text.replace(formats.NO_BREAK, " ").replace(" €", "").replace("€", "")
