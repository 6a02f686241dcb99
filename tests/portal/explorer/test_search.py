"""The search box: what it suggests while somebody types, and the list that stands without a script."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("demo")


def test_suggestions_are_options_with_links(client: Client) -> None:
    html = client.get("/en/organisations/suggestions/", {"q": "софрама"}).content.decode()
    assert re.findall(r'role="option" id="([^"]+)"', html) == ["suggestion-1", "suggestion-2"]
    assert 'href="/en/organisations/bg-eik-831902088/"' in html
    assert "Sopharma AD" in html


def test_places_are_suggested_with_their_box(client: Client) -> None:
    html = client.get("/bg/organisations/suggestions/", {"q": "Пловдвив"}).content.decode()
    assert 'href="/bg/places/PDV/" data-zoom-to="23.9' in html
    assert "област" in html
    assert client.get("/bg/places/PDV/").status_code == 200


@pytest.mark.parametrize("text", ["", " ", "„“", "\x00", "б" * 10_000, "<script>"])
def test_nothing_to_suggest(client: Client, text: str) -> None:
    response = client.get("/bg/organisations/suggestions/", {"q": text})
    assert (response.status_code, response.content.decode().strip()) == (200, "")


def test_list_shows_what_is_near_where_no_name_holds_the_text(client: Client) -> None:
    html = client.get("/bg/organisations/", {"q": "софрама"}).content.decode()
    assert "Няма такова име; тези са близки" in html
    assert 'href="/bg/organisations/bg-eik-831902088/"' in html
    assert "Няма такова име" not in client.get("/bg/organisations/", {"q": "софарма"}).content.decode()


def test_list_names_places(client: Client) -> None:
    html = client.get("/bg/organisations/", {"q": "Варна"}).content.decode()
    assert 'href="/bg/places/VAR/"' in html
    assert 'class="org-list"' in html
    assert 'class="found-places"' not in client.get("/bg/organisations/").content.decode()


@pytest.mark.parametrize("path", ["/bg/organisations/", "/en/map/"])
def test_boxes_say_where_their_suggestions_come_from(client: Client, path: str) -> None:
    language = path[:4]
    html = client.get(path).content.decode()
    assert f'data-suggest="{language}organisations/suggestions/"' in html
