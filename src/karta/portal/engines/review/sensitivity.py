"""How much a ranking hangs on single jurors and on the weights of criteria. Pure.

Each juror is left out in turn; weights are drawn from a Dirichlet distribution around those of the rubric. Told is the
interval of places of each entry, and in which share of the cases it stays among the winners. Tie rules are not asked:
entries of equal score share a place. Source of drawing weights: SMAA, Lahdelma, Hokkanen, Salminen (1998).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from karta.portal.engines.review import normalisation
from karta.portal.engines.review.normalisation import Score

DRAWS = 400
FIRMNESS = 40.0  # of the Dirichlet distribution: a weight of a half is then between a third and two thirds, mostly
SEED = 20_300_101
DIGITS = 6  # as of ties


@dataclass(frozen=True, slots=True)
class Marks:
    """One review: for each criterion, in the order of the weights, the share of its points that was given (0 to 1)."""

    entry: int
    juror: int
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Places of one entry. `by_juror`, `by_weight`: the best and the worst; `kept_*`: shares of cases in which it is
    among the winners, 0 to 1. An entry whose every review is left out with a juror has no place in that case."""

    entry: int
    place: int
    by_juror: tuple[int, int]
    by_weight: tuple[int, int]
    kept_by_juror: float
    kept_by_weight: float


@dataclass(frozen=True, slots=True)
class Left:
    """What leaving one juror out does to the winners: who comes in, who goes out."""

    juror: int
    gained: tuple[int, ...]
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    intervals: tuple[Interval, ...]  # by place
    left: tuple[Left, ...]  # every juror, ascending


@dataclass(frozen=True, slots=True)
class Asked:
    """Reviews of one category. weights: as in the rubric, any scale; winners: how many; threshold: of 100 or None."""

    marks: Sequence[Marks]
    weights: Sequence[float]
    winners: int
    threshold: float | None = None
    is_normalised: bool = False


def scored(asked: Asked) -> list[Score]:
    """Each review's score of 100 under the rubric's weights."""
    share = np.array(asked.weights, dtype=float) / sum(asked.weights)
    return [Score(one.entry, one.juror, 100.0 * float(np.dot(share, one.shares))) for one in asked.marks]


def sensitivity(asked: Asked, *, draws: int = DRAWS) -> Sensitivity:
    """Intervals of places under both kinds of change; the same input gives the same answer."""
    if not asked.marks:
        return Sensitivity((), ())
    entries = sorted({one.entry for one in asked.marks})
    jurors = sorted({one.juror for one in asked.marks})
    base = _places(_scores(scored(asked), asked.is_normalised), asked.threshold)
    without = {
        juror: _places(
            _scores([one for one in scored(asked) if one.juror != juror], asked.is_normalised), asked.threshold
        )
        for juror in jurors
    }
    drawn = [_places(one, asked.threshold) for one in _drawn(asked, draws)]
    first = _winners(base, asked.winners)
    intervals = [_interval(one, base, list(without.values()), drawn, asked.winners) for one in entries]
    left = [
        Left(juror, tuple(sorted(_winners(places, asked.winners) - first)),
             tuple(sorted(first - _winners(places, asked.winners))))
        for juror, places in without.items()
    ]  # fmt: skip
    return Sensitivity(tuple(sorted(intervals, key=lambda one: (one.place, one.entry))), tuple(left))


def _scores(scores: list[Score], is_normalised: bool) -> dict[int, float]:
    found = normalisation.fit(scores)
    return found.normalised if is_normalised and found.normalised else found.raw


def _drawn(asked: Asked, draws: int) -> list[dict[int, float]]:
    """Scores under drawn weights. Normalised scores with the shrinkage as fitted are linear in the criteria as raw
    ones are, so that each criterion is worked out once."""
    alphas = FIRMNESS * np.array(asked.weights, dtype=float) / sum(asked.weights)
    weights = np.random.default_rng(SEED).dirichlet(alphas, size=draws)
    whole = normalisation.fit(scored(asked))
    is_normalised = asked.is_normalised and bool(whole.normalised)
    columns = []
    for at in range(len(asked.weights)):
        own = [Score(one.entry, one.juror, 100.0 * one.shares[at]) for one in asked.marks]
        columns.append(normalisation.fit(own, whole.ratio).normalised if is_normalised else normalisation.means(own))
    entries = sorted(columns[0])
    table = np.array([[column[entry] for column in columns] for entry in entries]) @ weights.T
    return [dict(zip(entries, table[:, at].tolist(), strict=True)) for at in range(draws)]


def _places(scores: Mapping[int, float], threshold: float | None) -> dict[int, tuple[int, bool]]:
    """Entry → (place, whether it may win)."""
    rounded = {entry: round(score, DIGITS) for entry, score in scores.items()}
    order = sorted(rounded.values(), reverse=True)
    first = {score: place for place, score in reversed(list(enumerate(order, 1)))}
    return {entry: (first[score], threshold is None or score >= threshold) for entry, score in rounded.items()}


def _winners(places: Mapping[int, tuple[int, bool]], winners: int) -> set[int]:
    return {entry for entry, (place, may_win) in places.items() if may_win and place <= winners}


def _interval(
    entry: int, base: Mapping[int, tuple[int, bool]], without: list[dict[int, tuple[int, bool]]],
    drawn: list[dict[int, tuple[int, bool]]], winners: int,
) -> Interval:  # fmt: skip
    own = base[entry][0]
    told = []
    for cases in (without, drawn):
        places = [case[entry][0] for case in cases if entry in case] or [own]
        kept = sum(entry in case and case[entry][1] and case[entry][0] <= winners for case in cases)
        told.append(((min(*places, own), max(*places, own)), kept / len(cases) if cases else 1.0))
    (by_juror, kept_by_juror), (by_weight, kept_by_weight) = told
    return Interval(entry, own, by_juror, by_weight, kept_by_juror, kept_by_weight)
