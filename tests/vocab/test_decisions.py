"""Lines of decisions.jsonl: what is one, and which of them stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from karta.vocab.decisions import BadDecision, read_line, standing

A, B, C = ({"source_id": "s", "record_id": key} for key in "abc")


def line(decision_id: str, decision: str, at: str = "2026-11-23T10:00:00Z", **told: Any) -> dict[str, Any]:
    return {"id": decision_id, "decision": decision, "by": "keeper", "at": at, **told}


def test_the_last_decision_on_a_pair_stands_whichever_side_is_left() -> None:
    lines = [line("1", "same", left=A, right=B), line("2", "same", left=A, right=C)]
    lines.append(line("3", "different", left=B, right=A))
    assert [one["id"] for one in standing(lines)] == ["2", "3"]


def test_undone_the_decision_before_it_stands_again() -> None:
    lines = [line("1", "same", left=A, right=B), line("2", "different", left=A, right=B), line("3", "undo", undoes="2")]
    assert [one["id"] for one in standing(lines)] == ["1"]


def test_a_batch_is_undone_as_a_whole() -> None:
    lines = [line("1", "same", left=A, right=B, batch="x"), line("2", "same", left=A, right=C, batch="x"),
             line("3", "unsure", left=B, right=C), line("4", "undo", undoes="x")]  # fmt: skip
    assert [one["id"] for one in standing(lines)] == ["3"]


def test_an_older_line_that_is_appended_later_does_not_win() -> None:
    lines = [line("1", "same", left=A, right=B), line("2", "different", "2025-01-01", left=A, right=B)]
    assert [one["id"] for one in standing(lines)] == ["1"]


def test_decided_undone_and_decided_again_under_one_id() -> None:
    again = "2026-11-23T12:00:00Z"
    claim = {"org_id": "o", "property": "website", "value": "x"}
    lines = [line("c", "add claim", **claim), line("u", "undo", "2026-11-23T11:00:00Z", undoes="c"),
             line("c", "add claim", again, **claim)]  # fmt: skip
    assert [one["at"] for one in standing(lines)] == [again]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("{", "it is not JSON"),
        ("[1]", "it is not an object"),
        (json.dumps(line("1", "equal")), "decision 'equal' is none of"),
        (json.dumps(line("1", "same", left=A)), "right needs a source_id and a record_id"),
        (json.dumps(line("1", "same", left=A, right={"source_id": "s"})), "right needs a source_id and a record_id"),
        (json.dumps(line("1", "same", left=A, right=A)), "both sides are one record"),
        (json.dumps(line("1", "prefer claim")), "it has no claim_id"),
        (json.dumps(line("1", "undo")), "it has no undoes"),
        (json.dumps(line("1", "undo", "yesterday", undoes="x")), "at 'yesterday' is no date"),
        (json.dumps({"decision": "undo", "undoes": "x", "at": "2026-11-23"}), "it has no by"),
    ],
)
def test_what_is_no_decision_is_said(text: str, wrong: str) -> None:
    with pytest.raises(BadDecision, match=wrong.replace("'", ".")) as refused:
        read_line(text)
    assert refused.value.message_bg


def test_short_names_of_decisions_are_understood() -> None:
    assert read_line(json.dumps(line("1", "prefer", claim_id="c")))["decision"] == "prefer claim"
