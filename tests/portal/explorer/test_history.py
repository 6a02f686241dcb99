"""A renamed company: its page tells what it was, and its old name leads there, in the list and by API."""

from __future__ import annotations

import pytest

from explore.by_hand import organisation
from explore.conftest import write_snapshot
from explore.test_history import CLAIMS
from karta.matching.names import search_key
from karta.snapshot.store import Store

pytestmark = pytest.mark.django_db
NAMES = {"official": "Нова АД", "alias": "Стара Мелница ООД"}
PAGES = {
    "bg": ("Какво е била преди", "СТАРА ООД", "10.09.2015 – 07.10.2021", "в ликвидация", "от 01.01.2025",
           "до 07.10.2021", "50 хил. лв.", "25 000"),
    "en": ("What it was before", "СТАРА ООД", "10 September 2015 – 7 October 2021", "in liquidation",
           "since 1 January 2025", "until 7 October 2021", "BGN 50k", "25,000"),
}  # fmt: skip


@pytest.fixture(scope="module")
def renamed(tmp_path_factory):
    """A data folder whose current map has a company with a history."""
    data = tmp_path_factory.mktemp("renamed")
    (data / "snapshots").mkdir()
    names = [
        {"org_id": "a", "name": name, "language": "bg", "name_kind": kind, "search_key": search_key(name),
         "source_id": "list", "record_id": "1"}
        for kind, name in NAMES.items()
    ]  # fmt: skip
    rows = [organisation("a", name_bg="Нова АД", source_ids=["list"]), organisation("b", name_bg="Друга АД")]
    snapshot = write_snapshot(data / "snapshots", rows, claims=CLAIMS, names=names)
    Store(data).publish(snapshot.name)
    return data


@pytest.fixture(autouse=True)
def _served(renamed, settings):
    settings.DATA, settings.ALLOWED_HOSTS = renamed, ["testserver"]


@pytest.mark.parametrize("language", PAGES)
def test_the_page_tells_what_it_was_since_when_and_where_that_is_read(client, language):
    page = client.get(f"/{language}/organisations/a/").content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    card = page.split('id="h-history"')[1].split("</section>")[0]
    assert [text for text in PAGES[language] if text not in card] == []
    assert card.count("<tr>") == 9
    assert card.count(f'href="/{language}/sources/list/"') == 9
    assert "line list-name-СТАРА ООД" in card


def test_one_without_a_history_has_no_empty_card(client):
    assert "h-history" not in client.get("/en/organisations/b/").content.decode()


@pytest.mark.parametrize("asked", ["стара мелница", "Stara Melnitsa", "СТАРА МЕЛНИЦА ООД"])
def test_the_old_name_leads_to_the_company(client, asked):
    for path in ("/bg/organisations/", "/en/organisations/"):
        assert "/organisations/a/" in client.get(path, {"q": asked}).content.decode()
    answer = client.get("/api/v1/organisations", {"q": asked}).json()
    assert [row["id"] for row in answer["organisations"]] == ["a"]


def test_the_api_tells_it_too(client):
    told = client.get("/api/v1/organisations/a").json()["history"]
    assert [(one["attribute"], one["value"], one["valid_to"]) for one in told[:2]] == [
        ("name", "НОВА АД", None),
        ("name", "СТАРА ООД", "2021-10-07"),
    ]
