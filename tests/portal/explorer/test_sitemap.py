"""The sitemap: every profile once a language, files of at most 50,000 addresses, every address answers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from karta.portal.explorer.views import sitemap
from karta.portal.platform.sitemaps import PARTS
from karta.snapshot.reader import Snapshot

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def parsed(client: Client, path: str) -> Any:
    from lxml import etree

    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"].startswith("application/xml")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return etree.fromstring(body)


def files(client: Client) -> list[str]:
    return [str(urlsplit(loc.text).path) for loc in parsed(client, "/sitemap.xml").findall("s:sitemap/s:loc", NAMES)]


def test_every_organisation_stands_once_a_language(client: Client, demo: Snapshot, monkeypatch: Any) -> None:
    monkeypatch.setattr(sitemap, "PAGES_OF_FILE", 100)  # as if a file held 200 addresses
    names = files(client)
    own = [f"/sitemap-{number}.xml" for number in range(1, 5)]
    assert names == ["/sitemap-pages.xml", *own, *(f"/sitemap-{name}.xml" for name in sorted(PARTS))]
    found = []
    for name in own:
        urls = parsed(client, name).findall("s:url", NAMES)
        assert len(urls) <= 200
        for url in urls:
            found.append(url.find("s:loc", NAMES).text)
            both = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
            assert set(both) == {"bg", "en"}
            assert found[-1] in both.values()
    ids = [str(row[0]) for row in demo.connection().execute("SELECT org_id FROM organisations").fetchall()]
    expected = [f"http://testserver/{code}/organisations/{org_id}/" for org_id in ids for code in ("bg", "en")]
    assert sorted(found) == sorted(expected)


def test_every_other_page_of_the_sitemap_answers(client: Client, demo: Snapshot) -> None:
    found = [url.text for url in parsed(client, "/sitemap-pages.xml").findall("s:url/s:loc", NAMES)]
    assert len(found) == len(set(found)) > 200
    for address in found[::9]:
        answer = client.get(urlsplit(address).path)
        assert answer.status_code == 200, address
        links = re.findall(r'<link rel="canonical" href="([^"]+)">', answer.content.decode())
        assert links in ([], [address])


@pytest.mark.parametrize("path", ["/sitemap-99.xml", "/sitemap-0.xml", "/sitemap-x.xml"])
def test_a_file_that_is_not_there(client: Client, demo: Snapshot, path: str) -> None:
    assert client.get(path).status_code == 404
