"""Joining what a person joins and splitting it again changes nothing; the file of decisions replays to the same map."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from karta.pipeline.ingest.decisions import Decision, decision_of, read_decisions
from karta.portal.curation import rules
from karta.vocab.decisions import Line, RecordKey, standing

from ..conftest import record, source

Built = Callable[..., duckdb.DuckDBPyConnection]
EIKS = ("831902088", "103267194")
NAMES = ("Биотест ООД", "Биотест Фарма ООД", "БИОТЕСТ", "Медика ЕООД", "Medica EOOD", "Институт по биология")
TOWNS = ("Варна", "Русе", None)
_RECORDS = st.lists(
    st.tuples(
        st.sampled_from(("user_a", "user_b", "list")), st.sampled_from(NAMES), st.sampled_from((*EIKS, None, None)),
        st.sampled_from(TOWNS),
    ),
    min_size=2, max_size=7,
)  # fmt: skip
Rows = list[tuple[str, str, str | None, str | None]]


def runs(rows: Rows) -> list[Any]:
    by_source: dict[str, list[Any]] = {}
    for number, (name_of_source, name, eik, town) in enumerate(rows):
        by_source.setdefault(name_of_source, []).append(record(str(number), name, eik=eik, settlement=town))
    return [source(name, *found) for name, found in sorted(by_source.items())]


def organisations(con: duckdb.DuckDBPyConnection) -> dict[str, set[RecordKey]]:
    found: dict[str, set[RecordKey]] = {}
    for org_id, *key in con.execute("SELECT org_id, source_id, record_id FROM links").fetchall():
        found.setdefault(org_id, set()).add((key[0], key[1]))
    return found


def claims(con: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return con.execute("SELECT * EXCLUDE (position) FROM out_claims ORDER BY ALL").fetchall()


def register_ids(rows: Rows, keys: set[RecordKey]) -> set[tuple[str, str]]:
    return {("eik", eik) for number, (name, _, eik, _) in enumerate(rows) if eik and (name, str(number)) in keys}


class Room:
    """Decisions as the curation room writes them, one after another."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, made: list[dict[str, Any]]) -> None:
        for line in made:
            at = f"2026-11-23T10:{len(self.lines) // 60:02}:{len(self.lines) % 60:02}Z"
            self.lines.append({"id": f"d{len(self.lines)}", "by": "keeper", "at": at, "reason": "checked"} | line)

    @property
    def standing(self) -> list[Decision]:
        return [decision_of(line) for line in standing(self.lines)]

    def join(self, left: set[RecordKey], right: set[RecordKey]) -> None:
        one, other = sorted(left), sorted(right)
        self.add(rules.pair_lines("same", (one[0], other[0]), (one, other), standing(self.lines)))

    def split(self, leaving: set[RecordKey], staying: set[RecordKey]) -> None:
        self.add(rules.split_lines(sorted(leaving), sorted(staying)))


def known_ids(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Lines of ids.jsonl after a build: each organisation by its first record."""
    rows = con.execute(
        "SELECT org_id, source_id, record_id FROM links WHERE link_rule = 'first' AND org_id LIKE 'org-%'"
    )
    return [{"org_id": row[0], "source_id": row[1], "record_id": row[2], "names": []} for row in rows.fetchall()]


# A build takes a good part of a second: few examples, and no search for a smaller one that fails.
@settings(max_examples=5, deadline=None, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(rows=_RECORDS, chosen=st.tuples(st.integers(0, 99), st.integers(0, 99)))
def test_merge_then_split_changes_nothing(assembled: Built, rows: Rows, chosen: tuple[int, int]) -> None:
    """Of records that were torn between organisations nothing is asked: a split tells where they do not belong."""
    before = assembled(*runs(rows), single_sources=["list"])
    assume(not before.execute("FROM candidates WHERE reason IN ('ambiguous', 'contradiction')").fetchall())
    was = organisations(before)
    ids = sorted(was)
    left, right = was[ids[chosen[0] % len(ids)]], was[ids[chosen[1] % len(ids)]]
    if left == right:
        return
    room, known = Room(), known_ids(before)
    sources = [[name for name, _ in side if name == "list"] for side in (left, right)]
    refused = rules.merge_refusal([register_ids(rows, side) for side in (left, right)], sources)
    room.join(left, right)
    joined = organisations(assembled(*runs(rows), single_sources=["list"], decisions=room.standing, known_ids=known))
    if refused:  # the room writes no line then, and a line from elsewhere joins nothing
        assert left | right not in joined.values()
        return
    assert left | right in joined.values()
    room.split(right, left)
    after = assembled(*runs(rows), single_sources=["list"], decisions=room.standing, known_ids=known)
    assert organisations(after) == was
    assert claims(after) == claims(before)
    room.join(left, right)
    again = organisations(assembled(*runs(rows), single_sources=["list"], decisions=room.standing, known_ids=known))
    assert again == joined


def test_a_merged_organisations_address_leads_on_until_it_is_split_again(linked: Built) -> None:
    rows: Rows = [("user_a", NAMES[0], None, "Варна"), ("user_b", NAMES[3], None, "Русе")]
    before = linked(*runs(rows))
    room, known, was = Room(), known_ids(before), organisations(before)
    (one, other) = was.values()
    room.join(one, other)
    joined = linked(*runs(rows), decisions=room.standing, known_ids=known)
    (kept,) = organisations(joined)
    gone = (set(was) - {kept}).pop()
    assert joined.execute("FROM redirects").fetchall() == [(gone, kept)]
    room.split(other, one)
    after = linked(*runs(rows), decisions=room.standing, known_ids=known)
    assert (organisations(after), after.execute("FROM redirects").fetchall()) == (was, [])


@pytest.mark.parametrize("order", [1, -1])
def test_the_file_replays_to_the_same_organisations(assembled: Built, tmp_path: Path, order: int) -> None:
    rows: Rows = [("user_a", NAMES[0], EIKS[0], "Варна"), ("user_b", NAMES[1], None, "Варна"),
                  ("user_b", NAMES[3], EIKS[1], None), ("list", NAMES[5], None, "Русе")]  # fmt: skip
    first = list(organisations(assembled(*runs(rows))).values())
    room = Room()
    room.join(first[0], first[1])
    room.split(first[1], first[0])
    room.join(first[2], first[3])
    room.add([{"decision": "undo", "undoes": room.lines[-1]["id"]}])
    room.join(first[0], first[3])
    built = assembled(*runs(rows), decisions=room.standing)
    path = tmp_path / "decisions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in room.lines[::order]), "utf-8")
    replayed = assembled(*runs(rows), decisions=read_decisions(path))
    assert organisations(replayed) == organisations(built)
    assert claims(replayed) == claims(built)
