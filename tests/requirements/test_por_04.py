"""POR-04: the investment section, as a visitor, an investor and a company meet it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from karta.explore.rows import OrganisationRow
from karta.portal.platform.models import Letter
from karta.portal.rooms.investors.models import Introduction
from portal.investors.conftest import Person, _files, companies, investor, keeper_of, offer, org, person
from portal.shipped import load_facts

__all__ = ["_files", "companies", "investor", "keeper_of", "org", "person"]
pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = {
    "bg": {"text": "Търсим партньор за изпитвания.", "ask": "Молба за контакт"},
    "en": {"text": "We look for a partner for trials.", "ask": "Ask for contact"},
}


@pytest.mark.parametrize("language", ["bg", "en"])
def test_por_04_the_investment_section_shows_events_for_investors_and_companies_open_to_investment(
    html: Any, companies: list[OrganisationRow], keeper_of: Callable[[str, str], Person], language: str
) -> None:
    load_facts()
    for number, row in enumerate(companies[:3]):
        offer(row.org_id, keeper_of(f"maria{number}", row.org_id).user)
    page = html(f"/{language}/investors/")
    for row in companies[:3]:
        assert f'href="/{language}/organisations/{row.org_id}/"' in page
        assert f'href="/{language}/investors/organisations/{row.org_id}/"' in page  # the way to ask for contact
    assert page.count(WORDS[language]["text"]) == page.count(WORDS[language]["ask"]) == 3
    assert f"/{language}/events/invest-webinar-2021/" in page
    assert f'href="/{language}/contact/"' in page
    assert f'href="/{language}/investors/"' in html(f"/{language}/")  # the first page leads there
    only = html(f"/{language}/investors/", segment=companies[0].attributes["segment"] or "unknown")
    assert f'href="/{language}/organisations/{companies[0].org_id}/"' in only


def test_por_04_asking_for_contact_ends_in_an_introduction_that_both_sides_agreed_to(
    org: str, investor: Callable[..., Person], keeper_of: Callable[[str, str], Person], keeper: Any
) -> None:
    ana, maria = investor("ana", "Fund A"), keeper_of("maria", org)
    Letter.objects.all().delete()
    path = f"/en/investors/organisations/{org}/"
    assert ana.client.post(f"{path}introduction/", {"words": "We would like to meet."}).status_code == 302
    made = Introduction.objects.get()
    assert keeper.post(f"/en/team/investors/introductions/{made.pk}/put/").status_code == 302
    assert not any(maria.email in one.text for one in Letter.objects.filter(to=ana.email))
    answer = f"/en/investors/company/{org}/introductions/{made.pk}/"
    assert maria.client.post(answer, {"what": "agree"}).status_code == 302
    told = {one.to: one.text for one in Letter.objects.order_by("pk")}
    assert maria.email in told[ana.email]
    assert ana.email in told[maria.email]
    assert re.search(r"made|introduced", ana.client.get(path).content.decode())
