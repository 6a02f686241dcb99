"""Roles: who gives them, what they open, what stands in the audit log."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone

from karta.portal.platform import rules, services
from karta.portal.platform.models import AuditLine
from portal.mailbox import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
PEOPLE = "/en/team/people/"
MAY = {
    rules.may_take_part: {"account", "member", "editor", "curator", "steward", "administrator"},
    rules.may_use_member_pages: {"member", "editor", "curator", "steward", "administrator"},
    rules.may_edit: {"editor", "steward", "administrator"},
    rules.may_curate: {"curator", "steward", "administrator"},
    rules.may_steward: {"steward", "administrator"},
    rules.may_administer: {"administrator"},
}


def account(name: str, *roles: str) -> Any:
    made = get_user_model().objects.create_user(name, email=f"{name}@example.bg", password="correct horse battery")
    made.groups.add(*(Group.objects.get_or_create(name=role)[0] for role in roles))
    return made


@pytest.fixture
def boss(client: Client) -> Any:
    """An administrator, signed in as `client`."""
    made = account("boss", "administrator")
    client.force_login(made)
    return made


def last_line() -> tuple[str, str, str | None, dict[str, Any]]:
    line = AuditLine.objects.select_related("by").latest("pk")
    return line.action, line.target, line.by and line.by.username, line.details


@pytest.mark.parametrize("may", MAY, ids=lambda may: may.__name__)
def test_what_each_role_may(may: Any) -> None:
    everybody = {"account": account("plain")} | {role: account(f"one-{role}", role) for role in rules.ROLES}
    assert {name for name, user in everybody.items() if may(user)} == MAY[may]
    assert not may(AnonymousUser())
    for user in everybody.values():
        user.is_active = False
    assert not any(may(user) for user in everybody.values())


def test_a_group_of_another_name_is_no_role() -> None:
    assert rules.roles_of(account("odd", "administrators", "root")) == frozenset()


def test_roles_are_given_and_taken_with_a_line_each(client: Client, boss: Any) -> None:
    other = account("other")
    where = f"{PEOPLE}{other.pk}/"
    assert client.post(where, {"what": "give", "role": "curator"})["Location"] == f"{PEOPLE}#account-{other.pk}"
    assert last_line() == ("role.given", f"auth.user:{other.pk}", "boss", {"role": "curator"})
    client.post(where, {"what": "give", "role": "curator"})
    assert AuditLine.objects.filter(action="role.given").count() == 1
    colleague = Client()
    colleague.force_login(other)
    assert colleague.get("/en/curation/").status_code == 200
    assert colleague.get("/en/team/imports/").status_code == 403
    client.post(where, {"what": "take", "role": "curator"})
    assert last_line()[0] == "role.taken"
    assert "/account/login/" in colleague.get("/en/curation/")["Location"]  # a change of roles ends open sessions
    colleague.force_login(other)
    assert colleague.get("/en/curation/").status_code == 403


@pytest.mark.parametrize("role", ["root", "", "steward\x00"])
def test_a_role_that_is_none_is_refused(client: Client, boss: Any, role: str) -> None:
    other = account("other")
    said = {"what": "give", "role": role}
    assert client.post(f"{PEOPLE}{other.pk}/", said).status_code == 400
    with pytest.raises(ValueError, match="no such role"):
        services.give_role(account_id=other.pk, role="root", by=boss, at=timezone.now())


@pytest.mark.parametrize("role", [None, "member", "editor", "curator", "steward"])
def test_nobody_else_gives_roles(client: Client, role: str | None) -> None:
    user = account("climber", *([role] if role else []))
    client.force_login(user)
    assert client.post(f"{PEOPLE}{user.pk}/", {"what": "give", "role": "administrator"}).status_code == 403
    for write in (
        lambda: services.give_role(account_id=user.pk, role="administrator", by=user, at=timezone.now()),
        lambda: services.take_role(account_id=user.pk, role="member", by=user, at=timezone.now()),
        lambda: services.set_open(account_id=user.pk, is_open=False, by=user, at=timezone.now()),
        lambda: services.invite(email="x@example.bg", role="administrator", by=user, at=timezone.now()),
    ):
        with pytest.raises(PermissionDenied):
            write()
    assert "administrator" not in rules.roles_of(get_user_model().objects.get(pk=user.pk))


def test_one_administrator_stays(client: Client, boss: Any) -> None:
    where = f"{PEOPLE}{boss.pk}/"
    for said in ({"what": "take", "role": "administrator"}, {"what": "close"}):
        reply = client.post(where, said, follow=True)
        assert "This is the last administrator: make another one first." in reply.content.decode()
    assert rules.may_administer(get_user_model().objects.get(pk=boss.pk))
    account("second", "administrator")
    client.post(where, {"what": "take", "role": "administrator"})
    client.force_login(boss)
    assert client.get(PEOPLE).status_code == 403


def test_a_closed_account_is_signed_out_at_once(client: Client, boss: Any) -> None:
    other, elsewhere = account("other", "steward"), Client()
    elsewhere.force_login(other)
    assert elsewhere.get("/en/team/imports/").status_code == 200
    client.post(f"{PEOPLE}{other.pk}/", {"what": "close"})
    assert last_line()[0] == "account.closed"
    assert elsewhere.get("/en/team/imports/")["Location"].startswith("/en/account/login/")
    client.post(f"{PEOPLE}{other.pk}/", {"what": "open"})
    assert last_line()[0] == "account.opened"


def test_an_account_that_is_not_there(client: Client, boss: Any) -> None:
    assert client.post(f"{PEOPLE}99999/", {"what": "close"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_somebody_invited_chooses_a_password_and_works(client: Client, boss: Any, mailbox: Mailbox) -> None:
    client.post(f"{PEOPLE}invite/", {"email": "Ivo@example.bg", "role": "curator"})
    assert mailbox.letters[-1]["To"] == "ivo@example.bg"
    path = mailbox.links()[0].removeprefix("http://testserver")
    newcomer = Client()
    password = "a long secret of mine"
    assert 'value="ivo@example.bg"' in newcomer.get(path).content.decode()
    said = {"email": "boss@example.bg", "new_password1": password, "new_password2": password}
    assert newcomer.post(path, said)["Location"] == "/en/curation/"
    user = get_user_model().objects.get(email="ivo@example.bg")
    assert [(one.email, one.verified) for one in user.emailaddress_set.all()] == [("ivo@example.bg", True)]
    assert rules.roles_of(user) == {"curator"}
    assert Client().get(path).status_code == 410
    again = client.post(f"{PEOPLE}invite/", {"email": "ivo@example.bg", "role": "steward"})
    assert (again.status_code, "An account has this address" in again.content.decode()) == (422, True)


def test_an_invitation_is_over_after_a_week_or_when_sent_again(boss: Any) -> None:
    now = timezone.now()
    first = services.invite(email="ivo@example.bg", role="editor", by=boss, at=now)
    second = services.invite(email="ivo@example.bg", role="editor", by=boss, at=now)
    for token, at in ((first, now), (second, now + timedelta(days=7))):
        with pytest.raises(services.LinkSpent):
            services.set_first_password(token=token, email="ivo@example.bg", password="x" * 20, at=at)
    assert get_user_model().objects.filter(email="ivo@example.bg").count() == 1


def test_stewards_of_before_become_administrators() -> None:
    keeper = account("keeper", "steward")
    import_module("karta.portal.platform.migrations.0004_roles").make(apps, connection.schema_editor())
    assert rules.may_administer(get_user_model().objects.get(pk=keeper.pk))
    assert set(Group.objects.values_list("name", flat=True)) >= set(rules.ROLES)


@pytest.mark.parametrize("items", [1, 3])
def test_people_query_budget(client: Client, boss: Any, items: int, django_assert_num_queries: Any) -> None:
    for number in range(items):
        account(f"someone{number}", "member", "editor")
    client.get(PEOPLE)
    with django_assert_num_queries(6):
        assert client.get(PEOPLE).content.count(b'id="account-') == items + 1


@pytest.mark.parametrize("items", [1, 3])
def test_audit_log_query_budget(client: Client, boss: Any, items: int, django_assert_num_queries: Any) -> None:
    for number in range(items):
        services.give_role(account_id=account(f"one{number}").pk, role="member", by=boss, at=timezone.now())
    with django_assert_num_queries(4):
        assert client.get("/en/team/audit/").content.count(b"role.given") == items


def test_the_log_is_asked_by_who_what_and_when(client: Client, boss: Any) -> None:
    other, day = account("other", "administrator"), datetime(2026, 3, 29, 23, 30, tzinfo=ZoneInfo("Europe/Sofia"))
    services.give_role(account_id=other.pk, role="member", by=boss, at=day)
    services.take_role(account_id=other.pk, role="member", by=other, at=day + timedelta(hours=1))

    def shown(**asked: str) -> list[str]:
        lines = client.get("/en/team/audit/", asked).context["lines"]
        return [line.action for line in lines if line.action.startswith("role.")]

    assert shown() == ["role.taken", "role.given"]
    assert shown(who="boss@") == ["role.given"]
    assert shown(what="role.t") == ["role.taken"]
    assert shown(what=f"user:{other.pk}") == ["role.taken", "role.given"]
    assert shown(since="2026-03-30") == ["role.taken"]
    assert shown(until="2026-03-29") == ["role.given"]
    assert shown(since="2026-03-31") == []
    assert client.get("/en/team/audit/", {"since": "yesterday"}).status_code == 422


def test_the_log_goes_on_to_older_lines(client: Client, boss: Any) -> None:
    other = account("other")
    for number in range(60):
        services.set_open(account_id=other.pk, is_open=bool(number % 2), by=boss, at=timezone.now())
    first = client.get("/en/team/audit/", {"what": "account."})
    second = client.get(f"/en/team/audit/?{first.context['older']}")
    assert (len(first.context["lines"]), len(second.context["lines"]), second.context["older"]) == (50, 10, None)
