"""What is held about a person: seen, taken away, erased; consents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db.models import CharField, EmailField, JSONField, TextField
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import escape

from karta.portal.directory.models import Alert, Correction
from karta.portal.platform import consents, holders, queries, services
from karta.portal.platform.models import ApiKey, AuditLine, Consent, Letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
DATA = "/en/account/data/"
PASSWORD, CANARY = "correct horse battery", "canary.person@example.bg"
TYPED = "Canary.Person@Example.bg"  # the same mailbox, as its owner may type it in a form


@pytest.fixture
def person(client: Client) -> Any:
    """An account with something in every place, signed in as `client`, who showed just now that it is theirs."""
    now = timezone.now()
    made = get_user_model().objects.create_user("canary-person", email=CANARY, password=PASSWORD, first_name="Canary")
    EmailAddress.objects.create(user=made, email=CANARY, verified=True, primary=True)
    Authenticator.objects.create(user=made, type="recovery_codes", data={})
    Alert.objects.create(email=TYPED, params=[], language="bg", origin="http://testserver", asked_at=now)
    ApiKey.objects.create(email=TYPED, use="tests", language="bg", key_hash="x", asked_at=now, made_at=now)
    Letter.objects.create(to=TYPED, subject="News", made_at=now)
    Correction.objects.create(
        org_id="bg-eik-831902088", property="name", proposed_value="X", reason="r", contact=TYPED, language="bg",
        snapshot="s", proposed_at=now,
    )  # fmt: skip
    services.give_consent(purpose="public_role", by=made, at=now)
    client.force_login(made)
    show_it_is_mine(client)
    return made


def show_it_is_mine(client: Client) -> None:
    client.post("/en/account/reauthenticate/", {"password": PASSWORD, "next": DATA})


def everything_kept() -> str:
    """Every text in every table of the portal's, however it is called."""
    texts = []
    for model in apps.get_models():
        fields = [
            one.name for one in model._meta.fields if isinstance(one, CharField | TextField | EmailField | JSONField)
        ]
        texts += [str(row) for row in model.objects.values_list(*fields)] if fields else []
    return "\n".join(texts)


def test_the_page_shows_every_holder_in_both_languages(client: Client, person: Any) -> None:
    for language, heading in (("en", "Your data"), ("bg", "Вашите данни")):
        html = client.get(f"/{language}/account/data/").content.decode()
        assert f"<h1>{heading}</h1>" in html
        with translation.override(language):
            assert [one.name for one in holders.all_holders() if f"<dt>{escape(one.label)}: " not in html] == []


def test_the_export_holds_everything(client: Client, person: Any) -> None:
    reply = client.get(f"{DATA}export.json")
    assert reply["Content-Disposition"] == 'attachment; filename="karta-my-data.json"'
    told = json.loads(reply.content)
    assert set(told) == {one.name for one in holders.all_holders()} | {"exported_at"}
    ours = ("account", "ways", "consents", "keys", "letters", "log", "alerts", "corrections")
    assert {name: len(told[name]) for name in ours} == dict.fromkeys(ours, 1)
    assert told["account"][0]["email"] == CANARY
    assert "password" not in reply.content.decode()
    assert AuditLine.objects.latest("pk").action == "data.exported"


def test_an_erasure_leaves_no_trace_of_the_person(client: Client, person: Any) -> None:
    assert everything_kept().casefold().count(CANARY) >= 6
    elsewhere = Client()
    elsewhere.force_login(person)
    assert client.post(f"{DATA}erase/")["Location"] == "/en/account/login/"
    kept = everything_kept().casefold().lower()
    assert CANARY not in kept
    assert "canary" not in kept
    assert elsewhere.get(DATA)["Location"].startswith("/en/account/login/")
    assert not any(one.get_decoded().get("_auth_user_id") == str(person.pk) for one in Session.objects.all())
    line = AuditLine.objects.latest("pk")
    assert (line.action, line.target, line.by_id) == ("account.erased", f"account {person.pk}", person.pk)
    assert Correction.objects.count() == 1


def test_an_address_that_is_not_verified_opens_nothing_of_another(client: Client, person: Any) -> None:
    thief = get_user_model().objects.create_user("thief", email=CANARY, password=PASSWORD)
    EmailAddress.objects.create(user=thief, email=CANARY, verified=False, primary=True)
    subject = queries.subject_of(thief)
    assert subject.addresses == ()
    services.erase(by=thief, at=timezone.now())
    assert (Alert.objects.count(), ApiKey.objects.get().email) == (1, TYPED)


@pytest.mark.parametrize("path", ["export.json", "erase/"])
def test_what_takes_everything_asks_once_more_who_it_is(client: Client, person: Any, path: str) -> None:
    fresh = Client()
    fresh.force_login(person)
    for ask in (fresh.get, fresh.post) if path == "erase/" else (fresh.get,):
        assert ask(DATA + path)["Location"].startswith("/en/account/reauthenticate/")
    assert get_user_model().objects.get(pk=person.pk).is_active


def test_the_last_administrator_is_not_erased(client: Client, steward: Any) -> None:
    steward.groups.add(Group.objects.get_or_create(name="administrator")[0])
    client.force_login(steward)
    show_it_is_mine(client)
    reply = client.post(f"{DATA}erase/", follow=True)
    assert "You are the last administrator" in reply.content.decode()
    assert get_user_model().objects.get(pk=steward.pk).is_active


def test_a_consent_is_given_withdrawn_and_kept_as_a_record(client: Client, person: Any) -> None:
    assert queries.has_consent(person.pk, "public_role")
    client.post(f"{DATA}consents/public_role/", {"what": "give"})
    assert Consent.objects.count() == 1
    client.post(f"{DATA}consents/public_role/", {"what": "withdraw"})
    assert not queries.has_consent(person.pk, "public_role")
    client.post(f"{DATA}consents/public_role/", {"what": "give"})
    assert [one.withdrawn_at is None for one in Consent.objects.order_by("pk")] == [False, True]
    actions = AuditLine.objects.filter(action__startswith="consent.").order_by("pk")
    assert [line.action for line in actions] == ["consent.given", "consent.withdrawn", "consent.given"]
    assert client.post(f"{DATA}consents/no-such-thing/", {"what": "give"}).status_code == 404


def test_other_words_are_asked_for_anew(client: Client, person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = consents.Purpose("public_role", 2, "Other words")
    monkeypatch.setitem(consents._purposes, "public_role", newer)
    assert not queries.has_consent(person.pk, "public_role")
    assert "You agreed to earlier words; these are new." in client.get(DATA).content.decode()
    client.post(f"{DATA}consents/public_role/", {"what": "give"})
    assert queries.has_consent(person.pk, "public_role")


def test_nobody_agrees_before_they_say_so(steward: Any) -> None:
    assert not queries.has_consent(steward.pk, "public_role")


def test_a_name_belongs_to_one_holder() -> None:
    other = holders.Holder("account", "x", "y", lambda subject: [], lambda subject, at: 0)
    with pytest.raises(ValueError, match="another one of this name"):
        holders.register(other)
