"""What every answer tells a browser: where scripts may come from, who may frame it, what may be kept."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from karta.portal.platform.errors import server_error
from portal.security.crawl import addresses, closed, rows_of
from portal.security.planting import Garden
from portal.url_table import rule_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SLOW = {"explorer:report_pdf", "operations:difference"}


@pytest.mark.parametrize("role", ["visitor", "administrator"])
def test_every_answer_says_what_a_browser_may_do_with_it(clients: dict[str, Client], garden: Garden, role: str) -> None:
    for name, path in addresses(rows_of(garden)):
        if name in SLOW or (role == "visitor" and path.startswith("/team/pages/")):
            continue
        answer = closed(clients[role].get(path))
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, path
        assert all(f"{one} 'none'" in policy for one in ("object-src", "base-uri")), path
        assert "frame-ancestors" in policy, path
        assert "unsafe-inline" not in policy or path.startswith("/team/pages/"), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Referrer-Policy"] == "same-origin", path
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        if answer.status_code == 200 and not answer.streaming and answer.content:
            assert answer.headers["Content-Type"], path


def test_what_is_behind_a_door_is_kept_by_no_browser(clients: dict[str, Client], garden: Garden) -> None:
    seen = 0
    for name, path in addresses(rows_of(garden)):
        if name in SLOW or rule_of(name) in ("public", "outside"):
            continue
        answer = closed(clients["administrator"].get(path))
        if answer.status_code == 200:
            seen += 1
            assert "no-store" in answer.headers.get("Cache-Control", ""), path
    assert seen > 60


def test_cookies_are_for_us_alone(client: Client, demo: Any, steward: Any) -> None:
    page = client.get("/en/account/login/").content.decode()
    answer = client.post("/en/account/login/", {"login": "keeper", "password": "correct horse battery"})
    assert "keeper" not in page
    session = answer.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


@pytest.mark.parametrize("method", ["trace", "delete", "put", "patch"])
@pytest.mark.usefixtures("demo")
def test_methods_that_nobody_needs_do_nothing(client: Client, method: str) -> None:
    for path in ("/api/v1/organisations", "/en/corrections/new/bg-eik-831902088/", "/en/contact/"):
        answer = getattr(client, method)(path)
        assert answer.status_code in (200, 405, 403)
        assert "Cookie" not in answer.content.decode()


@pytest.mark.usefixtures("demo")
def test_other_origins_read_the_open_api_and_nothing_else(client: Client) -> None:
    for path in ("/en/account/", "/en/contact/", "/en/team/people/", "/en/map/"):
        assert "Access-Control-Allow-Origin" not in client.get(path, HTTP_ORIGIN="https://evil.example").headers
    answer = client.get("/api/v1/organisations", HTTP_ORIGIN="https://evil.example")
    assert answer.headers.get("Access-Control-Allow-Origin") in (None, "*")
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.usefixtures("demo")
def test_a_form_from_elsewhere_is_refused(steward: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(steward)
    for path in ("/en/team/messages/terms/", "/en/account/data/erase/", "/en/contact/", "/team/pages/images/add/"):
        answer = strict.post(path, {"answer_days": 1}, HTTP_ORIGIN="https://evil.example")
        assert answer.status_code == 403
        assert not re.search(r"Traceback|settings\.", answer.content.decode())


@pytest.mark.usefixtures("demo")
def test_a_path_breaks_no_line_of_the_log(rf: RequestFactory, caplog: pytest.LogCaptureFixture) -> None:
    request = rf.get("/en/none/")
    request.path = "/en/none\r\nERROR forged"
    request.user = AnonymousUser()
    assert server_error(request).status_code == 500
    (line,) = [one.getMessage() for one in caplog.records if "error page" in one.getMessage()]
    assert "forged" in line
    assert "\n" not in line
    assert "\r" not in line
