"""Badges, certificates, the report to partners: names of any alphabet, numbers that say little, figures from five."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from karta.portal.directory.models import Body, Claim, Edition, Mention, Source
from karta.portal.directory.timing import span
from karta.portal.platform.models import AuditLine, Letter
from karta.portal.rooms.events.afterwards import chores, people, rules
from karta.portal.rooms.events.afterwards.certificates import services
from karta.portal.rooms.events.afterwards.gallery import services as gallery
from karta.portal.rooms.events.afterwards.gallery.cleaning import clean
from karta.portal.rooms.events.afterwards.letters import speaker_token
from karta.portal.rooms.events.afterwards.models import Ballot, Certificate, Report
from karta.portal.rooms.events.afterwards.partners import queries
from karta.portal.rooms.events.afterwards.partners.countries import country_code
from karta.portal.rooms.events.afterwards.printing import pdf
from karta.portal.rooms.events.models import (
    Admission,
    Place,
    Registration,
    Scan,
    Session,
    SessionPartner,
    SessionSpeaker,
)
from karta.snapshot.reader import Snapshot
from portal.events.afterwards.conftest import AT, made_speaker, photograph
from portal.events.afterwards.test_gallery import DESCRIBED

pytestmark = pytest.mark.django_db
NAMES = ("Иван Петров", "Ελένη Παπαδοπούλου", "عبد الرحمن الخوارزمي", "Zoë Ångström 🚀", "דנה כהן", "გიორგი ბერიძე")


@pytest.fixture
def over(edition: Edition) -> Edition:
    """The edition, which ended in June 2024."""
    edition.starts_on, edition.ends_on = date(2024, 6, 20), date(2024, 6, 21)
    edition.save()
    return edition


def registered(edition: Edition, number: int, *, came: bool = True, **answers: str) -> Registration:
    """One person with a place."""
    said = {"opens_at": AT - timedelta(days=900), "closes_at": AT, "changed_at": AT}
    admission, _ = Admission.objects.get_or_create(edition=edition, defaults=said)
    made = Registration.objects.create(
        admission=admission, name=NAMES[number % len(NAMES)], email=f"r{number}@example.org", language="en",
        origin="http://testserver", answers=answers, ticket=f"ticket-{number}", sent_key=f"key-{number}", asked_at=AT,
        confirmed_at=AT,
    )  # fmt: skip
    Place.objects.create(registration=made, state="held", made_at=AT)
    if came:
        Scan.objects.create(
            admission=admission, ticket=made.ticket, is_known=True, device="a", device_clock=AT, scanned_at=AT,
            received_at=AT,
        )  # fmt: skip
    return made


def text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def draw(*names: str) -> dict[str, Any]:
    rows = [
        {"name": one, "direction": pdf.direction(one), "affiliation": "", "affiliation_direction": "ltr", "role": "x",
         "is_marked": False}
        for one in names
    ]  # fmt: skip
    return {"title": "T", "author": "A", "language": "en", "event": "E", "day": "D", "badges": rows}


def ink(page: bytes, box: tuple[float, float, float, float]) -> int:
    """Dark pixels in a part of a page, given in shares of its width and height."""
    picture = Image.open(io.BytesIO(page)).convert("L")
    left, top, right, bottom = (round(share * side) for share, side in zip(box, picture.size * 2, strict=True))
    return sum(picture.crop((left, top, right, bottom)).histogram()[:100])


@pytest.mark.parametrize("name", NAMES)
def test_names_of_every_alphabet_are_printable(name: str) -> None:
    assert pdf.unprintable(name) == ""
    assert pdf.pdf("badges.typ", draw(name), day=date(2026, 1, 1)).startswith(b"%PDF")


def test_signs_without_a_letter_are_told_before_and_printed_as_missing() -> None:
    assert pdf.unprintable("王 Wang") == "王"
    assert pdf.pdf("badges.typ", draw("王 Wang"), day=date(2026, 1, 1)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("name", "way"),
    [("Иван", "ltr"), ("דנה כהן", "rtl"), ("عبد", "rtl"), ("123 عبد", "rtl"), ("", "ltr"), ("🚀", "ltr")],
)
def test_a_name_runs_as_its_first_letter_does(name: str, way: str) -> None:
    assert pdf.direction(name) == way


def test_a_printed_name_is_one_line_without_signs_that_turn_it() -> None:
    assert pdf.one_line("  Ana\n\u202egnp.exe ") == "Ana gnp.exe"


@pytest.mark.parametrize("name", ["X" * 120, "Ж" * 60, " ".join(["Maria-Magdalena"] * 8)])
def test_a_long_name_stays_on_its_badge(name: str) -> None:
    (page,) = pdf.pictures("badges.typ", draw(name), day=date(2026, 1, 1), ppi=96)
    first = (15 / 210, 24 / 297, 105 / 210, 56 / 297)  # its own place on the sheet of A4, below the event
    assert ink(page, first) > 100
    assert ink(page, (106 / 210, 11 / 297, 1, 1)) == 0  # nothing beside it
    assert ink(page, (0, 67 / 297, 1, 1)) == 0  # nor below


def test_eleven_badges_are_two_sheets() -> None:
    made = PdfReader(io.BytesIO(pdf.pdf("badges.typ", draw(*["Ana"] * 11), day=date(2026, 1, 1))))
    assert len(made.pages) == 2


def test_badges_hold_speakers_and_everybody_with_a_place(
    keeper: Client, desk: Client, demo: Snapshot, edition: Edition
) -> None:
    made_speaker(edition)
    registered(edition, 0, organisation="Medical University")
    path = f"/en/team/events/{edition.code}/papers/badges.pdf"
    assert desk.get(path).status_code == 403  # names are the stewards'
    told = text(keeper.get(path).content)
    assert {"Speaker ana", "Иван Петров", "Medical University"} <= set(told.splitlines())


@pytest.fixture
def spoke(over: Edition, session: Session) -> Any:
    """A speaker of a session that took place."""
    made = made_speaker(over)
    SessionSpeaker.objects.create(session=session, speaker=made)
    return made


def test_certificates_are_issued_to_who_spoke_or_came_and_once(over: Edition, spoke: Any, steward: Any) -> None:
    made_speaker(over, "silent")
    registered(over, 1)
    registered(over, 2, came=False)
    holders = people.speakers(over) + people.attendees(over)
    assert services.issue(edition=over, holders=holders, by=steward, at=AT) == 2
    assert services.issue(edition=over, holders=holders, by=steward, at=AT) == 0
    assert sorted(Certificate.objects.values_list("kind", flat=True)) == ["attendance", "speaking"]
    assert AuditLine.objects.filter(action="certificates.issued").count() == 1


def test_a_speaker_takes_a_certificate_that_anybody_can_check_and_that_holds_no_name(
    client: Client, keeper: Client, demo: Snapshot, over: Edition, spoke: Any
) -> None:
    own = f"/en/your-slides/{speaker_token(spoke)}/certificate.pdf"
    assert client.get(own).status_code == 404
    assert keeper.post(f"/en/team/events/{over.code}/papers/certificates/").status_code == 302
    found = Certificate.objects.get()
    answer = client.get(own)
    printed = text(answer.content)
    assert answer.headers["Cache-Control"].startswith("private, no-store")
    assert {"Speaker ana", "spoke at", "Spinoff Bulgaria 2026", "“Talk 1”"} <= set(printed.splitlines())
    assert found.number in printed
    assert "Лектор ana" in text(client.get(own.replace("/en/", "/bg/")).content)
    assert "ana" not in str(list(Certificate.objects.values()))
    path = f"/en/certificates/{found.number}/"
    page = client.get(path).content.decode()
    assert "Valid" in page
    assert "Speaker ana" not in page
    assert "issued to this name" in client.post(path, {"name": "  speaker  ANA "}).content.decode()
    assert "not issued to this name" in client.post(path, {"name": "Speaker Anna"}).content.decode()
    spoke.delete()  # erased: the number still says what it said
    assert "Valid" in client.get(path).content.decode()


def test_a_certificate_that_was_taken_back_says_so(
    client: Client, keeper: Client, demo: Snapshot, over: Edition, spoke: Any, steward: Any
) -> None:
    services.issue(edition=over, holders=people.speakers(over), by=steward, at=AT)
    found = Certificate.objects.get()
    keeper.post(f"/en/team/events/{over.code}/papers/certificates/{found.pk}/", {"what": "withdraw"})
    page = client.get(f"/en/certificates/{found.number}/").content.decode()
    assert "Taken back: not valid" in page
    assert client.get(f"/en/your-slides/{speaker_token(spoke)}/certificate.pdf").status_code == 404
    keeper.post(f"/en/team/events/{over.code}/papers/certificates/{found.pk}/", {"what": "give"})
    assert "Taken back" not in client.get(f"/en/certificates/{found.number}/").content.decode()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("7k3m 9qxd p2rt", "7K3M-9QXD-P2RT"), ("OIL0-0000-0000", "0110-0000-0000"), ("short", ""), ("7K3M-9QXD-P2R!", "")],
)
def test_numbers_are_read_as_people_type_them(typed: str, read: str) -> None:
    assert rules.read_number(typed) == read


def test_a_number_that_was_never_issued_is_not_found(client: Client, demo: Snapshot) -> None:
    assert client.get("/en/certificates/0000-0000-0000/").status_code == 404
    assert client.get("/en/certificates/", {"number": "7k3m9qxdp2rt"}).headers["Location"].endswith("7K3M-9QXD-P2RT/")
    assert client.get("/en/certificates/", {"number": "x"}).status_code == 422


def test_whoever_came_gets_one_letter_after_the_end_with_form_and_certificate(
    client: Client, demo: Snapshot, edition: Edition, session: Session
) -> None:
    for number in range(6):
        registered(edition, number, came=number < 5)
    end = span(edition)[1]
    assert end is not None
    assert chores.ask_all(end) == 0  # not in the hour of the end
    assert chores.ask_all(end + timedelta(hours=2)) == 5
    assert chores.ask_all(end + timedelta(hours=3)) == 0
    assert sorted(Letter.objects.values_list("to", flat=True)) == [f"r{number}@example.org" for number in range(5)]
    assert Ballot.objects.count() == 10
    letter = Letter.objects.get(to="r2@example.org").text
    (link,) = re.findall(r"http://testserver(/en/your-certificate/\S+/)", letter)
    assert client.get(link).status_code == 200
    printed = text(client.get(f"{link}certificate.pdf").content)
    assert "took part in" in printed
    Registration.objects.all().delete()  # their time is over
    assert client.get(link).status_code == 410
    assert Certificate.objects.count() == 5


def test_nobody_is_asked_where_nobody_registered_or_long_after(edition: Edition) -> None:
    end = span(edition)[1]
    assert end is not None
    assert chores.ask_all(end + timedelta(hours=2)) == 0
    registered(edition, 1)
    assert chores.ask_all(end + timedelta(days=40)) == 0


def partner(edition: Edition, role: str, code: str) -> Body:
    source = Source.objects.get_or_create(code="s", defaults={"title_bg": "Извор", "title_en": "Source"})[0]
    claim = Claim.objects.create(
        claim_id=f"{Claim.objects.count():016x}", subject_kind="edition", subject_code=edition.code, property=role,
        as_published="said", source=source, recorded_at=AT,
    )  # fmt: skip
    body = Body.objects.get_or_create(code=code, defaults={"name_bg": f"Тяло {code}", "name_en": f"Body {code}"})[0]
    Mention.objects.create(claim=claim, body=body, position=0, as_written=code)
    return body


def test_figures_are_told_from_five_people_on_and_nobody_is_what_is_left(over: Edition) -> None:
    for number in range(4):
        registered(over, number, country="България")
    assert queries.count(over).as_json() == {"registered": None, "came": None, "countries": [], "others": None}
    for number in range(4, 12):
        registered(over, number, came=number != 11, country="Germany" if number > 9 else "bulgaria")
    told = queries.count(over)
    assert (told.registered, told.came) == (12, None)  # 11 came: who stayed away would be one
    assert (told.countries, told.others) == ([], 12)  # two from Germany would be what is left
    for number in range(12, 16):
        registered(over, number, came=False, country="Germany")
    told = queries.count(over)
    assert (told.registered, told.came) == (16, 11)
    assert (told.countries, told.others) == ([("BG", 10), ("DE", 6)], 0)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("България", "BG"), ("bulgaria ", "BG"), ("de", "DE"), ("UK", "GB"), ("САЩ", "US"), ("Луната", "")],
)
def test_countries_are_read_in_both_languages(typed: str, code: str) -> None:
    assert country_code(typed) == code


@pytest.fixture
def partners(over: Edition, session: Session) -> Edition:
    for role, code in (("organiser", "one"), ("partner", "one"), ("supporter", "two")):
        partner(over, role, code)
    SessionPartner.objects.create(session=session, body=Body.objects.get(code="two"), role="co_organiser")
    for number in range(7):
        registered(over, number, country="Bulgaria")
    return over


def test_the_report_lists_partners_with_roles_and_days_and_counts_as_a_spreadsheet(
    keeper: Client, desk: Client, demo: Snapshot, partners: Edition
) -> None:
    path = f"/en/team/events/{partners.code}/papers/partners.xlsx"
    assert desk.get(path).status_code == 403
    book = load_workbook(io.BytesIO(keeper.get(path).content))
    rows = [tuple(cell.value for cell in row)[:3] for row in book["Partners"].iter_rows(min_row=2)]
    assert rows == [
        ("Body one", "organiser", None), ("Body one", "partner", None), ("Body two", "supporter", None),
        ("Body two", "co-organiser", "Talk 1"),
    ]  # fmt: skip
    assert book["Partners"]["D2"].value.date() == date(2024, 6, 20)
    told = {row[0].value: row[1].value for row in book["Figures"].iter_rows(min_row=2)}
    assert told == {
        "Registered with a place": 7, "Seen at the entrance": 7, "Bulgaria": 7, "Other countries, or none given": 0,
    }  # fmt: skip


def test_the_report_on_paper_holds_the_chosen_pictures(
    keeper: Client, demo: Snapshot, partners: Edition, editor: Any
) -> None:
    for is_chosen in (True, False):
        cleaned = clean(io.BytesIO(photograph(900 + is_chosen, 600)))
        made = gallery.add_picture(edition=partners, cleaned=cleaned, credit="", licence="", by=editor, at=AT)
        said = DESCRIBED | {"is_for_report": is_chosen, "caption_en": f"Chosen {is_chosen}"}
        gallery.describe(picture_id=made.pk, said=said, publish=True, by=editor, at=AT)
    answer = keeper.get(f"/en/team/events/{partners.code}/papers/partners.pdf")
    reader = PdfReader(io.BytesIO(answer.content))
    told = text(answer.content)
    assert "Chosen True" in told
    assert "Chosen False" not in told
    assert "Body two" in told
    assert sum(len(page.images) for page in reader.pages) == 1


def test_figures_once_given_out_change_by_five_people_or_not_at_all(
    keeper: Client, demo: Snapshot, partners: Edition
) -> None:
    path = f"/en/team/events/{partners.code}/papers/partners.xlsx"
    keeper.get(path)
    registered(partners, 20, country="Bulgaria")
    keeper.get(path)
    assert Report.objects.get().figures["registered"] == 7
    for number in range(21, 25):
        registered(partners, number, country="Bulgaria")
    keeper.get(path)
    assert Report.objects.get().figures["registered"] == 12


def test_there_is_no_report_before_the_end(keeper: Client, demo: Snapshot, edition: Edition) -> None:
    edition.ends_on = date(2099, 1, 1)
    edition.save()
    assert keeper.get(f"/en/team/events/{edition.code}/papers/partners.pdf").status_code == 404
    page = keeper.get(f"/en/team/events/{edition.code}/papers/")
    assert page.status_code == 200
