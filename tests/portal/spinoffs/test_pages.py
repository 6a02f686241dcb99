"""The goal's public pages, files, feed and API over the demo map."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from zipfile import ZipFile

import pytest
from django.test import Client

from karta.portal.directory.models import Claim
from karta.portal.rooms.spinoffs import queries
from karta.portal.rooms.spinoffs.models import SpinOff
from karta.portal.rooms.spinoffs.rule import RULE
from karta.snapshot.reader import Snapshot
from portal.spinoffs.making import closing, founding, funding, origin, stage

pytestmark = pytest.mark.django_db
Enter = Callable[..., SpinOff]
SOPHARMA = "bg-eik-831902088"


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page(client: Client, path: str = "/en/spinoffs/", **params: str) -> str:
    return client.get(path, params).content.decode()


def rows(html: str) -> list[str]:
    return [words(one) for one in re.findall(r"<tr><td>.*?</tr>", html, re.DOTALL)]


def test_winners_and_the_map_s_own_are_being_checked_with_what_they_lack(client: Client, loaded: Snapshot) -> None:
    found = {one.key: one for one in queries.entries(loaded)}
    assert {one.state for one in found.values()} == {"checked"}
    gate = next(one for one in found.values() if one.name["en"] == "GATE Institute")
    assert gate.lacking == ("date", "decision")
    assert gate.origin_kind == "university"
    winners = [one for one in found.values() if one.awards]
    assert len(winners) == 9  # eight names of two Bulgarian lists less those that both hold, and two European ones
    assert all("origin" in one.lacking for one in winners if not one.origin)
    assert any("GATE Institute" in row and "year of foundation" in row for row in rows(page(client)))


def test_one_company_stands_once_whoever_names_it(client: Client, loaded: Snapshot, enter: Enter) -> None:
    before = queries.entries(loaded)
    winner = next(one for one in before if one.org_id and one.awards)
    made = enter(winner.name["en"] or "Winner", org_id=winner.org_id)
    after = queries.entries(loaded)
    assert len(after) == len(before)
    (same,) = [one for one in after if one.org_id == winner.org_id]
    assert (same.code, same.awards) == (made.code, winner.awards)
    other = next(one for one in before if one.awards and one.key != winner.key)
    enter("Other", body=other.key)
    assert len(queries.entries(loaded)) == len(before)


def test_a_closed_one_stays_in_the_list_and_no_longer_counts(client: Client, loaded: Snapshot, enter: Enter) -> None:
    enter("Alpha", origin(), founding("2015"), verified=True)
    enter("Beta", origin(), founding("2016"), closing("2020"), verified=True)
    goal = queries.goal(loaded)
    assert goal is not None
    assert goal.verified == 1
    assert any("Beta" in row and row.startswith("closed") and "closed 2020" in row for row in rows(page(client)))


def test_a_verified_one_whose_source_is_taken_back_counts_no_longer(loaded: Snapshot, enter: Enter) -> None:
    made = enter(verified=True)
    Claim.objects.filter(subject_code=made.code, property="founding").update(withdrawn_at=made.made_at)
    (entry,) = [one for one in queries.entries(loaded) if one.code == made.code]
    assert (entry.state, entry.lacking) == ("checked", ("date", "source"))


def test_the_list_sorts_by_each_head_both_ways(client: Client, loaded: Snapshot, enter: Enter) -> None:
    for name, year in (("Alpha", "2021"), ("Beta", "2010"), ("Gamma", "2015")):
        enter(name, origin(name), founding(year), verified=True)

    def order(sort: str) -> list[str]:
        return re.findall(r">(Alpha|Beta|Gamma)</a>", page(client, sort=sort))

    assert order("founded") == ["Beta", "Gamma", "Alpha"]
    assert order("-founded") == ["Alpha", "Gamma", "Beta"]
    assert order("name") == order("origin") == ["Alpha", "Beta", "Gamma"]
    assert 'aria-sort="descending"' in page(client, sort="-founded")
    assert client.get("/en/spinoffs/", {"sort": "money"}).status_code == 404


def test_files_hold_the_same_list_with_the_rule(client: Client, loaded: Snapshot, enter: Enter) -> None:
    enter("=Alpha", origin("ХТМУ"), founding("15.03.2021"), verified=True)
    count = len(queries.entries(loaded))
    sheet = client.get("/bg/spinoffs/list.csv").content.decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(sheet)))
    companies = [one for one in table if not (one["key"] or "").startswith("# ")]
    (alpha,) = [one for one in companies if one["state"] == "verified"]
    assert len(companies) == count
    assert (alpha["name_en"], alpha["founded_year"], alpha["origin"]) == ("'=Alpha", "2021", "ХТМУ")
    assert RULE[0]["bg"] in sheet
    said = json.loads(client.get("/en/spinoffs/list.json").content)
    assert (said["goal"], len(said["spin_offs"])) == (
        {"verified": 1, "checked": count - 1, "target": 100, "year": 2030}, count,
    )  # fmt: skip
    assert RULE[0]["en"] in said["terms"]
    book = ZipFile(io.BytesIO(client.get("/en/spinoffs/list.xlsx").content))
    strings = book.read("xl/sharedStrings.xml").decode()
    assert "ХТМУ" in strings
    assert RULE[5]["en"] in strings


def test_the_feed_tells_verifications_in_both_forms(client: Client, loaded: Snapshot, enter: Enter) -> None:
    enter("Alpha", verified=True)
    atom = page(client, "/en/spinoffs/feed.atom")
    assert "<title>Alpha: verified</title>" in atom
    (item,) = json.loads(page(client, "/bg/spinoffs/feed.json"))["items"]
    assert (item["title"], item["content_html"]) == ("Alpha: потвърдена", "<p>Read both.</p>")


def test_the_api_counts_as_the_page_does(client: Client, loaded: Snapshot, enter: Enter) -> None:
    enter("Alpha", verified=True)
    said = client.get("/api/v1/spin-offs").json()
    assert (said["goal"]["verified"], said["goal"]["target"], said["goal"]["year"]) == (1, 100, 2030)
    assert said["rule"] == list(RULE)
    (alpha,) = [one for one in said["spin_offs"] if one["state"] == "verified"]
    assert [one["of"] for one in alpha["sources"]] == ["origin", "founding"]


def test_without_data_nothing_is_foretold_and_set_assumptions_are(client: Client, loaded: Snapshot) -> None:
    assert "No forecast: the list says too little" in words(page(client))
    asked = {"rate": "30", "verified_pct": "80", "survival_pct": "97"}
    said = words(page(client, **asked))
    assert "is the probability of 100 or more by the end of 2030" in said
    assert "with your assumptions" in said
    told = client.get("/api/v1/spin-offs/forecast", asked).json()
    assert told["years"][-1]["year"] == 2030
    more = client.get("/api/v1/spin-offs/forecast", {**asked, "rate": 60}).json()
    assert told["years"][-1]["probability"] < more["years"][-1]["probability"]
    assert client.get("/api/v1/spin-offs/forecast").json()["lacking"] == ["rate", "share", "survival"]


def test_assumptions_out_of_range_are_told_and_nothing_is_lost(client: Client, loaded: Snapshot) -> None:
    answer = client.get("/en/spinoffs/", {"rate": "-1", "verified_pct": "abc", "survival_pct": "97"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count('class="err"') == 2
    assert 'value="97"' in html
    assert 'value="abc"' in html
    refused = client.get("/api/v1/spin-offs/forecast", {"survival_pct": 20})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "survival_pct")


def test_a_learned_forecast_says_its_n_and_how_it_did(client: Client, loaded: Snapshot, enter: Enter) -> None:
    for number in range(24):
        enter(f"Spin {number}", origin(), founding(str(2008 + number * 3 // 4)), verified=True)
    said = words(page(client))
    assert "Expected by the end of 2030:" in said
    assert re.search(r"Learned from n = \d+ companies founded in 10 whole years, 24 decisions, and 0 closures", said)
    assert re.search(
        r"bands of 50% held \d+% · bands of 80% held \d+% · bands of 95% held \d+% of \d+ past forecasts", said
    )
    assert '<svg class="spin-chart fan"' in page(client)


def test_a_profile_tells_origin_stage_and_funding_year_by_year(client: Client, loaded: Snapshot, enter: Enter) -> None:
    made = enter(
        "Alpha", origin("ХТМУ"), founding("15.03.2021"), stage("research", 2021), stage("market", 2024),
        funding(150_000, 2022), funding(195_583, 2024, "equity", "BGN"), funding(5, 2024, "loan", "USD"),
        org_id=SOPHARMA, verified=True,
    )  # fmt: skip
    for language, market, grant in (("en", "on the market", "grant: €150k"), ("bg", "на пазара", "150 хил. €")):
        html = page(client, f"/{language}/spinoffs/companies/{made.code}/")
        said = words(html)
        assert market in said
        assert grant in said.replace("\xa0", " ")
        assert "Read both." in said
        assert html.count("https://uni.example.edu/spin-offs") >= 8
        assert f"/{language}/organisations/{SOPHARMA}/" in html
    assert "€250k and 1 amount in another currency" in words(page(client, f"/en/spinoffs/companies/{made.code}/"))


def test_without_a_map_or_a_goal_the_page_stands(client: Client, db: None, settings: object, tmp_path: object) -> None:
    settings.DATA, settings.ALLOWED_HOSTS, settings.RATE_LIMITS = tmp_path, ["testserver"], None  # type: ignore[attr-defined]
    said = words(page(client))
    assert "No source sets a goal yet" in said
    assert "The list is empty" in said


def test_it_is_in_the_sitemap(client: Client, loaded: Snapshot, enter: Enter) -> None:
    made = enter()
    xml = client.get("/sitemap-spinoffs.xml").getvalue().decode()
    assert "/bg/spinoffs/" in xml
    assert f"/en/spinoffs/companies/{made.code}/" in xml
