"""Conflicts of interest: found in accounts and the map, shown with proof, barring at once whatever is under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from karta.portal.directory.models import PublicRole, Representative
from karta.portal.engines.review import conflicts, services
from karta.portal.engines.review.assigning import services as assigning
from karta.portal.engines.review.assigning.computing import execute, problem
from karta.portal.engines.review.conflicts import Behind, Found, Relation, Side, Web
from karta.portal.engines.review.errors import Incomplete, InConflict, NotNow, NotThere
from karta.portal.engines.review.jury import queries
from karta.portal.engines.review.jury import services as jury
from karta.portal.engines.review.models import Assignment, Conflict, Entry, Review, Vote
from karta.portal.platform.models import AuditLine
from karta.snapshot.reader import Snapshot
from portal.engines.review.conftest import NOW, Going, Person, draft, enter, juror


def related(*rows: tuple[str, str, str]) -> Web:
    return Web(Relation(*row, {"relation": row[1], "claim_id": "-".join(row)}) for row in rows)


WEB = related(
    ("a", "owned_by", "b"), ("c", "part_of", "university"), ("d", "spun_off_from", "university"),
    ("e", "partner_in", "project/x"), ("f", "partner_in", "project/x"), ("a", "member_of", "cluster"),
    ("g", "member_of", "cluster"), ("h", "funded_by", "fund"), ("i", "funded_by", "fund"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("own", "entrant", "kinds"),
    [
        ("a", "a", ["own"]), ("a", "b", ["owner"]), ("b", "a", ["owner"]), ("c", "d", ["owner"]),
        ("e", "f", ["project"]),
        ("university", "d", ["owner"]), ("a", "g", []), ("h", "i", []), ("a", "c", []), ("b", "project/x", []),
    ],
)  # fmt: skip
def test_relations_of_the_map_make_conflicts_with_their_proof(own: str, entrant: str, kinds: list[str]) -> None:
    found = conflicts.found(Side(org_ids=frozenset({own})), Behind(1, org_ids=frozenset({entrant})), WEB)
    assert [one.kind for one in found] == kinds
    for one in found:
        assert (one.juror_org_id, one.entry_org_id) == (own, entrant)
        if one.kind != "own":
            assert all(step["claim_id"] for step in one.proof["steps"])


def test_people_are_told_by_account_employer_and_name() -> None:
    author = Side(7, "Мария Иванова", frozenset({"employer"}))
    behind = Behind(1, (author,), frozenset({"entrant"}))
    assert [one.kind for one in conflicts.found(Side(7, "M"), behind, Web(()))] == ["author"]
    colleague = Side(8, "Other", frozenset({"employer"}))
    assert conflicts.found(colleague, behind, Web(())) == [Found(1, "employer", "employer", "employer")]
    assert [one.kind for one in conflicts.found(Side(9, "Maria  IVANOVA"), behind, Web(()))] == ["namesake"]
    assert conflicts.found(Side(None, ""), Behind(1, (Side(None, ""),)), Web(())) == []


@pytest.mark.django_db
def test_the_demo_map_proves_a_conflict_with_a_record(
    demo: Snapshot, room: Any, steward: Any, person: Callable[[str], Person]
) -> None:
    sql = """SELECT org_id, target_org_id, claim_id FROM relations WHERE target_org_id IS NOT NULL AND relation IN
        ('owned_by', 'part_of', 'succeeded_by', 'spun_off_from') AND org_id <> target_org_id ORDER BY 1, 2 LIMIT 1"""
    org_id, owner, claim_id = demo.connection().execute(sql).fetchone()
    found = draft(steward)
    entry = enter(found, 1, by=None, org_id=org_id)
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    seat = juror(found, person("ana"), steward, org_ids=[owner])
    kept = Conflict.objects.get(juror=seat)
    assert (kept.entry_id, kept.kind, kept.juror_org_id, kept.entry_org_id) == (entry.pk, "owner", owner, org_id)
    assert kept.proof["steps"][0]["claim_id"] == claim_id
    assert not problem(found).problem.allowed.any()


@pytest.mark.django_db
def test_a_juror_who_joins_an_entrant_s_company_in_mid_round_loses_the_entry_and_the_review_is_kept_out(
    going: Going,
) -> None:
    mine = going.assignments(1)
    taken, left = mine[0], mine[1]
    Review.objects.create(assignment=taken, points={"novelty": 5}, state="submitted", saved_at=NOW, submitted_at=NOW)
    Vote.objects.create(entry=taken.entry, juror=going.jurors[0], choice="yes", at=NOW)
    _belongs_to(taken.entry, "bg-eik-175000001")
    person = going.people[0].user
    asked = Representative.objects.create(user=person, org_id="bg-eik-175000001", asked_at=NOW, proof="steward")
    assert not Conflict.objects.exists()  # asking is not joining
    asked.proven_at = NOW
    asked.save()
    taken.refresh_from_db()
    left.refresh_from_db()
    assert (taken.state, taken.removed_for, left.state) == ("removed", "conflict", "released")
    assert Review.objects.get(assignment=taken).kept_out_at is not None
    assert not Vote.objects.exists()
    lines = set(AuditLine.objects.values_list("action", flat=True))
    assert {"assignment.removed", "review.kept_out", "vote.removed", "conflicts.refreshed"} <= lines
    with pytest.raises(InConflict):
        assigning.assign(round_id=going.found.pk, code=taken.entry.code, number=1, by=going.steward, at=NOW)
    again = assigning.ask_plan(round_id=going.found.pk, by=going.steward, at=NOW)
    assert execute(again.pk).state == "draft"
    new = Assignment.objects.get(plan=again)
    assert (new.entry_id, new.juror_id) == (taken.entry_id, _the_other(going, taken))


def _belongs_to(entry: Entry, org_id: str) -> None:
    from karta.portal.engines.review.models import Party

    Party.objects.filter(identity_id=entry.pk, kind="organisation").update(org_id=org_id)


def _the_other(going: Going, taken: Assignment) -> int:
    """The juror who did not have an entry that two of three had."""
    had = set(Assignment.objects.filter(entry=taken.entry, plan=taken.plan).values_list("juror_id", flat=True))
    return next(one.pk for one in going.jurors if one.pk not in had)


@pytest.mark.django_db
def test_the_worker_finds_what_came_up_without_anybody_s_write_here(going: Going) -> None:
    taken, person = going.assignments(1)[0], going.people[0].user
    _belongs_to(taken.entry, "bg-eik-175000001")
    Representative.objects.bulk_create(
        [Representative(user=person, org_id="bg-eik-175000001", asked_at=NOW, proven_at=NOW, proof="mail")]
    )
    assert jury.recheck_rounds() == 1
    taken.refresh_from_db()
    assert (taken.state, taken.removed_for) == ("removed", "conflict")
    assert AuditLine.objects.filter(action="conflicts.refreshed", by=None).count() == 1
    assert jury.recheck_rounds() == 0
    assert AuditLine.objects.filter(action="conflicts.refreshed", by=None).count() == 1


def test_a_confirmed_public_role_counts_and_leaving_ends_a_conflict_but_gives_nothing_back(going: Going) -> None:
    taken = going.assignments(2)[0]
    _belongs_to(taken.entry, "bg-eik-175000002")
    role = PublicRole.objects.create(
        user=going.people[1].user, org_id="bg-eik-175000002", name_bg="А", name_en="A", title_bg="т", title_en="t",
        asked_at=NOW, confirmed_at=NOW,
    )  # fmt: skip
    kept = Conflict.objects.get()
    assert (kept.kind, kept.ended_at) == ("own", None)
    role.ended_at = NOW
    role.save()
    kept.refresh_from_db()
    taken.refresh_from_db()
    assert kept.ended_at is not None
    assert taken.state == "removed"


@pytest.mark.django_db
def test_an_author_who_takes_a_post_at_the_juror_s_employer_is_found_too(
    going: Going, person: Callable[[str], Person]
) -> None:
    from karta.portal.engines.review.models import Party

    taken = going.assignments(3)[0]
    author = person("author").user
    Party.objects.filter(identity_id=taken.entry_id, kind="author").update(user=author)
    jury.describe(round_id=going.found.pk, terms=[], org_ids=["org-lab"], by=going.people[2].user, at=NOW)
    assert not Conflict.objects.exists()
    Representative.objects.create(user=author, org_id="org-lab", asked_at=NOW, proven_at=NOW, proof="steward")
    assert [(one.kind, one.entry_id) for one in Conflict.objects.all()] == [("employer", taken.entry_id)]
    taken.refresh_from_db()
    assert taken.state == "removed"


@pytest.mark.django_db
def test_hard_conflicts_are_nobody_s_to_set_aside_and_others_take_a_reason(going: Going) -> None:
    entry = going.assignments(1)[0].entry
    hard = jury.declare(
        round_id=going.found.pk, code=entry.code, words="We founded it together.", by=going.people[0].user, at=NOW
    )  # fmt: skip
    with pytest.raises(NotNow):
        jury.set_aside(conflict_id=hard.pk, reason="x", by=going.steward, at=NOW)
    soft = Conflict.objects.create(entry=entry, juror=going.jurors[1], kind="project", found_at=NOW)
    with pytest.raises(PermissionDenied):
        jury.set_aside(conflict_id=soft.pk, reason="x", by=going.people[1].user, at=NOW)
    jury.set_aside(conflict_id=soft.pk, reason="A project of a hundred partners.", by=going.steward, at=NOW)
    assert not queries.is_barred(going.jurors[1].pk, entry.pk)
    jury.restore(conflict_id=soft.pk, by=going.steward, at=NOW)
    assert queries.is_barred(going.jurors[1].pk, entry.pk)


@pytest.mark.django_db
def test_declaring_takes_the_entry_away_once_and_for_all(going: Going, person: Callable[[str], Person]) -> None:
    one = going.assignments(1)[0]
    said = {"round_id": going.found.pk, "code": one.entry.code, "words": "My sister.", "at": NOW}
    first = jury.declare(by=going.people[0].user, **said)
    assert jury.declare(by=going.people[0].user, **said).pk == first.pk
    one.refresh_from_db()
    assert (one.state, one.removed_for) == ("removed", "conflict")
    jury.refresh_conflicts(round_id=going.found.pk, by=going.steward, at=NOW)
    assert queries.is_barred(going.jurors[0].pk, one.entry_id)
    with pytest.raises(NotThere):
        jury.declare(by=person("stranger").user, **said)


@pytest.mark.django_db
def test_a_draft_with_a_conflict_that_came_up_is_not_released(
    room: Any, steward: Any, person: Callable[[str], Person]
) -> None:
    found = draft(steward, reviews_per_entry=1)
    entry = enter(found, 1, by=None, org_id="org-lab")
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    people = [person("ana"), person("boris")]
    for one in people:
        juror(found, one, steward)
    plan = assigning.ask_plan(round_id=found.pk, by=steward, at=NOW)
    execute(plan.pk)
    chosen = Assignment.objects.get(plan=plan).juror
    jury.describe(round_id=found.pk, terms=[], org_ids=["org-lab"], by=chosen.user, at=NOW)
    with pytest.raises(Incomplete):
        assigning.release(plan_id=plan.pk, by=steward, at=NOW)
    again = assigning.ask_plan(round_id=found.pk, by=steward, at=NOW)
    execute(again.pk)
    assigning.release(plan_id=again.pk, by=steward, at=NOW)
    released = Assignment.objects.get(entry=entry, state="released")
    assert released.juror_id != chosen.pk
