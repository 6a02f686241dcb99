"""Entries: drafts that keep themselves, versions with receipts, withdrawal; another's entry is not there."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from karta.portal.rooms.awards import rules
from karta.portal.rooms.awards.entries import services as entries
from karta.portal.rooms.awards.errors import Incomplete, NotNow, NotThere, TooMany
from karta.portal.rooms.awards.models import Award, Entry, File, Submission
from portal.awards.conftest import AT, Person, begun, draft, pdf, stored, upload
from portal.mailbox import Mailbox

pytestmark = pytest.mark.django_db
People = Callable[[str], Person]


def form_of(award: Award, **change: Any) -> dict[str, Any]:
    """What the form of an entry sends."""
    said = draft(award, **change)
    answers = {f"q_{key}": value for key, value in said.answers.items()}
    return {"category": said.category, "name": said.name, "org_id": said.org_id, **answers}


@pytest.mark.usefixtures("demo")
def test_an_applicant_drafts_submits_changes_and_withdraws(
    open_now: Award, person: People, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    irina = person("irina")

    def post(path: str, said: dict[str, Any] | None = None) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return irina.client.post(path, said or {})

    answer = post("/en/awards/best-spinoff-2026/enter/")
    entry = Entry.objects.get()
    assert answer["Location"] == f"/en/awards/entries/{entry.pk}/"
    path = answer["Location"]
    page = irina.client.get(path).content.decode()
    assert "None yet: the jury sees nothing." in page

    said = form_of(open_now) | {"what": "submit"}
    refused = post(path, said)  # without files
    assert refused.status_code == 422
    assert refused.content.decode().count("This is needed to submit.") == 4  # both files, above and at the field
    entry.refresh_from_db()
    assert entry.name == "Zelen Lazer"  # what was typed is kept

    files = {"deck": upload(pdf("Zelen Lazer")), "blind": upload(pdf("A laser"))}
    answer = post(path, said | files)
    assert answer["Location"] == f"{path}receipts/1/"
    letter = mailbox.next("irina@example.org")
    first = Submission.objects.get()
    assert f"Digest of what was submitted (SHA-256): {first.sha256}" in letter
    assert "Entry no. 1, version 1" in letter
    assert "Кандидатура № 1, версия 1" in letter
    receipt = irina.client.get(f"{path}receipts/1/").content.decode()
    assert first.sha256 in receipt

    again = post(path, said)
    assert again["Location"] == f"{path}receipts/1/"  # the same again is the version that stands
    answer = post(path, said | {"name": "Zelen Lazer 2"})
    assert answer["Location"] == f"{path}receipts/2/"
    assert [one.version for one in entry.submissions.all()] == [2, 1]
    assert "version 2" in mailbox.next("irina@example.org")
    assert mailbox.letters == []

    post(f"{path}withdraw/")
    entry.refresh_from_db()
    assert (entry.state, entry.number) == ("withdrawn", 1)
    assert "is withdrawn" in mailbox.next("irina@example.org")
    post(path, said)
    assert entry.submissions.count() == 3
    assert Entry.objects.get().state == "submitted"


@pytest.mark.usefixtures("demo")
def test_the_receipt_digest_is_of_the_file_that_it_gives(award: Award, person: People) -> None:
    irina = person("irina")
    entry = begun(award, irina)
    made = entries.submit(entry_id=entry.pk, draft=draft(award), by=irina.user, at=AT)
    held = irina.client.get(f"/bg/awards/entries/{entry.pk}/receipts/1/content.json").content
    assert hashlib.sha256(held).hexdigest() == made.sha256
    told = json.loads(held)
    assert told["name"] == "Zelen Lazer"
    with made.deck.file.open("rb") as deck:
        assert told["files"][0] == {
            "kind": "deck", "size": made.deck.size, "sha256": hashlib.sha256(deck.read()).hexdigest()
        }  # fmt: skip


@pytest.mark.usefixtures("demo")
def test_a_draft_keeps_itself_and_says_when(open_now: Award, person: People) -> None:
    irina = person("irina")
    entry = begun(open_now, irina)
    path = f"/bg/awards/entries/{entry.pk}/save/"
    said = irina.client.post(path, form_of(open_now, name="Нов лазер"))
    assert re.fullmatch(r"Черновата е запазена в \d\d:\d\d:\d\d", said.json()["saved"])
    entry.refresh_from_db()
    assert entry.name == "Нов лазер"
    assert irina.client.post(path, form_of(open_now, name="ЕГН 7501010010")).status_code == 422
    Award.objects.update(closes_at=open_now.opens_at + (open_now.closes_at - open_now.opens_at) / 4)
    late = irina.client.post(path, form_of(open_now, name="Късно"))
    assert (late.status_code, "крайният срок" in late.json()["problem"]) == (409, True)
    page = irina.client.post(f"/en/awards/entries/{entry.pk}/", form_of(open_now, name="Much too late"))
    assert page.status_code == 409
    assert "Too late: nothing was changed." in page.content.decode()
    assert "Much too late" in page.content.decode()  # what was just written is not lost on the page
    entry.refresh_from_db()
    assert entry.name == "Нов лазер"


@pytest.mark.usefixtures("demo")
def test_anothers_entry_is_not_there(award: Award, person: People, client: Client, keeper: Client) -> None:
    irina, boris = person("irina"), person("boris")
    entry = begun(award, irina)
    made = entries.submit(entry_id=entry.pk, draft=draft(award), by=irina.user, at=AT)
    own = f"/en/awards/entries/{entry.pk}/"
    paths = [own, f"{own}receipts/1/", f"{own}receipts/1/content.json", f"/en/awards/files/{made.deck_id}/"]
    for path in paths:
        answer = irina.client.get(path)
        assert answer.status_code == 200, path
        _ = answer.getvalue()  # a file is closed at its end
        assert boris.client.get(path).status_code == 404, path
        assert Client().get(path).status_code == 302, path
        assert keeper.get(path).status_code == 404, path  # the team has its own pages
    for path in (own, f"{own}save/", f"{own}withdraw/"):
        assert boris.client.post(path, form_of(award)).status_code == 404, path
    for do in (entries.withdraw, entries.discard):
        with pytest.raises(NotThere):
            do(entry_id=entry.pk, by=boris.user, at=AT)
    with pytest.raises(NotThere):
        entries.submit(entry_id=entry.pk, draft=draft(award), by=boris.user, at=AT)
    deck = keeper.get(f"/en/team/awards/files/{made.deck_id}/")
    assert (deck.status_code, deck.getvalue()[:5]) == (200, b"%PDF-")
    unsubmitted = begun(award, boris).files.first()
    assert unsubmitted is not None
    assert keeper.get(f"/en/team/awards/files/{unsubmitted.pk}/").status_code == 404  # a draft is its applicant's


def test_what_is_missing_is_named_and_nothing_is_half_submitted(award: Award, person: People) -> None:
    irina = person("irina")
    entry = entries.start(award_id=award.pk, language="bg", by=irina.user, at=AT)
    with pytest.raises(Incomplete) as refused:
        entries.submit(entry_id=entry.pk, draft=draft(award, category="", name="", answers={}), by=irina.user, at=AT)
    required = [f"q_{one.pk}" for one in award.questions.filter(category="", is_required=True)]
    assert refused.value.missing == ["category", "name", *required, "deck", "blind"]
    award.refresh_from_db()
    assert (award.last_number, Submission.objects.count()) == (0, 0)
    european = draft(award, category="best_european", answers={})
    with pytest.raises(Incomplete) as refused:
        entries.submit(entry_id=entry.pk, draft=european, by=irina.user, at=AT)
    own = award.questions.get(category="best_european")
    assert f"q_{own.pk}" in refused.value.missing


def test_a_file_stays_as_long_as_a_submitted_version_holds_it(
    award: Award, person: People, django_capture_on_commit_callbacks: Any
) -> None:
    irina = person("irina")
    with django_capture_on_commit_callbacks(execute=True):
        entry = begun(award, irina)
    assert stored() == 2

    def replace_deck() -> None:
        from karta.portal.platform.uploads import take

        file = upload(pdf("Another deck"))
        with django_capture_on_commit_callbacks(execute=True):
            entries.keep_file(entry_id=entry.pk, kind="deck", file=file, taken=take(file), by=irina.user, at=AT)

    replace_deck()
    assert (stored(), File.objects.count()) == (2, 2)  # nobody submitted the first one
    entries.submit(entry_id=entry.pk, draft=draft(award), by=irina.user, at=AT)
    replace_deck()
    assert (stored(), File.objects.filter(kind="deck").count()) == (3, 2)


def test_limits_on_entries_and_on_questions_after_somebody_began(award: Award, person: People, steward: Any) -> None:
    from karta.portal.rooms.awards import services

    irina = person("irina")
    for _number in range(rules.MOST_ENTRIES):
        entries.start(award_id=award.pk, language="bg", by=irina.user, at=AT)
    with pytest.raises(TooMany):
        entries.start(award_id=award.pk, language="bg", by=irina.user, at=AT)
    with pytest.raises(NotNow):
        services.drop_question(award_id=award.pk, question_id=award.questions.all()[0].pk, by=steward, at=AT)


def test_an_account_without_a_confirmed_address_cannot_enter(award: Award, visitor_account: Any) -> None:
    with pytest.raises(NotThere):
        entries.start(award_id=award.pk, language="bg", by=visitor_account, at=AT)
