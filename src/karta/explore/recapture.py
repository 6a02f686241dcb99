"""How many there are, from how often lists name the same ones: capture–recapture in closed form."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

Z_95 = 1.959963984540054  # two-sided 95 % of the normal distribution


class Estimate(NamedTuple):
    """Estimated number of organisations with its 95 % interval. `low` is never below the number seen."""

    value: float
    low: float
    high: float


def chapman(first: int, second: int, both: int) -> Estimate:
    """Two lists: `first` and `second` organisations, `both` of them on the two.

    Shape:   three counts in; organisations out.
    Errors:  ValueError if `both` is more than either list, or a count is negative.
    Source:  estimate, Chapman (1951), "Some properties of the hypergeometric distribution with applications to
             zoological censuses"; interval, the transformed logit of Sadinle (2009), "Transformed logit confidence
             intervals for small populations in single capture-recapture estimation", which keeps its 95 % where few
             are on both."""
    if not 0 <= both <= min(first, second):
        raise ValueError(f"chapman: {both} on both lists of {first} and {second}; count the lists again")
    value = (first + 1) * (second + 1) / (both + 1) - 1
    only_first, only_second, shared = first - both + 0.5, second - both + 0.5, both + 0.5
    missed = only_first * only_second / shared
    spread = math.exp(Z_95 * math.sqrt(1 / shared + 1 / only_first + 1 / only_second + 1 / missed))
    seen = first + second - both
    return Estimate(value, max(seen, seen - 0.5 + missed / spread), seen - 0.5 + missed * spread)


def chao(only: Sequence[float], on_two: float, seen: float) -> Estimate:
    """Three lists or more: `only` has how many stand on each list and no other, `on_two` how many on exactly two.

    Lists may be of any length: one long list does not pull the estimate up. Where some organisations are easier to list
    than others it is a lower bound. Of two lists it is the estimate of Lincoln and Petersen.
    Shape:   counts in; organisations out.
    Errors:  ValueError where nobody is on exactly two lists: then it is not defined.
    Source:  Chao (1989), "Estimating population size for sparse data in capture-recapture experiments", for lists that
             differ (model Mt); interval on a log scale, Chao (1987). The variance is the delta method's over cells of
             Poisson counts and the binomial one of those unseen; of two lists it is that of Lincoln and Petersen."""
    if on_two <= 0:
        raise ValueError("chao: nobody stands on exactly two lists; there is nothing to tell how many stand on none")
    once = sum(only)
    missed = (once**2 - sum(count**2 for count in only)) / 2 / on_two
    if not missed:
        return Estimate(seen, seen, seen)
    variance = missed + sum(((once - count) / on_two) ** 2 * count for count in only) + missed**2 / on_two
    spread = math.exp(Z_95 * math.sqrt(math.log(1 + variance / missed**2)))
    return Estimate(seen + missed, seen + missed / spread, seen + missed * spread)
