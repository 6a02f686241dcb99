"""From scores to a decision: ranking, minutes, votes, signatures, issue."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from karta.portal.engines.review import queries, services
from karta.portal.engines.review.deciding import queries as boards
from karta.portal.engines.review.deciding import services as deciding
from karta.portal.engines.review.errors import Incomplete, InConflict, NotNow, NotThere
from karta.portal.engines.review.jury import services as jury
from karta.portal.engines.review.models import Decision, Minute, Review, Round, Signature, Vote
from karta.portal.engines.review.sources import Result
from portal.engines.review.conftest import APP, NOW, Going, Person, Room, all_reviewed, closed

pytestmark = pytest.mark.django_db


def drafted(going: Going, winner: int = 1, **change: Any) -> Decision:
    is_open = Round.objects.get(pk=going.found.pk).state == "open"
    category = closed(going) if is_open else going.found.categories.get()
    told = {"places": {going.entry(winner).code: 1}, "revise": [], "reasons": "The clearest step.", "at": NOW}
    return deciding.draft_decision(category_id=category.pk, by=going.steward, **{**told, **change})


def test_the_board_ranks_by_weighted_scores_of_reviews_that_count(going: Going) -> None:
    all_reviewed(going)
    board = boards.board(going.found.categories.get())
    assert [row.entry.object_id for row in board.rows] == ["1", "2", "3", "4"]
    first = board.rows[0]
    assert first.raw == pytest.approx(100 * (2 * 4 / 5 + 1 * 5 / 10) / 3)
    assert first.criteria == pytest.approx({"novelty": 80.0, "team": 50.0})
    assert (first.place, first.is_first, board.rows[1].is_first) == (1, True, False)
    Review.objects.filter(assignment__entry=first.entry).update(kept_out_at=NOW)
    again = boards.board(going.found.categories.get())
    assert [(row.entry.object_id, row.place) for row in again.rows] == [("2", 1), ("3", 2), ("4", 3), ("1", None)]


def test_below_the_threshold_nobody_is_first(going: Going) -> None:
    all_reviewed(going)
    going.found.threshold = 90
    going.found.save()
    assert not any(row.is_first for row in boards.board(going.found.categories.get()).rows)


def test_a_board_takes_as_many_queries_for_four_entries_as_for_one(
    going: Going, django_assert_max_num_queries: Any
) -> None:
    all_reviewed(going)
    category = going.found.categories.select_related("round").get()
    with django_assert_max_num_queries(5):
        boards.board(category)


def test_votes_break_a_tie_by_the_rule_that_was_fixed(going: Going) -> None:
    all_reviewed(going)
    Review.objects.update(points={"novelty": 3, "team": 3})
    category = closed(going)
    for person in going.people[:2]:
        code = going.entry(3).code
        deciding.vote(category_id=category.pk, code=code, choice=Vote.Choice.YES, by=person.user, at=NOW)
    rows = boards.board(category).rows
    assert (rows[0].entry.object_id, rows[0].place, rows[0].rule) == ("3", 1, "votes")
    assert [row.place for row in rows[1:]] == [2, 2, 2]


def test_nobody_deliberates_before_the_round_closes(going: Going) -> None:
    category = going.found.categories.get()
    said = {"category_id": category.pk, "by": going.people[0].user, "at": NOW}
    with pytest.raises(NotNow):
        deciding.vote(code=going.entry(1).code, choice=Vote.Choice.YES, **said)
    with pytest.raises(NotNow):
        deciding.add_minute(text="x", code="", sent_key="k" * 30, **said)


def test_minutes_are_added_once_by_jurors_and_who_leads(going: Going, person: Callable[[str], Person]) -> None:
    category = closed(going)
    said = {"category_id": category.pk, "code": "", "at": NOW}
    for _twice in range(2):
        deciding.add_minute(text="We met.", sent_key="a" * 30, by=going.steward, **said)
    deciding.add_minute(text="I agree.", sent_key="b" * 30, by=going.people[0].user, **said)
    assert list(Minute.objects.values_list("text", "juror__number")) == [("We met.", None), ("I agree.", 1)]
    with pytest.raises(NotThere):
        deciding.add_minute(text="x", sent_key="c" * 30, by=person("stranger").user, **said)


def test_a_juror_in_conflict_neither_votes_nor_signs_for_who_wins(going: Going) -> None:
    all_reviewed(going)
    code = going.entry(1).code
    jury.declare(round_id=going.found.pk, code=code, words="My sister.", by=going.people[0].user, at=NOW)
    made = drafted(going)
    with pytest.raises(InConflict):
        deciding.vote(category_id=made.category_id, code=code, choice=Vote.Choice.YES, by=going.people[0].user, at=NOW)
    with pytest.raises(InConflict):
        deciding.sign(decision_id=made.pk, sha256=made.sha256, by=going.people[0].user, at=NOW)
    assert deciding.sign(decision_id=made.pk, sha256=made.sha256, by=going.people[1].user, at=NOW).juror.number == 2


def test_a_new_draft_voids_signatures_and_what_was_read_is_what_is_signed(going: Going) -> None:
    all_reviewed(going)
    first = drafted(going)
    deciding.sign(decision_id=first.pk, sha256=first.sha256, by=going.people[0].user, at=NOW)
    second = drafted(going, 2)
    with pytest.raises(NotNow):
        deciding.sign(decision_id=first.pk, sha256=first.sha256, by=going.people[1].user, at=NOW)
    with pytest.raises(NotNow):
        deciding.sign(decision_id=second.pk, sha256=first.sha256, by=going.people[1].user, at=NOW)
    with pytest.raises(Incomplete):
        deciding.issue(decision_id=second.pk, by=going.steward, at=NOW)
    assert Signature.objects.filter(decision=second).count() == 0


def test_a_record_that_somebody_changed_is_not_issued(going: Going) -> None:
    all_reviewed(going)
    made = drafted(going)
    deciding.sign(decision_id=made.pk, sha256=made.sha256, by=going.people[0].user, at=NOW)
    Decision.objects.filter(pk=made.pk).update(reasons="Other reasons.")
    with pytest.raises(Incomplete):
        deciding.issue(decision_id=made.pk, by=going.steward, at=NOW)


def test_what_is_signed_is_what_every_database_gives_back(going: Going) -> None:
    all_reviewed(going)
    made = drafted(going)
    assert "-0.0" not in json.dumps(made.record)  # PostgreSQL keeps no negative zero
    made.refresh_from_db()
    assert deciding.signed(made.outcome, made.record, made.reasons) == made.sha256


def test_the_room_is_told_once_and_the_decision_stands(going: Going, room: Room) -> None:
    all_reviewed(going)
    made = drafted(going)
    deciding.sign(decision_id=made.pk, sha256=made.sha256, by=going.people[0].user, at=NOW)
    assert queries.results(going.found) == []
    assert queries.feedback(APP, "1") == []
    deciding.issue(decision_id=made.pk, by=going.steward, at=NOW)
    expected = [Result("bg", "1", 1, "accept"), *(Result("bg", str(one), None, "reject") for one in (2, 3, 4))]
    assert queries.results(going.found) == expected
    assert room.told == [(going.found.pk, expected)]
    assert len(queries.feedback(APP, "1")) == 2
    with pytest.raises(NotNow):
        deciding.issue(decision_id=made.pk, by=going.steward, at=NOW)
    with pytest.raises(NotNow):
        drafted(going, 2)
    with pytest.raises(NotNow):
        services.withdraw(round_id=going.found.pk, object_id="1", by=None, at=NOW)


@pytest.mark.parametrize(
    "change", [{"places": {"ZZZZ": 1}}, {"revise": ["ZZZZ"]}, {"places": {"1": 2}}, {"revise": ["1"]}]
)
def test_an_outcome_that_the_round_does_not_know_is_refused(going: Going, change: dict[str, Any]) -> None:
    code = going.entry(1).code
    said = {"places": {code: 2}} if change == {"places": {"1": 2}} else {"revise": [code]} if "1" in str(change) else {}
    with pytest.raises(Incomplete):
        drafted(going, **(change | said))


def test_only_who_leads_writes_and_issues_decisions(going: Going) -> None:
    made = drafted(going)
    with pytest.raises(PermissionDenied):
        deciding.issue(decision_id=made.pk, by=going.people[0].user, at=NOW)
    with pytest.raises(PermissionDenied):
        deciding.draft_decision(
            category_id=made.category_id, places={}, revise=[], reasons="x", by=going.people[0].user, at=NOW
        )
