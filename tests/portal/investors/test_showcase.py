"""The public page: offers under the explorer's filter, counts that agree, events, the file, bounded queries."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from karta.explore.rows import OrganisationRow
from karta.portal.directory.ids import ids_of
from karta.portal.directory.models import Claim
from karta.portal.rooms.investors import queries, services
from karta.portal.rooms.investors.errors import NotThere
from karta.portal.rooms.investors.models import Offer
from karta.snapshot.reader import Snapshot
from portal.investors.conftest import AT, Person, offer
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
Keeper = Callable[[str, str], Person]


def shown(page: str) -> list[str]:
    return re.findall(r'<li class="inv-row">.*?<h2><a href="/\w\w/organisations/([^/]+)/"', page, re.DOTALL)


@pytest.fixture
def offered(companies: list[OrganisationRow], keeper_of: Keeper) -> list[OrganisationRow]:
    """Six companies with an offer, every second one in growth."""
    for number, row in enumerate(companies[:6]):
        maria = keeper_of(f"maria{number}", row.org_id)
        offer(row.org_id, maria.user, stage="growth" if number % 2 else "seed")
    return companies[:6]


def test_offers_stand_with_what_they_look_for_and_figures_that_lead_to_their_proof(
    client: Client, offered: list[OrganisationRow]
) -> None:
    page = client.get("/en/investors/").content.decode()
    assert set(shown(page)) == {row.org_id for row in offered}
    assert "6 of 6 offers" in page
    assert "We look for a partner for trials." in page
    assert "Търсим партньор" not in page
    assert "€200k–€500k" in page.replace("\u202f", "").replace("\u00a0", "")
    known = [
        (row.org_id, measure, figure.year)
        for row in offered
        for measure, figure in row.measures.items()
        if measure in ("headcount", "profit") and figure.state == "current"
    ]
    assert known
    for org_id, measure, year in known:
        assert f'href="/en/organisations/{org_id}/proof/{measure}/{year}/"' in page
    for address in set(re.findall(r'href="(/en/organisations/[^"]+/proof/[^"]+)"', page)):
        assert client.get(address).status_code == 200, address


def test_the_filter_of_the_map_and_the_stage_choose_offers_and_counts_agree(
    client: Client, demo: Snapshot, offered: list[OrganisationRow]
) -> None:
    districts = {row.attributes["district"] for row in offered} - {None}
    for district in sorted(districts):
        page = client.get("/en/investors/", {"district": district}).content.decode()
        wanted = {row.org_id for row in offered if row.attributes["district"] == district}
        assert set(shown(page)) == wanted
        assert f"{len(wanted)} of 6 offers" in page
    page = client.get("/en/investors/", {"stage": "growth"}).content.decode()
    assert set(shown(page)) == {row.org_id for row in offered[1::2]}
    both = client.get("/en/investors/", {"stage": ["growth", "seed"]}).content.decode()
    assert len(shown(both)) == 6


def test_counts_beside_choices_are_what_choosing_them_brings(client: Client, offered: list[OrganisationRow]) -> None:
    page = client.get("/en/investors/", {"stage": "seed"}).content.decode()
    boxes = re.findall(r'name="(\w+)" value="([^"]+)"[^>]*><span>[^<]*</span><span class="n"><b>(\d+)</b>', page)
    assert {name for name, _code, _n in boxes} >= {"stage"}
    for name, code, number in boxes:
        asked = {"stage": code} if name == "stage" else {"stage": "seed", name: code}
        assert len(shown(client.get("/en/investors/", asked).content.decode())) == int(number), (name, code)


def test_no_parameter_shows_an_organisation_without_an_offer(
    client: Client, companies: list[OrganisationRow], offered: list[OrganisationRow]
) -> None:
    other = companies[10].org_id
    assert shown(client.get("/en/investors/", {"id": other}).content.decode()) == []
    assert len(shown(client.get("/en/investors/", {"id": [other, offered[0].org_id]}).content.decode())) == 1
    assert client.get("/en/investors/", {"as_of": "2026-11-01"}).status_code == 400
    assert client.get("/bg/investors/", {"stage": "any"}).status_code == 400
    assert client.get("/bg/investors/", {"nothing": "1"}).status_code == 400


def test_an_empty_result_names_the_filter_to_drop(client: Client, offered: list[OrganisationRow]) -> None:
    page = client.get("/en/investors/", {"stage": "mature", "kind": "company"}).content.decode()
    assert shown(page) == []
    assert "Drop the filter “stage”: 6 offers" in page
    address = re.search(r'<a class="btn" href="(\?[^"]+)">Drop', page)
    assert address is not None
    assert len(shown(client.get("/en/investors/" + address[1]).content.decode())) == 6


def test_an_offer_goes_with_its_last_day_and_when_it_is_withdrawn(
    client: Client, demo: Snapshot, org: str, keeper_of: Keeper
) -> None:
    maria = keeper_of("maria", org)
    offer(org, maria.user, valid_until=date(2026, 11, 20))
    assert list(queries.shown_offers(demo, date(2026, 11, 20))) == [org]
    assert queries.shown_offers(demo, date(2026, 11, 21)) == {}
    offer(org, maria.user)
    assert shown(client.get("/en/investors/").content.decode()) == [org]
    services.withdraw_offer(org_id=org, by=maria.user, at=AT)
    page = client.get("/en/investors/").content.decode()
    assert shown(page) == []
    assert "No organisation has an offer at the moment" in page
    assert 'href="/en/contact/"' in page


def test_offers_follow_redirects_and_of_two_that_became_one_the_newer_stands(
    demo: Snapshot, org: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"stage": "seed", "use": "team", "text_bg": "а", "text_en": "a", "valid_until": date(2026, 12, 1)}
    old = Offer.objects.create(org_id="org_former", published_at=AT, **said)
    monkeypatch.setattr(queries, "present_ids", lambda _snapshot, ids: {one: org for one in ids if one != "org_gone"})
    Offer.objects.create(org_id="org_gone", published_at=AT + timedelta(days=2), **said)
    assert queries.shown_offers(demo, date(2026, 11, 21)) == {org: old}
    new = Offer.objects.create(org_id=org, published_at=AT + timedelta(days=1), **said)
    assert queries.shown_offers(demo, date(2026, 11, 21)) == {org: new}


def test_an_id_that_the_map_does_not_know_has_no_present_id(demo: Snapshot, org: str) -> None:
    assert queries.present_ids(demo, [org, "org_none"]) == {org: org}
    assert ids_of(demo, "org_none") == []
    moved = demo.connection().execute("SELECT old_org_id, org_id FROM redirects LIMIT 1").fetchone()
    if moved:
        assert queries.present_ids(demo, [moved[0]]) == {moved[0]: moved[1]}
        assert ids_of(demo, moved[0])[0] == moved[1]
        assert moved[0] in ids_of(demo, moved[0])


def test_the_file_has_the_rows_of_the_page_and_runs_no_formula(
    client: Client, companies: list[OrganisationRow], keeper_of: Keeper
) -> None:
    for number, row in enumerate(companies[:3]):
        maria = keeper_of(f"maria{number}", row.org_id)
        offer(row.org_id, maria.user, text_en="=HYPERLINK(1)", stage="seed" if number else "idea")
    answer = client.get("/en/investors/companies.csv", {"stage": "seed"})
    assert answer["Content-Disposition"] == 'attachment; filename="open-to-investment-en.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["org_id"] for row in rows} == {row.org_id for row in companies[1:3]}
    assert {row["text_en"] for row in rows} == {"'=HYPERLINK(1)"}
    assert {row["amount_max_eur"] for row in rows} == {"500000"}


def test_events_for_investors_are_those_that_a_public_claim_says_so_of(client: Client, demo: Snapshot) -> None:
    load_facts()
    page = client.get("/en/investors/").content.decode()
    codes = re.findall(r'href="/en/events/([^/"]+)/"', page)
    assert {"invest-webinar-2021", "delegation-barcelona", "healthtech-investor-summit-2023"} <= set(codes)
    assert "veles-kick-off" not in codes
    claim = Claim.objects.get(subject_code="invest-webinar-2021", property="audience")
    claim.visibility = "team"
    claim.save()
    assert "invest-webinar-2021" not in client.get("/en/investors/").content.decode()


def test_the_page_stands_without_a_snapshot(client: Client, settings: Any, tmp_path: Any, db: None) -> None:
    settings.DATA = tmp_path / "none"
    settings.ALLOWED_HOSTS = ["testserver"]
    page = client.get("/bg/investors/")
    assert page.status_code == 200
    assert "Картата още не е публикувана" in page.content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_showcase_query_budget(
    client: Client, companies: list[OrganisationRow], keeper_of: Keeper, items: int, django_assert_num_queries: Any
) -> None:
    load_facts()
    maria = keeper_of("maria", companies[0].org_id)
    for row in companies[:items]:
        Offer.objects.create(
            org_id=row.org_id, published_at=AT, stage="seed", use="team", text_bg="а", text_en="a", by=maria.user,
            valid_until=(datetime.now(UTC) + timedelta(days=1)).date(),
        )  # fmt: skip
    with django_assert_num_queries(2):
        assert len(shown(client.get("/en/investors/").content.decode())) == items


def test_only_who_acts_for_an_organisation_says_what_it_looks_for(
    companies: list[OrganisationRow], keeper_of: Keeper, person: Callable[[str], Person], steward: Any
) -> None:
    mine, other = companies[0].org_id, companies[1].org_id
    maria, stranger = keeper_of("maria", mine), person("stranger")
    said = {"stage": "seed", "use": "team", "text_bg": "Търсим.", "text_en": "We look.",
            "valid_until": (datetime.now(UTC) + timedelta(days=5)).date().isoformat()}  # fmt: skip
    for client in (stranger.client, maria.client):
        assert client.get(f"/en/investors/company/{other}/").status_code == 404
        assert client.post(f"/en/investors/company/{other}/offer/", said).status_code == 404
    for by in (stranger.user, maria.user, steward):
        with pytest.raises(NotThere):
            offer(other, by)
        with pytest.raises(NotThere):
            services.withdraw_offer(org_id=other, by=by, at=AT)
    assert maria.client.post(f"/en/investors/company/{mine}/offer/", said).status_code == 302
    assert Offer.objects.get().org_id == mine


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount_min_eur": "5", "amount_max_eur": "4"}, "amount_max_eur"),
        ({"amount_min_eur": "-1"}, "amount_min_eur"),
        ({"valid_until": "2020-01-01"}, "valid_until"),
        ({"valid_until": "2090-01-01"}, "valid_until"),
        ({"stage": "other"}, "stage"),
        ({"text_bg": "Only English"}, "text_bg"),
        ({"text_en": "Само български"}, "text_en"),
        ({"text_en": "EGN 6101057509"}, "text_en"),
    ],
)
def test_what_an_offer_cannot_say_is_told_at_its_field(
    org: str, keeper_of: Keeper, change: dict[str, str], field: str
) -> None:
    maria = keeper_of("maria", org)
    said = {"stage": "seed", "use": "team", "text_bg": "Търсим.", "text_en": "We look.",
            "valid_until": (datetime.now(UTC) + timedelta(days=5)).date().isoformat()}  # fmt: skip
    answer = maria.client.post(f"/bg/investors/company/{org}/offer/", said | change)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Offer.objects.exists()


def test_the_newest_offer_stands_and_the_earlier_ones_are_kept(org: str, keeper_of: Keeper) -> None:
    maria = keeper_of("maria", org)
    first, second = offer(org, maria.user), offer(org, maria.user, stage="growth")
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert queries.offer_of(org) == second


def test_two_people_who_write_one_offer_are_told_of_each_other(org: str, keeper_of: Keeper) -> None:
    maria, mina = keeper_of("maria", org), keeper_of("mina", org)
    path = f"/en/investors/company/{org}/offer/"
    said = {"stage": "seed", "use": "team", "text_bg": "Търсим.", "text_en": "Mina writes.",
            "valid_until": (datetime.now(UTC) + timedelta(days=5)).date().isoformat()}  # fmt: skip
    opened = re.search(r'name="based_on" value="(\d+)"', maria.client.get(path).content.decode())
    assert opened is not None
    assert mina.client.post(path, said | {"based_on": opened[1]}).status_code == 302
    answer = maria.client.post(path, said | {"based_on": opened[1], "text_en": "Maria writes."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody else changed it meanwhile" in page
    assert "Maria writes." in page  # nothing is lost
    assert Offer.objects.get(withdrawn_at=None).text_en == "Mina writes."
    again = re.search(r'name="based_on" value="(\d+)"', page)
    assert again is not None
    assert maria.client.post(path, said | {"based_on": again[1], "text_en": "Maria."}).status_code == 302
