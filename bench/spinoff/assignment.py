"""Assignment of 1,000 entries to 60 jurors, three reviews each: how long, how near to what is possible at all.

python -m bench.spinoff.assignment            the figures
python -m bench.spinoff.assignment --second   and the bound that CP-SAT proves for the same program in 30 s

Entries are about one to three of thirty fields, jurors know two to six; one pair in twenty has a conflict of interest.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from bench.measure import Figure, machine
from karta.portal.engines.review import assignment
from karta.portal.engines.review.assignment import EXPERIENCED, EXPERT, OVERLOAD, SCALE, Problem, Solution

ENTRIES, JURORS, REVIEWS, FIELDS = 1000, 60, 3, 30
MOST = 60  # reviews of a juror
IN_CONFLICT = 0.05
SECONDS = 30.0


def problem(seed: int = 1) -> Problem:
    """Terms, conflicts and loads, the same for the same seed."""
    chance = np.random.default_rng(seed)

    def terms(low: int, high: int) -> list[str]:
        return [f"field {one}" for one in chance.choice(FIELDS, size=chance.integers(low, high + 1), replace=False)]

    match = assignment.matches([terms(1, 3) for _ in range(ENTRIES)], [terms(2, 6) for _ in range(JURORS)])
    allowed = chance.random((ENTRIES, JURORS)) >= IN_CONFLICT
    return Problem(match, allowed, np.full(ENTRIES, REVIEWS), np.full(JURORS, MOST))


def figures() -> list[Figure]:
    """Time, share of the proven bound, conflicts, coverage and load of one plan."""
    began = time.monotonic()
    asked = problem()
    why, found = assignment.lacking(asked), assignment.solve(asked)
    seconds = time.monotonic() - began
    if why is not None:
        raise RuntimeError(f"assignment: the benchmark's own problem has no plan: {why}")
    print(f"  value {found.value:.3f}, no plan has more than {found.bound:.3f}")
    return [
        Figure("assignment of 1,000 × 60 × 3, matching included", seconds, "s", at_most=SECONDS),
        Figure("of the proven bound", 100 * found.share, "%", at_least=98),
        *_rules_kept(asked, found),
        Figure("entries none of whose jurors knows the field", len(found.unexperienced), ""),
    ]


def _rules_kept(asked: Problem, found: Solution) -> list[Figure]:
    rows, columns = (np.array(one) for one in zip(*found.pairs, strict=True))
    loads = np.bincount(columns, minlength=JURORS)
    wrong = (np.bincount(rows, minlength=ENTRIES) != REVIEWS).sum()
    return [
        Figure("reviews by a juror in conflict", int((~asked.allowed[rows, columns]).sum()), "", at_most=0),
        Figure("entries without exactly three reviews", int(wrong), "", at_most=0),
        Figure("reviews of the busiest juror less those of the idlest", int(loads.max() - loads.min()), ""),
    ]


def second_opinion(asked: Problem) -> tuple[float, float]:
    """(value, bound) that CP-SAT reaches for the same program on two cores in SECONDS, knowing nothing of flows."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    rows, columns = asked.pairs()
    chosen = [model.new_bool_var("") for _pair in rows]
    terms, values = list(chosen), asked.worth()[rows, columns].tolist()
    of_entry: list[list[int]] = [[] for _row in range(ENTRIES)]
    of_juror: list[list[int]] = [[] for _column in range(JURORS)]
    for at, (row, column) in enumerate(zip(rows.tolist(), columns.tolist(), strict=True)):
        of_entry[row].append(at)
        of_juror[column].append(at)
    for row, pairs in enumerate(of_entry):
        model.add(sum(chosen[at] for at in pairs) == REVIEWS)
        has_expert = model.new_bool_var("")
        model.add(sum(chosen[at] for at in pairs if asked.match[row, columns[at]] >= EXPERIENCED) >= has_expert)
        terms.append(has_expert)
        values.append(EXPERT)
    for pairs in of_juror:
        over, load = model.new_int_var(0, MOST, ""), sum(chosen[at] for at in pairs)
        model.add(load <= MOST)
        model.add(load - over <= asked.share())
        terms.append(over)
        values.append(-OVERLOAD)
    model.maximize(cp_model.LinearExpr.weighted_sum(terms, values))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = SECONDS, 2
    solver.solve(model)
    return solver.objective_value / SCALE, solver.best_objective_bound / SCALE


if __name__ == "__main__":
    print(machine())
    for one in figures():
        print(one.row)
    if "--second" in sys.argv:
        value, bound = second_opinion(problem())
        print(f"CP-SAT, {SECONDS:.0f} s: value {value:.3f}, bound {bound:.3f}")
