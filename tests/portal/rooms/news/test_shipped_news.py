"""The shipped news: a living portal at the first start, in both languages, that never undoes what people did."""

from __future__ import annotations

import copy
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image
from wagtail.images import get_image_model

from karta.portal.directory.models import Edition, Project
from karta.portal.rooms.news import drawings, shipped
from karta.portal.rooms.news.models import Mention, NewsItem, Version
from karta.snapshot.reader import Snapshot
from portal.rooms.news.pages import change
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def items(demo: Snapshot, settings: Any, tmp_path: Path) -> dict[str, Any]:
    settings.MEDIA_ROOT = tmp_path / "media"
    load_facts()
    read = shipped.read()
    shipped.load(read)
    return read


def state() -> list[Any]:
    return [*NewsItem.objects.order_by("pk").values(), *Version.objects.order_by("pk").values()]


# Wagtail leaves the file of a picture's smaller form to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_first_start_shows_a_living_portal(client: Client, items: dict[str, Any]) -> None:
    codes = [code for code in items if "." not in code]
    assert 12 <= len(codes) <= 20
    assert NewsItem.objects.live().count() == 2 * len(codes) - 1  # one is in English only
    for language, missing in (("bg", "само на английски"), ("en", "")):
        html = client.get(f"/{language}/news/").content.decode()
        assert html.count("<img") + html.count("<article") >= 0
        assert missing in html
    kinds = set(NewsItem.objects.values_list("kind", flat=True))
    assert kinds == {"news", "highlight", "call", "event"}
    for page in NewsItem.objects.live().select_related("locale"):
        shown = client.get(f"/{page.locale.language_code}/news/{page.slug}/")
        assert shown.status_code == 200
        assert "biocluster.bg" in shown.content.decode()
    assert Mention.objects.values("org_id").distinct().count() >= 8
    names = ("Health & Life Sciences Cluster Bulgaria", "Биотехнологичен и Здравен Клъстер")
    written = [set(Mention.objects.filter(written=name).values_list("org_id", flat=True)) for name in names]
    assert len(set.union(*written)) == 1


def test_one_item_was_corrected_and_readers_see_it_in_both_languages(client: Client, items: dict[str, Any]) -> None:
    for language, before, now in (("bg", "27 и 28 юни", "20 и 21 юни"), ("en", "27 and 28 June", "20 and 21 June")):
        page = NewsItem.objects.get(is_pinned=True, locale__language_code=language)
        html = client.get(f"/{language}/news/{page.slug}/versions/").content.decode()
        plain = " ".join(re.sub(r"<[^>]+>", " ", html).split())
        assert now in page.title
        assert before in plain
        assert items[f"spinoff-bulgaria-2024.{language}"]["first"]["reason"] in plain
    english = NewsItem.objects.get(is_pinned=True, locale__language_code="en")
    assert english.translates_version == 2


def test_links_lead_to_events_and_projects_that_are_there(items: dict[str, Any]) -> None:
    shared = [said for code, said in items.items() if "." not in code]
    events, projects = ({one[kind] for one in shared if kind in one} for kind in ("event", "project"))
    assert Edition.objects.filter(code__in=events).count() == len(events) > 8
    assert Project.objects.filter(code__in=projects).count() == len(projects) == 3


def test_loading_again_changes_nothing(items: dict[str, Any]) -> None:
    before, pictures = state(), get_image_model().objects.count()
    assert shipped.load(items) == {"same": NewsItem.objects.count()}
    assert state() == before
    assert get_image_model().objects.count() == pictures


def test_what_people_did_stays_and_a_newer_shipped_text_is_published_where_nobody_did(items: dict[str, Any]) -> None:
    edited = NewsItem.objects.get(title=items["innopro.bg"]["title"])
    change(edited, title="Заглавие на редактора", reason="по-кратко")
    NewsItem.objects.get(title=items["innopro.en"]["title"]).delete()
    NewsItem.objects.get(title=items["veles-starts.bg"]["title"]).unpublish()
    draft = NewsItem.objects.get(title=items["veles-starts.en"]["title"])
    draft.summary = "A draft."
    draft.save_revision()
    newer = copy.deepcopy(items)
    for code in ("innopro", "veles-starts", "startup-week"):
        for language in ("bg", "en"):
            newer[f"{code}.{language}"]["summary"] += " (!)"
    counts = shipped.load(newer)
    assert (counts["written"], counts["kept"]) == (2, 4)
    edited.refresh_from_db()
    assert edited.title == "Заглавие на редактора"
    assert not NewsItem.objects.filter(title=items["innopro.en"]["title"]).exists()
    renewed = NewsItem.objects.get(title=items["startup-week.en"]["title"])
    assert renewed.summary.endswith("(!)")
    assert renewed.versions.count() == 2


def test_no_sentence_is_the_page_s_own(mirror: Path, items: dict[str, Any]) -> None:
    page = mirror.parent / "home_page" / "page.txt"
    if not page.exists():
        pytest.skip("the text of the cluster's page is not beside the mirror")
    printed = {" ".join(one.split()).casefold() for one in re.split(r"[.!?\n]", page.read_text("utf-8"))}
    for said in items.values():
        for text in (said.get("summary", ""), *said.get("body", ())):
            for sentence in re.split(r"[.!?:;]", text):
                assert len(sentence.split()) < 7 or " ".join(sentence.split()).casefold() not in printed


@pytest.mark.parametrize(
    "said",
    [{"draw": "calendar", "months": ["2024-06"], "days": ["2024-06-20"]}, {"draw": "network", "dots": 25},
     {"draw": "goal", "dots": 100}],
)  # fmt: skip
def test_drawings_are_pictures_of_one_size_and_the_same_each_time(said: dict[str, Any]) -> None:
    made = drawings.draw(said)
    assert Image.open(io.BytesIO(made)).size == drawings.SIZE
    assert len(made) < 40_000
    assert drawings.draw(said) == made
