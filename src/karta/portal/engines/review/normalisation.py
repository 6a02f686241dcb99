"""Scores without the severity of jurors. Pure: numbers in, numbers out.

Model, for the score of entry e by juror j, weighted over criteria, of 100:

    score[e,j] = entry[e] + severity[j] + residual[e,j],   severity ~ N(0, tau²),  residual ~ N(0, sigma²)

Entries are fixed effects, jurors random ones, so that a juror of few reviews is drawn towards 0 (shrinkage). Every
review holds all criteria with the same weights, so that an effect of the criterion is the same for all and cancels.
Solved by Henderson's mixed-model equations with the entries absorbed; tau² and sigma² by EM for restricted maximum
likelihood. Sources: Henderson, "Best linear unbiased estimation and prediction under a selection model", Biometrics 31
(1975); Searle, Casella, McCulloch, "Variance Components" (1992), ch. 7 and 8.

Jurors are compared through the entries that they share. Where the graph of jurors and entries falls into parts, the
parts cannot be compared, and nothing is normalised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

STEPS = 500  # of EM at most
CLOSE = 1e-9  # relative change of both variances at which EM ends
NOTABLE = 2.0  # standard deviations from which on a residual is shown as notable


@dataclass(frozen=True, slots=True)
class Score:
    """One review: entry and juror by any key, score of 100."""

    entry: int
    juror: int
    score: float


@dataclass(frozen=True, slots=True)
class Severity:
    """A juror: how much below (negative) or above the others they score, in points of 100, with its standard error."""

    juror: int
    effect: float
    error: float
    reviews: int


@dataclass(frozen=True, slots=True)
class Residual:
    """What the model leaves of one review; `deviations`: in standard deviations of the residuals."""

    entry: int
    juror: int
    score: float
    residual: float
    deviations: float

    @property
    def is_notable(self) -> bool:
        return abs(self.deviations) >= NOTABLE


@dataclass(frozen=True, slots=True)
class Fit:
    """raw: entry → mean of its scores; normalised: the same without severity, or {} where `parts` or `is_thin` say why.

    parts: jurors of each part of the graph; one part where all can be compared.
    is_thin: there are too few reviews to tell severity from chance.
    sigma, tau: standard deviations of residuals and severities, points of 100; ratio: sigma² / tau², the shrinkage.
    """

    raw: dict[int, float]
    normalised: dict[int, float] = field(default_factory=dict)
    severities: tuple[Severity, ...] = ()
    residuals: tuple[Residual, ...] = ()
    parts: tuple[tuple[int, ...], ...] = ()
    is_thin: bool = False
    sigma: float = 0.0
    tau: float = 0.0
    ratio: float = 0.0

    @property
    def is_connected(self) -> bool:
        return len(self.parts) <= 1


def parts(scores: Sequence[Score]) -> tuple[tuple[int, ...], ...]:
    """Jurors of each part of the graph of jurors and entries, the largest part first; jurors ascending."""
    group = {one.juror: one.juror for one in scores}

    def root(juror: int) -> int:
        while group[juror] != juror:
            group[juror] = group[group[juror]]
            juror = group[juror]
        return juror

    first: dict[int, int] = {}
    for one in scores:
        group[root(one.juror)] = root(first.setdefault(one.entry, one.juror))
    found: dict[int, list[int]] = {}
    for juror in sorted(group):
        found.setdefault(root(juror), []).append(juror)
    return tuple(sorted((tuple(one) for one in found.values()), key=lambda one: (-len(one), one)))


def means(scores: Sequence[Score]) -> dict[int, float]:
    """Entry → mean of its scores."""
    design = _Design(scores)
    return dict(zip(design.entries, design.means.tolist(), strict=True))


def fit(scores: Sequence[Score], ratio: float | None = None) -> Fit:
    """Raw means, and where jurors can be compared the model: any number of reviews, in any order.

    With a `ratio` the shrinkage is that one instead of the estimated: the normalised scores are then linear in the raw.
    Errors: ValueError where a juror scored an entry twice.
    """
    if len({(one.entry, one.juror) for one in scores}) != len(scores):
        raise ValueError("normalisation: a juror scored an entry twice")
    design = _Design(scores)
    raw = dict(zip(design.entries, design.means.tolist(), strict=True))
    found = parts(scores)
    if len(found) > 1:
        return Fit(raw, parts=found)
    if len(found) == 0 or design.freedom < 1 or len(design.jurors) < 2:
        return Fit(raw, parts=found, is_thin=True)
    if ratio is None:
        ratio = _ratio(design)
    return _told(design, raw, found, ratio)


class _Design:
    """Reviews as arrays. `turn` (J×J-1), `scale` (J-1): eigenvectors and eigenvalues of what the entries leave of the
    jurors' normal equations."""

    def __init__(self, scores: Sequence[Score]) -> None:
        self.scores = scores
        self.entries = sorted({one.entry for one in scores})
        self.jurors = sorted({one.juror for one in scores})
        row = {key: at for at, key in enumerate(self.entries)}
        column = {key: at for at, key in enumerate(self.jurors)}
        self.rows = np.array([row[one.entry] for one in scores], dtype=int)
        self.columns = np.array([column[one.juror] for one in scores], dtype=int)
        self.values = np.array([one.score for one in scores], dtype=float)
        self.sizes = np.bincount(self.rows, minlength=len(self.entries)).astype(float)
        self.means = self.mean(self.values)
        self.freedom = len(scores) - len(self.entries) - (len(self.jurors) - 1)
        gave = np.zeros((len(self.entries), len(self.jurors)))
        gave[self.rows, self.columns] = 1.0
        absorbed = np.diag(gave.sum(axis=0)) - gave.T @ (gave / np.maximum(self.sizes, 1.0)[:, None])
        scale, turn = np.linalg.eigh(absorbed)
        self.scale, self.turn = scale[1:], turn[:, 1:]  # of connected jurors the first is 0: their common level
        centred = self.values - self.means[self.rows] if len(scores) else self.values
        self.right = np.bincount(self.columns, weights=centred, minlength=len(self.jurors))
        self.total = float((centred**2).sum())

    def mean(self, values: np.ndarray) -> np.ndarray:
        """Means of values of reviews, by entry."""
        sums: np.ndarray = np.bincount(self.rows, weights=values, minlength=len(self.entries))
        return sums / np.maximum(self.sizes, 1.0)


def _ratio(design: _Design) -> float:
    """sigma² / tau² by EM, on the contrasts between jurors: their common level is the entries'."""
    freedom = len(design.values) - len(design.entries)
    within = max(design.total / freedom, 1e-12)
    sigma, tau = within / 2, within / 2
    turned = design.turn.T @ design.right
    for _step in range(STEPS):
        held = design.scale + sigma / tau
        explained, squares = float((turned**2 / held).sum()), float(((turned / held) ** 2).sum())
        next_sigma = max((design.total - explained) / freedom, 1e-12)
        next_tau = max((squares + sigma * float((1.0 / held).sum())) / len(held), 1e-12)
        moved = abs(next_sigma - sigma) / sigma + abs(next_tau - tau) / tau
        sigma, tau = next_sigma, next_tau
        if moved < CLOSE:
            break
    return sigma / tau


def _told(design: _Design, raw: dict[int, float], found: tuple[tuple[int, ...], ...], ratio: float) -> Fit:
    held = design.scale + ratio
    effects = design.turn @ ((design.turn.T @ design.right) / held)
    sigma = max(design.total - float(effects @ design.right), 0.0) / (len(design.values) - len(design.entries))
    errors = np.sqrt((design.turn**2 / held).sum(axis=1) * sigma)
    adjusted = design.mean(design.values - effects[design.columns])
    left = design.values - effects[design.columns] - adjusted[design.rows]
    spread = max(float(np.sqrt((left**2).sum() / design.freedom)), 1e-9)
    counts = np.bincount(design.columns, minlength=len(effects))
    return Fit(
        raw=raw,
        normalised=dict(zip(design.entries, adjusted.tolist(), strict=True)),
        severities=tuple(
            Severity(juror, float(effect), float(error), int(count))
            for juror, effect, error, count in zip(design.jurors, effects, errors, counts, strict=True)
        ),
        residuals=tuple(
            Residual(one.entry, one.juror, one.score, float(value), float(value) / spread)
            for one, value in zip(design.scores, left, strict=True)
        ),
        parts=found,
        sigma=float(np.sqrt(sigma)),
        tau=float(np.sqrt(sigma / ratio)),
        ratio=ratio,
    )
