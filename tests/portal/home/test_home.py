"""The first page over the demo map and the facts of the cluster's page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from karta.explore.facets import facets
from karta.explore.filters import Filter
from karta.portal.directory.models import Claim
from karta.portal.home import queries
from karta.portal.rooms.spinoffs import queries as spin_offs
from karta.snapshot.reader import Snapshot
from portal.rooms.news.pages import item
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def loaded(demo: Snapshot) -> Snapshot:
    load_facts()
    return demo


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_por_01_the_first_page_stands_in_both_languages_and_the_switch_keeps_to_it(
    client: Client, loaded: Snapshot
) -> None:
    for language, other, title in (
        ("bg", "en", "Карта на науките за живота в България"),
        ("en", "bg", "Map of life sciences in Bulgaria"),
    ):
        html = client.get(f"/{language}/").content.decode()
        assert f'<html lang="{language}">' in html
        assert f"<h1>{title}</h1>" in html
        assert f'href="/{other}/" lang="{other}"' in html


def test_the_root_leads_to_it_and_addresses_of_before_with_a_filter_to_the_map(client: Client, demo: Snapshot) -> None:
    root = client.get("/")
    assert (root.status_code, root["Location"]) == (302, "/bg/")
    old = client.get("/en/?district=PDV&kind=company")
    assert (old.status_code, old["Location"]) == (302, "/en/map/?district=PDV&kind=company")


def test_its_numbers_are_the_map_s(client: Client, loaded: Snapshot) -> None:
    found = facets(loaded, Filter())
    key = queries.key_numbers(loaded)
    assert key.organisations == found.totals["count"]
    assert 0 < key.districts <= 28
    assert key.segments[0].count == max(one.count for one in found.facets["segment"] if one.code != "unknown")
    listed = client.get("/api/v1/organisations", {"limit": 1}).json()
    assert key.organisations == listed["count"]
    companies = queries.companies(loaded)
    assert companies.all == client.get("/api/v1/organisations", {"limit": 1, "kind": "company"}).json()["count"]
    assert 0 < companies.profit < companies.all
    said = words(client.get("/en/").content.decode())
    assert f"Companies on the map {companies.all}" in said


def test_the_map_is_drawn_and_each_district_leads_to_the_explorer(client: Client, loaded: Snapshot) -> None:
    html = client.get("/bg/").content.decode()
    areas = re.findall(r'<a href="(/bg/map/\?[^"]*district=[A-Z]{3}[^"]*)" aria-label="([^"]+)"><path class="d ', html)
    assert len(areas) == 28
    assert client.get(areas[0][0].replace("&amp;", "&")).status_code == 200


def test_the_goal_is_the_list_s_and_its_year_is_the_claim_s(client: Client, loaded: Snapshot) -> None:
    goal = spin_offs.goal(loaded)
    assert goal is not None
    assert (goal.target, goal.year, goal.verified + goal.checked + goal.open) == (100, 2030, 100)
    assert (goal.verified, goal.checked > 0) == (0, True)  # nobody has verified one yet
    assert "the goal is 100 by 2030" in words(client.get("/en/").content.decode())
    for claim in Claim.objects.filter(property="target"):
        claim.starts_on, claim.ends_on = claim.starts_on.replace(year=2032), claim.ends_on.replace(year=2032)
        claim.save()
    assert "целта е 100 до 2032 г." in words(client.get("/bg/").content.decode())


def test_without_a_claim_of_a_goal_there_is_no_goal(client: Client, demo: Snapshot) -> None:
    assert not Claim.objects.exists()
    assert spin_offs.goal(demo) is None
    assert 'class="goal"' not in client.get("/en/").content.decode()


def test_events_calls_and_news_stand_on_it_and_name_their_language(client: Client, loaded: Snapshot) -> None:
    item(title="Отворена покана", kind="call", date="2026-11-01")
    html = client.get("/en/").content.decode()
    events, calls, news = (
        html.partition(f'aria-labelledby="h-{name}"')[2].partition("</section>")[0]
        for name in ("events", "calls", "news")
    )
    assert len(re.findall(r'href="/en/events/[a-z0-9-]+/"', events)) == 4
    assert "Отворена покана" in calls
    assert "in Bulgarian only" in news
    assert "in Bulgarian only" in calls
    assert 'lang="bg"' in calls


def test_nine_kinds_of_readers_find_their_way(client: Client, loaded: Snapshot) -> None:
    html = client.get("/en/").content.decode()
    ways = re.findall(r'<li><a href="([^"]+)"><b>([^<]+)</b>', html)
    assert len(ways) == 9
    for address, who in ways:
        assert client.get(unescape(address)).status_code == 200, who


def test_before_the_first_map_the_page_stands_and_says_so(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA, settings.ALLOWED_HOSTS, settings.RATE_LIMITS = tmp_path, ["testserver"], None
    page = client.get("/en/")
    assert page.status_code == 200
    assert "No map is published yet" in page.content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_query_budget(client: Client, loaded: Snapshot, items: int, django_assert_num_queries: Any) -> None:
    for number in range(items):
        item(title=f"Новина {number}", kind="call", date="2026-11-01")
    client.get("/bg/")  # what is kept in the process
    with django_assert_num_queries(BUDGET):
        client.get("/bg/")


BUDGET = 17  # where nothing is kept; three of them ask for the list of spin-offs, four for two lists of news
