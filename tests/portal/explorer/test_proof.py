"""Proofs of aggregates, lists behind them, publications and changes, as pages and by API."""

from __future__ import annotations

import re
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from conftest import KARTA
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.sums import sum_of
from karta.snapshot.reader import Snapshot
from karta.snapshot.store import Store

pytestmark = pytest.mark.django_db
DRAWER = {"HTTP_HX_REQUEST": "true"}
SUM = {"measure": "revenue", "statistic": "sum"}


def proofs(html: str) -> list[str]:
    """Addresses of all numbers of a page that open to a proof."""
    return [unescape(found) for found in re.findall(r'<a [^>]*href="([^"]+)"[^>]*data-proof', html)]


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("tab", ["list", "table"])
def test_every_number_of_the_map_opens_to_its_proof(client: Client, demo: Snapshot, language: str, tab: str) -> None:
    html = client.get(f"/{language}/map/", {"tab": tab, "district": ["SOF", "PDV"]}).content.decode()
    found = proofs(html)
    assert f"/{language}/map/proof/?district=PDV&district=SOF&statistic=count" in found
    assert sum("/proof/bars/" in address for address in found) >= 4
    for address in dict.fromkeys(found):
        answer = client.get(address, **DRAWER)
        assert answer.status_code == 200, address
        assert "drawer-title" in answer.content.decode()


def test_the_page_tells_value_parts_sources_rule_and_snapshot(client: Client, demo: Snapshot) -> None:
    html = client.get("/en/map/proof/", {**SUM, "cell": "district:PDV"}).content.decode()
    found = match(demo, Filter(district=("PDV",)))
    made = sum_of(found.frame, "revenue", found.is_match)
    assert f"{made.organisations} of {found.count} organisations have a figure that is added." in html
    for text in ("Groups and subsidiaries may overlap", "CC-BY-4.0", "rule 12", demo.name, "District: Plovdiv"):
        assert text in html
    assert html.count('class="pf"') == made.organisations
    permalink = re.search(r">[^<]*http://testserver(/en/map/proof/\?[^<\"]+)<", html)
    assert permalink
    again = client.get(unescape(permalink[1]))
    assert again.status_code == 200
    assert f"{made.organisations} of {found.count}" in again.content.decode()


def test_lists_behind_the_counts(client: Client, demo: Snapshot) -> None:
    asked = {"headcount_min": "50"}
    totals = match(demo, Filter(headcount_min=50)).totals
    for name in ("undecided", "unknown", "outdated"):
        html = client.get("/en/map/proof/organisations/", {**asked, "part": f"filter_{name}"}).content.decode()
        assert f"<b>{totals[name]} organisation" in html
        table = client.get("/en/map/proof/organisations.csv", {**asked, "part": f"filter_{name}"})
        assert b"".join(table).count(b"\r\n") == totals[name] + 1
    assert client.get("/en/map/proof/organisations/", {**asked, "part": "group"}).status_code == 400
    assert client.get("/en/map/proof/organisations/", {**asked, "page": "999"}).status_code == 200


@pytest.mark.parametrize("query", [
    "measure=gold", "statistic=sum", "cell=x", "page=0", "page=x", "district=PDV&cell=revenue_bar:99",
    "revenue_min=9&revenue_max=1",
])  # fmt: skip
def test_an_address_that_cannot_be_read_is_a_sentence(client: Client, demo: Snapshot, query: str) -> None:
    for address in ("/bg/map/proof/", "/en/map/proof/"):
        answer = client.get(f"{address}?{query}")
        assert (answer.status_code, b"problem" in answer.content or b"note bad" in answer.content) == (400, True)
    assert client.get(f"/api/v1/proof?{query}").status_code == 400


def test_the_same_by_api(client: Client, demo: Snapshot) -> None:
    told: dict[str, Any] = client.get("/api/v1/proof", {**SUM, "cell": "district:PDV"}).json()
    found = match(demo, Filter(district=("PDV",)))
    made = sum_of(found.frame, "revenue", found.is_match)
    assert (told["value"], told["counted"], told["organisations"]) == (made.sum, made.organisations, found.count)
    assert told["parts"]["counted"] == len(told["contributions"]) == made.organisations
    assert told["contributions"][0]["claim"]["source_id"] == "bg_compiled_life_science"
    assert told["groups_and_subsidiaries_may_overlap"] is True
    assert set(told["citation"]) == {"bg", "en"}
    rows = client.get("/api/v1/proof/organisations", {**SUM, "part": "outdated"}).json()
    assert rows["count"] == len(rows["organisations"])
    assert {row["measures"]["revenue"]["state"] for row in rows["organisations"]} == {"outdated"}


@pytest.fixture
def two(data: Path) -> tuple[str, str]:
    """A data folder with two publications; the later one lacks a source."""
    first = Store(data).current()
    assert first is not None
    sources = ("bg_compiled_life_science", "bg_compiled_gazetteer", "eu_eurostat_nace")
    only = [word for source in sources for word in ("--only", source)]
    for command in (["build", *only], ["publish"]):
        subprocess.run([KARTA, *command, "--data", data], check=True, capture_output=True)
    second = Store(data).current()
    assert second is not None
    return first.name, second.name


@pytest.mark.parametrize("language", ["bg", "en"])
def test_publications_and_what_changed_between_them(client: Client, two: tuple[str, str], language: str) -> None:
    older, newer = two
    page = client.get(f"/{language}/changes/").content.decode()
    address = f"/{language}/changes/{older}...{newer}/"
    assert address in page
    html = client.get(address).content.decode()
    told = client.get("/api/v1/changes", {"older": older, "newer": newer}).json()
    assert (told["older"], told["newer"], told["same"]) == (older, newer, False)
    assert [one["source_id"] for one in told["sources"]] == ["bg_hlscb_home_page"]
    removed = [one for one in told["organisation_reasons"] if one["change"] == "removed"]
    assert [one["reason"] for one in removed] == ["removed_source"]
    assert removed[0]["organisations"] > 100
    assert str(removed[0]["organisations"]) in html
    counter = next(one for one in told["aggregates"] if one["measure"] is None and one["district"] is None)
    assert counter["before"] > counter["after"]
    assert "bg_hlscb_home_page" in {one["source_id"] for one in told["sources"]}
    (latest, first) = client.get("/api/v1/publications").json()["publications"]
    assert (latest["name"], first["name"]) == (newer, older)


def test_a_build_that_waits_is_nobodys_business(client: Client, data: Path) -> None:
    first = Store(data).current()
    assert first is not None
    subprocess.run(
        [KARTA, "build", "--only", "bg_compiled_life_science", "--data", data], check=True, capture_output=True
    )
    waiting = Store(data).candidate()
    assert waiting is not None
    assert client.get(f"/en/changes/{first.name}...{waiting.name}/").status_code == 404
    assert client.get("/api/v1/changes", {"older": first.name, "newer": waiting.name}).status_code == 404
    assert client.get(f"/en/changes/{first.name}...nothing/").status_code == 404


def test_as_of_shows_what_was_said_then_and_what_changed_since(
    client: Client, two: tuple[str, str], data: Path
) -> None:
    older, newer = two
    then = Store(data).publications()[0].at
    moment = f"{then:%Y-%m-%dT%H:%M:%SZ}"
    for path in (
        "map/",
        "map/proof/",
        "organisations/",
        "sources/",
        "method/",
        "method/note/",
        "map/proof/organisations/",
    ):
        html = client.get(f"/en/{path}", {"as_of": moment}).content.decode()
        assert f"/en/changes/{older}...{newer}/" in html, path
        assert older in html, path
    for path in ("facets", "proof", "organisations", "statistics", "areas"):
        assert client.get(f"/api/v1/{path}", {"as_of": moment}).json()["snapshot"] == older, path
        assert client.get(f"/api/v1/{path}").json()["snapshot"] == newer, path
    html = client.get("/en/map/", {"as_of": moment, "district": "PDV"}).content.decode()
    assert "/en/map/?district=PDV" in html  # the way back to the current data keeps the filter
    assert f"as_of={moment.replace(':', '%3A')}" in html  # and every link keeps the moment
    assert f"/en/changes/{older}" not in client.get("/en/map/").content.decode()
