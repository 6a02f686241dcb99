"""Who reviews what, by integer programming (OR-tools). Pure: numbers in, pairs out; nothing here knows a database.

For entries e and jurors j let x[e,j] be 1 where j reviews e. Wanted is, in whole numbers,

    max  Σ m[e,j]·x[e,j] + EXPERT·Σ y[e] − OVERLOAD·Σ o[j]
    Σ_j x[e,j] = needed[e]          every entry has exactly its reviews
    Σ_e x[e,j] ≤ most[j]            no juror has more than they may
    y[e] ≤ Σ_j x[e,j] over j with m[e,j] ≥ EXPERIENCED    an entry counts once where somebody knows its field
    Σ_e x[e,j] − o[j] ≤ share       work beyond an even share costs
    x[e,j] = 0                      for every conflict of interest: such a pair has no variable at all

This program is one of flows in a network (`_network`), whose matrix is totally unimodular: the optimum of its linear
relaxation is whole, and min-cost flow finds it exactly. CP-SAT on the same program, 1,000 × 60 × 3, was 3 to 22 % short
of it after 25 to 30 s; it is the second opinion of tests and of bench/spinoff. The bound is not the solver's word: dual
prices give it (`_bound`), and it is valid whatever prices are taken.
Sources: Taylor, "On the optimal assignment of conference papers to reviewers" (2008); Ahuja, Magnanti, Orlin, "Network
Flows" (1993), ch. 9 (optimality, dual prices); an expert for each entry: after Stelmakh, Shah, Singh,
"PeerReview4All" (2019), simplified.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow, min_cost_flow

SCALE = 1000  # of a match: flows are counted in whole numbers
EXPERIENCED = 0.5  # a match from which on a juror knows an entry's field
EXPERT = SCALE  # worth of an entry with a juror who does: as much as one perfect match
OVERLOAD = SCALE // 4  # cost of each review beyond an even share


class Impossible(Exception):
    """There is no plan; `lacking` says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """E entries, J jurors. match: E×J, 0 to 1; allowed: E×J, False for a conflict; needed: E; most: J."""

    match: np.ndarray
    allowed: np.ndarray
    needed: np.ndarray
    most: np.ndarray

    def pairs(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns of the pairs that may be."""
        open_pairs = self.allowed & (self.needed > 0)[:, None] & (self.most > 0)[None, :]
        rows, columns = np.nonzero(open_pairs)
        return rows, columns

    def share(self) -> int:
        """Reviews of a juror in an even spread, rounded up."""
        return -(-int(self.needed.sum()) // max(1, int((self.most > 0).sum())))

    def worth(self) -> np.ndarray:
        """E×J: matches in whole numbers."""
        found: np.ndarray = np.rint(self.match * SCALE).astype(np.int64)
        return found


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why there is no plan: these entries (rows) need `missing` reviews more than the jurors (columns) who may review
    them can write together. `eligible`: for each of the entries, how many jurors may review it at all."""

    entries: tuple[int, ...]
    jurors: tuple[int, ...]
    eligible: tuple[int, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan: (row, column) of each review, ascending. `value` of the objective; no plan has more than `bound`.

    `unexperienced`: entries nobody of whose jurors knows the field. Unit of value and bound: perfect matches.
    """

    pairs: tuple[tuple[int, int], ...]
    value: float
    bound: float
    seconds: float
    unexperienced: tuple[int, ...] = ()

    @property
    def share(self) -> float:
        """Of the bound that was reached, 0 to 1; 1 where nothing can be gained at all."""
        return 1.0 if self.bound <= 0 else self.value / self.bound


def matches(entry_terms: Iterable[Iterable[str]], juror_terms: Iterable[Iterable[str]]) -> np.ndarray:
    """E×J: the share of an entry's terms that a juror knows; 0.5 where an entry or a juror says nothing.

    Terms are compared as words without case. Unit: share, 0 to 1.
    """
    entries = [_folded(one) for one in entry_terms]
    jurors = [_folded(one) for one in juror_terms]
    found = np.full((len(entries), len(jurors)), 0.5)
    for row, wanted in enumerate(entries):
        for column, known in enumerate(jurors):
            if wanted and known:
                found[row, column] = len(wanted & known) / len(wanted)
    return found


def _folded(terms: Iterable[str]) -> frozenset[str]:
    return frozenset(one.strip().casefold() for one in terms if one.strip())


def lacking(problem: Problem) -> Lacking | None:
    """Why there is no plan; None where there is one. The entries of a smallest cut (max-flow min-cut theorem)."""
    rows, columns = problem.pairs()
    entries, jurors = problem.match.shape
    source, sink, every_juror = entries + jurors, entries + jurors + 1, entries + np.arange(jurors)
    flow = max_flow.SimpleMaxFlow()
    for tails, heads, capacity in (
        (np.full(entries, source), np.arange(entries), problem.needed),
        (rows, entries + columns, np.ones_like(rows)),
        (every_juror, np.full(jurors, sink), problem.most),
    ):
        flow.add_arcs_with_capacity(tails.astype(np.int32), heads.astype(np.int32), capacity.astype(np.int64))
    flow.solve(source, sink)
    missing = int(problem.needed.sum()) - int(flow.optimal_flow())
    if not missing:
        return None
    cut = set(flow.get_source_side_min_cut())
    short = tuple(row for row in range(entries) if row in cut and problem.needed[row])
    full = tuple(column for column in range(jurors) if entries + column in cut)
    return Lacking(short, full, tuple(int(problem.allowed[row].sum()) for row in short), missing)


def solve(problem: Problem) -> Solution:
    """The best plan there is. Errors: Impossible."""
    began = time.monotonic()
    rows, columns = problem.pairs()
    net = _network(problem, rows, columns)
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(net.tails, net.heads, net.capacity, net.cost)
    supplies = np.zeros(net.sink + 1, np.int64)
    supplies[net.source], supplies[net.sink] = net.count, -net.count
    flow.set_nodes_supplies(np.arange(net.sink + 1, dtype=np.int32), supplies)
    if flow.solve() != flow.OPTIMAL:
        raise Impossible("assignment: there is no plan; `lacking` says why")
    flows: np.ndarray = flow.flows(np.arange(len(net.tails), dtype=np.int32))
    taken = flows[: len(rows)] > 0
    return Solution(
        tuple(zip(rows[taken].tolist(), columns[taken].tolist(), strict=True)),
        -int((flows * net.cost).sum()) / SCALE, _bound(net, flows) / SCALE, time.monotonic() - began,
        _unexperienced(problem, rows[taken], columns[taken]),
    )  # fmt: skip


def _unexperienced(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> tuple[int, ...]:
    known = rows[problem.match[rows, columns] >= EXPERIENCED]
    return tuple(np.setdiff1d(np.nonzero(problem.needed)[0], known).tolist())


@dataclass(frozen=True, slots=True)
class _Network:
    """Arcs of the program above: the first are the pairs. `count` units go from `source` to `sink`."""

    tails: np.ndarray
    heads: np.ndarray
    capacity: np.ndarray
    cost: np.ndarray
    source: int
    sink: int
    count: int


def _network(problem: Problem, rows: np.ndarray, columns: np.ndarray) -> _Network:
    """Entry → juror → sink. Jurors who know a field are reached by a node of the entry whose first unit gains EXPERT;
    a juror's reviews beyond the share go by an arc that costs OVERLOAD."""
    entries, jurors = problem.match.shape
    experts, source, sink = entries + jurors, 2 * entries + jurors, 2 * entries + jurors + 1
    share, needed, most = problem.share(), problem.needed, problem.most
    every_entry, every_juror = np.arange(entries), entries + np.arange(jurors)
    knows = problem.match[rows, columns] >= EXPERIENCED
    parts = (
        (np.where(knows, experts + rows, rows), entries + columns, np.ones(len(rows)), -problem.worth()[rows, columns]),
        (np.full(entries, source), every_entry, needed, np.zeros(entries)),
        (every_entry, experts + every_entry, np.minimum(needed, 1), np.full(entries, -EXPERT)),
        (every_entry, experts + every_entry, np.maximum(needed - 1, 0), np.zeros(entries)),
        (every_juror, np.full(jurors, sink), np.minimum(most, share), np.zeros(jurors)),
        (every_juror, np.full(jurors, sink), np.maximum(most - share, 0), np.full(jurors, OVERLOAD)),
    )
    tails, heads, capacity, cost = (np.concatenate([part[at] for part in parts]) for at in range(4))
    return _Network(
        tails.astype(np.int32), heads.astype(np.int32), capacity.astype(np.int64), cost.astype(np.int64), source, sink,
        int(needed.sum()),
    )  # fmt: skip


def _bound(net: _Network, flows: np.ndarray) -> int:
    """What no plan can be worth more than, by weak duality: for any prices p of nodes, with reduced costs
    r = cost + p[tail] − p[head], a flow costs at least count·(p[sink] − p[source]) + Σ min(0, r)·capacity.

    The prices are distances in the residual network (Bellman and Ford), with which the bound is tight at an optimum.
    """
    forward, back = flows < net.capacity, flows > 0
    tails = np.concatenate([net.tails[forward], net.heads[back]])
    heads = np.concatenate([net.heads[forward], net.tails[back]])
    cost = np.concatenate([net.cost[forward], -net.cost[back]])
    prices = np.zeros(net.sink + 1, np.int64)
    for _round in range(net.sink + 1):
        nearer = prices.copy()
        np.minimum.at(nearer, heads, prices[tails] + cost)
        if (nearer == prices).all():
            break
        prices = nearer
    reduced = net.cost + prices[net.tails] - prices[net.heads]
    least = net.count * (prices[net.sink] - prices[net.source]) + (np.minimum(reduced, 0) * net.capacity).sum()
    return -int(least)
