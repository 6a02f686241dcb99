"""Every reading page with real rows, in both languages."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import Client

from karta.snapshot.reader import Snapshot

SOPHARMA = "bg-eik-831902088"
PAGES = (
    "/organisations/",
    "/organisations/?q=фарма",
    f"/organisations/{SOPHARMA}/",
    f"/organisations/{SOPHARMA}/?currency=BGN",
    f"/organisations/{SOPHARMA}/proof/revenue/shown/",
    f"/organisations/{SOPHARMA}/proof/revenue/2021/",
    "/organisations/org-v6a7z724j7fv66c5/",  # without a register number, with a figure in dollars
    "/sources/",
    "/sources/bg_compiled_life_science/",
    "/sources/bg_hlscb_home_page/",
    "/method/",
)


class Chrome(HTMLParser):
    """The words of a page that are its own: what stands in a `lang` of another language is quoted, not chrome."""

    VOID = frozenset({"meta", "link", "input", "br", "path", "rect", "circle", "img", "wbr", "hr"})
    # Codes, the language switch, names of organisations, and sentences that name a column or table.
    QUOTED = frozenset({"mono", "lang", "name", "checks", "finding"})

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[bool] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.VOID:
            return
        said = dict(attrs)
        classes = set((said.get("class") or "").split())
        quoted = tag in {"script", "q", "code", "kbd", "title", "option"} or ("lang" in said and tag != "html")
        self.stack.append(quoted or bool(classes & self.QUOTED))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and self.stack:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.stack):
            self.words += re.findall(r"[A-Za-z\u0400-\u04ff][\w.-]*", data)


# Codes and proper names that Bulgarian writes in Latin letters.
LATIN = {
    "CC-BY-4.0", "CC0-1.0", "EUR", "BGN", "RON", "USD", "API", "LEI", "ROR", "NACE", "KID-2008", "JSON", "ETag",
    "If-None-Match", "Rev.", "R", "Esc", "Enter",
}  # fmt: skip


def chrome_words(client: Client, path: str) -> list[str]:
    parser = Chrome()
    answer = client.get(path)
    assert answer.status_code == 200, path
    parser.feed(answer.content.decode())
    return parser.words


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("demo")
def test_map_18_a_page_speaks_one_language(client: Client, page: str) -> None:
    latin = {word for word in chrome_words(client, f"/bg{page}") if re.match("[A-Za-z]", word)}
    assert {word for word in latin - LATIN if not re.fullmatch(r"[a-z]{2}_\w+|[A-Z]\d*|\w+\.csv", word)} == set()
    cyrillic = {word for word in chrome_words(client, f"/en{page}") if re.match("[\u0400-\u04ff]", word)}
    assert cyrillic == set()


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("demo")
def test_pages_ask_the_database_nothing_and_link_to_the_other_language(
    client: Client, page: str, language: str
) -> None:
    # This test has no database: pytest-django would fail the page that asks it anything.
    html = client.get(f"/{language}{page}").content.decode()
    other = "en" if language == "bg" else "bg"
    assert f'<html lang="{language}">' in html
    assert re.search(rf'<a href="/{other}{re.escape(page.split("?", maxsplit=1)[0])}[^"]*" lang="{other}"', html)
    assert html.count("<h1") == 1


@pytest.mark.usefixtures("demo")
def test_the_profile_shows_key_figures_with_proof_links(client: Client) -> None:
    html = client.get(f"/en/organisations/{SOPHARMA}/").content.decode()
    assert "<h1>Sopharma AD</h1>" in html
    assert '<p class="alt" lang="bg">Софарма АД</p>' in html
    assert "€819.8m" in html
    assert f'href="/en/organisations/{SOPHARMA}/proof/revenue/shown/" data-proof' in html
    assert f'href="/en/organisations/{SOPHARMA}/proof/revenue/2021/" data-proof' in html
    assert "https://portal.registryagency.bg/" in html


@pytest.mark.usefixtures("demo")
def test_map_09_the_published_currency_can_be_drawn_and_stands_in_the_proof(client: Client) -> None:
    drawn = client.get(f"/en/organisations/{SOPHARMA}/?currency=BGN").content.decode()
    assert "Revenue, BGN" in drawn
    assert "1,603" in drawn
    proof = client.get(f"/bg/organisations/{SOPHARMA}/proof/revenue/2021/").content.decode()
    assert "819\u202f759,4\u00a0хил.\u00a0€" in proof
    assert "1\u202f603\u202f310\u00a0хил.\u00a0лв. ÷ 1,95583" in proof


@pytest.mark.usefixtures("demo")
def test_map_08_a_proof_shows_the_winner_the_losers_and_the_rule(client: Client) -> None:
    html = client.get(f"/en/organisations/{SOPHARMA}/proof/revenue/2021/").content.decode()
    assert html.count('class="claim win"') == 1
    assert html.count('<li class="claim') == 3
    assert "3 claims, and they disagree." in html
    assert "<b>rule 7</b>: Rank of the source" in html
    assert ">1,603,310</q>" in html.replace("</span>", "")
    assert "+3.5%" in html
    assert "CC-BY-4.0" in html


@pytest.mark.usefixtures("demo")
def test_a_proof_comes_without_its_page_for_the_drawer(client: Client) -> None:
    path = f"/en/organisations/{SOPHARMA}/proof/revenue/shown/"
    inner = client.get(path, headers={"hx-request": "true"})
    assert "<html" not in inner.content.decode()
    assert '<h2 class="drawer-title" tabindex="-1">' in inner.content.decode()
    assert inner["Vary"].count("HX-Request") == 1
    assert "<html" in client.get(path).content.decode()


@pytest.mark.usefixtures("demo")
def test_json_ld_describes_the_organisation(client: Client) -> None:
    html = client.get(f"/bg/organisations/{SOPHARMA}/").content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    said = json.loads(found[1])
    assert (said["@type"], said["name"], said["alternateName"]) == ("Organization", "Софарма АД", ["Sopharma AD"])
    assert said["identifier"] == [{"@type": "PropertyValue", "propertyID": "EIK", "value": "831902088"}]


@pytest.mark.parametrize(
    "path",
    [
        "/en/organisations/bg-eik-1/",
        f"/en/organisations/{SOPHARMA}/proof/revenue/1950/",
        f"/en/organisations/{SOPHARMA}/proof/happiness/2021/",
        f"/en/organisations/{SOPHARMA}/proof/revenue/x/",
        "/bg/sources/no_such_source/",
        "/bg/sources/no_such_source/findings.csv",
    ],
)
@pytest.mark.usefixtures("demo")
def test_what_is_not_there_is_a_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.usefixtures("demo")
def test_search_finds_by_either_alphabet_and_by_register_number(client: Client) -> None:
    for text in ("софарма", "sopharma", "831902088"):
        html = client.get("/bg/organisations/", {"q": text}).content.decode()
        assert f'href="/bg/organisations/{SOPHARMA}/"' in html, text
    nothing = client.get("/en/organisations/", {"q": "zzqx"}).content.decode()
    assert "No organisation has this in its name or number" in nothing


def test_lists_ask_the_snapshot_as_often_for_one_row_as_for_sixty(
    client: Client, demo: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    connection = Snapshot.connection
    monkeypatch.setattr(Snapshot, "connection", lambda self: (asked.append(1), connection(self))[1])

    def questions(path: str) -> int:
        client.get(path)  # what is kept per snapshot is kept now
        asked.clear()
        assert client.get(path).status_code == 200
        return len(asked)

    one, many = questions("/en/organisations/?q=831902088"), questions("/en/organisations/")
    assert one == many


def test_pages_reach_every_organisation_once(client: Client, demo: Snapshot) -> None:
    seen: list[str] = []
    number = 1
    while True:
        html = client.get("/en/organisations/", {"page": number}).content.decode()
        listed = html.split('<ul class="org-list">')[1].split("</ul>")[0]
        seen += re.findall(r'href="/en/organisations/([^/"]+)/"', listed)
        if 'rel="next"' not in html:
            break
        number += 1
    assert len(seen) == len(set(seen)) == demo.manifest["counts"]["default_population"]


def test_every_profile_and_shown_proof_opens(client: Client, demo: Snapshot) -> None:
    ids = [row[0] for row in demo.connection().execute("SELECT org_id FROM organisations ORDER BY org_id").fetchall()]
    for org_id in ids[::3]:
        assert client.get(f"/bg/organisations/{org_id}/").status_code == 200, org_id
    shown = demo.connection().execute("SELECT org_id, measure FROM figures WHERE is_shown ORDER BY ALL").fetchall()
    for org_id, measure in shown[::3]:
        assert client.get(f"/en/organisations/{org_id}/proof/{measure}/shown/").status_code == 200, (org_id, measure)


def test_a_former_id_leads_to_the_present_one(client: Client, demo: Snapshot, data_copy: Path, settings: Any) -> None:
    current = (data_copy / "snapshots" / "current").resolve()
    moved = current.with_name("20990101T000000Z-0123456789ab")
    shutil.copytree(current, moved)
    table = moved / "redirects.parquet"
    duckdb.sql(f"COPY (SELECT 'org-former' AS old_org_id, '{SOPHARMA}' AS org_id) TO '{table}' (FORMAT parquet)")
    (data_copy / "snapshots" / "current").unlink()
    (data_copy / "snapshots" / "current").symlink_to(moved.name)
    settings.DATA = data_copy
    for path in ("", "proof/revenue/2021/"):
        answer = client.get(f"/en/organisations/org-former/{path}")
        assert (answer.status_code, answer["Location"]) == (301, f"/en/organisations/{SOPHARMA}/{path}")
    assert client.get("/api/v1/organisations/org-former")["Location"] == f"/api/v1/organisations/{SOPHARMA}"


def test_map_19_a_dated_address_keeps_showing_its_snapshot(
    client: Client, demo: Snapshot, data_copy: Path, settings: Any
) -> None:
    settings.DATA = data_copy
    html = client.get("/en/method/").content.decode()
    dated = re.search(r'href="(/en/method/\?as_of=[^"]+)"><span class="mono">([^<]+)</span>', html)
    assert dated is not None
    assert dated[2] == demo.name
    newer = data_copy / "snapshots" / "20990101T000000Z-0123456789ab"
    shutil.copytree((data_copy / "snapshots" / "current").resolve(), newer)
    log = data_copy / "snapshots" / "published.jsonl"
    log.write_text(
        log.read_text("utf-8") + json.dumps({"name": newer.name, "at": "2099-01-01T00:00:00Z"}) + "\n", "utf-8"
    )
    (data_copy / "snapshots" / "current").unlink()
    (data_copy / "snapshots" / "current").symlink_to(newer.name)
    assert newer.name in client.get("/en/method/").content.decode()
    before = client.get(dated[1]).content.decode()
    assert f'<span class="mono">{newer.name}' not in before
    assert f'href="/en/changes/{demo.name}...{newer.name}/"' in before  # the band: what changed since
    assert "You see the data as published by" in before
    assert 'href="/en/sources/?as_of=2' in before
    assert client.get("/api/v1/organisations", {"as_of": "2098-01-01"}).json()["snapshot"] == demo.name
