"""The team's pages, what is held about people, and how long."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from karta.portal.directory.models import Edition
from karta.portal.platform.holders import Subject
from karta.portal.rooms.awards import expiry, rules
from karta.portal.rooms.awards.entries import services as entries
from karta.portal.rooms.awards.holdings import ENTRIES
from karta.portal.rooms.awards.models import Award, Entry, Submission
from portal.awards.conftest import AT, Person, begun, draft, stored

pytestmark = pytest.mark.django_db
People = Callable[[str], Person]
MOMENTS = {"opens_at_day": "2030-03-01", "opens_at_clock": "09:00:00", "about_bg": "", "about_en": ""}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("day", "clock", "said"),
    [
        ("2030-03-31", "03:30:00", "In this night clocks go past this hour"),
        ("2030-10-27", "03:30:00", "In this night clocks show this hour twice"),
        ("2030-02-28", "17:00:00", "The deadline is before the opening"),
    ],
)
def test_a_deadline_that_is_no_instant_is_refused_in_words(
    keeper: Client, edition: Edition, day: str, clock: str, said: str
) -> None:
    answer = keeper.post(f"/en/team/awards/{edition.code}/", MOMENTS | {"closes_at_day": day, "closes_at_clock": clock})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not Award.objects.exists()


@pytest.mark.usefixtures("demo")
def test_the_team_opens_an_award_and_changes_what_it_asks(keeper: Client, edition: Edition) -> None:
    home = f"/en/team/awards/{edition.code}/"
    said = MOMENTS | {"closes_at_day": "2030-03-31", "closes_at_clock": "17:00:00"}
    assert keeper.post(home, said).status_code == 302
    award = Award.objects.get()
    assert award.closes_at.isoformat() == "2030-03-31T14:00:00+00:00"  # summer time has begun that night
    page = keeper.get(home).content.decode()
    assert 'value="2030-03-31"' in page
    assert 'value="17:00:00"' in page
    asked = {"label_bg": "Още нещо?", "label_en": "Anything else?", "longest": "500", "category": "best_european"}
    assert keeper.post(f"{home}questions/", asked).status_code == 302
    last = award.questions.last()
    assert last is not None
    assert (last.position, last.category, last.is_required) == (7, "best_european", False)
    keeper.post(f"{home}questions/{last.pk}/", {"what": "drop"})
    assert award.questions.count() == 6


@pytest.mark.usefixtures("demo")
def test_entries_leave_as_a_workbook_without_drafts_words_or_formulas(
    award: Award, person: People, keeper: Client
) -> None:
    irina, boris = person("irina"), person("boris")
    entry = begun(award, irina)
    entries.submit(entry_id=entry.pk, draft=draft(award, name="=HYPERLINK(1)"), by=irina.user, at=AT)
    begun(award, boris, name="Secret draft")
    answer = keeper.get("/en/team/awards/best-spinoff-2026/entries.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][:7] == (
        1, "submitted", "Best Bulgarian spin-off", "'=HYPERLINK(1)", None, 1, "2026-06-01 12:00:00",
    )  # fmt: skip
    assert rows[2][:4] == (None, "draft", None, None)
    assert "Secret draft" not in str(rows)
    assert "Secret draft" not in keeper.get("/en/team/awards/best-spinoff-2026/").content.decode()


def test_an_erasure_takes_entries_with_their_files(
    award: Award, person: People, django_capture_on_commit_callbacks: Any
) -> None:
    irina, boris = person("irina"), person("boris")
    with django_capture_on_commit_callbacks(execute=True):
        entry = begun(award, irina)
        begun(award, boris)
    entries.submit(entry_id=entry.pk, draft=draft(award), by=irina.user, at=AT)
    subject = Subject(irina.user.pk, ("irina@example.org",))
    told = ENTRIES.export(subject)
    assert (told[0]["name"], told[0]["submissions"][0]["version"], len(told[0]["files"])) == ("Zelen Lazer", 1, 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert ENTRIES.erase(subject, AT) == 1
    assert (Entry.objects.count(), Submission.objects.count(), stored()) == (1, 0, 2)


def test_drafts_and_entries_go_when_their_time_is_over(
    award: Award, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    irina = person("irina")
    entry = begun(award, irina)
    entries.submit(entry_id=entry.pk, draft=draft(award), by=irina.user, at=AT)
    begun(award, irina)
    for after, left in (
        (rules.DRAFT_LIFE, 2), (rules.DRAFT_LIFE + timedelta(days=1), 1), (rules.ENTRY_LIFE + timedelta(days=1), 0)
    ):  # fmt: skip
        monkeypatch.setattr("django.utils.timezone.now", lambda at=award.closes_at + after: at)
        expiry.forget()
        assert Entry.objects.count() == left
