"""Every address, every role, one's own and others': nobody gets further than the table in url_table.py says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from portal.url_table import LETS_IN, ROLES, rule_of

pytestmark = pytest.mark.once

LOGIN = re.compile("/(bg|en)/account/login/")  # Wagtail has one address for both languages
NO_UUID = "00000000-0000-0000-0000-000000000000"
SAMPLES = {"slug": "none", "int": "987654321", "str": "none", "path": "none", "uuid": NO_UUID}


def addresses(patterns: Any, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(name with its namespace, an address) of every pattern of the URL table; nameless ones by their route."""
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from addresses(one.url_patterns, prefix + sample(one.pattern), inner)
        elif isinstance(one, URLPattern):
            path = prefix + sample(one.pattern)
            yield (f"{space}{one.name}" if one.name else f"nameless {path}"), f"/{path}"


def sample(pattern: Any) -> str:
    """A route with something in place of its parameters."""
    if hasattr(pattern, "prefix_default_language"):
        return "en/"
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], text)
    return regex_sample(text)


def regex_sample(text: str) -> str:
    """The first thing that an expression of ours matches: its first alternative, one of each class."""
    text = text.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    text = re.sub(r"\(\?P<\w+>([a-z]+)\|[^)]*\)", r"\1", text)
    text = re.sub(r"\(\?P<\w+>\[[^\]]*\]\+\)|\(\?P<\w+>[^)]*\)", "none", text)
    return text.replace("\\", "")


ADDRESSES = sorted(set(addresses(get_resolver().url_patterns)))


@pytest.fixture
def clients(db: None, settings: Any) -> dict[str, Client]:
    """One client for each role. The account of `account` has none."""
    found = {"visitor": Client(REMOTE_ADDR="192.0.2.1")}
    for number, role in enumerate(ROLES[1:]):
        user = get_user_model().objects.create_user(f"one-{role}", email=f"{role}@example.bg", password="x" * 20)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if role != "account":
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        found[role] = Client(REMOTE_ADDR=f"192.0.2.{number + 2}")
        found[role].force_login(user)
    return found


def outcome(client: Client, method: str, path: str) -> str:
    """in | login | refused; "" where the method is none of the address's, so that nothing is told or done.

    Not found and bad input are `in`: the door was open.
    """
    client.raise_request_exception = False
    reply = getattr(client, method)(path)
    if reply.status_code == 405:
        return ""
    if reply.status_code == 403:
        return "refused"
    return "login" if reply.status_code == 302 and LOGIN.match(reply["Location"]) else "in"


def test_every_address_has_a_line() -> None:
    assert len(ADDRESSES) > 100
    assert [name for name, _path in ADDRESSES if rule_of(name) is None] == []


def areas(*, public: bool) -> dict[str, list[tuple[str, str]]]:
    """Addresses that are public, or have a rule that asks who one is, by the namespace of their names."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, path in ADDRESSES:
        rule = rule_of(name)
        if rule not in ("outside", None) and (rule == "public") is public:
            found.setdefault(name.rpartition(":")[0], []).append((name, path))
    return found


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("area", areas(public=False).values(), ids=areas(public=False))
def test_a_door_is_open_to_those_whom_its_rule_lets_in(clients: dict[str, Client], area: list[tuple[str, str]]) -> None:
    differs = {}
    for name, path in area:
        lets_in = LETS_IN[str(rule_of(name))]
        expected = {role: "in" if role in lets_in else "login" if role == "visitor" else "refused" for role in ROLES}
        for method in ("get", "post"):
            found = {role: outcome(client, method, path) for role, client in clients.items()}
            if {role: done or expected[role] for role, done in found.items()} != expected:
                differs[f"{method} {path} ({name})"] = found
    assert differs == {}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("area", areas(public=True).values(), ids=areas(public=True))
def test_what_is_public_asks_nobody_who_they_are(clients: dict[str, Client], area: list[tuple[str, str]]) -> None:
    found = {path: outcome(clients["visitor"], "get", path) for _name, path in area}
    assert {path: done for path, done in found.items() if done not in ("in", "")} == {}


@pytest.mark.parametrize("what", ["users", "groups", "sites", "locales"])
def test_no_second_way_to_accounts_and_settings_leads_through_the_pages(clients: dict[str, Client], what: str) -> None:
    for role in ROLES:
        for path in (f"/team/pages/{what}/", f"/team/pages/{what}/new/"):
            assert clients[role].get(path).status_code in (302, 403)


def test_a_passkey_of_another_is_not_there(clients: dict[str, Client]) -> None:
    other = get_user_model().objects.get(username="one-administrator")
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "phone"})
    client = clients["account"]
    client.post("/en/account/reauthenticate/", {"password": "x" * 20, "next": "/en/account/2fa/"})
    for action in ("edit", "remove"):
        where = f"/en/account/2fa/webauthn/keys/{key.pk}/{action}/"
        assert (client.get(where).status_code, client.post(where, {"name": "mine"}).status_code) == (404, 404)
    key.refresh_from_db()
    assert key.data == {"name": "phone"}


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("role", ROLES[:-1])
def test_the_account_of_another_is_changed_by_administrators_only(clients: dict[str, Client], role: str) -> None:
    other = get_user_model().objects.get(username="one-steward")
    for said in ({"what": "give", "role": "administrator"}, {"what": "take", "role": "steward"}, {"what": "close"}):
        clients[role].post(f"/en/team/people/{other.pk}/", said)
    other = get_user_model().objects.get(pk=other.pk)
    assert other.is_active
    assert set(other.groups.values_list("name", flat=True)) == {"steward"}
