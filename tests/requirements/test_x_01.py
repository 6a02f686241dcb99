"""X-01: one organisation record serves every room."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from portal.rooms.news.pages import item, text
from portal.shipped import load_facts

if TYPE_CHECKING:
    from django.test import Client

    from karta.snapshot.reader import Snapshot

pytestmark = pytest.mark.django_db
CLUSTER = "org-i4mdqbtb76lmnzwp"
WRITTEN = "Health & Life Sciences Cluster Bulgaria"


@pytest.fixture
def loaded(demo: Snapshot) -> None:
    load_facts()


def led_to(page: str) -> set[str]:
    return set(re.findall(r'href="/en/organisations/([^/"]+)/"', page))


@pytest.mark.usefixtures("loaded")
def test_x_01_every_room_leads_to_one_record_with_its_names_and_their_languages(html: Any, demo: Snapshot) -> None:
    told = item("en", title="An opening", body=[text(f"<p>{WRITTEN.replace('&', '&amp;')} opened it.</p>")])
    rooms = ("/en/events/spinoff-bulgaria-2024/", "/en/projects/veles/", f"/en/news/{told.slug}/")
    for address in rooms:
        named = {one for one in led_to(html(address)) if demo.index.row_of(one) is not None}
        assert CLUSTER in named, address
    record = html(f"/en/organisations/{CLUSTER}/")
    for address in rooms:
        assert f'href="{address}"' in record, f"the record does not say that {address} names it"
    sql = "SELECT name, language FROM names WHERE org_id = ?"
    names = demo.connection().execute(sql, (CLUSTER,)).fetchall()
    assert {language for _, language in names} >= {"bg", "en"}
    for name, language in names:
        shown = name.replace("&", "&amp;")
        assert shown in record
        if language == "bg":
            assert f'lang="bg">{shown}' in record


def test_x_01_the_same_record_answers_under_every_written_name(client: Client, demo: Snapshot) -> None:
    names = demo.connection().execute("SELECT name FROM names WHERE org_id = ?", (CLUSTER,)).fetchall()
    for (name,) in names:
        found = client.get("/api/v1/organisations", {"q": name, "limit": 1, "status": ["active", "unknown"]}).json()
        assert [one["id"] for one in found["organisations"]] == [CLUSTER], name
