"""Publishing, rolling back, discarding and comparing snapshots; how fresh sources are."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from karta.portal.engines.builds.models import Run
from karta.portal.operations import queries, rules, services
from karta.portal.platform.models import AuditLine
from karta.portal.platform.snapshots import store

pytestmark = pytest.mark.django_db
HOME = "/bg/team/operations/"


def names() -> tuple[str | None, list[str]]:
    current = store().current()
    return current.name if current else None, [info.name for info in store().list()]


def with_a_decision(data: Path) -> None:
    line = {"id": "t-1", "by": "keeper", "at": "2026-11-24", "decision": "add claim", "reason": "test"}
    line |= {"org_id": "bg-eik-831902088", "property": "headcount", "period": "2023", "value": "2345"}
    (data / "decisions.jsonl").write_text(json.dumps(line) + "\n", "utf-8")


def test_rebuild_publish_roll_back_discard(data: Path, keeper: Client) -> None:
    first, _ = names()
    with_a_decision(data)
    keeper.post(f"{HOME}build/")
    made = Run.objects.get().result["snapshot"]
    assert names() == (first, [first, made])
    assert [kept.is_candidate for kept in queries.snapshots()] == [True, False]
    page = keeper.get(f"{HOME}difference/?before=current&after=candidate")
    assert page.context["difference"]["counts"]["winners"] == 1
    assert "решение на човек" in page.content.decode()
    back = keeper.get(f"/en/team/operations/difference/?before={made}&after={first}").content.decode()
    assert "a person&#x27;s decision" in back
    keeper.post(f"{HOME}snapshots/{made}/publish/")
    assert names()[0] == made
    reply = keeper.post(f"{HOME}snapshots/{made}/discard/", follow=True)
    assert "текущата снимка" in reply.content.decode()
    assert names()[0] == made
    keeper.post(f"{HOME}rollback/")
    assert names()[0] == first
    keeper.post(f"{HOME}snapshots/{made}/discard/")
    assert names() == (first, [first])
    assert list(AuditLine.objects.order_by("pk").values_list("action", "target"))[1:] == [
        ("snapshot.published", made), ("snapshot.rolled_back", first), ("snapshot.discarded", made),
    ]  # fmt: skip


def test_what_is_not_there_is_said(data: Path, keeper: Client) -> None:
    reply = keeper.post(f"{HOME}snapshots/20200101T000000Z-000000000000/publish/", follow=True)
    assert "няма снимка" in reply.content.decode()
    reply = keeper.post(f"{HOME}rollback/", follow=True)
    assert "няма към какво да се върнете" in reply.content.decode()
    assert "няма снимка" in keeper.get(f"{HOME}difference/").content.decode()
    assert not AuditLine.objects.exists()


def test_failed_build_says_why(data: Path, keeper: Client) -> None:
    (data / "decisions.jsonl").write_text("x\n", "utf-8")
    keeper.post(f"{HOME}build/")
    made = Run.objects.get()
    assert (made.state, made.error["code"]) == ("failed", "bad_decision")
    assert "decisions.jsonl ред 1: не е решение" in keeper.get(f"{HOME}build/{made.pk}/").content.decode()


def test_second_build_waits_for_the_first(data: Path, keeper: Client) -> None:
    now = timezone.now()
    first = Run.objects.create(kind="build", state="running", asked_at=now, heartbeat_at=now)
    reply = keeper.post(f"{HOME}build/")
    assert reply.url == f"{HOME}build/{first.pk}/"
    assert Run.objects.count() == 1
    page = keeper.get(f"{HOME}build/{first.pk}/progress/")
    assert b"hx-get" in page.content
    keeper.post(f"{HOME}build/{first.pk}/cancel/")
    first.refresh_from_db()
    assert first.is_cancel_asked
    Run.objects.filter(pk=first.pk).update(state="cancelled")
    ended = keeper.get(f"{HOME}build/{first.pk}/progress/")
    assert (ended.status_code, ended.headers["HX-Refresh"]) == (204, "true")


def test_sources_page_names_what_is_due(data: Path, keeper: Client) -> None:
    page = keeper.get(f"{HOME}sources/").content.decode()
    assert page.count('<th scope="row">') == 4
    manifest = {"sources": [{"source_id": "a", "retrieved": "2026-01-01", "every": "year"},
                            {"source_id": "b", "retrieved": "2026-01-01", "every": "month"},
                            {"source_id": "c", "retrieved": "2000-01-01", "every": "never"}]}  # fmt: skip
    found = queries.sources(manifest, today=date(2026, 11, 24))
    assert [(source["source_id"], source["is_overdue"]) for source in found] == [
        ("b", True),
        ("a", False),
        ("c", False),
    ]


@pytest.mark.parametrize(
    ("every", "due"), [("day", date(2026, 1, 2)), ("quarter", date(2026, 4, 3)), ("once", None), ("never", None)]
)
def test_due_on(every: str, due: date | None) -> None:
    assert rules.due_on(date(2026, 1, 1), every) == due


WRITES = ["build/", "rollback/", "snapshots/{}/publish/", "snapshots/{}/discard/", "build/1/cancel/"]


@pytest.mark.parametrize(
    ("method", "path"),
    [*(("get", path) for path in ("", "sources/", "difference/", "build/1/")), *(("post", path) for path in WRITES)],
)
@pytest.mark.usefixtures("demo")
def test_only_stewards_pass(client: Client, visitor_account: Any, method: str, path: str) -> None:
    before = names()
    where = HOME + path.format(before[0])
    assert getattr(client, method)(where).url.startswith("/bg/account/login/")
    client.force_login(visitor_account)
    assert getattr(client, method)(where).status_code == 403
    assert (names(), Run.objects.count(), AuditLine.objects.count()) == (before, 0, 0)


def test_services_refuse_who_is_no_steward(demo: Any, visitor_account: Any) -> None:
    who = {"by": visitor_account, "at": timezone.now()}
    for write in (services.publish, services.discard):
        with pytest.raises(PermissionDenied):
            write(name=demo.name, **who)
    with pytest.raises(PermissionDenied):
        services.rollback(**who)
    assert names()[0] == demo.name
