"""Frames for other people's pages: the same count, framable, no cookies; the page that writes their HTML; oEmbed."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from karta.portal.platform.middleware import POLICY
from karta.snapshot.reader import Snapshot

pytestmark = pytest.mark.django_db
FILTER = "kind=hospital&district=SOF"
WORDS = {"bg": "Отворете на картата", "en": "Open on the map"}


def _count(client: Client, query: str) -> int:
    return int(client.get(f"/api/v1/organisations?{query}&limit=1").json()["count"])


@pytest.mark.parametrize("view", ["map", "list", "chart"])
@pytest.mark.parametrize("lang", ["bg", "en"])
def test_a_frame_shows_the_filter_s_count_and_leads_back(client: Client, demo: Snapshot, view: str, lang: str) -> None:
    answer = client.get(f"/embed/?{FILTER}&view={view}&lang={lang}")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{lang}">' in page
    assert f"<b>{_count(client, FILTER)}</b>" in page
    assert WORDS[lang] in page
    assert f'href="http://testserver/{lang}/map/?' in page
    assert demo.name in page
    assert "X-Frame-Options" not in answer.headers
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert answer.cookies == {}
    assert len(answer.content) < 120_000


def test_only_frames_may_be_framed(client: Client, demo: Snapshot) -> None:
    for path in ("/en/map/", "/en/map/embed/", "/en/organisations/"):
        answer = client.get(path)
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Content-Security-Policy"] == POLICY


def test_a_frame_that_has_not_changed_is_not_sent_twice(client: Client, demo: Snapshot) -> None:
    first = client.get(f"/embed/?{FILTER}")
    assert client.get(f"/embed/?{FILTER}", headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("query", ["view=globe", "lang=fr", "height=9", "height=1e9", "width=x", "colour=red"])
def test_what_makes_no_sense_is_named_in_the_frame(client: Client, demo: Snapshot, query: str) -> None:
    for path in ("/embed/", "/bg/map/embed/"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert query.partition("=")[0] in answer.content.decode()


def test_an_empty_filter_says_so(client: Client, demo: Snapshot) -> None:
    assert "Няма организации" in client.get("/embed/?country=XX").content.decode()


@pytest.mark.parametrize("lang", ["bg", "en"])
def test_the_generator_writes_html_that_works_as_it_stands(client: Client, demo: Snapshot, lang: str) -> None:
    page = client.get(f"/{lang}/map/embed/?{FILTER}&view=list&width=500&height=300").content.decode()
    pasted = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])  # type: ignore[index]
    assert html.unescape(re.search(r'data-copy="([^"]*)"', page)[1]) == pasted  # type: ignore[index]
    src = html.unescape(re.search(r'src="http://testserver([^"]+)"', pasted)[1])  # type: ignore[index]
    assert 'width="500" height="300"' in pasted
    assert f"<b>{_count(client, FILTER)}</b>" in client.get(src).content.decode()
    kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', page))
    assert kept == {"kind": "hospital", "district": "SOF"}


@pytest.mark.parametrize("lang", ["bg", "en"])
def test_a_page_that_can_be_embedded_says_where_to_ask(client: Client, demo: Snapshot, lang: str) -> None:
    page = client.get(f"/{lang}/map/?{FILTER}").content.decode()
    link = re.search(r'<link rel="alternate" type="application/json\+oembed" href="http://testserver([^"]+)"', page)
    said = client.get(html.unescape(link[1])).json()  # type: ignore[index]
    assert "/embed/?district=SOF&amp;kind=hospital&amp;view=map" in said["html"]


def test_oembed_gives_the_same_html(client: Client, demo: Snapshot) -> None:
    said: dict[str, Any] = client.get(
        "/oembed", {"url": f"http://testserver/en/map/?{FILTER}", "maxwidth": 600, "maxheight": 400}
    ).json()
    assert (said["version"], said["type"], said["width"], said["height"]) == ("1.0", "rich", 600, 400)
    assert "kind=hospital" in said["html"]
    assert "lang=en" in said["html"]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({}, 404),
        ({"url": "http://elsewhere.example/en/map/"}, 404),
        ({"url": "http://testserver/en/method/"}, 404),
        ({"url": "http://testserver/en/map/?headcount_min=x"}, 400),
        ({"url": "http://testserver/en/map/", "format": "xml"}, 501),
        ({"url": "http://[", "format": "json"}, 404),
    ],
)
def test_oembed_refuses_in_the_documented_shape(
    client: Client, demo: Snapshot, params: dict[str, str], status: int
) -> None:
    answer = client.get("/oembed", params)
    assert answer.status_code == status
    assert answer.json()["message_bg"]
