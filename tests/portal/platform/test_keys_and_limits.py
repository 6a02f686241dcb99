"""API keys by confirmed address; limits by address and key, counted together by all processes."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from karta.portal.platform import queries, tokens
from karta.portal.platform.counts import Counts
from karta.portal.platform.limits import network_of
from karta.portal.platform.models import ApiKey, Attempt, AuditLine
from karta.portal.platform.problems import MEDIA_TYPE
from karta.portal.platform.proxies import ClientAddress, visitor
from karta.snapshot.reader import Snapshot
from portal.mailbox import Mailbox

OWNER = "owner@example.org"


@pytest.fixture
def limited(demo: Snapshot, settings: Any, tmp_path: Path) -> Any:
    """Three requests a minute without a key, five with one; a minute that has just begun."""
    settings.STATE = tmp_path
    settings.RATE_LIMITS = {"anonymous": 3, "key": 5}
    if time.time() % 60 > 50:
        time.sleep(61 - time.time() % 60)
    queries.forget_keys()
    return settings


@pytest.fixture
def key(client: Client, demo: Snapshot, mailbox: Mailbox, django_capture_on_commit_callbacks: Any) -> dict[str, str]:
    """A key as its owner gets it: the form, the mail, the button."""
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/account/keys/", {"email": OWNER, "use": "a dashboard"})
    link = mailbox.links()[-1]
    page = client.post(link).content.decode()
    found = re.search(r'id="key">(karta_[\w-]+)<', page)
    manage = re.search(r'href="(http[^"]+/manage/[^"]+)"', page)
    assert found
    assert manage
    return {"key": found[1], "manage": manage[1], "link": link}


@pytest.mark.django_db
def test_a_key_is_made_by_the_button_behind_the_mailed_link_and_shown_once(client: Client, key: dict[str, str]) -> None:
    assert client.post(key["link"]).status_code == 410
    kept = ApiKey.objects.get()
    assert (kept.email, kept.use, kept.start) == (OWNER, "a dashboard", key["key"][:12])
    assert kept.key_hash == queries.token_hash(key["key"])
    assert OWNER not in str(list(AuditLine.objects.values()))


@pytest.mark.django_db
def test_opening_the_link_makes_no_key(
    client: Client, demo: Snapshot, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/bg/account/keys/", {"email": OWNER})
    assert {link.split("/")[3] for link in mailbox.links()} == {"bg", "en"}
    assert "Вашият ключ за API на Карта / Your API key of Karta" in mailbox.letters[0]["Subject"]
    assert client.get(mailbox.links()[0]).status_code == 200
    assert ApiKey.objects.get().key_hash is None


@pytest.mark.django_db
def test_a_revoked_key_is_refused_and_its_owner_forgotten(client: Client, key: dict[str, str], limited: Any) -> None:
    send = {"authorization": f"Bearer {key['key']}"}
    assert client.get("/api/v1/organisations", headers=send).status_code == 200
    assert client.get(key["manage"]).status_code == 200
    client.post(key["manage"])
    answer = client.get("/api/v1/organisations", headers=send)
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_key")
    assert client.get("/api/v1/organisations", headers={"x-api-key": "karta_nobody"}).status_code == 401
    assert ApiKey.objects.get().email == ""


@pytest.mark.django_db
def test_a_machine_that_fills_in_the_trap_sends_no_mail(client: Client, demo: Snapshot, mailbox: Mailbox) -> None:
    answer = client.post("/en/account/keys/", {"email": OWNER, "website": "http://spam.example"})
    assert answer.status_code == 200
    assert ApiKey.objects.count() == 0


@pytest.mark.django_db
def test_nobodys_mailbox_is_filled(client: Client, demo: Snapshot, mailbox: Mailbox) -> None:
    told = [client.post("/en/account/keys/", {"email": OWNER}).status_code for _ in range(4)]
    assert told == [200, 200, 200, 429]
    assert OWNER not in str(list(Attempt.objects.values()))


@pytest.mark.parametrize(
    ("said", "field"), [({"email": "nobody"}, "E-mail"), ({"email": OWNER, "use": "7501010010"}, "What for")]
)
@pytest.mark.django_db
def test_the_form_says_what_to_correct(client: Client, demo: Snapshot, said: dict[str, str], field: str) -> None:
    answer = client.post("/en/account/keys/", said)
    assert answer.status_code == 422
    assert re.search(rf'role="alert".*href="#id_\w+">{field}: ', answer.content.decode(), re.DOTALL)


def test_a_token_of_another_purpose_opens_nothing() -> None:
    token = tokens.made("key.confirm", 7)
    assert tokens.read("key.confirm", token) == 7
    for purpose, text in (("key.manage", token), ("key.confirm", token + "x"), ("key.confirm", "")):
        with pytest.raises(tokens.BadToken):
            tokens.read(purpose, text)


@pytest.mark.django_db
def test_beyond_the_limit_is_a_429_that_says_when_to_come_back(client: Client, limited: Any) -> None:
    answers = [client.get("/api/v1/organisations?limit=1") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"anonymous";q=3;w=60'
    assert re.fullmatch(r'"anonymous";r=2;t=\d+', answers[0]["RateLimit"])
    assert answers[3]["Content-Type"] == MEDIA_TYPE
    assert 0 < int(answers[3]["Retry-After"]) <= 60
    assert answers[3].json()["code"] == "too_many_requests"
    assert "3" in answers[3].json()["message_bg"]
    assert client.get("/api/v1/organisations?limit=1", REMOTE_ADDR="10.0.0.9").status_code == 200
    assert client.get("/en/map/").status_code == 200


@pytest.mark.django_db
def test_a_key_has_its_own_higher_limit(client: Client, key: dict[str, str], limited: Any) -> None:
    told = [client.get("/api/v1/facets", headers={"x-api-key": key["key"]}).status_code for _ in range(6)]
    assert told == [200] * 5 + [429]


@pytest.mark.django_db
def test_off_means_no_limit_and_no_headers(client: Client, limited: Any) -> None:
    limited.RATE_LIMITS = None
    answers = [client.get("/api/v1/facets") for _ in range(5)]
    assert {one.status_code for one in answers} == {200}
    assert "RateLimit" not in answers[0].headers


def test_processes_count_together(tmp_path: Path) -> None:
    path, now = tmp_path / "limits.sqlite3", 1_800_000_000.0
    code = f"""
from pathlib import Path
from karta.portal.platform.counts import Counts
counts = Counts(Path({str(path)!r}))
for _ in range(200): counts.add("one", {now})
"""
    children = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [child.wait() for child in children] == [0, 0, 0]  # they also make the file at once
    assert Counts(path).add("one", now) == 601
    assert Counts(path).add("one", now + 60) == 1


def test_counting_costs_less_than_a_millisecond(tmp_path: Path) -> None:
    counts = Counts(tmp_path / "limits.sqlite3")
    times = []
    for caller in range(2000):
        start = time.perf_counter()
        counts.add(f"caller {caller % 50}", 1_800_000_000.0)
        times.append(time.perf_counter() - start)
    assert statistics.median(times) < 0.001


@pytest.mark.parametrize(
    ("seen", "forwarded", "expected"),
    [
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.5, 10.0.0.2", "203.0.113.5"),  # what a visitor wrote himself stands left
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_the_visitor_is_the_last_address_that_is_no_proxy(seen: str, forwarded: str, expected: str) -> None:
    assert visitor(seen, forwarded, ["10.0.0.0/8"]) == expected


def test_only_named_proxies_are_believed(settings: Any) -> None:
    settings.PROXIES = ["10.0.0.1"]

    def shown(address: str) -> str:
        request = RequestFactory().get("/", REMOTE_ADDR=address, headers={"x-forwarded-for": "203.0.113.5"})
        seen: list[HttpRequest] = []
        ClientAddress(lambda one: seen.append(one) or HttpResponse())(request)
        return str(seen[0].META["REMOTE_ADDR"])

    assert shown("10.0.0.1") == "203.0.113.5"
    assert shown("192.0.2.7") == "192.0.2.7"
    assert shown("") == ""  # a caller on a Unix socket
    settings.PROXIES = ["unix"]
    assert shown("") == "203.0.113.5"
    assert shown("192.0.2.7") == "192.0.2.7"


def test_one_subscriber_of_ipv6_is_one_caller() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::2:3")
    assert network_of("2001:db8:0:1::1") != network_of("2001:db8::1")
    assert network_of("192.0.2.7") == "192.0.2.7"
