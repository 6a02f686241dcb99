"""Size classes of Eurostat's structural business statistics, by persons employed. Not the SME status, which also
looks at turnover, balance sheet and owners (Recommendation 2003/361/EC)."""

from __future__ import annotations

from math import inf

SIZE_CLASSES: dict[str, tuple[float, float]] = {
    "0": (0, 0),
    "1-9": (1, 9),
    "10-49": (10, 49),
    "50-249": (50, 249),
    "250+": (250, inf),
}


def size_class(headcount_min: float, headcount_max: float) -> str | None:
    """The one class that holds the whole interval, else None: the interval is then undecided."""
    for code, (low, high) in SIZE_CLASSES.items():
        if low <= headcount_min and headcount_max <= high:
            return code
    return None


def parse_size_class(text: str) -> str:
    """The code of a size class as a parameter gives it; `250 ` is `250+` after an address decoded the plus sign.

    Errors: ValueError for anything that is not one of the five classes.
    """
    code = text.strip()
    code = "250+" if code == "250" else code
    if code not in SIZE_CLASSES:
        raise ValueError(f"size class {text!r} is not one of {', '.join(SIZE_CLASSES)}")
    return code


def joined_interval(codes: list[str]) -> list[tuple[float, float]]:
    """Intervals of the chosen classes; neighbours are joined, so 50-249 with 250+ is [50, ∞)."""
    chosen = [SIZE_CLASSES[code] for code in SIZE_CLASSES if code in codes]
    joined: list[tuple[float, float]] = []
    for low, high in chosen:
        if joined and joined[-1][1] + 1 == low:
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined
