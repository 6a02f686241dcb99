"""Slides are public while every author agrees by a link of their own, and closed the moment one takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from karta.portal.directory.models import Edition
from karta.portal.platform.models import AuditLine, Letter
from karta.portal.rooms.events.afterwards import letters, rules
from karta.portal.rooms.events.afterwards.chores import look_after
from karta.portal.rooms.events.afterwards.errors import Again, NotNow
from karta.portal.rooms.events.afterwards.models import Author, Consent, Deck
from karta.portal.rooms.events.afterwards.slides import queries, services
from karta.portal.rooms.events.models import Session
from karta.snapshot.reader import Snapshot
from portal.events.afterwards.conftest import AT, PDF, made_speaker, upload
from portal.mailbox import Mailbox

pytestmark = pytest.mark.django_db
Decks = Callable[..., Deck]


def agree(author: Author, licence: str = "cc-by-4.0") -> Consent:
    return services.agree(author_id=author.pk, speaker_id=author.speaker_id, licence=licence, at=AT)


def withdraw(author: Author) -> None:
    services.withdraw(author_id=author.pk, speaker_id=author.speaker_id, at=AT)


def test_slides_are_public_once_every_author_agreed_and_until_one_takes_it_back(edition: Edition, deck: Decks) -> None:
    made = deck(made_speaker(edition), made_speaker(edition, "boris"))
    first, second = made.authors.all()
    agree(first)
    assert queries.shown(edition) == []
    agree(second, "read")
    (shown,) = queries.shown(edition)
    assert shown.licence == "read"  # the stricter of both
    withdraw(first)
    assert queries.shown(edition) == []
    agree(first)
    assert [one.deck for one in queries.shown(edition)] == [made]
    said = [(one.licence, one.withdrawn_at is None) for one in first.consents.all()]
    assert said == [("cc-by-4.0", True), ("cc-by-4.0", False)]
    actions = list(AuditLine.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["slides.added", *["slides.agreed"] * 2, "slides.withdrawn", "slides.agreed"]


def test_agreeing_twice_is_once_and_other_terms_are_another_agreement(edition: Edition, deck: Decks) -> None:
    (author,) = deck(made_speaker(edition)).authors.all()
    assert agree(author) == agree(author)
    agree(author, "read")
    assert author.consents.filter(withdrawn_at=None).get().licence == "read"


def test_a_speaker_decides_about_their_own_slides_alone(edition: Edition, deck: Decks) -> None:
    other = made_speaker(edition, "boris")
    (author,) = deck(made_speaker(edition)).authors.all()
    with pytest.raises(Author.DoesNotExist):
        services.agree(author_id=author.pk, speaker_id=other.pk, licence="read", at=AT)


def test_slides_of_somebody_who_was_erased_are_nobodys_to_see_and_go_within_the_hour(
    edition: Edition, deck: Decks, django_capture_on_commit_callbacks: Any
) -> None:
    ana, boris = made_speaker(edition), made_speaker(edition, "boris")
    for author in deck(ana, boris).authors.all():
        agree(author)
    ana.delete()
    assert not Deck.objects.public().exists()
    boris.delete()
    assert not Deck.objects.public().exists()
    with django_capture_on_commit_callbacks(execute=True):
        look_after()
    assert not Deck.objects.exists()


def test_the_same_slides_are_kept_once_and_belong_to_somebody(edition: Edition, deck: Decks) -> None:
    ana = made_speaker(edition)
    deck(ana)
    with pytest.raises(Again):
        deck(ana)
    with pytest.raises(ValueError, match="at least one"):
        deck(content=PDF + b"%")


def form(edition: Edition, session: Session, *speakers: Any, **change: Any) -> dict[str, Any]:
    said = {
        "title_bg": "Как се прави", "title_en": "How it is done", "language": "en", "session": session.pk,
        "speakers": [one.pk for one in speakers], "file": upload(PDF, "talk.pdf", "application/pdf"),
    }  # fmt: skip
    return said | change


def test_an_editor_adds_slides_and_their_author_gets_a_link_that_agrees_and_takes_back(
    desk: Client, client: Client, demo: Snapshot, edition: Edition, session: Session, mailbox: Mailbox,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    ana = made_speaker(edition)
    home = f"/en/team/events/{edition.code}/slides/"
    assert desk.post(f"{home}new/", form(edition, session, ana)).status_code == 302
    made = Deck.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{home}{made.pk}/change/", {"what": "ask"})
    text = mailbox.next("ana@example.org")
    assert "How it is done" in text
    link = re.findall(r"http://testserver(/en/your-slides/\S+/)", text)[0]
    library, file = f"/en/events/{edition.code}/slides/", f"/en/events/{edition.code}/slides/{made.uid}/"
    assert "How it is done" not in client.get(library).content.decode()
    assert client.get(file).status_code == 404
    assert client.get(link).status_code == 200  # a mail program that looks at links decides nothing
    assert not Consent.objects.exists()
    (author,) = made.authors.all()
    wrong = client.post(f"{link}{author.pk}/agree/", {f"deck-{author.pk}-licence": "all of it"})
    assert wrong.status_code == 422
    client.post(f"{link}{author.pk}/agree/", {f"deck-{author.pk}-licence": "cc-by-4.0"})
    page = client.get(library).content.decode()
    assert "How it is done" in page
    assert "Speaker ana" in page
    answer = client.get(file)
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="talk.pdf"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    client.post(f"{link}{author.pk}/withdraw/")
    assert "How it is done" not in client.get(library).content.decode()
    assert client.get(file).status_code == 410  # search engines forget it
    assert library not in client.get("/sitemap-afterwards.xml").getvalue().decode()


@pytest.mark.django_db(transaction=True)
def test_kept_pages_follow_a_withdrawal_at_once(client: Client, demo: Snapshot, edition: Edition, deck: Decks) -> None:
    (author,) = deck(made_speaker(edition)).authors.all()
    agree(author)
    library = f"/bg/events/{edition.code}/slides/"
    client.get(library)
    kept = client.get(library)
    assert kept.headers["Cache-Status"] == "karta; hit"
    assert "Как се прави" in kept.content.decode()
    client.post(f"/bg/your-slides/{letters.speaker_token(author.speaker)}/{author.pk}/withdraw/")
    assert "Как се прави" not in client.get(library).content.decode()


def test_only_named_speakers_are_named(client: Client, demo: Snapshot, edition: Edition, deck: Decks) -> None:
    (author,) = deck(made_speaker(edition, consented_at=None)).authors.all()
    agree(author)
    page = client.get(f"/en/events/{edition.code}/slides/").content.decode()
    assert "How it is done" in page
    assert "Speaker ana" not in page


@pytest.mark.parametrize("token", ["nonsense", "5.abc.def"])
def test_a_link_that_is_not_ours_opens_nothing(client: Client, demo: Snapshot, token: str) -> None:
    assert client.get(f"/en/your-slides/{token}/").status_code == 410


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00", "virus.exe.pdf", "not taken"),
        (b"", "empty.pdf", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a.pdf", "as PDF"),
        (b"<script>alert(1)</script>", "a.pdf", "not taken"),
    ],
)
def test_what_is_no_pdf_is_refused(
    desk: Client, demo: Snapshot, edition: Edition, session: Session, content: bytes, name: str, said: str
) -> None:
    sent = form(edition, session, made_speaker(edition), file=upload(content, name, "application/pdf"))
    page = desk.post(f"/en/team/events/{edition.code}/slides/new/", sent)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "How it is done" in page.content.decode()  # nothing typed is lost
    assert not Deck.objects.exists()


def test_a_script_like_name_is_made_safe(desk: Client, demo: Snapshot, edition: Edition, session: Session) -> None:
    file = upload(PDF, "a.pdf", "application/pdf")
    file._name = "../../<script>alert(1)</script>\u202efdp.exe"
    desk.post(f"/en/team/events/{edition.code}/slides/new/", form(edition, session, made_speaker(edition), file=file))
    made = Deck.objects.get()
    assert made.name.endswith(".pdf")
    assert not set("<>/\\\u202e") & set(made.name)
    assert made.file.name == f"slides/{made.uid}"


def test_slides_of_two_gigabytes_are_refused_by_their_announced_length(
    desk: Client, demo: Snapshot, edition: Edition
) -> None:
    answer = desk.post(
        f"/en/team/events/{edition.code}/slides/new/", b"", content_type="multipart/form-data; boundary=x",
        headers={"content-length": str(2 * 1024**3)},
    )  # fmt: skip
    assert answer.status_code == 413


def test_a_file_over_the_limit_is_dropped_while_it_comes_and_the_form_is_kept(
    desk: Client, demo: Snapshot, edition: Edition, session: Session, monkeypatch: Any
) -> None:
    monkeypatch.setattr(rules, "LARGEST", 100_000)
    file = upload(PDF + b"0" * 300_000, "big.pdf", "application/pdf")
    page = desk.post(
        f"/en/team/events/{edition.code}/slides/new/", form(edition, session, made_speaker(edition), file=file)
    )
    assert page.status_code == 422
    assert "larger than 45 MB" in page.content.decode()


def test_the_file_goes_a_month_after_it_was_taken_back_unless_it_is_agreed_to_again(
    edition: Edition, deck: Decks, django_capture_on_commit_callbacks: Any
) -> None:
    made = deck(made_speaker(edition))
    (author,) = made.authors.all()
    agree(author)
    long_ago = timezone.now() - rules.FILE_LIFE - timedelta(hours=1)
    services.withdraw(author_id=author.pk, speaker_id=author.speaker_id, at=long_ago)
    agree(author)
    look_after()
    assert Deck.objects.filter(pk=made.pk).exists()
    services.withdraw(author_id=author.pk, speaker_id=author.speaker_id, at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        look_after()
    assert not Deck.objects.exists()
    assert not default_storage.exists(f"slides/{made.uid}")


def test_nobody_is_asked_without_an_address_or_once_they_agree(edition: Edition, deck: Decks, editor: Any) -> None:
    ana, boris = made_speaker(edition), made_speaker(edition, "boris", email="")
    made = deck(ana, boris)
    assert services.ask(deck_id=made.pk, origin="http://testserver", by=editor, at=AT) == 1
    assert [one.to for one in Letter.objects.all()] == ["ana@example.org"]
    agree(made.authors.get(speaker=ana))
    with pytest.raises(NotNow):
        services.ask(deck_id=made.pk, origin="http://testserver", by=editor, at=AT)
