"""The deadline: to the second, in Sofia, in the nights of summer time too; late is late, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from karta.portal.platform.models import AuditLine
from karta.portal.rooms.awards import letters, rules, services
from karta.portal.rooms.awards.entries import services as entries
from karta.portal.rooms.awards.errors import Late, NotNow
from karta.portal.rooms.awards.models import Award, Submission
from portal.awards.conftest import AT, CLOSES, SECOND, Person, begun, draft, pdf, upload

pytestmark = pytest.mark.django_db
People = Callable[[str], Person]


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (AT - SECOND, "announced"),
        (AT, "open"),
        (CLOSES, "open"),
        (CLOSES.replace(microsecond=999_999), "open"),  # the second of the deadline still counts
        (CLOSES + SECOND, "closed"),
    ],
)
def test_the_second_of_the_deadline_counts_and_the_next_is_late(award: Award, at: datetime, phase: str) -> None:
    assert rules.phase(award, at) == phase


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (date(2026, 6, 30), time(17), datetime(2026, 6, 30, 14, tzinfo=UTC)),
        (date(2026, 12, 1), time(17), datetime(2026, 12, 1, 15, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 59, 59), datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)),
        (date(2026, 3, 29), time(3), "skipped"),
        (date(2026, 3, 29), time(3, 59, 59), "skipped"),
        (date(2026, 3, 29), time(4), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 59, 59), datetime(2026, 10, 24, 23, 59, 59, tzinfo=UTC)),
        (date(2026, 10, 25), time(3, 30), "twice"),
        (date(2026, 10, 25), time(4), datetime(2026, 10, 25, 2, tzinfo=UTC)),
    ],
)
def test_a_clock_time_of_a_summer_time_night_is_one_instant_or_is_refused(
    day: date, clock: time, instant: datetime | str
) -> None:
    assert rules.instant(day, clock) == instant


def test_a_deadline_across_the_summer_time_night_keeps_its_second(award: Award) -> None:
    closes = rules.instant(date(2026, 10, 25), time(4))
    assert isinstance(closes, datetime)
    award.closes_at = closes
    assert letters.second(closes, "en") == "25 October 2026, 04:00:00 (UTC+2)"
    an_hour_before = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 03:30 for the second time
    assert letters.second(an_hour_before, "bg") == "25.10.2026, 03:30:00 (UTC+2)"
    assert rules.is_open(award, an_hour_before)
    assert rules.is_open(award, closes)
    assert not rules.is_open(award, closes + SECOND)


def test_late_by_one_second_is_refused_and_the_draft_is_kept(award: Award, person: People) -> None:
    irina = person("irina")
    entry = begun(award, irina)
    late = {"entry_id": entry.pk, "by": irina.user, "at": CLOSES + SECOND}
    changed = draft(award, name="Another name")
    with pytest.raises(Late):
        entries.submit(draft=changed, **late)
    with pytest.raises(Late):
        entries.save_draft(draft=changed, **late)
    with pytest.raises(Late):
        entries.withdraw(**late)
    with pytest.raises(Late):
        entries.keep_file(kind="deck", file=upload(pdf("x")), taken=None, **late)  # type: ignore[arg-type]
    with pytest.raises(Late):
        entries.start(award_id=award.pk, language="en", by=irina.user, at=CLOSES + SECOND)
    entry.refresh_from_db()
    assert (entry.name, entry.state, entry.number) == ("Zelen Lazer", "draft", None)
    assert not Submission.objects.exists()
    assert entries.submit(entry_id=entry.pk, draft=draft(award), by=irina.user, at=CLOSES).version == 1


def test_after_closing_what_was_submitted_stands_as_it_was(award: Award, person: People) -> None:
    irina = person("irina")
    entry = begun(award, irina)
    made = entries.submit(entry_id=entry.pk, draft=draft(award), by=irina.user, at=CLOSES)
    lines = AuditLine.objects.count()
    for do in (entries.save_draft, entries.submit):
        with pytest.raises(Late):
            do(entry_id=entry.pk, draft=draft(award, name="Changed"), by=irina.user, at=CLOSES + SECOND)
    with pytest.raises(Late):
        entries.withdraw(entry_id=entry.pk, by=irina.user, at=CLOSES + SECOND)
    entry.refresh_from_db()
    assert (entry.state, entry.name, entry.submissions.count()) == ("submitted", "Zelen Lazer", 1)
    assert entry.submissions.get() == made
    assert AuditLine.objects.count() == lines


def test_who_arrived_in_time_is_in_time_however_long_the_award_was_busy(award: Award, person: People) -> None:
    irina, boris = person("irina"), person("boris")
    first, second = begun(award, irina), begun(award, boris)
    entries.submit(entry_id=first.pk, draft=draft(award), by=irina.user, at=CLOSES)
    # Boris pressed the button a second earlier; his request waited for the other one.
    assert entries.submit(entry_id=second.pk, draft=draft(award), by=boris.user, at=CLOSES - SECOND).entry.number == 2


def test_times_move_only_while_it_is_open_and_never_into_the_past(award: Award, steward: Any) -> None:
    said = {"about_bg": "", "about_en": "", "opens_at": AT, "award_id": award.pk, "by": steward}
    later = services.change_award(closes_at=CLOSES.replace(hour=20), at=CLOSES, **said)
    assert later.closes_at == CLOSES.replace(hour=20)
    with pytest.raises(NotNow):
        services.change_award(closes_at=CLOSES, at=CLOSES + SECOND, **said)  # would close unannounced
    with pytest.raises(NotNow):
        services.change_award(closes_at=CLOSES.replace(day=1, month=8), at=CLOSES.replace(hour=21), **said)
    said["about_en"] = "Thank you."
    assert services.change_award(closes_at=later.closes_at, at=CLOSES.replace(hour=21), **said).about_en == "Thank you."
