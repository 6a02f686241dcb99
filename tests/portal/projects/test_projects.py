"""Projects and partner regions over the facts of the cluster's page."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from karta.portal.directory.models import Body, Project, Region
from karta.snapshot.reader import Snapshot
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def loaded(demo: Snapshot) -> None:
    load_facts()


def text(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.decode()).split())


@pytest.mark.usefixtures("loaded")
def test_pre_01_leader_partners_regions_states_and_start_each_with_its_source(client: Client) -> None:
    page = text(client.get("/en/projects/preciseu/").content)
    assert "Coordinator 1 Biocat, BioRegion of Catalonia Home page of the cluster, line 19" in page
    assert "Number of partners 25 organisations 25 partners Home page of the cluster, line 19" in page
    assert "12 regions 12 EU regions Home page of the cluster, line 19" in page
    assert "10 Member States" in page
    assert "Start 1 July 2024" in page


@pytest.mark.usefixtures("loaded")
def test_pre_12_contradicting_figures_stand_with_their_sources_and_the_reason(client: Client) -> None:
    page = text(client.get("/en/projects/preciseu/").content)
    assert "9 regions: 9 NUTS regions" in page
    assert "Both partners in Bulgaria say twelve; nine counts those of NUTS alone." in page
    assert "European I3 Programme" in page
    assert "The project is of Horizon Europe; the I3 Instrument is another fund." in page


@pytest.mark.usefixtures("loaded")
def test_a_region_shows_its_organisations_with_roles_and_links_those_of_the_map(client: Client, demo: Snapshot) -> None:
    page = client.get("/bg/partner-regions/bg/").content.decode()
    rows = demo.connection().execute(
        "SELECT org_id FROM links WHERE source_id = 'bg_hlscb_home_page' AND record_id = 'HLSCB'"
    ).fetchall()  # fmt: skip
    assert len(rows) == 1
    assert f'/bg/organisations/{rows[0][0]}/"' in page
    assert "координатор" in page
    assert "Телелинк Бизнес Сървисис" in page


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "path", ["projects/", "projects/veles/", "projects/innaxe/", "partner-regions/", "partner-regions/es51/"]
)
def test_pages_stand_in_both_languages(client: Client, path: str) -> None:
    for language in ("bg", "en"):
        assert client.get(f"/{language}/{path}").status_code == 200
    assert client.get(f"/en/{path.rstrip('/')}-nowhere/").status_code == 404


def test_without_projects_the_page_says_so(client: Client, demo: Snapshot) -> None:
    assert "No project is described yet." in client.get("/en/projects/").content.decode()
    assert "No partner region is known yet." in client.get("/en/partner-regions/").content.decode()


@pytest.mark.parametrize("items", [1, 3])
def test_projects_query_budget(client: Client, demo: Snapshot, items: int, django_assert_num_queries: Any) -> None:
    for number in range(items):
        Project.objects.create(code=f"p{number}", name_bg="Проект", name_en="Project", changed_at=AT)
    with django_assert_num_queries(5):
        assert client.get("/en/projects/").content.count(b"/en/projects/p") == items


@pytest.mark.parametrize("items", [1, 3])
def test_region_query_budget(client: Client, demo: Snapshot, items: int, django_assert_num_queries: Any) -> None:
    region = Region.objects.create(code="r", name_bg="Регион", name_en="Region", country="BG")
    for number in range(items):
        Body.objects.create(code=f"b{number}", name_bg=f"Тяло {number}", name_en=f"Body {number}", region=region)
    with django_assert_num_queries(5):
        assert client.get("/en/partner-regions/r/").content.count(b'<th scope="row">') == items


@pytest.mark.usefixtures("loaded")
def test_the_sitemap_lists_events_projects_and_regions() -> None:
    from karta.portal.platform.sitemaps import PARTS

    listed = [entry.paths["en"] for part in ("events", "projects") for entry in PARTS[part]()]
    for path in ("events/spinoff-bulgaria-2024/", "projects/veles/", "partner-regions/es51/"):
        assert f"/en/{path}" in listed
