"""Reads of what was scored, for who leads a round and, once it is closed, for jurors. None reads identities."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import fmean

from karta.portal.engines.review import normalisation, ties
from karta.portal.engines.review.models import Assignment, Category, Criterion, Decision, Entry, Minute, Review, Vote
from karta.portal.engines.review.normalisation import Fit
from karta.portal.engines.review.sensitivity import Asked, Marks, Sensitivity, scored, sensitivity

YES, NO = Vote.Choice.YES, Vote.Choice.NO


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a category. Scores are of 100; `place` None for one that nobody reviewed.

    `may_win`: it reaches the threshold; `is_first`: among as many as the category has places.
    """

    entry: Entry
    place: int | None
    rule: str
    raw: float | None
    normalised: float | None
    criteria: dict[str, float]
    reviews: list[Review]
    votes: Counter[str]
    verdicts: Counter[str]
    may_win: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class Board:
    """A category as it stands. `is_normalised`: the ranking is by normalised scores."""

    category: Category
    criteria: list[Criterion]
    rows: list[Row]
    fit: Fit
    is_normalised: bool
    asked: Asked
    numbers: dict[int, int] = field(default_factory=dict)  # juror → number

    def sensitivity(self) -> Sensitivity:
        return sensitivity(self.asked)


def counted(category: Category) -> list[Review]:
    """Submitted reviews that count: of entries that stand, not kept out. One query."""
    found = Review.objects.filter(
        assignment__entry__category=category, assignment__entry__withdrawn_at=None, state=Review.State.SUBMITTED,
        assignment__state=Assignment.State.RELEASED, kept_out_at=None,
    )  # fmt: skip
    own = found.select_related("assignment__juror", "assignment__entry")
    return list(own.order_by("assignment__entry__code", "assignment__juror__number"))


def board(category: Category) -> Board:
    """The ranking of a category with all that it comes from. Five queries, however many entries."""
    round_ = category.round
    criteria = list(round_.criteria.all())
    reviews, votes = counted(category), _votes(category)
    asked = _asked(category, criteria, reviews)
    fit = normalisation.fit(scored(asked))
    is_normalised = round_.ranking == round_.Ranking.NORMALISED and bool(fit.normalised)
    shown = fit.normalised if is_normalised else fit.raw
    own: dict[int, list[Review]] = defaultdict(list)
    for one in reviews:
        own[one.assignment.entry_id].append(one)
    standings = [_standing(key, shown[key], own[key], votes[key], criteria) for key in shown]
    placed = {one.standing.key: one for one in ties.ranked(standings, round_.tie_rules)}
    entries = list(category.entries.filter(withdrawn_at=None))
    for one in entries:
        one.category = category
    rows = [_row(one, placed.get(one.pk), fit, own[one.pk], votes[one.pk]) for one in entries]
    rows.sort(key=lambda row: (row.place is None, row.place or 0, row.entry.code))
    numbers = {one.assignment.juror_id: one.assignment.juror.number for one in reviews}
    return Board(category, criteria, rows, fit, is_normalised, asked, numbers)


def _asked(category: Category, criteria: list[Criterion], reviews: list[Review]) -> Asked:
    marks = [
        Marks(one.assignment.entry_id, one.assignment.juror_id,
              tuple(one.points[of.code] / of.most for of in criteria))
        for one in reviews
    ]  # fmt: skip
    round_ = category.round
    threshold = None if round_.threshold is None else float(round_.threshold)
    is_normalised = round_.ranking == round_.Ranking.NORMALISED
    return Asked(marks, [float(one.weight) for one in criteria], category.places, threshold, is_normalised)


def _votes(category: Category) -> dict[int, list[Vote]]:
    found: dict[int, list[Vote]] = defaultdict(list)
    for one in Vote.objects.filter(entry__category=category).select_related("juror"):
        found[one.entry_id].append(one)
    return found


def _standing(
    key: int, score: float, reviews: list[Review], votes: list[Vote], criteria: list[Criterion]
) -> ties.Standing:
    total = sum(one.weight for one in criteria)
    own = [100 * sum(of.weight * one.points[of.code] / of.most for of in criteria) / total for one in reviews]
    heavy = sorted(criteria, key=lambda of: -of.weight)
    side = {YES: 1, NO: -1}
    return ties.Standing(
        key, score, {of.code: _mean(reviews, of) for of in heavy}, min(own), max(own) - min(own),
        fmean(one.verdict == Review.Verdict.ACCEPT for one in reviews),
        sum(side.get(Vote.Choice(one.choice), 0) for one in votes),
        sum(side.get(Vote.Choice(one.choice), 0) for one in votes if one.juror.presides),
    )  # fmt: skip


def _mean(reviews: list[Review], of: Criterion) -> float:
    return 100 * fmean(one.points[of.code] / of.most for one in reviews)


def _row(entry: Entry, placed: ties.Placed | None, fit: Fit, reviews: list[Review], votes: list[Vote]) -> Row:
    category = entry.category
    round_, score = category.round, placed.standing.score if placed else None
    may_win = score is not None and (round_.threshold is None or round(score, ties.DIGITS) >= float(round_.threshold))
    return Row(
        entry, placed.place if placed else None, placed.rule if placed else "", fit.raw.get(entry.pk),
        fit.normalised.get(entry.pk), dict(placed.standing.criteria) if placed else {}, reviews,
        Counter(one.choice for one in votes), Counter(one.verdict for one in reviews), may_win,
        placed is not None and may_win and placed.place <= category.places,
    )  # fmt: skip


def minutes(category: Category) -> list[Minute]:
    return list(Minute.objects.filter(category=category).select_related("juror", "entry").order_by("at", "pk"))


def decision(category: Category) -> Decision | None:
    """The decision that stands: waiting for signatures, or issued."""
    found = Decision.objects.filter(category=category).exclude(state=Decision.State.REPLACED)
    return found.select_related("category").prefetch_related("signatures__juror").first()
