"""Whom texts name: found by one look through the map, again when another map is published; the board reads what is
kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from karta.matching.names import split_key
from karta.portal.directory import publications
from karta.portal.rooms.news import naming
from karta.portal.rooms.news.models import Mention, NameDecision, Uncertain
from karta.portal.rooms.news.tasks import find_names_again
from karta.snapshot.reader import Snapshot
from portal.rooms.news.pages import change, item, text

pytestmark = pytest.mark.django_db
AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def test_every_name_of_the_map_is_found_with_and_without_its_legal_form(demo: Snapshot) -> None:
    rows = demo.connection().execute("SELECT DISTINCT search_key, org_id FROM names").fetchall()
    keys = {search for search, _org in rows} | {split_key(search).core for search, _org in rows}
    expected: dict[str, set[str]] = {}
    for search, org_id in rows:
        expected.setdefault(search, set()).add(org_id)
        expected.setdefault(split_key(search).core, set()).add(org_id)
    found = naming._known(demo, keys)
    assert {key: set(org_ids) for key, org_ids in found.items()} == expected


def test_after_a_publication_every_text_is_looked_up_again(
    demo: Snapshot, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.TASKS = AT_ONCE
    page = item(title="Среща", body=[text("<p>Софарма АД и Tchaikapharma бяха там.</p>")])
    told = set(Mention.objects.values_list("page", "org_id", "written"))
    assert told
    Mention.objects.all().delete()
    Mention.objects.create(page=page, org_id="org-of-before", written="Софарма", line="Софарма")
    with django_capture_on_commit_callbacks(execute=True):
        assert publications.notice() is False  # the first look of an installation
    assert set(Mention.objects.values_list("page", "org_id", "written")) == told
    with django_capture_on_commit_callbacks(execute=True):
        publications.notice()
    assert find_names_again.call(demo.name) == 0  # nothing new: nothing is written
    Mention.objects.all().delete()
    assert find_names_again.call("overtaken") == 0
    assert not Mention.objects.exists()


def test_a_decision_for_an_organisation_that_is_gone_names_nobody(demo: Snapshot) -> None:
    page = item(title="Среща", body=[text("<p>Софарма АД беше там.</p>")])
    known = Mention.objects.get()
    NameDecision.objects.create(
        item=page.translation_key, key="sofarma ad", org_id="org-gone", at=page.first_published_at
    )
    find_names_again.call(demo.name)
    assert not Mention.objects.filter(org_id=known.org_id).exists()
    assert not Mention.objects.filter(org_id="org-gone").exists()


@pytest.mark.parametrize("items", [1, 3])
def test_the_board_asks_as_often_for_three_texts_as_for_one(
    keeper: Client, demo: Snapshot, items: int, django_assert_num_queries: Any
) -> None:
    for number in range(items):
        alone = item(title=f"Само на български {number}")
        Uncertain.objects.create(page=alone, key=f"k{number}", written=f"Име {number}")
        source = item(title=f"Променен {number}")
        item("en", title=f"Changed {number}", translates=source)
        change(source, title=f"Променен пак {number}", reason="нова дата")
    keeper.get("/en/team/texts/")
    with django_assert_num_queries(9):
        page = keeper.get("/en/team/texts/")
    assert len(page.context["pages"]) == 2 * items
    assert {(one["language"], one["is_stale"]) for one in page.context["pages"]} == {("en", False), ("en", True)}
    assert [one["names"] for one in page.context["uncertain"]] == [[f"Име {n}"] for n in reversed(range(items))]


def test_the_board_is_paged(keeper: Client, demo: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("karta.portal.rooms.news.views.ON_THE_BOARD", 2)
    for number in range(3):
        item(title=f"Само на български {number}")
    first, second = (keeper.get(f"/en/team/texts/?page={page}") for page in (1, 2))
    assert [len(page.context["pages"]) for page in (first, second)] == [2, 1]
    assert 'rel="next" href="?page=2"' in first.content.decode()
