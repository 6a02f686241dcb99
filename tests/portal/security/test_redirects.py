"""A link of ours leads to us: no address takes another site as the place to go to."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from portal.security.crawl import addresses, closed, rows_of
from portal.security.planting import Garden

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ELSEWHERE = ("https://evil.example/", "//evil.example/", "/\\evil.example/", "https:evil.example",
             "javascript:alert(1)",
             "\thttps://evil.example", "https://testserver@evil.example/")  # fmt: skip
NAMES = ("next", "url", "return", "return_to", "redirect", "redirect_to", "to", "back", "from", "lang")


def leads_away(answer: Any) -> bool:
    parts = urlsplit(answer.headers.get("Location", "").strip().replace("\\", "/"))
    return parts.scheme not in ("", "http") or parts.netloc not in ("", "testserver")


@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_no_address_sends_anybody_elsewhere(clients: dict[str, Client], garden: Garden, role: str) -> None:
    asked = [
        path for name, path in addresses(rows_of(garden)) if not path.startswith("/team/pages/") and ".pdf" not in path
    ]
    assert len(asked) > 120
    for number, path in enumerate(asked):
        where = ELSEWHERE[number % len(ELSEWHERE)]
        said = dict.fromkeys(NAMES, where)
        for answer in (clients[role].get(path, said), clients[role].post(path, said, HTTP_REFERER=where)):
            assert not leads_away(closed(answer)), path


@pytest.mark.parametrize("where", ELSEWHERE)
@pytest.mark.parametrize("path", ["/bg/account/login/", "/en/account/logout/", "/bg/account/signup/",
                                  "/bg/account/reauthenticate/"])  # fmt: skip
@pytest.mark.usefixtures("demo")
def test_signing_in_and_out_leads_back_to_us(client: Client, steward: Any, path: str, where: str) -> None:
    said = {"login": "keeper", "password": "correct horse battery", "next": where}
    if "reauthenticate" in path or "logout" in path:
        client.force_login(steward)
    assert not leads_away(client.post(path, said))
    page = client.get(path, {"next": where}).content.decode()
    assert 'href="https://evil' not in page
    assert 'href="//evil' not in page


@pytest.mark.usefixtures("demo")
def test_a_redirect_that_editors_made_leads_where_they_said(client: Client) -> None:
    Redirect.objects.create(old_path="/old", redirect_link="https://partner.example/")
    assert client.get("/old/")["Location"] == "https://partner.example/"
    for path in (
        "/old/evil.example/",
        "//evil.example/old",
        "/bg//evil.example",
        "/%2F%2Fevil.example/",
        "/old@evil.example",
    ):
        # As a server hands it over: Django's client would take "//" for the beginning of another host. Wagtail reads
        # such a path as the editors' own, which leads where they said and nowhere else.
        answer = client.get("/", PATH_INFO=unquote(path))
        assert not leads_away(answer) or answer["Location"] == "https://partner.example/", path


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "testserver:80@x"]
)
def test_another_host_is_not_answered(client: Client, host: str) -> None:
    assert client.get("/bg/contact/", HTTP_HOST=host).status_code == 400
