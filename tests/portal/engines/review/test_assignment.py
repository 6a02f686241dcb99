"""Assignment: coverage, load and conflicts hold in every plan; the plan is the best one; where there is none, why."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from karta.portal.engines.review import assignment
from karta.portal.engines.review.assignment import EXPERIENCED, EXPERT, OVERLOAD, SCALE, Problem


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    entries, jurors = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    numbers = st.lists(st.integers(0, 4), min_size=entries * jurors, max_size=entries * jurors)
    match = np.array(draw(numbers), dtype=float).reshape(entries, jurors) / 4
    allowed = np.array(draw(numbers)).reshape(entries, jurors) > 0
    needed = np.array(draw(st.lists(st.integers(0, 3), min_size=entries, max_size=entries)))
    most = np.array(draw(st.lists(st.integers(0, 6), min_size=jurors, max_size=jurors)))
    return Problem(match, allowed, needed, most)


def best_by_cp_sat(problem: Problem) -> float | None:
    """The optimum of the program as the module's docstring writes it; None where it has no solution."""
    model = cp_model.CpModel()
    entries, jurors = problem.match.shape
    x = {(e, j): model.new_bool_var("") for e in range(entries) for j in range(jurors)}
    share = problem.share()
    value = []
    for e in range(entries):
        model.add(sum(x[e, j] for j in range(jurors)) == int(problem.needed[e]))
        known = model.new_bool_var("")
        model.add(known <= sum(x[e, j] for j in range(jurors) if problem.match[e, j] >= EXPERIENCED))
        value.append(EXPERT * known)
    for j in range(jurors):
        load = sum(x[e, j] for e in range(entries))
        over = model.new_int_var(0, 100, "")
        model.add(load <= int(problem.most[j]))
        model.add(load - over <= share)
        value.append(-OVERLOAD * over)
    for (e, j), one in x.items():
        if not problem.allowed[e, j]:
            model.add(one == 0)
        value.append(round(SCALE * problem.match[e, j]) * one)
    model.maximize(sum(value))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model)
    return solver.objective_value / SCALE if status == cp_model.OPTIMAL else None


@settings(max_examples=150, deadline=None)
@given(problems())
def test_a_plan_keeps_every_rule_and_is_the_best_or_it_is_said_why_there_is_none(problem: Problem) -> None:
    best = best_by_cp_sat(problem)
    why = assignment.lacking(problem)
    assert (why is None) == (best is not None)
    if why is not None:
        with pytest.raises(assignment.Impossible):
            assignment.solve(problem)
        assert_is_a_reason(problem, why)
        return
    found = assignment.solve(problem)
    rows = np.array([row for row, _column in found.pairs], dtype=int)
    columns = np.array([column for _row, column in found.pairs], dtype=int)
    assert len(set(found.pairs)) == len(found.pairs)
    assert np.bincount(rows, minlength=len(problem.needed)).tolist() == problem.needed.tolist()
    assert (np.bincount(columns, minlength=len(problem.most)) <= problem.most).all()
    assert problem.allowed[rows, columns].all()
    assert found.value == best == found.bound


def assert_is_a_reason(problem: Problem, why: assignment.Lacking) -> None:
    """Counted by hand: those entries need more than all jurors who may review them can write."""
    asked = problem.allowed[list(why.entries)]
    could = sum(min(int(problem.most[j]), int(asked[:, j].sum())) for j in range(len(problem.most)))
    needed = int(problem.needed[list(why.entries)].sum())
    assert why.missing > 0
    assert why.entries
    assert needed - could == why.missing or needed > could
    assert list(why.eligible) == [int(problem.allowed[e].sum()) for e in why.entries]


def test_the_bound_holds_whatever_flow_it_is_worked_out_from() -> None:
    rng = np.random.default_rng(5)
    problem = Problem(rng.random((12, 6)), np.ones((12, 6), bool), np.full(12, 2), np.full(6, 6))
    found = assignment.solve(problem)
    rows, columns = problem.pairs()
    net = assignment._network(problem, rows, columns)
    for _draw in range(20):
        bad = (rng.random(len(net.tails)) < 0.5).astype(np.int64) * net.capacity
        assert assignment._bound(net, bad) / SCALE >= found.value


def test_work_is_spread_where_expertise_does_not_say_otherwise() -> None:
    found = assignment.solve(Problem(np.full((30, 6), 0.5), np.ones((30, 6), bool), np.full(30, 3), np.full(6, 40)))
    assert np.bincount([column for _row, column in found.pairs]).tolist() == [15] * 6


def test_every_entry_gets_somebody_who_knows_its_field_before_one_gets_two() -> None:
    match = np.array([[1.0, 0.9, 0.0, 0.0], [0.6, 0.5, 0.0, 0.0]])
    found = assignment.solve(Problem(match, np.ones((2, 4), bool), np.full(2, 2), np.ones(4, int)))
    assert found.unexperienced == ()
    assert {row for row, column in found.pairs if column < 2} == {0, 1}


def test_what_lacks_jurors_is_named() -> None:
    allowed = np.ones((4, 3), bool)
    allowed[2] = [True, False, False]
    found = assignment.lacking(Problem(np.zeros((4, 3)), allowed, np.full(4, 2), np.full(3, 10)))
    assert found is not None
    assert (found.entries, found.eligible, found.missing) == ((2,), (1,), 1)
    tired = assignment.lacking(Problem(np.zeros((4, 3)), np.ones((4, 3), bool), np.full(4, 2), np.full(3, 2)))
    assert tired is not None
    assert (tired.entries, tired.missing) == ((0, 1, 2, 3), 2)


def test_a_match_is_the_share_of_the_entry_s_terms_that_a_juror_knows() -> None:
    found = assignment.matches([["Imaging", " ai "], [], ["oncology"]], [["AI"], ["imaging", "AI", "x"], []])
    assert found.tolist() == [[0.5, 1.0, 0.5], [0.5, 0.5, 0.5], [0.0, 0.0, 0.5]]
