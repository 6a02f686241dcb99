"""SPN-03, SPN-08 and SPN-20: the counter with its list, the rule, and a spin-off year by year."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from karta.portal.rooms.spinoffs import queries, services
from karta.portal.rooms.spinoffs.errors import Lacking
from karta.portal.rooms.spinoffs.models import Decision, SpinOff
from karta.portal.rooms.spinoffs.rule import RULE
from karta.snapshot.reader import Snapshot
from portal.shipped import load_facts
from portal.spinoffs.making import AT, founding, funding, origin, stage

pytestmark = pytest.mark.django_db
Enter = Callable[..., SpinOff]


@pytest.fixture
def loaded(demo: Snapshot) -> Snapshot:
    load_facts()
    return demo


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_spn_03_a_counter_shows_verified_spin_offs_against_the_target_with_the_list_behind_it(
    client: Client,
    loaded: Snapshot,
    enter: Enter,
) -> None:
    for number in range(3):
        enter(f"Verified {number}", origin(), founding("2021"), verified=True)
    enter("Waiting", origin(), founding("2022"))
    for path in ("/en/", "/en/spinoffs/"):
        said = words(client.get(path).content.decode())
        assert "3 of 100 verified spin-offs; the goal is 100 by 2030" in said, path
    html = client.get("/en/spinoffs/").content.decode()
    listed = [words(row) for row in re.findall(r"<tr><td>.*?</tr>", html, re.DOTALL)]
    assert sum(row.startswith("verified") for row in listed) == 3
    assert any(row.startswith("being checked Waiting") and "the team’s check" in row for row in listed)
    assert len(re.findall(r'<circle class="v"', html)) == 3
    companies = client.get("/api/v1/spin-offs").json()["spin_offs"]
    assert len(companies) == len(listed) == len(queries.entries(loaded))


def test_spn_08_a_spin_off_counts_only_with_origin_date_and_source_and_the_rule_is_shown(
    client: Client,
    loaded: Snapshot,
    enter: Enter,
    curator: Any,
) -> None:
    nowhere = {"address": "", "title": "hearsay"}
    for told, lacks in (
        ((founding(),), "origin"), ((origin(),), "date"), ((origin(**nowhere), founding()), "source"),
    ):  # fmt: skip
        made = enter("Half", *told)
        with pytest.raises(Lacking) as refused:
            services.decide(code=made.code, what=Decision.What.VERIFIED, evidence="said", by=curator, at=AT)
        assert lacks in refused.value.what
    for kind in ("university", "institute", "corporation"):
        assert enter(kind, origin(kind=kind), founding(), verified=True).state == "verified"
    goal = queries.goal(loaded)
    assert goal is not None
    assert goal.verified == 3
    for language in ("bg", "en"):
        said = words(client.get(f"/{language}/spinoffs/").content.decode())
        assert all(clause[language] in said for clause in RULE)


def test_spn_20_a_profile_shows_origin_stage_and_later_funding_with_sources_year_by_year(
    client: Client,
    loaded: Snapshot,
    enter: Enter,
) -> None:
    made = enter(
        "Alpha", origin("ХТМУ"), founding("2021"), stage("research", 2021), stage("market", 2024),
        funding(150_000, 2022), funding(400_000, 2024, "equity"), verified=True,
    )  # fmt: skip
    html = client.get(f"/en/spinoffs/companies/{made.code}/").content.decode()
    table = html.partition('aria-labelledby="h-years"')[2].partition("</table>")[0]
    years = re.findall(r'<th scope="rowgroup"[^>]*>(\d{4})</th>', table)
    assert years == ["2021", "2022", "2024"]
    told = [words(row) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)[1:]]
    assert told == [
        "2021 Foundation: 2021 Uni", "Stage: research Uni", "2022 grant: €150k Uni", "2024 Stage: on the market Uni",
        "equity: €400k Uni",
    ]  # fmt: skip
    assert table.count('href="https://uni.example.edu/spin-offs"') == len(told)
    assert "ХТМУ" in words(html)
    assert len(re.findall(r'<rect class="bar-v"', html)) == 2
