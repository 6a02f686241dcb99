"""Where the bars of a histogram begin and end, and in which of them a figure stands."""

from __future__ import annotations

from math import ceil, floor, inf, log10

import numpy as np
from numpy.typing import NDArray

from karta.vocab.size import SIZE_CLASSES

Floats = NDArray[np.float64]
MOST_STEPS = 9  # edges: what stands readable under a histogram 200 pixels wide
MOST_STEPS_A_SIDE = 4  # of profit, which has two sides and a bar for zero
ABOVE_ZERO = float(np.nextafter(0.0, 1.0))


def edges(name: str, middles: Floats) -> tuple[float, ...]:
    """Edges of the bars of a measure: Eurostat's classes for headcount, round steps of EUR for the others."""
    if name == "headcount":
        return (*(float(low) for low, _ in SIZE_CLASSES.values()), inf)
    sizes = np.abs(middles[~np.isnan(middles)])
    steps = _steps(sizes[sizes > 0], MOST_STEPS_A_SIDE if name == "profit" else MOST_STEPS)
    if name == "profit":
        return (-inf, *(-step for step in reversed(steps)), 0.0, ABOVE_ZERO, *steps, inf)
    return (0.0, *steps, inf)


def bar_of(ends: tuple[float, ...], low: Floats, high: Floats) -> NDArray[np.int64]:
    """The bar that holds the whole interval; −1 for one that lies across two."""
    last = len(ends) - 2
    first, final = (np.clip(np.searchsorted(ends, end, side="right") - 1, 0, last) for end in (low, high))
    return np.where(first == final, first, -1)


def _steps(sizes: Floats, most: int) -> list[float]:
    """Round steps (1–2–5, 1–10, or powers further apart) from the 5th to the 95th hundredth of the sizes."""
    if not len(sizes):
        return [1e6]
    low, high = (float(q) for q in np.quantile(sizes, (0.05, 0.95)))
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    inside: list[float] = []
    for digits, every in (((1, 2, 5), 1), ((1, 3), 1), ((1,), 1), ((1,), 2), ((1,), 3)):
        steps = [digit * 10.0**power for power in decades[::every] for digit in digits]
        inside = [step for step in steps if low <= step <= high] or [10.0 ** round(log10(low))]
        if len(inside) <= most:
            break
    return inside
