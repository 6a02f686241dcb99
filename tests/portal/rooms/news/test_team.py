"""Who gets into the administration of pages, what its answers carry, and what stays closed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from karta.portal.rooms.news.rules import EDITORS_OF_PAGES
from portal.rooms.news.pages import item, standing

pytestmark = pytest.mark.django_db
INSIDE = ["/team/pages/", "/team/pages/login/", "/team/pages/images/", "/team/pages/reports/translations/"]


@pytest.mark.parametrize("address", INSIDE)
def test_visitors_are_sent_to_sign_in(client: Client, demo: Any, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


@pytest.mark.parametrize("address", INSIDE)
def test_accounts_that_may_not_edit_are_refused(client: Client, demo: Any, visitor_account: Any, address: str) -> None:
    client.force_login(visitor_account)
    assert client.get(address).status_code == 403
    assert not visitor_account.groups.exists()


def test_an_editor_gets_in_and_leaves_with_the_role(keeper: Client, demo: Any, steward: Any) -> None:
    answer = keeper.get("/team/pages/")
    assert answer.status_code == 200
    assert steward.groups.filter(name=EDITORS_OF_PAGES).exists()
    steward.groups.remove(*steward.groups.exclude(name=EDITORS_OF_PAGES))
    assert keeper.get("/team/pages/").status_code == 403
    assert not steward.groups.exists()


def test_only_the_administration_may_run_scripts_of_its_pages(keeper: Client, demo: Any) -> None:
    assert "script-src 'self' 'unsafe-inline'" in keeper.get("/team/pages/")["Content-Security-Policy"]
    for address in ("/bg/news/", "/en/search/", "/bg/team/texts/"):
        assert "unsafe-inline" not in keeper.get(address)["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name", ["uploads/secret.csv", "images/../secret.png", "images/x.svg", "documents/x.pdf", "images/none.png"]
)
def test_of_the_store_only_pictures_are_public(client: Client, demo: Any, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404


def test_the_board_is_for_editors(client: Client, demo: Any, visitor_account: Any) -> None:
    page = item(title="Текст")
    for address in ("/bg/team/texts/", f"/bg/team/texts/names/{page.pk}/"):
        assert client.get(address).status_code == 302
    client.force_login(visitor_account)
    for address in ("/bg/team/texts/", f"/bg/team/texts/names/{page.pk}/"):
        assert client.get(address).status_code == 403


def test_a_draft_is_nobodys_business(client: Client, demo: Any) -> None:
    page = item(title="Чернова", publish=False)
    assert client.get(f"/bg/news/{page.slug}/").status_code == 404
    assert client.get(f"/bg/news/{page.slug}/versions/").status_code == 404
    assert "Чернова" not in client.get("/bg/news/").content.decode()


def test_a_page_takes_no_address_that_the_portal_has(client: Client, demo: Any) -> None:
    page = standing("en", title="Organisations")
    assert page.slug == "organisations-page"
    assert client.get("/en/organisations-page/").status_code == 200


def test_addresses_are_in_latin_letters(client: Client, demo: Any) -> None:
    page = item(title="Трето издание: датите")
    assert page.slug == "treto-izdanie-datite"
    assert client.get("/bg/news/treto-izdanie-datite/").status_code == 200
