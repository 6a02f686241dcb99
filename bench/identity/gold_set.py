"""The gold set: what is joined without a person, how much of what is one body is found, and what is left to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench import gold
from bench.identity.training import named
from karta.matching.model import Scored, score

LEAST_PRECISION, LEAST_RECALL, MOST_TO_PEOPLE = 0.985, 0.85, 0.15


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair of the gold set and what the matcher said of it."""

    pair: gold.Pair
    found: Scored


def judged(pairs: Sequence[gold.Pair]) -> list[Judged]:
    """Score the pairs as the matcher takes them: names, legal form, settlement, website; no identifier."""
    return [Judged(pair, score(named(pair.one), named(pair.other))) for pair in pairs]


def precision(found: Sequence[Judged]) -> gold.Share:
    """Of pairs joined without a person, those that are one body."""
    joined = [each.pair.label == "same" for each in found if each.found.decision == "same"]
    return gold.Share(sum(joined), len(joined))


def recall(found: Sequence[Judged]) -> dict[str, gold.Share]:
    """Of pairs that are one body, those joined without a person; over all, then by kind."""
    joined = {each.pair.pair_id for each in found if each.found.decision == "same"}
    return gold.recall_by_kind([each.pair for each in found], joined)


def to_people(found: Sequence[Judged]) -> gold.Share:
    """Of all pairs, those that a person is asked about."""
    return gold.Share(sum(each.found.decision == "unsure" for each in found), len(found))


def parts(found: Sequence[Judged]) -> tuple[gold.Share, gold.Share]:
    """Precision and recall of `part_of`."""
    said = [each.pair.label == "part_of" for each in found if each.found.decision == "part_of"]
    are = [each.found.decision == "part_of" for each in found if each.pair.label == "part_of"]
    return gold.Share(sum(said), len(said)), gold.Share(sum(are), len(are))


def lost(found: Sequence[Judged]) -> gold.Share:
    """Of pairs called different, those that are one body."""
    called = [each.pair.label == "same" for each in found if each.found.decision == "different"]
    return gold.Share(sum(called), len(called))


def reliability(found: Sequence[Judged]) -> list[tuple[str, float, gold.Share]]:
    """Scores in tenths: mean score beside the share that is one body."""
    bins: list[list[Judged]] = [[] for _ in range(10)]
    for each in found:
        bins[min(9, int(each.found.score * 10))].append(each)
    return [
        (f"{at / 10:.1f}–{(at + 1) / 10:.1f}", sum(each.found.score for each in part) / len(part),
         gold.Share(sum(each.pair.label == "same" for each in part), len(part)))
        for at, part in enumerate(bins) if part
    ]  # fmt: skip


def shown(share: gold.Share) -> str:
    low, high = share.interval
    return f"{share.value:.3f} ({share.hits} of {share.count}; {low:.3f}–{high:.3f})"


def table() -> str:
    """Both halves side by side, then recall by kind and reliability of the half held back."""
    halves = {"open": judged(gold.open_half()), "held back": judged(gold.held_back_half())}
    lines = ["| what | open half | half held back | to reach |", "|---|---|---|---|"]
    figures = (
        ("precision of what is joined without a person", precision, f"lower bound ≥ {LEAST_PRECISION}"),
        ("recall, joined without a person", lambda found: recall(found)["all"], f"≥ {LEAST_RECALL}"),
        ("left to people", to_people, f"≤ {MOST_TO_PEOPLE}"),
        ("one body among what is called different", lost, ""),
        ("precision of part_of", lambda found: parts(found)[0], ""),
        ("recall of part_of", lambda found: parts(found)[1], ""),
    )
    for name, figure, goal in figures:
        lines.append(f"| {name} | {shown(figure(halves['open']))} | {shown(figure(halves['held back']))} | {goal} |")
    lines += ["", "Recall by kind of pair:", "", "| kind | open half | half held back |", "|---|---|---|"]
    kinds = {half: recall(found) for half, found in halves.items()}
    none = gold.Share(0, 0)
    for kind in dict.fromkeys([*kinds["held back"], *kinds["open"]]):
        lines.append(
            f"| {kind} | {shown(kinds['open'].get(kind, none))} | {shown(kinds['held back'].get(kind, none))} |"
        )
    lines += ["", "Reliability, half held back:", "", "| score | mean score | one body |", "|---|---:|---|"]
    lines += [f"| {name} | {mean:.3f} | {shown(share)} |" for name, mean, share in reliability(halves["held back"])]
    return "\n".join(lines)
