"""Another cluster runs the portal by its map.yml alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from karta.portal.directory.models import Body, Claim, Series, Source
from karta.portal.platform.map_file import check, map_file
from karta.portal.rooms.spinoffs import queries
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA, settings.ALLOWED_HOSTS, settings.RATE_LIMITS = tmp_path, ["testserver"], None
    load_facts()
    return tmp_path


def name_on_contact_page(language: str) -> str:
    body = Client().get(f"/{language}/contact/").context["cluster"]
    return body.name[language] if body else ""


def test_without_one_it_is_the_first_home_s(folder: Path) -> None:
    assert name_on_contact_page("en") == "Health & Life Sciences Cluster Bulgaria"
    goal = queries.goal(None)
    assert goal is not None
    assert goal.target == 100


def test_another_cluster_and_its_initiative_need_no_code(folder: Path) -> None:
    Body.objects.create(code="sea", name_bg="Морски клъстер", name_en="Sea Cluster")
    series = Series.objects.create(code="sea-week", name_bg="Морска седмица", name_en="Sea Week")
    Claim.objects.create(
        claim_id="a" * 16, subject_kind="series", subject_code=series.code, property="target", value_min=12,
        value_max=12, source=Source.objects.all()[0], recorded_at=AT,
    )  # fmt: skip
    (folder / "map.yml").write_text("cluster: sea\ninitiative: sea-week\n", "utf-8")
    assert [name_on_contact_page(language) for language in ("bg", "en")] == ["Морски клъстер", "Sea Cluster"]
    goal = queries.goal(None)
    assert goal is not None
    assert goal.target == 12


def test_a_map_of_nobody_says_so(folder: Path) -> None:
    (folder / "map.yml").write_text("cluster: ~\ninitiative: ~\n", "utf-8")
    assert name_on_contact_page("bg") == ""
    assert queries.goal(None) is None


def test_a_change_of_the_file_is_seen_and_a_bad_one_stops_the_start(folder: Path) -> None:
    path = folder / "map.yml"
    path.write_text("cluster: aicb\n", "utf-8")
    assert map_file().cluster == "aicb"
    assert check() == []
    path.write_text("cluster: [two, of, them]\n", "utf-8")
    (problem,) = check()
    assert "map.yml cluster is a code of small Latin letters" in problem.msg
    assert "map.yml cluster е код от малки латински букви" in problem.hint
