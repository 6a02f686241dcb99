"""Working days, and the fold as its rules say, against a plain reading of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karta.pipeline.ingest.feed.days import DayProblem, day_of, is_working_day, missing_days, orthodox_easter
from karta.pipeline.ingest.feed.fold import spells, state_on
from karta.pipeline.ingest.feed.log import Change, write_log


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2018, date(2018, 4, 8)), (2023, date(2023, 4, 16)), (2024, date(2024, 5, 5)), (2026, date(2026, 4, 12))],
)
def test_orthodox_easter(year, easter):
    assert orthodox_easter(year) == easter


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 5), True),
        (date(2026, 1, 3), False),  # a Saturday
        (date(2026, 3, 3), False),
        (date(2026, 4, 10), False),  # Good Friday
        (date(2026, 4, 13), False),  # Easter Monday
        (date(2026, 5, 25), False),  # for 24 May, a Sunday
        (date(2016, 12, 27), True),  # before 2017 nothing moved
        (date(2026, 12, 28), False),  # for 26 December, a Saturday
    ],
)
def test_working_days(day, works):
    assert is_working_day(day) == works


def test_a_message_is_named_by_its_day():
    assert day_of("20260105.xml") == day_of("20260105_12.xml.gz") == date(2026, 1, 5)
    for name in ("20260230.xml", "2026-01-05.xml", "20260105.csv"):
        with pytest.raises(DayProblem):
            day_of(name)
    assert missing_days(["20260105.xml", "20260108.xml"], {date(2026, 1, 7)}) == [date(2026, 1, 6)]
    assert missing_days([]) == []


FIRST = date(2026, 1, 1)
ONE, SEVERAL = "name", "successor"
changes = st.lists(
    st.tuples(
        st.sampled_from([ONE, SEVERAL]), st.sampled_from("ab"), st.sampled_from(["Add", "Erase"]), st.integers(0, 9),
        st.sampled_from(["x", "y"]),
    ),
    max_size=14,
    unique_by=lambda told: told[:4],  # one change of an item in an entry
)  # fmt: skip


def read_plainly(told):
    """The state after each entry, by the rules in words: (field, item) → value."""
    standing, after = {}, {}
    for field, item, operation, entry, value in sorted(told, key=lambda one: (one[3], one[2] == "Add")):
        if operation == "Erase":
            standing.pop((field, item), None)
        else:
            if field == ONE:
                standing = {key: kept for key, kept in standing.items() if key[0] != ONE}
            standing[field, item] = value
        after[entry] = dict(standing)
    return after


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(told=changes, order=st.randoms(use_true_random=False))
def test_the_fold_is_the_rules_in_whatever_order_messages_come(tmp_path, told, order):
    # Two values of the one-valued field in one entry would stand by their places in the message: kept out.
    told = [one for one in told if one[2] == "Erase" or one[0] != ONE or one[1] == "a"]
    rows = [
        Change("1", "", field, item, operation, f"{entry:014d}", FIRST + timedelta(days=entry),
               value if operation == "Add" else None)
        for field, item, operation, entry, value in told
    ]  # fmt: skip
    order.shuffle(rows)
    half = len(rows) // 2
    logs = [tmp_path / "log-1.parquet", tmp_path / "log-2.parquet"]
    for log, part in zip(logs, (rows[:half], rows[half:]), strict=True):
        write_log(log, part, day=FIRST, learned_on=FIRST)
    found = [spell for _, one in spells(logs, several=[SEVERAL]) for spell in one]
    for entry, state in read_plainly(told).items():
        holding = state_on(found, FIRST + timedelta(days=entry))
        assert {(spell.field, spell.item): spell.value for spell in holding} == state
