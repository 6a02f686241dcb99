"""X-07: people appear by their public role only: confirmed, and while they agree to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from karta.portal.directory.models import Body, PublicRole
from karta.portal.directory.public_roles import services
from karta.portal.platform.holders import all_holders
from karta.portal.platform.models import AuditLine, Consent
from karta.portal.platform.queries import has_consent, subject_of
from karta.portal.platform.services import give_consent, withdraw_consent
from karta.snapshot.reader import Snapshot
from portal.mailbox import Mailbox, text_of
from portal.members.people import SOPHARMA, account, represent

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
NAME = {"bg": "Проба Пробова", "en": "Proba Probova"}
TITLE = {"bg": "Директор", "en": "Director"}
SAID = {
    "org_id": f"http://testserver/bg/organisations/{SOPHARMA}/", "title_bg": TITLE["bg"], "title_en": TITLE["en"],
    "name_bg": NAME["bg"], "name_en": NAME["en"], "agrees": "on",
}  # fmt: skip


def propose(by: Any, **change: Any) -> PublicRole:
    said = {
        "org_id": SOPHARMA, "body": None, "name": NAME, "title": TITLE, "starts_on": None, "ends_on": None,
        "agrees": True, "at": AT,
    } | change  # fmt: skip
    return services.propose(by=by, **said)


def cluster() -> Body:
    return Body.objects.get_or_create(code="hlscb", defaults={"name_bg": "Клъстер", "name_en": "Cluster"})[0]


def profile(language: str = "en", query: str = "") -> str:
    return Client().get(f"/{language}/organisations/{SOPHARMA}/{query}").content.decode()


def test_x_07_a_role_is_shown_once_confirmed_and_goes_with_the_consent_at_once(demo: Snapshot) -> None:
    person, director = account("person"), account("director")
    represent(director)
    made = propose(person)
    assert "Probova" not in profile()
    services.confirm(role_id=made.pk, by=director, at=AT)
    assert "Proba Probova" in profile()
    assert "Директор" in profile("bg")
    withdraw_consent(purpose="public_role", by=person, at=AT)
    for page in (profile(), profile("bg")):
        assert "Probova" not in page
        assert "Пробова" not in page
    give_consent(purpose="public_role", by=person, at=AT)
    assert "Proba Probova" in profile()


def test_x_07_without_consent_nothing_is_written(demo: Snapshot) -> None:
    person = account("person")
    with pytest.raises(services.NoConsent):
        propose(person, agrees=False)
    client = Client()
    client.force_login(person)
    answer = client.post("/en/people/roles/", {key: said for key, said in SAID.items() if key != "agrees"})
    assert answer.status_code == 422
    assert 'id="id_agrees_error"' in answer.content.decode()
    assert not PublicRole.objects.exists()
    assert not Consent.objects.exists()


def test_x_07_consent_to_other_words_is_none(demo: Snapshot) -> None:
    director = account("director")
    represent(director)
    propose(director)
    assert "Probova" in profile()
    Consent.objects.update(version=0)
    assert "Probova" not in profile()


def test_who_acts_for_the_organisation_confirms_their_own_and_nobody_else_theirs(demo: Snapshot) -> None:
    director, stranger = account("director"), account("stranger")
    represent(director)
    assert propose(director).confirmed_by == director
    waiting = propose(stranger)
    assert waiting.confirmed_at is None
    with pytest.raises(PermissionDenied):
        services.confirm(role_id=waiting.pk, by=stranger, at=AT)
    at_cluster = propose(director, org_id="", body=cluster())
    assert at_cluster.confirmed_at is None
    with pytest.raises(PermissionDenied):
        services.confirm(role_id=at_cluster.pk, by=director, at=AT)


def test_the_clusters_team_stands_on_a_page_of_its_own(steward: Any, demo: Snapshot) -> None:
    chair = account("chair")
    visitor = Client()
    assert "Nobody has agreed to stand here yet." in visitor.get("/en/people/").content.decode()
    made = propose(
        chair, org_id="", body=cluster(), title={"bg": "Председател", "en": "Chair"}, starts_on=date(2024, 3, 1)
    )
    services.confirm(role_id=made.pk, by=steward, at=AT)
    page = visitor.get("/en/people/").content.decode()
    assert "<b>Proba Probova</b>, Chair" in page
    assert "since 2024" in page
    assert "<b>Проба Пробова</b>, Председател" in visitor.get("/bg/people/").content.decode()
    assert "Probova" not in profile()
    withdraw_consent(purpose="public_role", by=chair, at=AT)
    assert "Probova" not in visitor.get("/en/people/").content.decode()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_shown"),
    [
        (None, None, True),
        (date(2020, 1, 1), None, True),
        (date(2999, 1, 1), None, False),
        (None, date(2020, 1, 1), False),
    ],
)
def test_only_in_its_days(starts_on: date | None, ends_on: date | None, is_shown: bool, demo: Snapshot) -> None:
    director = account("director")
    represent(director)
    propose(director, starts_on=starts_on, ends_on=ends_on)
    assert ("Probova" in profile()) is is_shown


def test_a_past_day_of_the_map_names_nobody(demo: Snapshot) -> None:
    from datetime import timedelta

    director = account("director")
    represent(director)
    propose(director)
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    assert "Probova" not in profile(query=f"?as_of={tomorrow}")


def test_ended_closed_and_erased_are_gone(demo: Snapshot) -> None:
    director = account("director")
    represent(director)
    made = propose(director)
    services.end(role_id=made.pk, by=director, at=AT)
    assert "Probova" not in profile()
    with pytest.raises(services.AlreadyDecided):
        services.end(role_id=made.pk, by=director, at=AT)
    propose(director)
    assert "Probova" in profile()
    type(director).objects.filter(pk=director.pk).update(is_active=False)
    assert "Probova" not in profile()
    (holder,) = [one for one in all_holders() if one.name == "public_roles"]
    subject = subject_of(director)
    assert [row["name_en"] for row in holder.export(subject)] == ["Proba Probova"] * 2
    assert holder.erase(subject, AT) == 2
    assert not PublicRole.objects.exists()


def test_the_pages_ask_confirm_decline_and_take_back(demo: Snapshot, steward: Any) -> None:
    person, director, stranger = account("person"), account("director"), account("stranger")
    represent(director)
    one, two, three = Client(), Client(), Client()
    one.force_login(person)
    two.force_login(director)
    three.force_login(stranger)
    assert one.post("/en/people/roles/", SAID)["Location"] == "/en/people/roles/"
    made = PublicRole.objects.get()
    assert made.org_id == SOPHARMA
    assert has_consent(person.pk, "public_role")
    assert "waits to be confirmed" in one.get("/en/people/roles/").content.decode()
    assert "Proba Probova" not in three.get("/en/people/roles/").content.decode()
    assert three.post(f"/en/people/roles/{made.pk}/confirm/").status_code == 404
    assert three.post(f"/en/people/roles/{made.pk}/end/").status_code == 404
    assert "person@example.bg" in two.get("/en/people/roles/").content.decode()
    two.post(f"/en/people/roles/{made.pk}/confirm/")
    assert "Proba Probova" in profile()
    answer = two.post(f"/en/people/roles/{made.pk}/confirm/", follow=True)
    assert "Somebody did this before you" in answer.content.decode()
    two.post(f"/en/people/roles/{made.pk}/end/")
    assert "Probova" not in profile()


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name_bg": "Proba"}, "name_bg"), ({"name_en": "Проба"}, "name_en"), ({"title_bg": "Дirector"}, "title_bg"),
     ({"org_id": "bg-eik-1"}, "org_id"), ({"org_id": ""}, "org_id"), ({"title_en": "Id 6101057509"}, "title_en"),
     ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "ends_on")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(demo: Snapshot, change: dict[str, str], field: str) -> None:
    client = Client()
    client.force_login(account("person"))
    answer = client.post("/bg/people/roles/", SAID | change)  # no facts are loaded: the portal has no body of its own
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_letters_go_to_who_confirms_and_back(
    steward: Any, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    steward.email = "keeper@example.bg"
    steward.save()
    person, director = account("person"), account("director")
    with django_capture_on_commit_callbacks(execute=True):
        propose(person)
    assert [letter["To"] for letter in mailbox.letters] == ["keeper@example.bg"]  # nobody acts for it yet
    represent(director)
    mailbox.letters.clear()
    with django_capture_on_commit_callbacks(execute=True):
        made = propose(person)
    assert [letter["To"] for letter in mailbox.letters] == ["director@example.bg"]
    assert "Проба Пробова: Директор" in text_of(mailbox.letters[0])
    mailbox.letters.clear()
    with django_capture_on_commit_callbacks(execute=True):
        services.confirm(role_id=made.pk, by=director, at=AT)
    (letter,) = mailbox.letters
    assert letter["To"] == "person@example.bg"
    assert "Your role “Director” was confirmed." in text_of(letter)


def test_a_role_is_at_one_place_and_names_stay_out_of_the_log(demo: Snapshot) -> None:
    person = account("person")
    with pytest.raises(ValueError, match="one of both"):
        propose(person, org_id="")
    with pytest.raises(ValueError, match="one of both"):
        propose(person, body=cluster())
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicRole.objects.create(user=person, name_bg="-", name_en="-", title_bg="-", title_en="-", asked_at=AT)
    services.end(role_id=propose(person).pk, by=person, at=AT)
    told = " ".join(f"{line.action} {line.target} {line.details}" for line in AuditLine.objects.all())
    assert "rob" not in told.replace("problem", "")


@pytest.mark.parametrize("items", [1, 3])
def test_pages_take_the_same_queries_for_any_number(demo: Snapshot, steward: Any, items: int) -> None:
    body = cluster()
    for number in range(items):
        person = account(f"person{number}")
        services.confirm(role_id=propose(person, org_id="", body=body).pk, by=steward, at=AT)
        services.confirm(role_id=propose(person).pk, by=steward, at=AT)
    client = Client()
    client.get("/en/people/")
    with CaptureQueriesContext(connection) as found:
        assert client.get("/en/people/").content.decode().count("Probova") == items
    assert len(found) == 1
    with CaptureQueriesContext(connection) as found:
        assert profile().count("Probova") == items
    assert len([one for one in found if "publicrole" in one["sql"]]) == 1
