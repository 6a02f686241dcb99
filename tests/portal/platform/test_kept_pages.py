"""Pages kept for visitors: as quick as they are, they never show what is no longer so, nor what is another's."""

from __future__ import annotations

import re
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.cache import caches
from django.db import connection, transaction
from django.template import engines
from django.test import Client
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from karta.portal.directory import services
from karta.portal.directory.models import Contradiction, Edition
from karta.portal.platform import public_state
from karta.portal.platform.forms import LongSelect
from karta.portal.platform.kept_pages import STORE
from karta.portal.platform.models import AuditLine
from karta.snapshot.reader import Snapshot
from karta.vocab.suppressed import FILE
from portal.rooms.news.pages import change, item
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db(transaction=True)
HIT, STORED = "karta; hit", "karta; fwd=miss; stored"


@pytest.fixture(autouse=True)
def _empty(demo: Snapshot) -> None:
    caches[STORE].clear()


def asked(path: str, **headers: str) -> Any:
    """What a visitor who was never here gets."""
    return Client().get(path, headers=headers)


def kept(path: str, **headers: str) -> bool:
    """Whether the second visitor gets what the first one got, byte for byte."""
    first, second = asked(path, **headers), asked(path, **headers)
    is_hit = second.headers.get("Cache-Status") == HIT
    assert not is_hit or (first.content == second.content and first.headers["Vary"] == second.headers["Vary"])
    return is_hit


def test_the_second_visitor_gets_the_same_page_with_its_policy() -> None:
    first, second = asked("/bg/"), asked("/bg/")
    assert (first.headers["Cache-Status"], second.headers["Cache-Status"]) == (STORED, HIT)
    assert second.content == first.content
    for name in ("Content-Security-Policy", "Content-Type", "X-Frame-Options", "Referrer-Policy", "Vary", "ETag"):
        assert second.headers[name] == first.headers[name], name
    assert second.headers["Cache-Control"] == "no-cache"


def test_what_is_published_is_seen_at_once_and_what_is_withdrawn_is_gone_at_once() -> None:
    made = item(title="Първа новина", date="2026-11-01")
    assert kept("/bg/news/")
    assert kept(f"/bg/news/{made.slug}/")
    other = item(title="Втора новина", date="2026-11-02")
    assert "Втора новина" in asked("/bg/news/").content.decode()
    change(made, reason="грешка в заглавието", title="Поправена новина")
    assert kept("/bg/news/")
    assert "Първа новина" not in asked("/bg/news/").content.decode()
    assert "Поправена новина" in asked(f"/bg/news/{made.slug}/").content.decode()
    other.unpublish()
    for path in ("/bg/news/", "/bg/", "/bg/search/?q=втора", "/bg/news/feed.json"):
        assert "Втора новина" not in asked(path).content.decode(), path
    assert asked(f"/bg/news/{other.slug}/").status_code == 404


def test_a_write_past_the_models_counts_too() -> None:
    made = item(title="Новина", date="2026-11-01")
    assert kept("/bg/news/")
    Page.objects.filter(pk=made.pk).update(live=False)
    assert "Новина" not in titles("/bg/news/")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET live = %s WHERE id = %s", [True, made.pk])
    assert "Новина" in titles("/bg/news/")
    Page.objects.filter(pk=made.pk).delete()
    assert "Новина" not in titles("/bg/news/")


def titles(path: str) -> list[str]:
    return re.findall(r"<h2[^>]*><a[^>]*>([^<]*)", asked(path).content.decode())


def test_a_choice_between_claims_and_a_changed_event_are_seen_at_once(steward: Any) -> None:
    from django.utils import timezone

    load_facts()
    found = Contradiction.objects.filter(subject_kind="edition", property="dates").first()
    page = "/bg/contradictions/"
    assert kept(page)
    reason = {"bg": "Така пише в поканата.", "en": "The invitation says so."}
    claim = found.claims.first()
    services.choose(contradiction_id=found.pk, claim_id=claim.pk, reason=reason, by=steward, at=timezone.now())
    assert reason["bg"] in asked(page).content.decode()
    edition = Edition.objects.get(code=found.subject_code)
    assert kept(f"/en/events/{edition.code}/")
    edition.name_en = "Renamed in the evening"
    edition.save()
    assert edition.name_en in asked(f"/en/events/{edition.code}/").content.decode()


def test_another_process_tells_this_one() -> None:
    made = item(title="Новина", date="2026-11-01")
    assert kept("/bg/news/")

    def elsewhere() -> None:
        Page.objects.filter(pk=made.pk).update(live=False)
        connection.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert titles("/bg/news/") == []


def test_a_new_snapshot_is_seen_at_once(data_copy: Path, settings: Any) -> None:
    settings.DATA = data_copy
    assert kept("/bg/sources/")
    current = data_copy / "snapshots" / "current"
    older = current.resolve()
    newer = older.with_name("20301129T000000Z-000000000001")
    older.rename(newer)
    current.unlink()
    current.symlink_to(newer.name)
    assert asked("/bg/sources/").headers["Cache-Status"] == STORED


def test_what_is_suppressed_is_gone_at_once(data_copy: Path, settings: Any) -> None:
    settings.DATA = data_copy
    assert kept("/bg/news/")
    (data_copy / FILE).write_text("", "utf-8")
    assert asked("/bg/news/").headers["Cache-Status"] == STORED


def test_the_state_moves_after_the_commit_and_not_without_one() -> None:
    made, before = item(title="Новина"), public_state.version()
    with transaction.atomic():
        Page.objects.filter(pk=made.pk).update(title="Друга")
        assert public_state.version() is None  # nothing is kept of what nobody else may see
    after = public_state.version()
    assert after != before
    with pytest.raises(ZeroDivisionError):
        rename_in_vain(made.pk)
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            rename_in_vain(made.pk)
        AuditLine.objects.filter(pk=0).update(action="x")
    assert public_state.version() == after


@transaction.atomic
def rename_in_vain(page_id: int) -> None:
    Page.objects.filter(pk=page_id).update(title="Трета")
    raise ZeroDivisionError


@pytest.mark.parametrize(("sql", "is_public"), [
    ('INSERT INTO "news_newsitem" ("a") VALUES (1)', True), ('UPDATE "directory_claim" SET x = 1', True),
    ('DELETE FROM "wagtailcore_page" WHERE id = 1', True), ("insert or ignore into tomorrow values (1)", True),
    ("UPDATE ONLY news_version SET x = 1", True), ("TRUNCATE django_session", True),
    ('WITH a AS (SELECT 1) UPDATE "news_newsitem" SET x = 1', True), ('SELECT 1 FROM "news_newsitem"', False),
    ('INSERT INTO "django_session" VALUES (1)', False), ("UPDATE platform_publicstate SET version = 1", False),
    ("UPDATE django_tasks_database_dbtaskresult SET x = 1", False), ("SAVEPOINT s1", False),
    ('SELECT \'UPDATE "news_newsitem"\'', False), ('INSERT INTO "django_sessions_of_all" VALUES (1)', True),
])  # fmt: skip
def test_which_statements_count(sql: str, is_public: bool) -> None:
    assert public_state.writes_what_is_public(sql) is is_public


@pytest.mark.parametrize(("private", "public"), [
    ("contact_message", "contact_terms"), ("investors_seat", "investors_offer"), ("events_scan", "events_session"),
    ("review_review", "review_decision"), ("awards_entry", "awards_award"), ("spinoffs_proposal", "spinoffs_decision"),
    ("afterwards_ballot", "afterwards_answer"), ("imports_import", "directory_claim"),
])  # fmt: skip
def test_each_app_says_which_of_its_tables_no_visitor_reads(private: str, public: str) -> None:
    told = [public_state.writes_what_is_public(f'INSERT INTO "{table}" VALUES (1)') for table in (private, public)]
    assert told == [False, True]


@pytest.mark.parametrize("path", ["/en/map/", "/bg/organisations/bg-eik-831902088/", "/en/events/", "/bg/projects/"])
def test_pages_without_a_form_of_somebody_are_kept(path: str) -> None:
    assert kept(path, **{"Accept-Encoding": "gzip"})  # as browsers ask


@pytest.mark.parametrize("path", ["/bg/contact/", "/en/account/login/", "/en/account/signup/", "/bg/saved/new/"])
def test_a_page_with_a_form_of_somebody_is_made_anew(path: str) -> None:
    assert not kept(path)
    first, second = (
        set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', asked(path).content.decode())) for _ in range(2)
    )
    assert not first & second


def test_an_account_neither_gets_nor_leaves_a_kept_page(steward: Any) -> None:
    own = Client()
    own.force_login(steward)
    of_account = own.get("/en/")
    assert "Cache-Status" not in of_account.headers
    public = asked("/en/")
    assert public.headers["Cache-Status"] == STORED
    assert "Sign in" in public.content.decode()
    again = own.get("/en/")
    assert "Cache-Status" not in again.headers
    assert "Sign in" not in again.content.decode()


@pytest.mark.parametrize("headers", [
    {"cookie": "sessionid=abc"}, {"cookie": "messages=abc"}, {"cookie": "unknown=1"}, {"authorization": "Bearer x"},
    {"x-api-key": "x"}, {"hx-request": "true"}, {"karta-map": "1"}, {"range": "bytes=0-9"},
])  # fmt: skip
def test_who_says_more_than_an_address_gets_an_answer_of_their_own(headers: dict[str, str]) -> None:
    assert kept("/en/news/")
    assert "Cache-Status" not in asked("/en/news/", **headers).headers


def test_the_cookie_of_forms_says_nothing_of_its_owner() -> None:
    assert asked("/en/news/").headers["Cache-Status"] == STORED
    assert asked("/en/news/", cookie="csrftoken=" + "a" * 32).headers["Cache-Status"] == HIT


def test_addresses_languages_hosts_and_compression_are_kept_apart(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    seen = {
        (path, host, coding): asked(path, host=host, **{"accept-encoding": coding}).headers["Cache-Status"]
        for path in ("/bg/news/", "/en/news/", "/en/news/?kind=call")
        for host in ("testserver", "other.example")
        for coding in ("identity", "gzip")
    }
    assert set(seen.values()) == {STORED}
    plain, packed = asked("/en/news/"), asked("/en/news/", **{"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "http://other.example/en/news/" in asked("/en/news/", host="other.example").content.decode()


def test_a_browser_that_has_the_page_is_told_so_in_a_line() -> None:
    asked("/bg/events/")
    held = asked("/bg/events/").headers["ETag"]
    again = asked("/bg/events/", **{"if-none-match": held})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == held


def test_errors_redirects_and_what_only_a_link_opens_are_never_kept() -> None:
    for path in ("/bg/no-such-page/", "/bg/events/none/", "/", "/bg/news/?page=2&missing=1", "/bg/saved/none/",
                 "/healthz", "/readyz", "/api/v1/facets"):  # fmt: skip
        assert asked(path).status_code != 200 or path.startswith("/bg/news/") or not kept(path), path


def test_the_operator_can_switch_it_off(settings: Any) -> None:
    settings.KEPT_PAGES = {}
    assert not kept("/bg/")


@pytest.mark.parametrize(("path", "seconds"), [("/bg/", 60), ("/en/events/", 60), ("/bg/news/", 300)])
def test_a_page_that_a_clock_changes_is_kept_for_a_minute_others_for_five(
    monkeypatch: pytest.MonkeyPatch, path: str, seconds: int
) -> None:
    asked(path)
    now = time.time()
    for later, hit in ((seconds - 5, "karta; hit"), (seconds + 5, "karta; fwd=miss; stored")):
        monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda at=now + later: at)
        assert asked(path).headers["Cache-Status"] == hit


def test_what_is_asked_of_the_whole_collection_is_asked_once_a_state() -> None:
    calls: list[int] = []

    def make() -> str:
        calls.append(1)
        return "made"

    assert [public_state.kept("test", make) for _ in range(3)] == ["made"] * 3
    item(title="Новина")
    public_state.kept("test", make)
    assert len(calls) == 2
    with transaction.atomic():
        public_state.kept("test", make)
    assert len(calls) == 3


def test_of_several_things_only_those_are_asked_for_that_nobody_asked_for_before() -> None:
    asked_for: list[list[str]] = []

    def make(keys: list[str]) -> dict[str, str]:
        asked_for.append(keys)
        return {key: key.upper() for key in keys if key != "none"}

    assert public_state.kept_each("test-each", ["a", "b", "a"], make) == {"a": "A", "b": "B"}
    assert public_state.kept_each("test-each", ["c", "b", "none"], make) == {"c": "C", "b": "B"}
    assert public_state.kept_each("test-another", ["a"], make) == {"a": "A"}
    assert asked_for == [["a", "b"], ["c", "none"], ["a"]]
    item(title="Новина")
    assert public_state.kept_each("test-each", ["b"], make) == {"b": "B"}
    assert asked_for[3:] == [["b"]]


def test_a_request_reads_the_state_once_and_again_after_a_write_of_its_own(
    django_assert_num_queries: Any,
) -> None:
    made = item(title="Новина")
    with public_state.asked_once():
        with django_assert_num_queries(1):
            before = [public_state.version() for _ in range(3)]
        Page.objects.filter(pk=made.pk).update(title="Друга")
        assert public_state.version() not in before
    assert len(set(before)) == 1


def test_what_must_not_be_shown_begins_another_state(data_copy: Path, settings: Any) -> None:
    settings.DATA = data_copy
    said = [public_state.kept("test-hidden", lambda: "before"), public_state.kept("test-hidden", lambda: "after")]
    (data_copy / FILE).write_text("", "utf-8")
    assert [*said, public_state.kept("test-hidden", lambda: "after")] == ["before", "before", "after"]


def test_a_part_of_a_page_is_drawn_once_a_language_and_what_it_varies_by() -> None:
    drawn: list[str] = []

    class Row:
        def __str__(self) -> str:
            drawn.append("drawn")
            return "<b>"

    part = engines["django"].from_string("{% load kept %}{% kept test-part key %}{{ row }} {{ key }}{% endkept %}")
    with translation.override("bg"):
        said = [part.render({"row": Row(), "key": key}) for key in ("1", "2", "1")]
    with translation.override("en"):
        said.append(part.render({"row": Row(), "key": "1"}))
    assert said == ["&lt;b&gt; 1", "&lt;b&gt; 2", "&lt;b&gt; 1", "&lt;b&gt; 1"]
    assert len(drawn) == 3


def test_a_page_that_is_closed_stays_closed_however_its_address_is_found() -> None:
    made = item(title="Новина", date="2026-11-01")
    path = f"/bg/news/{made.slug}/"
    assert asked(path).status_code == 200
    restriction = PageViewRestriction.objects.create(page=made.get_parent(), restriction_type=PageViewRestriction.LOGIN)
    assert asked(path).status_code == 302
    restriction.delete()
    assert asked(path).status_code == 200
    assert asked(f"{path}versions/").status_code == 200
    assert asked(f"{path}none/").status_code == asked(f"/en/news/{made.slug}/").status_code == 404


def test_a_long_choice_has_the_markup_of_any_other() -> None:
    choices = [("", "all"), ("a", "А & Б"), ("b", "<i>")]
    fields = {"choices": choices, "required": False}
    plain, long = forms.ChoiceField(**fields), forms.ChoiceField(**fields, widget=LongSelect)
    for value in ("", "b"):
        told = [re.sub(r"\s+(?=<)", "", field.widget.render("x", value, {"id": "i"})) for field in (plain, long)]
        assert told[0] == told[1]


def test_another_snapshot_begins_another_state(data_copy: Path, settings: Any) -> None:
    settings.DATA = data_copy
    current = data_copy / "snapshots" / "current"
    told = public_state.kept("test-snapshot", lambda: "before")
    newer = shutil.copytree(current.resolve(), current.resolve().with_name("20990101T000000Z-0123456789ab"))
    current.unlink()
    current.symlink_to(newer.name)
    assert [told, public_state.kept("test-snapshot", lambda: "after")] == ["before", "after"]
