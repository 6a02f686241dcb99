"""Decks: taken by what they are, refused early when they are too large, made safe; names left in them are found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from karta.portal.platform import uploads
from karta.portal.rooms.awards import queries
from karta.portal.rooms.awards.entries.blind import key_of_text, names_in, own_names
from karta.portal.rooms.awards.entries.reading import words_of
from karta.portal.rooms.awards.models import Award, Entry, File
from karta.portal.rooms.awards.tasks import read_words
from portal.awards.conftest import Person, begun, pdf, stored, upload
from portal.awards.test_entries import form_of

pytestmark = pytest.mark.django_db
People = Callable[[str], Person]


def sent(award: Award, who: Person, **files: Any) -> tuple[Entry, Any]:
    """A draft with files by the form; the entry and the answer."""
    who.client.post("/en/awards/best-spinoff-2026/enter/")
    entry = Entry.objects.get(applicant=who.user)
    return entry, who.client.post(f"/en/awards/entries/{entry.pk}/", form_of(award) | files)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"MZ\x90\x00\x03" + b"\x00" * 300, "deck.pdf", "A PDF is what the jury reads."),
        (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "deck.pdf", "A PDF is what"),
        (b"<html><script>alert(1)</script></html>", "deck.pdf", "A PDF is what"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "deck.pdf", "A PDF is what"),  # taken elsewhere, not here
        (b"", "deck.pdf", "The file is empty."),
    ],
)
def test_what_is_no_pdf_is_refused_whatever_it_is_called(
    open_now: Award, person: People, content: bytes, name: str, said: str
) -> None:
    entry, answer = sent(open_now, person("irina"), deck=upload(content, name))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (entry.files.count(), stored()) == (0, 0)
    entry.refresh_from_db()
    assert entry.name == "Zelen Lazer"  # the text is kept all the same


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("deck.pdf.exe", "deck.pdf.pdf"),
        ("=cmd|calc!A1.pdf", "=cmdcalc!A1.pdf"),
        ("<script>alert(1)</script>.pdf", "script.pdf"),
        ("Презентация \u202efdp.exe", "Презентация fdp.pdf"),
        ("....pdf", "document.pdf"),
    ],
)
def test_a_name_like_a_virus_or_a_script_is_made_safe(open_now: Award, person: People, name: str, kept: str) -> None:
    irina = person("irina")
    entry, answer = sent(open_now, irina, deck=upload(pdf("Deck"), name))
    assert answer.status_code == 302
    file = entry.files.get()
    assert file.name == kept
    assert file.file.name.startswith(f"awards/{entry.pk}/")  # nothing of the name is in the place where it is kept
    page = irina.client.get(f"/en/awards/entries/{entry.pk}/").content.decode()
    assert "<script>alert" not in page
    got = irina.client.get(f"/en/awards/files/{file.pk}/")
    assert got["Content-Disposition"].startswith("attachment;")
    assert (got["X-Content-Type-Options"], got["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in got["Content-Security-Policy"]
    got.close()


@pytest.mark.usefixtures("demo")
def test_a_deck_of_2_gb_is_refused_by_its_announced_length(open_now: Award, person: People) -> None:
    irina = person("irina")
    entry = begun(open_now, irina)
    answer = irina.client.post(
        f"/en/awards/entries/{entry.pk}/", data=b"x", content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(2 * 1024**3), HTTP_COOKIE=irina.client.cookies.output(header="", sep=";"),
    )  # fmt: skip
    assert answer.status_code == 413
    assert answer["Connection"] == "close"


@pytest.mark.usefixtures("demo")
def test_a_file_over_the_limit_is_said_at_its_field(
    open_now: Award, person: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 100_000)
    large = upload(pdf("Deck") + b"x" * 400_000)
    entry, answer = sent(open_now, person("irina"), deck=upload(pdf("Deck")), blind=large)
    assert answer.status_code == 422
    assert "copy without names: The file is larger than 20 MB" in answer.content.decode()
    assert [one.kind for one in entry.files.all()] == ["deck"]  # the other one is kept


def test_the_entrants_own_names_are_found_in_either_alphabet() -> None:
    own = own_names(["Зелен Лазер ООД", None, "AI"], ["Irina Petrova"], ["irina@zelenlazer.bg", "x@gmail.com"])
    assert own == ["Зелен Лазер ООД", "Irina Petrova", "zelenlazer"]

    def found(text: str) -> list[str]:
        return names_in(key_of_text(text), own)

    assert found("Our product, ZELEN LAZER, cuts") == ["Зелен Лазер ООД"]
    assert found("see www.zelenlazer.bg") == ["Зелен Лазер ООД", "zelenlazer"]
    assert found("Ирина Петрова, основател") == ["Irina Petrova"]
    assert found("a green laser for surgery") == []


def test_a_pdf_is_read_with_its_properties_and_a_broken_one_is_not() -> None:
    told = words_of(pdf("First page", "Second page", author="Zelen Lazer"))
    assert told is not None
    assert ("Zelen Lazer" in told[0], told[1].strip(), told[2].strip()) == (True, "First page", "Second page")
    assert words_of(b"%PDF-1.7 broken") is None
    assert words_of(pdf("")) is None  # pictures alone: nothing to look through


def test_a_copy_without_names_that_names_its_entrant_is_flagged(award: Award, person: People) -> None:
    irina = person("irina")
    entry = begun(award, irina, blind=pdf("A laser", "by Zelen  Lazer Ltd", author="ZelenLazer"))
    questions = list(award.questions.all())
    assert queries.blind_state(entry) == "waiting"
    assert queries.names_left(entry, questions) == []
    blind = File.objects.get(entry=entry, kind="blind")
    read_words.func(str(blind.pk))
    assert queries.blind_state(entry) == "read"
    assert [(one.name, one.page) for one in queries.names_left(entry, questions)] == [
        ("Zelen Lazer", 0), ("Zelen Lazer", 2),
    ]  # fmt: skip
    first = questions[0]
    entry.answers[str(first.pk)] = "Зелен Лазер прави лазери"
    found = queries.names_left(entry, questions)[0]
    assert (found.name, found.where, found.page) == ("Zelen Lazer", first.label, None)


@pytest.mark.usefixtures("demo")
def test_an_entry_that_names_its_entrant_is_submitted_only_when_they_say_so(open_now: Award, person: People) -> None:
    irina = person("irina")
    entry = begun(open_now, irina)
    said = form_of(open_now) | {"what": "submit"}
    first = next(name for name in said if name.startswith("q_"))
    said[first] = "Zelen Lazer makes lasers."
    answer = irina.client.post(f"/en/awards/entries/{entry.pk}/", said)
    assert answer.status_code == 422
    assert "Your own name stands in what the jury reads." in answer.content.decode()
    assert entry.submissions.count() == 0
    answer = irina.client.post(f"/en/awards/entries/{entry.pk}/", said | {"sure": "1"})
    assert answer.status_code == 302
    assert entry.submissions.count() == 1
