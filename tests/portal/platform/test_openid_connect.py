"""Signing in through an organisation's own OpenID Connect provider: a real one, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, parse_qs, urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client

from karta.portal.platform.account_settings import OIDC_ID, account_settings
from live import free_port

pytestmark = pytest.mark.django_db
LOGIN = f"/en/account/oidc/{OIDC_ID}/login/"
RESEARCHER = {"sub": "r1", "email": "researcher@university.example", "email_verified": True}
# Says of itself that it is a colleague, whose account was made here and has nothing to do with this provider.
IMPOSTOR = {"sub": "r2", "email": "keeper@example.bg", "email_verified": True}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a provider that knows two people."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    command += [part for one in (RESEARCHER, IMPOSTOR) for part in ("--user-claims", json.dumps(one))]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url, until = f"http://127.0.0.1:{port}", time.monotonic() + 60
    try:
        while True:
            try:
                httpx.get(f"{url}/.well-known/openid-configuration").raise_for_status()
                break
            except httpx.HTTPError:
                assert time.monotonic() < until, "the provider did not start"
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def provider(address: str, settings: Any, demo: Any) -> str:
    """That provider, trusted by the portal."""
    given = {"KARTA_OIDC_URL": address, "KARTA_OIDC_CLIENT": "karta", "KARTA_OIDC_SECRET": "s3cret"}
    settings.SOCIALACCOUNT_PROVIDERS = account_settings(given, "")["SOCIALACCOUNT_PROVIDERS"]
    return address


def proven(client: Client, sub: str) -> SplitResult:
    """Where the provider sends somebody back to, who proved to it who they are."""
    there = client.post(LOGIN)["Location"]
    asked = parse_qs(urlsplit(there).query)
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    return urlsplit(httpx.post(there, data={"sub": sub}).headers["Location"])


def arrive(client: Client, back: SplitResult) -> Any:
    return client.get(f"{back.path}?{back.query}", follow=True)


@pytest.mark.usefixtures("provider")
def test_somebody_signs_in_and_is_known_the_next_time(client: Client) -> None:
    for _ in range(2):
        assert arrive(client, proven(client, "r1")).context["user"].is_authenticated
        client.logout()
    address = EmailAddress.objects.get(email=RESEARCHER["email"])
    assert address.verified
    assert not address.user.groups.exists()


@pytest.mark.usefixtures("provider")
def test_the_provider_s_word_opens_nobody_else_s_account(client: Client, steward: Any) -> None:
    EmailAddress.objects.get_or_create(user=steward, email=IMPOSTOR["email"], verified=True, primary=True)
    arrived = arrive(client, proven(client, "r2"))
    assert arrived.context["user"].pk != steward.pk
    assert client.get("/en/team/imports/").status_code in (302, 403)


@pytest.mark.usefixtures("provider")
def test_an_answer_that_was_not_asked_for_is_refused(client: Client) -> None:
    back = proven(client, "r1")
    for other in (Client(), client):
        query = back.query.replace("state=", "state=x")
        refused = other.get(f"{back.path}?{query}", follow=True)
        assert not refused.context["user"].is_authenticated
    stranger = arrive(Client(), back)
    assert not stranger.context["user"].is_authenticated
    assert "Signing in failed" in stranger.content.decode()
    assert not get_user_model().objects.filter(email=RESEARCHER["email"]).exists()


@pytest.mark.usefixtures("provider")
def test_a_code_opens_once(client: Client) -> None:
    back = proven(client, "r1")
    assert arrive(client, back).context["user"].is_authenticated
    client.logout()
    assert not arrive(client, back).context["user"].is_authenticated


def test_a_provider_that_is_away_is_told_in_words(client: Client, provider: str, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.post(LOGIN)
    assert answer.status_code == 502
    assert "sign-in does not answer now" in answer.content.decode()
