"""Classes of the map by the method that the reader picked. Pure: values in, limits and colours out."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from karta.explore.scale import Scale, scale_of

METHODS = ("quantile", "equal")
SEQUENTIAL, DIVERGING = 6, 7


def classes_of(values: Sequence[float], *, method: str, is_signed: bool, is_change: bool = False) -> Scale:
    """Classes of `values`, one of METHODS: as many areas in each, or each equally wide.

    Diverging with zero in the middle class where `is_signed` and a value is below zero, and always for a change.
    """
    diverges = bool(values) and (is_change or (is_signed and any(value < 0 for value in values)))
    if method == "quantile" or (len(set(values)) < 2 and not diverges):
        # Mirrored, so that a change is measured by its size whichever way all areas went.
        mirrored = [*values, *(-value for value in values)] if diverges and is_change else values
        scale = scale_of(mirrored, is_signed=diverges)
        return _up_or_down(values) if diverges and not scale.limits else scale
    return _equal_around_zero(values) if diverges else _equal(values)


def _up_or_down(values: Sequence[float]) -> Scale:
    """Of one size only: below zero, about zero, above it."""
    size = max(abs(value) for value in values)
    if size == 0:
        return Scale((), ("div-4",))
    (limit,) = _readable([size / 2], size)
    return Scale((-limit, limit), ("div-2", "div-4", "div-6"))


def _equal(values: Sequence[float]) -> Scale:
    low, high = min(values), max(values)
    step = (high - low) / SEQUENTIAL
    limits = _readable([low + i * step for i in range(1, SEQUENTIAL)], step)
    codes = [1 + round(i * (SEQUENTIAL - 1) / len(limits)) for i in range(len(limits) + 1)] if limits else [3]
    return Scale(limits, tuple(f"seq-{code}" for code in codes))


def _equal_around_zero(values: Sequence[float]) -> Scale:
    """Seven classes of one width; the middle one reaches half a width to each side of zero."""
    step = 2 * max(abs(value) for value in values) / DIVERGING
    if step == 0:
        return Scale((), ("div-4",))
    upper = [limit for limit in _readable([step / 2 + i * step for i in range(3)], step) if limit > 0]
    codes = range(4 - len(upper), 5 + len(upper))
    return Scale((*(-limit for limit in reversed(upper)), *upper), tuple(f"div-{code}" for code in codes))


def _readable(limits: Sequence[float], step: float) -> tuple[float, ...]:
    """Rounded to a tenth of the width of a class; where that is a whole number, so are they."""
    unit = 10.0 ** (floor(log10(step)) - 1)
    unit = max(unit, 1.0) if step >= 1 else unit
    return tuple(sorted({round(limit / unit) * unit for limit in limits}))
