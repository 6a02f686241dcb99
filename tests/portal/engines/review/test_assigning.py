"""Plans of assignment: drafts that nobody sees, release, what is lacking, single assignments by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from karta.portal.engines.review import services
from karta.portal.engines.review.assigning import queries
from karta.portal.engines.review.assigning import services as assigning
from karta.portal.engines.review.assigning.computing import execute
from karta.portal.engines.review.errors import Incomplete, NotNow, NotThere
from karta.portal.engines.review.jury import services as jury
from karta.portal.engines.review.models import Assignment, Juror, Plan
from karta.portal.platform.models import Letter
from portal.engines.review.conftest import NOW, Going, Person, draft, enter, juror

pytestmark = pytest.mark.django_db


def test_every_entry_has_its_reviews_spread_over_the_jurors(going: Going) -> None:
    given = Assignment.objects.filter(state="released")
    assert list(Counter(given.values_list("entry_id", flat=True)).values()) == [2] * 4
    loads = Counter(given.values_list("juror_id", flat=True))
    assert max(loads.values()) - min(loads.values()) <= 1
    plan = Plan.objects.get()
    assert (plan.state, plan.value, plan.done) == ("released", plan.bound, plan.total)
    assert queries.uncovered(going.found) == []


def test_jurors_get_a_letter_on_release_and_none_before(
    room: Any, steward: Any, person: Callable[[str], Person]
) -> None:
    found = draft(steward, reviews_per_entry=1)
    enter(found, 1, by=None)
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    seat = juror(found, person("ana"), steward)
    Letter.objects.all().delete()
    plan = assigning.ask_plan(round_id=found.pk, by=steward, at=NOW)
    execute(plan.pk)
    assert not Letter.objects.exists()
    assigning.release(plan_id=plan.pk, by=steward, at=NOW)
    letter = Letter.objects.get()
    assert letter.to == seat.email
    assert "Method" not in letter.text
    with pytest.raises(NotNow):
        assigning.release(plan_id=plan.pk, by=steward, at=NOW)
    with pytest.raises(NotNow):
        assigning.discard(plan_id=plan.pk, by=steward, at=NOW)


def test_an_impossible_plan_says_which_entries_lack_jurors(
    room: Any, steward: Any, person: Callable[[str], Person]
) -> None:
    found = draft(steward)
    enter(found, 1, by=None, org_id="org-lab")
    enter(found, 2, by=None)
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    juror(found, person("ana"), steward, org_ids=["org-lab"])
    juror(found, person("boris"), steward)
    plan = execute(assigning.ask_plan(round_id=found.pk, by=steward, at=NOW).pk)
    code = found.entries.get(object_id="1").code
    assert plan.state == "impossible"
    assert plan.lacking == {"missing": 1, "jurors": [], "entries": [{"code": code, "eligible": 1, "needed": 2}]}
    juror(found, person("vera"), steward)
    assert execute(assigning.ask_plan(round_id=found.pk, by=steward, at=NOW).pk).state == "draft"


def test_expertise_decides_who_reviews(room: Any, steward: Any, person: Callable[[str], Person]) -> None:
    found = draft(steward, reviews_per_entry=1)
    for number, term in enumerate(("imaging", "oncology", "robots"), 1):
        enter(found, number, by=None, terms=(term,))
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    for name, term in (("ana", "robots"), ("boris", "Imaging"), ("vera", "oncology")):
        juror(found, person(name), steward, terms=(term,))
    execute(assigning.ask_plan(round_id=found.pk, by=steward, at=NOW).pk)
    pairs = Assignment.objects.values_list("entry__object_id", "juror__name", "match")
    assert sorted(pairs) == [("1", "boris", 1.0), ("2", "vera", 1.0), ("3", "ana", 1.0)]


def test_one_plan_at_a_time_and_one_whose_worker_died_makes_room(going: Going) -> None:
    said = {"round_id": going.found.pk, "by": going.steward}
    first = assigning.ask_plan(at=NOW, **said)
    with pytest.raises(NotNow):
        assigning.ask_plan(at=NOW, **said)
    Plan.objects.filter(pk=first.pk).update(state="running", heartbeat_at=NOW)
    with pytest.raises(NotNow):
        assigning.ask_plan(at=NOW + timedelta(seconds=30), **said)
    second = assigning.ask_plan(at=NOW + timedelta(minutes=5), **said)
    first.refresh_from_db()
    assert (first.state, second.state) == ("discarded", "waiting")
    assigning.discard(plan_id=second.pk, by=going.steward, at=NOW)
    assert execute(second.pk).state == "discarded"
    assert not Assignment.objects.filter(plan=second).exists()


def test_a_plan_keeps_what_stands_and_fills_what_lacks(going: Going) -> None:
    kept = set(Assignment.objects.filter(state="released").values_list("pk", flat=True))
    one = going.assignments(1)[0]
    assigning.take_back(assignment_id=one.pk, by=going.steward, at=NOW)
    plan = execute(assigning.ask_plan(round_id=going.found.pk, by=going.steward, at=NOW).pk)
    new = Assignment.objects.get(plan=plan)
    assert new.entry_id == one.entry_id
    assert new.juror_id != one.juror_id
    assigning.release(plan_id=plan.pk, by=going.steward, at=NOW)
    assert set(Assignment.objects.filter(state="released").values_list("pk", flat=True)) == kept - {one.pk} | {new.pk}


def test_a_withdrawn_entry_leaves_its_jurors(going: Going) -> None:
    services.withdraw(round_id=going.found.pk, object_id="1", by=None, at=NOW)
    assert set(Assignment.objects.filter(entry__object_id="1").values_list("state", "removed_for")) == {
        ("removed", "withdrawn")
    }
    assert queries.progress(going.found)["entries"] == 3


def test_a_juror_who_ends_makes_room_and_what_they_submitted_counts(going: Going) -> None:
    from karta.portal.engines.review.models import Review

    first, *rest = going.assignments(1)
    Review.objects.create(assignment=first, points={}, state="submitted", saved_at=NOW, submitted_at=NOW)
    jury.end(juror_id=going.jurors[0].pk, by=going.steward, at=NOW)
    states = dict(Assignment.objects.filter(juror=going.jurors[0]).values_list("pk", "state"))
    assert states == {first.pk: "released"} | {one.pk: "removed" for one in rest}
    plan = execute(assigning.ask_plan(round_id=going.found.pk, by=going.steward, at=NOW).pk)
    assert Assignment.objects.filter(plan=plan).count() == len(rest)


def test_only_who_leads_asks_releases_and_assigns(going: Going) -> None:
    by = going.people[0].user
    plan = assigning.ask_plan(round_id=going.found.pk, by=going.steward, at=NOW)
    for write, said in (
        (assigning.ask_plan, {"round_id": going.found.pk}), (assigning.release, {"plan_id": plan.pk}),
        (assigning.discard, {"plan_id": plan.pk}), (jury.remind, {"round_id": going.found.pk}),
        (assigning.assign, {"round_id": going.found.pk, "code": going.entry(1).code, "number": 1}),
        (assigning.take_back, {"assignment_id": going.assignments(1)[0].pk}), (jury.end, {"juror_id": 1}),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            write(by=by, at=NOW, **said)
    with pytest.raises(NotThere):
        assigning.assign(round_id=going.found.pk, code="ZZZZ", number=1, by=going.steward, at=NOW)


def test_a_draft_of_entries_that_changed_is_not_released(room: Any, steward: Any, person: Any) -> None:
    found = draft(steward, reviews_per_entry=1)
    enter(found, 1, by=None)
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    seat = juror(found, person("ana"), steward)
    juror(found, person("boris"), steward)
    plan = execute(assigning.ask_plan(round_id=found.pk, by=steward, at=NOW).pk)
    for one in Juror.objects.filter(round=found):
        if Assignment.objects.filter(juror=one).exists():
            seat = one
    jury.end(juror_id=seat.pk, by=steward, at=NOW)
    with pytest.raises(Incomplete):
        assigning.release(plan_id=plan.pk, by=steward, at=NOW)


def test_reminders_go_to_those_who_are_late_and_not_twice(going: Going) -> None:
    Letter.objects.all().delete()
    said = {"round_id": going.found.pk, "by": going.steward}
    assert jury.remind(at=NOW, **said) == 3
    assert jury.remind(at=NOW, **said) == 0
    assert jury.remind(at=NOW + timedelta(days=1), **said) == 3
    with pytest.raises(NotNow):
        jury.remind(at=NOW + timedelta(days=30), **said)
    assert {one.to for one in Letter.objects.all()} == {one.email for one in going.people}
