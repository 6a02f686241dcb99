"""A proposal becomes a signed line, the next build applies it; until then it can be undone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from karta.portal.curation import decisions, services
from karta.portal.directory.models import Correction
from karta.portal.directory.services import AlreadyDecided
from karta.portal.engines.builds.models import Run
from karta.portal.platform.models import AuditLine
from karta.snapshot.reader import open_snapshot
from karta.vocab.labels import label

pytestmark = pytest.mark.django_db
QUEUE = "/bg/curation/corrections/"
ORG = "bg-eik-831902088"
ADD = {"decision": "add claim", "property": "headcount", "value": "2 345", "unit": "persons", "year": "2023",
       "reason": "Годишен отчет, страница 4"}  # fmt: skip


def proposed(**changes: Any) -> Correction:
    said = {
        "org_id": ORG, "property": "figure", "measure": "headcount", "year": 2023, "proposed_value": "2 345",
        "unit": "persons", "reason": "отчет", "language": "bg", "snapshot": "x", "proposed_at": timezone.now(),
        "source_url": "https://example.org/report",
    }  # fmt: skip
    return Correction.objects.create(**said | changes)


def lines(data: Path) -> list[dict[str, Any]]:
    path = data / "decisions.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def shown_headcount(folder: Path) -> tuple[Any, ...]:
    sql = "SELECT headcount_value, headcount_year FROM organisations WHERE org_id = ?"
    row = open_snapshot(folder).connection().execute(sql, (ORG,)).fetchone()
    return tuple(row or ())


def test_empty_queue_says_so(data: Path, keeper: Client) -> None:
    assert "Нищо не чака" in keeper.get(QUEUE).content.decode()
    assert "Nothing waits" in keeper.get("/en/curation/corrections/").content.decode()


def test_accepted_correction_is_shown_by_the_next_build(data: Path, keeper: Client) -> None:
    found = proposed()
    before = shown_headcount(data / "snapshots" / "current")
    assert keeper.post(f"{QUEUE}{found.pk}/", ADD).status_code == 302
    found.refresh_from_db()
    assert (found.state, str(found.decided_by), found.decision_reason) == ("accepted", "keeper", ADD["reason"])
    (line,) = lines(data)
    assert line["signature"] == decisions.signature(line)
    assert {key: line[key] for key in ("id", "by", "decision", "org_id", "property", "value", "unit", "period")} == {
        "id": f"correction-{found.pk}", "by": "keeper", "decision": "add claim", "org_id": ORG,
        "property": "headcount", "value": "2345", "unit": "persons", "period": "2023",
    }  # fmt: skip
    page = keeper.get(QUEUE)
    assert page.context["waiting"] == 1
    assert f"{label('measure', 'headcount', 'bg')} 2023 → <q>2 345</q> души" in page.content.decode()
    keeper.post("/bg/team/operations/build/")
    made = Run.objects.get()
    assert made.state == "done", made.error
    assert shown_headcount(data / "snapshots" / made.result["snapshot"]) == (2345.0, 2023)
    assert shown_headcount(data / "snapshots" / "current") == before
    difference = keeper.get(f"/bg/team/operations/build/{made.pk}/").context["difference"]
    assert difference["reasons"] == [("correction", 1)]
    assert keeper.get(QUEUE).context["waiting"] == 0
    keeper.post(f"{QUEUE}{found.pk}/undo/")
    found.refresh_from_db()
    assert found.state == "accepted"  # a build has read it
    assert len(lines(data)) == 1


def test_undo_before_the_build(data: Path, keeper: Client) -> None:
    found = proposed()
    keeper.post(f"{QUEUE}{found.pk}/", ADD)
    keeper.post(f"{QUEUE}{found.pk}/undo/")
    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("open", None)
    assert [(line["decision"], line.get("undoes")) for line in lines(data)] == [
        ("add claim", None),
        ("undo", f"correction-{found.pk}"),
    ]
    actions = list(AuditLine.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["correction.accepted", "correction.reopened"]


def test_declined_correction_changes_nothing_and_can_be_reopened(data: Path, keeper: Client) -> None:
    found = proposed()
    keeper.post(f"{QUEUE}{found.pk}/", ADD | {"decision": "decline", "reason": "Източникът не го казва"})
    found.refresh_from_db()
    assert (found.state, lines(data)) == ("declined", [])
    assert "Източникът не го казва" in keeper.get(QUEUE).content.decode()
    keeper.post(f"{QUEUE}{found.pk}/undo/")
    found.refresh_from_db()
    assert (found.state, lines(data)) == ("open", [])


def test_claim_of_the_proposal_is_withdrawn(data: Path, keeper: Client) -> None:
    found = proposed(claim_id="0123456789abcdef")
    keeper.post(f"{QUEUE}{found.pk}/", {"decision": "withdraw claim", "reason": "сбъркан ред"})
    assert [(line["decision"], line["claim_id"]) for line in lines(data)] == [("withdraw claim", "0123456789abcdef")]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": "много"}, "value"),
        ({"value": "12.345", "property": "revenue", "unit": "BGN"}, "value"),
        ({"value": ""}, "value"),
        ({"year": ""}, "year"),
        ({"unit": ""}, "unit"),
        ({"property": "other"}, "property"),
        ({"reason": ""}, "reason"),
        ({"reason": "казва 6101057509"}, "reason"),
        ({"decision": "withdraw claim"}, "decision"),
    ],
)
def test_what_cannot_be_applied_is_said_at_its_field(
    data: Path, keeper: Client, change: dict[str, str], field: str
) -> None:
    found = proposed()
    reply = keeper.post(f"{QUEUE}{found.pk}/", ADD | change)
    assert reply.status_code == 422
    assert list(reply.context["form"].errors) == [field]
    assert lines(data) == []


def test_decided_twice(data: Path, steward: Any) -> None:
    found = proposed()
    who = {"correction_id": found.pk, "reason": "не", "by": steward, "at": timezone.now()}
    services.decline(**who)
    with pytest.raises(AlreadyDecided):
        services.accept(decision="add claim", claim={"property": "website", "value": "x"}, **who)
    assert lines(data) == []


@pytest.mark.parametrize(("method", "path"), [("get", ""), ("get", "{}/"), ("post", "{}/"), ("post", "{}/undo/")])
def test_only_stewards_pass(data: Path, client: Client, visitor_account: Any, method: str, path: str) -> None:
    found = proposed()
    where = QUEUE + path.format(found.pk)
    assert getattr(client, method)(where, ADD).url.startswith("/bg/account/login/")
    client.force_login(visitor_account)
    assert getattr(client, method)(where, ADD).status_code == 403
    found.refresh_from_db()
    assert (found.state, lines(data)) == ("open", [])


def test_services_refuse_who_is_no_steward(data: Path, visitor_account: Any) -> None:
    found = proposed()
    who = {"correction_id": found.pk, "by": visitor_account, "at": timezone.now()}
    with pytest.raises(PermissionDenied):
        services.decline(reason="не", **who)
    with pytest.raises(PermissionDenied):
        services.accept(reason="да", decision="add claim", claim={}, **who)
    with pytest.raises(PermissionDenied):
        services.undo(**who)
    assert lines(data) == []


@pytest.mark.parametrize("items", [1, 4])
def test_queue_query_budget(data: Path, keeper: Client, items: int, django_assert_num_queries: Any) -> None:
    for _ in range(items):
        proposed()
    with django_assert_num_queries(6):
        assert keeper.get(QUEUE).content.count(b'<li class="card">') == items
