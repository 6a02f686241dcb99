from __future__ import annotations

import pytest
from bench.identity.sectors import Case, coverage, life_science, tables

from karta.classify import Answer, Candidate


def case(number: int, right: str, told: str, probability: float) -> Case:
    candidates = (Candidate(told, probability),) if told else ()
    answer = Answer(candidates, None, probability < 0.8, told[:2] or None, probability, ())
    return Case(f"t{number}", "en", "short", tuple(right.split()), None, "text", answer)


CASES = [
    *(case(number, "21.20", "21.20", 0.99 - number / 1000) for number in range(30)),
    case(30, "46.46 21.20", "21.20", 0.9),
    case(31, "86.10", "86.22", 0.5),
    case(32, "01.11", "01.12", 0.4),
    case(33, "", "", 0.0),
]


def test_coverage_is_the_largest_share_at_the_precision():
    share, least = coverage(CASES)
    assert (share.hits, share.count) == (32, 34)  # 31 of 32 are right
    assert least == 0.5


def test_levels_and_second_classes_count():
    assert [CASES[31].is_right(length) for length in (5, 4, 2)] == [False, False, True]
    assert CASES[30].is_right()
    assert not CASES[33].is_right()


@pytest.mark.parametrize(("with_trade", "recall"), [(True, 32), (False, 31)])
def test_recall_of_the_scope_goes_by_the_first_class(with_trade, recall):
    found, _ = life_science(CASES, with_trade=with_trade)
    assert (found.hits, found.count) == (recall, recall)


def test_the_table_has_every_figure():
    text = tables(CASES)
    for words in ("| class |", "| division |", "Coverage at 95 % precision", "without trade", "calibration error"):
        assert words in text
