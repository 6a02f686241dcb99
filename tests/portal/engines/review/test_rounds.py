"""Rounds and entries: what is fixed by opening, and what a room may change until then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from karta.portal.engines.review import queries, rules, services
from karta.portal.engines.review.errors import Fixed, Incomplete, NotNow, NotThere
from karta.portal.engines.review.models import Criterion, Entry, Party, Round
from karta.portal.platform.models import AuditLine
from portal.engines.review.conftest import APP, NOW, Room, draft, enter, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("room")]


def test_an_entry_keeps_its_code_and_the_newer_words_until_the_round_opens(steward: Any) -> None:
    found = draft(steward)
    first = enter(found, 1, by=None)
    second = enter(found, 1, by=None, title="Another method")
    assert (second.pk, second.code) == (first.pk, first.code)
    assert second.sha256 != first.sha256 == shown(1).sha256()
    assert Entry.objects.get().title == "Another method"
    assert sorted(Party.objects.values_list("name", flat=True)) == ["Secret Author 1", "Secret Company 1"]
    assert [one.pk for one in queries.entered(APP, "1")] == [first.pk]


def test_an_entry_changed_after_the_opening_is_refused(steward: Any) -> None:
    found = draft(steward)
    kept = enter(found, 1, by=None)
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    with pytest.raises(NotNow):
        enter(found, 1, by=None, title="Changed after closing")
    with pytest.raises(NotNow):
        enter(found, 2, by=None)
    assert list(Entry.objects.values_list("sha256", flat=True)) == [kept.sha256]


@pytest.mark.parametrize(
    "said",
    [{"tie_rules": ["lowest"]}, {"threshold": 10}, {"allows_revise": True}, {"ranking": "normalised"}, {"quorum": 5},
     {"reviews_per_entry": 1}, {"blind": False}, {"opens_at": NOW - timedelta(days=2)}],
)  # fmt: skip
def test_no_rule_is_changed_after_the_opening(steward: Any, said: dict[str, Any]) -> None:
    found = draft(steward)
    enter(found, 1, by=None)
    services.change_round(round_id=found.pk, by=steward, at=NOW, **said)
    services.change_round(round_id=found.pk, by=steward, at=NOW, **{name: getattr(found, name) for name in said})
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    with pytest.raises(Fixed):
        services.change_round(round_id=found.pk, by=steward, at=NOW, **said)
    criterion = Criterion.objects.filter(round=found).first()
    assert criterion is not None
    with pytest.raises(Fixed):
        services.put_criterion(round_id=found.pk, criterion_id=criterion.pk, by=steward, at=NOW, weight=9)
    with pytest.raises(Fixed):
        services.remove_criterion(round_id=found.pk, criterion_id=criterion.pk, by=steward, at=NOW)
    with pytest.raises(Fixed):
        services.open_round(round_id=found.pk, by=steward, at=NOW)


def test_the_end_of_an_open_round_moves_to_a_later_moment_only(steward: Any) -> None:
    found = draft(steward)
    enter(found, 1, by=None)
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    services.change_round(round_id=found.pk, by=steward, at=NOW, closes_at=NOW + timedelta(days=9))
    with pytest.raises(NotNow):
        services.change_round(round_id=found.pk, by=steward, at=NOW, closes_at=NOW - timedelta(days=1))
    after = NOW + timedelta(days=10)
    with pytest.raises(NotNow):
        services.change_round(round_id=found.pk, by=steward, at=after, closes_at=after + timedelta(days=1))


def test_a_round_without_what_it_needs_does_not_open(steward: Any) -> None:
    empty = draft(steward)
    with pytest.raises(Incomplete):
        services.open_round(round_id=empty.pk, by=steward, at=NOW)
    for said in ({"criteria": ()}, {"tie_rules": []}, {"closes_at": NOW - timedelta(minutes=1)}):
        found = draft(steward, **said)
        enter(found, 1, by=None)
        with pytest.raises(Incomplete):
            services.open_round(round_id=found.pk, by=steward, at=NOW)
        assert Round.objects.get(pk=found.pk).opened_at is None


def test_phases_of_a_round_are_told_to_the_second(steward: Any) -> None:
    found = draft(steward, opens_at=NOW, closes_at=NOW + timedelta(hours=1))
    assert rules.phase(found, NOW) == "draft"
    found.state = Round.State.OPEN
    second = timedelta(seconds=1)
    told = [rules.phase(found, at) for at in (NOW - second, NOW, found.closes_at - second, found.closes_at)]
    assert told == ["waiting", "open", "open", "closed"]


def test_only_who_leads_rounds_makes_and_changes_them(steward: Any, visitor_account: Any, room: Room) -> None:
    with pytest.raises(PermissionDenied):
        draft(visitor_account)
    found = draft(steward)
    for write in (services.open_round, services.close_round, services.change_round):
        with pytest.raises(PermissionDenied):
            write(round_id=found.pk, by=visitor_account, at=NOW)
    assert room.told == []


def test_a_round_sent_twice_is_one_and_unknown_rules_are_refused(steward: Any) -> None:
    said = {"app": APP, "title_bg": "Р", "title_en": "R", "opens_at": NOW, "closes_at": NOW + timedelta(days=1)}
    made = [services.make_round(sent_key="k" * 30, by=steward, at=NOW, **said) for _twice in range(2)]
    assert made[0].pk == made[1].pk
    with pytest.raises(ValueError, match="tie rules"):
        services.make_round(sent_key="j" * 30, by=steward, at=NOW, tie_rules=["coin"], **said)


def test_a_withdrawn_entry_is_gone_and_may_come_again_before_the_opening(steward: Any) -> None:
    found = draft(steward)
    enter(found, 1, by=None)
    services.withdraw(round_id=found.pk, object_id="1", by=None, at=NOW)
    assert queries.entered(APP, "1") == []
    with pytest.raises(NotThere):
        services.withdraw(round_id=found.pk, object_id="1", by=None, at=NOW)
    enter(found, 1, by=None)
    assert len(queries.entered(APP, "1")) == 1


def test_lines_of_the_log_name_neither_people_nor_titles(steward: Any) -> None:
    found = draft(steward)
    enter(found, 1, by=None)
    told = " ".join(f"{one.target} {one.details}" for one in AuditLine.objects.all())
    assert "entry.entered" in {one.action for one in AuditLine.objects.all()}
    assert "Secret" not in told
    assert "Method" not in told
