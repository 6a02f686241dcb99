"""Saved views, feeds and alerts over two real publications: what changed, told once, ended by one click."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import duckdb
import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.portal.directory import publications
from karta.portal.directory.models import Alert, Noticed, SavedView
from karta.portal.directory.news import news
from karta.portal.platform.models import Attempt, AuditLine, Letter
from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store
from portal.mailbox import Mailbox, text_of

# All of them, or tests that ask for the database run apart from the others and both builds are made twice.
pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
READER = "reader@example.org"
KARTA = Path(sys.executable).with_name("karta")
LISTED = "kind=hospital"


@pytest.fixture(scope="module")
def two_builds(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A data folder with two snapshots, the smaller one published: without the compiled list, then with all."""
    folder = tmp_path_factory.mktemp("two") / "data"
    env = {**os.environ, "KARTA_DATA": str(folder)}
    for arguments in (
        ["build", "--only", "bg_hlscb_home_page", "--only", "bg_compiled_gazetteer"],
        ["publish"],
        ["build"],
    ):
        subprocess.run([KARTA, *arguments], env=env, check=True, capture_output=True)
    names = [info.path for info in Store(folder).list()]
    return folder, names[0], names[1]


@pytest.fixture
def two(two_builds: tuple[Path, Path, Path], settings: Any) -> Iterator[tuple[Path, Path]]:
    """The portal over both, the smaller one current; what a test publishes is taken back."""
    folder, before, after = two_builds
    settings.DATA, settings.RATE_LIMITS, settings.ALLOWED_HOSTS = folder, None, ["testserver"]
    log = folder / "snapshots/published.jsonl"
    kept = log.read_text("utf-8")
    yield before, after
    Store(folder).publish(before.name)
    log.write_text(kept, "utf-8")


def publish(after: Path, settings: Any) -> None:
    time.sleep(1.1)  # moments of publication have whole seconds
    Store(settings.DATA).publish(after.name)


def test_news_are_the_difference_of_the_matches(two: tuple[Path, Path]) -> None:
    before, after = two
    for asked in (Filter(), Filter(kind=("hospital",)), Filter(district=("SOF",), headcount_min=50)):
        found = news(before, after, asked)
        ids = [_ids(folder, asked) for folder in two]
        assert (found.count_before, found.count_after) == (len(ids[0]), len(ids[1]))
        assert (found.came_count, found.went_count) == (len(ids[1] - ids[0]), len(ids[0] - ids[1]))
        assert {one.org_id for one in found.came} <= ids[1] - ids[0]
        assert {one.org_id for one in found.figures} <= ids[0] | ids[1]
        assert found.figures_count == sum(found.reasons.values())
        assert found.is_empty == (not found.came_count and not found.went_count and not found.figures_count)
    same = news(after, after, Filter())
    assert same.is_empty


def _ids(folder: Path, asked: Filter) -> set[str]:
    table = f"read_parquet('{folder}/organisations.parquet', file_row_number=true)"
    sql = f"SELECT org_id FROM {table} ORDER BY file_row_number"
    ids = [row[0] for row in duckdb.sql(sql).fetchall()]
    return {ids[row] for row in match(open_snapshot(folder), asked).rows}


def test_the_feed_has_one_entry_a_publication_that_changed_the_filter(
    client: Client, two: tuple[Path, Path], settings: Any
) -> None:
    before, after = two
    empty = ET.fromstring(client.get("/en/map/feed.atom").content)
    assert empty.findall(f"{ATOM}entry") == []
    publish(after, settings)
    for language in ("bg", "en"):
        root = _valid_atom(client.get(f"/{language}/map/feed.atom?{LISTED}").content)
        entries = root.findall(f"{ATOM}entry")
        assert len(entries) == 1
        found = news(before, after, Filter(kind=("hospital",)))
        content = entries[0].findtext(f"{ATOM}content") or ""
        assert content.count("<li>") == len(found.came) + len(found.went) + len(found.figures) > 0
        assert found.came[0].org_id in content
        said = client.get(f"/{language}/map/feed.json?{LISTED}").json()
        assert said["version"] == "https://jsonfeed.org/version/1.1"
        assert [item["title"] for item in said["items"]] == [one.findtext(f"{ATOM}title") for one in entries]
    assert _valid_atom(client.get("/en/map/feed.atom?country=XX").content).findall(f"{ATOM}entry") == []


def _valid_atom(content: bytes) -> ET.Element:
    """RFC 4287: what a feed and an entry must have, ids unique and absolute, moments in RFC 3339."""
    root = ET.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    ids = []
    for part in (root, *root.findall(f"{ATOM}entry")):
        ids.append(part.findtext(f"{ATOM}id") or "")
        assert part.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated") or "").tzinfo
        assert all(link.attrib["href"].startswith("http://testserver/") for link in part.findall(f"{ATOM}link"))
        assert part.find(f"{ATOM}link[@rel='alternate']") is not None
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert root.find(f"{ATOM}link[@rel='self']") is not None
    assert len(set(ids)) == len(ids)
    assert all(one.startswith("urn:") for one in ids)
    return root


def test_a_feed_that_has_not_changed_is_not_sent_twice(client: Client, two: tuple[Path, Path], settings: Any) -> None:
    first = client.get("/en/map/feed.atom")
    tag = {"if-none-match": first["ETag"]}
    assert client.get("/en/map/feed.atom", headers=tag).status_code == 304
    assert client.get("/bg/map/feed.atom", headers=tag).status_code == 200
    publish(two[1], settings)
    assert client.get("/en/map/feed.atom", headers=tag).status_code == 200


@pytest.mark.parametrize("query", ["headcount_min=many", "colour=red", "as_of=2026-01-01", "bbox=1"])
@pytest.mark.parametrize("path", ["map/feed.atom", "saved/new/", "alerts/new/"])
def test_a_filter_that_makes_no_sense_is_named(client: Client, two: tuple[Path, Path], path: str, query: str) -> None:
    answer = client.get(f"/en/{path}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] + "=" in answer.content.decode()


def test_a_view_is_saved_opened_fed_and_deleted_without_an_account(client: Client, two: tuple[Path, Path]) -> None:
    saved = client.post(f"/en/saved/new/?{LISTED}&tab=table", follow=True)
    page = saved.content.decode()
    address = re.search(r'href="http://testserver(/en/saved/[\w-]{22}/)"', page)
    assert address
    manage = saved.redirect_chain[0][0]
    stranger = Client()
    shown = stranger.get(address[1]).content.decode()
    assert "kind=hospital" in shown
    assert "Delete the saved view" not in shown
    assert stranger.get(address[1].replace("/en/", "/bg/")).status_code == 200
    _valid_atom(stranger.get(address[1] + "feed.atom").content)
    assert stranger.get(address[1] + "feed.json").json()["items"] == []
    assert client.post(manage).status_code == 200
    assert SavedView.objects.count() == 0
    assert stranger.get(address[1]).status_code == 404
    assert stranger.get(address[1] + "feed.atom").status_code == 404
    assert client.get(manage).status_code == 410


def test_saving_without_end_is_refused(client: Client, two: tuple[Path, Path]) -> None:
    told = [client.post("/en/saved/new/").status_code for _ in range(31)]
    assert told == [302] * 30 + [429]


@pytest.fixture
def subscribed(
    client: Client, two: tuple[Path, Path], mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> Alert:
    """A reader of hospitals in Bulgarian, who confirmed."""
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/bg/alerts/new/?{LISTED}", {"email": READER})
    assert Alert.objects.get().confirmed_at is None
    link = next(link for link in mailbox.links() if "/bg/alerts/confirm/" in link)
    assert client.get(link).status_code == 200
    assert Alert.objects.get().confirmed_at is None
    assert client.post(link, follow=True).status_code == 200
    return Alert.objects.get()


def test_one_letter_a_publication_with_one_click_unsubscribe(
    subscribed: Alert, two: tuple[Path, Path], mailbox: Mailbox, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    publications.notice()
    publish(two[1], settings)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            publications.notice()
    assert len(mailbox.letters) == 2  # please confirm, what changed
    letter = mailbox.letters[1]
    found = news(*two, Filter(kind=("hospital",)))
    text = text_of(letter)
    assert letter["To"] == READER
    assert found.came[0].name_bg in text
    assert f"{found.came_count} new" in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(letter["List-Unsubscribe"]).strip().strip("<>")
    program = Client(enforce_csrf_checks=True)
    assert program.get(address).status_code == 200
    assert Alert.objects.count() == 1
    assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    for model in (Alert, Letter, Attempt, AuditLine, Noticed, DBTaskResult):
        assert READER not in json.dumps(list(model.objects.values()), default=str)
    assert Alert.objects.count() == 0
    assert program.post(address).status_code == 200
    assert program.get(address).status_code == 200


def test_a_publication_that_changes_nothing_sends_nothing(
    subscribed: Alert, two: tuple[Path, Path], mailbox: Mailbox, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    subscribed.params = [["district", "nowhere"]]
    subscribed.save()
    publications.notice()
    publish(two[1], settings)
    with django_capture_on_commit_callbacks(execute=True):
        assert publications.notice()
    assert len(mailbox.letters) == 1
    subscribed.refresh_from_db()
    assert subscribed.told == two[1].name


def test_who_does_not_confirm_gets_nothing_and_is_forgotten(
    client: Client, two: tuple[Path, Path], mailbox: Mailbox, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    publications.notice()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/alerts/new/", {"email": READER})
    publish(two[1], settings)
    with django_capture_on_commit_callbacks(execute=True):
        publications.notice()
    assert len(mailbox.letters) == 1
    Alert.objects.update(asked_at=datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    client.post("/en/alerts/new/", {"email": "other@example.org"})
    assert [one.email for one in Alert.objects.all()] == ["other@example.org"]


def test_forms_name_the_field_and_forget_machines(client: Client, two: tuple[Path, Path], mailbox: Mailbox) -> None:
    answer = client.post("/en/alerts/new/", {"email": "nobody"})
    assert answer.status_code == 422
    assert 'href="#id_email"' in answer.content.decode()
    client.post("/en/alerts/new/", {"email": READER, "website": "x"})
    assert Alert.objects.count() == 0
    for path in ("alerts/confirm/x", "alerts/x", "saved/manage/x"):
        assert client.get(f"/en/{path}/").status_code == 410


def test_a_publication_by_the_team_s_page_is_noticed(
    keeper: Client, two: tuple[Path, Path], mailbox: Mailbox, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    publications.notice()
    with django_capture_on_commit_callbacks(execute=True):
        keeper.post(f"/en/team/operations/snapshots/{two[1].name}/publish/")
    assert Noticed.objects.get().snapshot == two[1].name
