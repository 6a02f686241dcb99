"""How many spin-offs will count at the end of each year, as a whole distribution. Pure; no random numbers.

Of `Known` (what the list says today) three things are learned, each with Jeffreys' prior (Gelman et al., Bayesian Data
Analysis, 3rd ed., 2013, §2.4, §2.6, §2.8):

founding      candidates founded in n whole years, x in all: rate λ ~ Gamma(½ + x, n) a year
verification  of d decisions v were "verified": share q ~ Beta(½ + v, ½ + d - v)
survival      closures c in e company-years at risk: yearly share s ~ Beta(½ + e - c, ½ + c)

A candidate is decided after a time that is exponential with mean `lag`. At `t` years from now the number that counts is

    Bin(verified, s^t)  +  Bin(waiting, q·(1 - exp(-t/lag))·s^t)  +  NegBin(½ + x, with mean (½ + x)/n · q · I(t))
    I(t) = ∫₀ᵗ (1 - exp(-u/lag))·s^u du          (future foundings at a uniform moment: a thinned Poisson process)

given q and s; Gamma over Poisson is the negative binomial. Over q and s the probability generating function is averaged
by Gauss-Jacobi quadrature (Golub and Welsch, Math. Comp. 23, 1969), then inverted by a discrete Fourier transform
(Abate and Whitt, Oper. Res. Letters 12, 1992). An assumption that a reader sets is taken as certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

# What each quantity is learned of at least; below it a reader sets it, or nothing is foretold.
LEAST_YEARS, LEAST_FOUNDED = 3, 5  # whole years, and candidates founded in them
LEAST_DECISIONS = 5
LEAST_COMPANY_YEARS = 20.0
BANDS = (0.5, 0.8, 0.95)
NODES, MANY_NODES = 8, 14  # of a quadrature; many where less than PLENTY was observed and the density is wide
PLENTY = 30
LONGEST = 1 << 15  # values of a count that are told apart
LAG = 0.5  # years; an assumption, no data speaks of it yet
AT_ONCE = 1e-6  # years: a lag that is none
JEFFREYS = 0.5

Array = Any  # numpy.ndarray of float or complex


@dataclass(frozen=True, slots=True)
class Known:
    """What the list says on one day. `at`: that day in years (2026.5 is 2 July); `founded`: candidates founded in each
    whole year of the window, oldest first; `verified`, `waiting`: those that count, those not decided; `accepted`,
    `declined`: decisions; `closures` in `company_years` at risk."""

    at: float
    founded: tuple[int, ...]
    verified: int
    waiting: int
    accepted: int
    declined: int
    closures: int
    company_years: float


@dataclass(frozen=True, slots=True)
class Assumed:
    """What a reader sets in place of what is learned; None: learned. `rate` a year, `share` and `survival` 0–1."""

    rate: float | None = None
    share: float | None = None
    survival: float | None = None
    lag: float = LAG


@dataclass(frozen=True, slots=True)
class Year:
    """The count at the end of a year: (low, high) for each of BANDS; `probability`: of the target or more."""

    year: int
    mean: float
    median: int
    bands: tuple[tuple[int, int], ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Learned:
    """Mean of each quantity with its central 80 % interval; the ends are equal where a reader set it."""

    rate: tuple[float, float, float]
    share: tuple[float, float, float]
    survival: tuple[float, float, float]


class TooLittle(ValueError):
    """The data say too little of the quantities in `lacking` (names of Assumed), and nobody set them."""

    def __init__(self, lacking: tuple[str, ...]) -> None:
        self.lacking = lacking
        super().__init__(f"forecast: too little is known of {', '.join(lacking)}")


class HorizonPast(ValueError):
    """The year to be foretold is over."""


def forecast(known: Known, assumed: Assumed, *, target: int, until: int) -> list[Year]:
    """The count at the end of each year from that of `known.at` to `until`.

    Errors: HorizonPast; TooLittle where neither the data nor a reader says one of the quantities.
    """
    if until + 1 <= known.at:
        raise HorizonPast(f"forecast: {until} is over")
    if wanting := tuple(one for one in lacking(known) if getattr(assumed, one) is None):
        raise TooLittle(wanting)
    return [_year(year, distribution(known, assumed, year + 1 - known.at), target)
            for year in range(int(known.at), until + 1)]  # fmt: skip


def lacking(known: Known) -> tuple[str, ...]:
    """The quantities of which the data say too little, by their names in Assumed."""
    enough = {
        "rate": len(known.founded) >= LEAST_YEARS and sum(known.founded) >= LEAST_FOUNDED,
        "share": known.accepted + known.declined >= LEAST_DECISIONS,
        "survival": known.company_years >= LEAST_COMPANY_YEARS,
    }
    return tuple(name for name, is_enough in enough.items() if not is_enough)


def distribution(known: Known, assumed: Assumed, t: float) -> Array:
    """Probabilities of 0, 1, 2 … spin-offs that count `t` ≥ 0 years from `known.at`; they sum to 1."""
    share, share_weight = _beta(assumed.share, known.accepted, known.declined)
    alive, alive_weight = _beta(assumed.survival, known.company_years - known.closures, known.closures)
    q, survives = share[:, None], alive**t
    size, exposure = _founding(known, assumed)
    mean = q * _exposed(alive, t, assumed.lag) * size / exposure  # of those founded from now on
    z = _roots(_length(known, size, mean))
    waits = (1 + (q * _decided(t, assumed.lag) * survives)[..., None] * (z - 1)) ** known.waiting
    # A rate that a reader sets is certain: Poisson, the negative binomial of infinite size.
    new = mean[..., None] * (z - 1)
    new = new if assumed.rate is not None else -size * np.log1p(-new / size)
    later = np.einsum("q,qsz->sz", share_weight, waits * np.exp(new))
    value = np.einsum("s,sz,sz->z", alive_weight, (1 + survives[:, None] * (z - 1)) ** known.verified, later)
    found = np.fft.irfft(value, n=2 * (len(z) - 1))
    found = np.clip(found, 0, None)  # rounding leaves -1e-17 here and there
    return found / found.sum()


def learned(known: Known, assumed: Assumed) -> Learned:
    """What is learned of the three quantities, or was set. Errors: none; without data the intervals are wide."""
    size, exposure = _founding(known, assumed)
    rate = (assumed.rate,) * 3 if assumed.rate is not None else _gamma_interval(size, exposure)
    return Learned(
        rate,
        _beta_interval(assumed.share, known.accepted, known.declined),
        _beta_interval(assumed.survival, known.company_years - known.closures, known.closures),
    )


def _founding(known: Known, assumed: Assumed) -> tuple[float, float]:
    """Gamma's shape and exposure in years; of a set rate any pair with that mean."""
    if assumed.rate is not None:
        return (assumed.rate, 1.0)
    return JEFFREYS + sum(known.founded), float(len(known.founded))


def _decided(t: Array | float, lag: float) -> Array | float:
    return -np.expm1(-np.asarray(t) / lag) if lag > AT_ONCE else np.ones_like(t, dtype=float)


def _exposed(s: Array, t: float, lag: float) -> Array:
    """I(t): expected years at which one founding a year counts. s in [0, 1]."""
    with np.errstate(divide="ignore"):
        closing = -np.log(s)
    whole = _integral(closing, t)
    return whole - _integral(closing + 1 / lag, t) if lag > AT_ONCE else whole


def _integral(rate: Array, t: float) -> Array:
    """∫₀ᵗ exp(-rate·u) du for rate ≥ 0, infinite ones too."""
    safe = np.where((rate > 1e-12) & np.isfinite(rate), rate, 1.0)
    return np.where(rate <= 1e-12, t, np.where(np.isfinite(rate), -np.expm1(-safe * t) / safe, 0.0))


@lru_cache(maxsize=8)
def _roots(length: int) -> Array:
    """Half of the roots of unity: the transform of real numbers needs no more."""
    return np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)


def _length(known: Known, size: float, mean: Array) -> int:
    """A power of two beyond which a count has no weight: ten deviations of the heaviest tail, and its gamma's."""
    most = float(mean.max())
    spread = np.sqrt(most * (1 + most / max(size, JEFFREYS)))
    reach = known.verified + known.waiting + most + 14 * spread + 24
    return int(min(1 << int(np.ceil(np.log2(reach + 1))), LONGEST))


@lru_cache(maxsize=256)
def _beta(fixed: float | None, successes: float, failures: float) -> tuple[Array, Array]:
    """Nodes and weights of Beta(½ + successes, ½ + failures); one node where a reader set it."""
    if fixed is not None:
        return np.array([fixed]), np.array([1.0])
    a, b = JEFFREYS + failures - 1, JEFFREYS + successes - 1  # Jacobi's weight (1 - x)^a (1 + x)^b
    k = np.arange(1, NODES if successes + failures >= PLENTY else MANY_NODES)
    total = 2 * k + a + b
    diagonal = np.concatenate([[(b - a) / (a + b + 2)], (b * b - a * a) / (total * (total + 2))])
    # The general term is 0/0 at k = 1 where a + b = -1.
    first = 4 * (1 + a) * (1 + b) / ((2 + a + b) ** 2 * (3 + a + b))
    k, total = k[1:], total[1:]
    rest = 4 * k * (k + a) * (k + b) * (k + a + b) / (total**2 * (total + 1) * (total - 1))
    beside = np.sqrt(np.concatenate([[first], rest]))
    nodes, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))
    return np.clip((1 + nodes) / 2, 0, 1), vectors[0] ** 2


def _year(year: int, probabilities: Array, target: int) -> Year:
    heap = np.cumsum(probabilities)
    counts = np.arange(len(probabilities))
    bands = tuple((_quantile(heap, (1 - one) / 2), _quantile(heap, (1 + one) / 2)) for one in BANDS)
    return Year(year, float(counts @ probabilities), _quantile(heap, 0.5), bands,
                float(probabilities[max(target, 0) :].sum()))  # fmt: skip


def _quantile(heap: Array, share: float) -> int:
    """The smallest count with at least `share` of the weight up to it; rounding is forgiven."""
    return int(min(np.searchsorted(heap, share - 1e-12), len(heap) - 1))


def _gamma_interval(size: float, exposure: float) -> tuple[float, float, float]:
    """Mean and the 80 % interval of Gamma(size, exposure), from its density on a fine grid."""
    grid = np.linspace(0, size + 12 * np.sqrt(size) + 12, 4001)[1:]
    low, high = _grid_interval(grid, (size - 1) * np.log(grid) - grid)
    return size / exposure, low / exposure, high / exposure


def _beta_interval(fixed: float | None, successes: float, failures: float) -> tuple[float, float, float]:
    if fixed is not None:
        return (fixed,) * 3
    a, b = JEFFREYS + successes, JEFFREYS + failures
    grid = (np.sin(np.linspace(0, np.pi / 2, 4002)[1:-1])) ** 2  # dense at both ends, where the density may be infinite
    jacobian = 0.5 * (np.log(grid) + np.log1p(-grid))
    low, high = _grid_interval(grid, (a - 1) * np.log(grid) + (b - 1) * np.log1p(-grid) + jacobian)
    return a / (a + b), low, high


def _grid_interval(grid: Array, log_weight: Array) -> tuple[float, float]:
    weight = np.exp(log_weight - log_weight.max())
    heap = np.cumsum(weight) / weight.sum()
    return float(np.interp(0.1, heap, grid)), float(np.interp(0.9, heap, grid))


@dataclass(frozen=True, slots=True)
class Life:
    """A verified spin-off: the year it was founded in and the year it closed in, None while it works."""

    founded: int
    closed: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One past forecast: at the end of `cut` for the end of `year`, from `founded` foundings; what came is `actual`."""

    cut: int
    year: int
    founded: int
    median: int
    bands: tuple[tuple[int, int], ...]
    actual: int

    def is_inside(self, band: int) -> bool:
        low, high = self.bands[band]
        return low <= self.actual <= high


def at_risk(lives: Sequence[Life], first: int, last: int) -> tuple[int, float]:
    """Closures in the years first … last, and company-years at risk in them; the year of founding, of closing: half."""
    closures = sum(one.closed is not None and first <= one.closed <= last for one in lives)
    years = 0.0
    for one in lives:
        begin, end = one.founded + 0.5, (one.closed + 0.5 if one.closed is not None else last + 1.0)
        years += max(0.0, min(end, last + 1.0) - max(begin, float(first)))
    return closures, years


def counting(lives: Sequence[Life], year: int) -> int:
    """How many stood at the end of a year."""
    return sum(one.founded <= year and (one.closed is None or one.closed > year) for one in lives)


def back_test(lives: Sequence[Life], *, last: int, window: int, ahead: int = 3) -> list[Tried]:
    """What the model would have said at the end of each past year, `ahead` years on at most, beside what came.

    last   the last whole year; window  years that a rate is learned of. Decisions are of today, so that founding and
    survival are tried, not verification: every candidate counts as it is founded. Cuts with too little are left out.
    """
    tried = []
    for cut in range(min((one.founded for one in lives), default=last) + LEAST_YEARS - 1, last):
        past = [replace(one, closed=one.closed if one.closed is not None and one.closed <= cut else None)
                for one in lives if one.founded <= cut]  # fmt: skip
        first = cut - window + 1
        founded = tuple(sum(one.founded == year for one in past) for year in range(first, cut + 1))
        closures, years = at_risk(past, first, cut)
        known = Known(cut + 1.0, founded, counting(past, cut), 0, 0, 0, closures, years)
        for year in range(cut + 1, min(cut + ahead, last) + 1):
            try:
                said = forecast(known, Assumed(share=1.0, lag=0.0), target=0, until=year)[-1]
            except TooLittle:
                break
            tried.append(Tried(cut, year, sum(founded), said.median, said.bands, counting(lives, year)))
    return tried


def coverage(tried: Sequence[Tried]) -> tuple[float | None, ...]:
    """For each of BANDS: the share of past forecasts whose interval held what came; None where nothing was tried."""
    return tuple(
        sum(one.is_inside(band) for one in tried) / len(tried) if tried else None for band in range(len(BANDS))
    )
