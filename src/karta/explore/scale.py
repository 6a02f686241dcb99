"""Classes of the map and what the legend says about them. Pure: values in, classes and limits out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

SEQUENTIAL = 6
DIVERGING = 7
UNKNOWN = "unknown"  # organisations, but no figure
SMALLEST = 1e-9  # nothing that is counted, paid or shared out is smaller
EMPTY = "empty"  # no organisation


@dataclass(frozen=True, slots=True)
class Scale:
    """`limits` between classes, ascending; `codes` of the classes from the lowest on, one more than limits."""

    limits: tuple[float, ...]
    codes: tuple[str, ...]

    def code(self, value: float | None, organisations: int) -> str:
        """The class of an area. A value on a limit belongs to the class above it; zero is a value like any other."""
        if value is None:
            return UNKNOWN if organisations else EMPTY
        return self.codes[sum(value >= limit for limit in self.limits)]


def scale_of(values: Sequence[float], *, is_signed: bool) -> Scale:
    """Classes by quantile with limits rounded so that they can be read; diverging around zero where `is_signed`.

    Fewer classes where values repeat; one class where there is one value, or none.
    """
    if is_signed and any(value < 0 for value in values):
        return _diverging(values)
    limits = _limits(sorted(values), SEQUENTIAL)
    return Scale(limits, tuple(f"seq-{step}" for step in _spread(len(limits) + 1, SEQUENTIAL)))


def _diverging(values: Sequence[float]) -> Scale:
    sizes = sorted(abs(value) for value in values if value)
    upper = [limit for limit in _limits(sizes, (DIVERGING + 1) // 2) if limit > 0][:3]
    # With fewer limits the classes next to zero stay, so that loss and profit keep their colours.
    codes = [f"div-{step}" for step in range(4 - len(upper), 5 + len(upper))]
    return Scale((*(-limit for limit in reversed(upper)), *upper), tuple(codes))


def _limits(ordered: Sequence[float], classes: int) -> tuple[float, ...]:
    """Rounded quantiles; each limit has values on both sides."""
    if not ordered:
        return ()
    found: list[float] = []
    for step in range(1, classes):
        limit = _round(ordered[min(len(ordered) * step // classes, len(ordered) - 1)])
        if ordered[0] < limit <= ordered[-1] and (not found or limit > found[-1]):
            found.append(limit)
    return tuple(
        limit for limit, below in zip(found, [ordered[0], *found], strict=False) if _any_between(ordered, below, limit)
    )


def _any_between(ordered: Sequence[float], low: float, high: float) -> bool:
    return any(low <= value < high for value in ordered)


def _round(value: float) -> float:
    """Two digits: 1 234 567 → 1 200 000. Small whole numbers stay whole."""
    if abs(value) < SMALLEST:
        return 0.0
    step = 10.0 ** (floor(log10(abs(value))) - 1)
    if abs(value) >= 1:
        step = max(step, 1.0)
    return round(value / step) * step


def _spread(count: int, steps: int) -> list[int]:
    """`count` of the colours 1 … steps, evenly apart, so that few classes are still easy to tell apart."""
    if count == 1:
        return [(steps + 1) // 2]
    return [1 + round(i * (steps - 1) / (count - 1)) for i in range(count)]
