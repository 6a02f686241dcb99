"""Reminders: each stage once, by a moved clock, through a real mail server; never after payment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from karta.portal.directory.timing import SOFIA
from karta.portal.platform.models import AuditLine
from karta.portal.rooms.members import services as memberships
from karta.portal.rooms.members.dues import rules, services
from karta.portal.rooms.members.models import Charge, Membership, Reminder
from karta.snapshot.reader import Snapshot
from portal.mailbox import Mailbox, text_of
from portal.members.people import AT, kind, member, represent

pytestmark = pytest.mark.django_db
DUE = date(2027, 3, 1)


def at(days: int, hour: int = 9) -> datetime:
    """So many days after the due day, in Sofia."""
    day = DUE + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=SOFIA)


@pytest.fixture
def charged(steward: Any, director: Any) -> Charge:
    """A due of 500.00, charged in January, due on 1 March; reminders 14 days before, 7 and 30 after."""
    member(steward)
    (one,) = services.charge_year(year=2027, due_on=DUE, by=steward, at=AT)
    return one


def stages(charge: Charge) -> list[int]:
    return list(charge.reminders.values_list("stage", flat=True))


def test_each_stage_once_whatever_the_worker_does(
    charged: Charge, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    for days in range(-40, 60):
        for hour in (0, 12, 23):
            with django_capture_on_commit_callbacks(execute=True):
                services.remind(at=at(days, hour))
    assert stages(charged) == [-14, 7, 30]
    assert [f"{one.at.astimezone(SOFIA):%Y-%m-%d}" for one in charged.reminders.all()] == [
        "2027-02-15", "2027-03-08", "2027-03-31"
    ]  # fmt: skip
    assert [letter["To"] for letter in mailbox.letters] == ["director@example.bg"] * 3
    soon, late, later = (text_of(letter) for letter in mailbox.letters)
    assert "срокът е 01.03.2027" in soon
    assert "преди 7 дни" in late
    assert "30 days ago" in later
    for text in (soon, late, later):
        assert "€500.00" in text
        assert "it cannot be unsubscribed from" in text
        assert "няма отписване" in text
    assert all(letter["List-Unsubscribe"] is None for letter in mailbox.letters)


def test_never_after_payment_and_only_of_what_is_open(
    charged: Charge, steward: Any, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    paid = {"charge_id": charged.pk, "paid_on": DUE, "reference": "", "by": steward, "at": AT}
    services.note_payment(amount_eur=Decimal("120.50"), **paid)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.remind(at=at(-14)) == 1
    assert "€379.50" in text_of(mailbox.letters[0])
    last = services.note_payment(amount_eur=Decimal("379.50"), **paid)
    assert services.remind(at=at(7)) == 0
    services.take_back_payment(payment_id=last.pk, by=steward, at=AT)
    services.waive(charge_id=charged.pk, reason="Решено.", by=steward, at=AT)
    assert services.remind(at=at(30)) == 0
    assert stages(charged) == [-14]


def test_paid_between_looking_and_writing_is_not_reminded(charged: Charge, steward: Any, monkeypatch: Any) -> None:
    """What is open is asked again under the lock."""
    seen = services.queries.charges

    def then_paid() -> Any:
        found = list(seen().filter(open_eur__gt=0))
        services.waive(charge_id=charged.pk, reason="Решено.", by=steward, at=AT)

        class Found:
            def filter(self, **_said: Any) -> Any:
                return self

            def order_by(self, *_said: Any) -> Any:
                return found

        return Found()

    monkeypatch.setattr(services.queries, "charges", then_paid)
    assert services.remind(at=at(7)) == 0
    assert not Reminder.objects.exists()


def test_after_a_pause_of_the_worker_one_letter_not_three(charged: Charge) -> None:
    assert services.remind(at=at(45)) == 1
    assert stages(charged) == [30]
    assert services.remind(at=at(46)) == 0


def test_a_stage_before_the_charge_is_none(steward: Any, director: Any) -> None:
    member(steward)
    (one,) = services.charge_year(year=2027, due_on=DUE, by=steward, at=at(-10))
    assert services.remind(at=at(-10, 23)) == services.remind(at=at(0)) == 0
    assert services.remind(at=at(7)) == 1
    assert stages(one) == [7]


def test_the_day_is_sofias(charged: Charge) -> None:
    """22:30 UTC is half past midnight of the next day in winter."""
    from datetime import UTC

    assert services.remind(at=datetime(2027, 2, 14, 21, 59, tzinfo=UTC)) == 0
    assert services.remind(at=datetime(2027, 2, 14, 22, 0, tzinfo=UTC)) == 1


@pytest.mark.parametrize(
    ("today", "told", "stage"),
    [(-15, [], None), (-14, [], -14), (-14, [-14], None), (6, [-14], None), (7, [-14], 7), (29, [-14, 7], None),
     (400, [-14, 7], 30), (400, [30], None), (400, [45], None)],
)  # fmt: skip
def test_which_stage_is_due(today: int, told: list[int], stage: int | None) -> None:
    found = rules.stage_now(DUE, date(2027, 1, 1), DUE + timedelta(days=today), [-14, 7, 30], told)
    assert found == stage


def test_suspended_members_are_reminded_and_ended_ones_left_to_the_team(charged: Charge, steward: Any) -> None:
    said = {"membership_id": charged.membership_id, "day": None, "reason": "Дълг.", "by": steward, "at": AT}
    memberships.move(state="suspended", **said)
    assert services.remind(at=at(7)) == 1
    memberships.move(state="ended", **said)
    assert services.remind(at=at(30)) == 0


def test_who_has_no_address_is_reminded_once_somebody_acts(steward: Any) -> None:
    member(steward)
    (one,) = services.charge_year(year=2027, due_on=DUE, by=steward, at=AT)
    assert services.remind(at=at(7)) == 0
    assert not Reminder.objects.exists()
    from portal.members.people import account

    represent(account("late"))
    assert services.remind(at=at(8)) == 1
    assert one.reminders.get().letters == 1


def test_a_refused_letter_is_tried_again_and_not_reminded_twice(
    charged: Charge, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    from karta.portal.platform.models import Letter
    from karta.portal.platform.tasks import deliver

    mailbox.refusal = "451 try later"
    with django_capture_on_commit_callbacks(execute=True):
        services.remind(at=at(7))
    assert mailbox.letters == []
    waiting = Letter.objects.last()
    mailbox.refusal = None
    deliver.call(waiting.pk)
    services.remind(at=at(8))
    assert len(mailbox.letters) == 1


def test_who_was_reminded_when_stands_on_the_teams_pages(keeper: Client, charged: Charge, demo: Snapshot) -> None:
    services.remind(at=at(7))
    Charge.objects.update(due_on=date(2025, 3, 1))  # late by the machine's own clock, too
    for address in ("/en/team/members/dues/", f"/en/team/members/{charged.membership_id}/"):
        assert "8 March 2027" in keeper.get(address).content.decode()
    (line,) = AuditLine.objects.filter(action="dues.reminded")
    assert (line.by, line.details) == (None, {"stage": 7})


def test_the_worker_reminds(charged: Charge) -> None:
    from karta.portal.rooms.members.chores import look_after

    Charge.objects.update(due_on=date(2026, 1, 1), charged_at=AT - timedelta(days=600))
    assert look_after() == 1
    assert look_after() == 0


def test_two_charges_two_reminders(charged: Charge, steward: Any) -> None:
    member(steward, of=kind("Hospital", due="10.00"), org_id="bg-eik-000000009", email="other@example.bg")
    services.charge_year(year=2027, due_on=DUE, by=steward, at=AT)
    assert services.remind(at=at(7)) == 2


def test_a_year_late_is_listed_and_nothing_ends_by_itself(keeper: Client, steward: Any, demo: Snapshot) -> None:
    made = member(steward, since=date(2020, 1, 1))
    services.charge_year(year=2024, due_on=date(2024, 3, 1), by=steward, at=AT)
    page = keeper.get("/en/team/members/dues/").content.decode()
    assert "A year late and more" in page
    assert "Sopharma" in page.partition("A year late and more")[2].partition("</section>")[0]
    services.remind(at=AT)
    made.refresh_from_db()
    assert made.state == Membership.State.STANDING
