"""Reviews: drafts, what submitting asks for, the last second; whose they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from karta.portal.engines.review.errors import Incomplete, NotNow, NotThere, Stale
from karta.portal.engines.review.models import Review, Round
from karta.portal.engines.review.scoring import queries
from karta.portal.engines.review.scoring import services as scoring
from portal.engines.review.conftest import NOW, Going, Person, said

pytestmark = pytest.mark.django_db


def write(going: Going, number: int, code: str, **change: Any) -> dict[str, Any]:
    """Arguments of a write by the juror of a number."""
    told = {"round_id": going.found.pk, "code": code, "revision": 0, "said": said(), "at": NOW}
    return {**told, "by": going.people[number - 1].user, **change}


def test_a_draft_is_kept_and_an_older_page_does_not_overwrite_it(going: Going) -> None:
    code = going.assignments(1)[0].entry.code
    first = scoring.save(**write(going, 1, code, said=said(points={"novelty": 3}, reasons="")))
    assert (first.state, first.points, first.revision) == ("draft", {"novelty": 3}, 1)
    with pytest.raises(Stale):
        scoring.save(**write(going, 1, code))
    assert scoring.save(**write(going, 1, code, revision=1)).revision == 2


@pytest.mark.parametrize(
    "change",
    [{"points": {"novelty": 3}}, {"points": {"novelty": 6, "team": 3}}, {"points": {"novelty": 1.5, "team": 3}},
     {"points": {"novelty": -1, "team": 3}}, {"points": {"novelty": True, "team": 3}}, {"verdict": ""},
     {"verdict": "revise"}, {"reasons": " \n"}],
)  # fmt: skip
def test_a_review_that_lacks_something_is_not_submitted_and_stays_a_draft(going: Going, change: dict[str, Any]) -> None:
    code = going.assignments(1)[0].entry.code
    scoring.save(**write(going, 1, code))
    with pytest.raises(Incomplete):
        scoring.submit(**write(going, 1, code, revision=1, said=said(**change)))
    assert (Review.objects.get().state, Review.objects.get().verdict) == ("draft", "accept")


def test_revise_is_a_verdict_where_the_round_says_so(going: Going) -> None:
    Round.objects.filter(pk=going.found.pk).update(allows_revise=True)
    code = going.assignments(1)[0].entry.code
    assert scoring.submit(**write(going, 1, code, said=said(verdict="revise"))).state == "submitted"


def test_reviews_are_taken_until_the_last_second_and_not_after(going: Going) -> None:
    first, second = (one.entry.code for one in going.assignments(1)[:2])
    last = going.found.closes_at - timedelta(seconds=1)
    assert scoring.submit(**write(going, 1, first, at=last)).submitted_at == last
    for service in (scoring.save, scoring.submit):
        with pytest.raises(NotNow):
            service(**write(going, 1, second, at=going.found.closes_at))
    with pytest.raises(NotNow):
        scoring.reopen(round_id=going.found.pk, code=first, by=going.people[0].user, at=going.found.closes_at)
    with pytest.raises(NotNow):
        scoring.save(**write(going, 1, second, at=going.found.opens_at - timedelta(seconds=1)))


def test_a_submitted_review_is_signed_and_changes_only_after_it_was_taken_back(going: Going) -> None:
    one = going.assignments(1)[0]
    review = scoring.submit(**write(going, 1, one.entry.code))
    assert review.sha256 == scoring.signed(one, review)
    with pytest.raises(NotNow):
        scoring.save(**write(going, 1, one.entry.code, revision=1))
    again = scoring.reopen(round_id=going.found.pk, code=one.entry.code, by=going.people[0].user, at=NOW)
    assert (again.state, again.sha256) == ("draft", "")
    changed = scoring.submit(**write(going, 1, one.entry.code, revision=2, said=said(reasons="On second thought.")))
    assert changed.sha256 not in ("", review.sha256)


def test_another_s_entry_is_not_there(going: Going, person: Callable[[str], Person]) -> None:
    mine = {one.entry.code for one in going.assignments(1)}
    others = {one.entry.code for one in going.assignments(2)} - mine
    for service in (scoring.save, scoring.submit):
        for code in (*others, "ZZZZ"):
            with pytest.raises(NotThere):
                service(**write(going, 1, code))
        with pytest.raises(NotThere):
            service(**write(going, 1, min(mine), by=person(f"stranger-{service.__name__}").user))
    assert queries.assignment(going.jurors[0], min(others)) is None
    assert not Review.objects.exists()
