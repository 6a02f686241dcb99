"""Organisations are split and joined by hand; decisions go out as a file and come in again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from karta.portal.curation.pair import links, sides
from karta.portal.engines.builds.models import Run
from karta.snapshot.reader import Snapshot, open_snapshot

from .conftest import lines

pytestmark = pytest.mark.django_db
ROOM = "/bg/curation/"


def joined_by(snapshot: Snapshot, rule: str) -> str:
    """An organisation with a record that this rule joined."""
    sql = "SELECT org_id FROM links WHERE link_rule = ? ORDER BY org_id LIMIT 1"
    found = snapshot.connection().execute(sql, [rule]).fetchone()
    assert found is not None, f"the shipped sources have no link by {rule}"
    return str(found[0])


def upload(keeper: Client, text: str) -> Any:
    file = SimpleUploadedFile("decisions.jsonl", text.encode(), "application/jsonl")
    return keeper.post(f"{ROOM}history/upload/", {"file": file})


def as_file(*found: dict[str, Any]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in found)


def foreign(decision_id: str, key: str) -> dict[str, Any]:
    sides = {side: {"source_id": "s", "record_id": record} for side, record in (("left", key), ("right", "other"))}
    return {"id": decision_id, "decision": "different", "by": "colleague", "at": "2026-01-02T03:04:05Z", **sides}


def test_page_of_an_organisation_tells_why_each_record_hangs_there(
    data: Path, keeper: Client, snapshot: Snapshot
) -> None:
    org_id = joined_by(snapshot, "certain_rule")
    page = keeper.get(f"{ROOM}organisations/{org_id}/")
    hung = links(snapshot, sides(snapshot, [org_id])[0])
    assert [one["why"] for one in page.context["records"]] == [link.explanation["bg"] for link in hung]
    assert keeper.get(f"/bg/organisations/{org_id}/").content.decode().count(f"{ROOM}organisations/{org_id}/") == 1


def test_split_is_one_batch_and_the_next_build_makes_two(data: Path, keeper: Client, snapshot: Snapshot) -> None:
    org_id = joined_by(snapshot, "certain_rule")
    side = sides(snapshot, [org_id])[0]
    hung = links(snapshot, side)
    leaving = hung[-1].record
    reply = keeper.post(f"{ROOM}organisations/{org_id}/split/", {"record": " ".join(leaving), "ready": "name_only"})
    assert reply.url == f"{ROOM}organisations/{org_id}/"
    said = lines(data)
    assert {line["decision"] for line in said} == {"different"}
    assert [(line["left"]["record_id"], line["right"]["record_id"]) for line in said] == [
        (leaving[1], record[1]) for record in side.records if record != leaving
    ]
    keeper.post("/bg/team/operations/build/")
    made = Run.objects.get()
    after = open_snapshot(data / "snapshots" / made.result["snapshot"]).connection()
    sql = "SELECT org_id FROM links WHERE source_id = ? AND record_id = ?"
    assert {after.execute(sql, record).fetchone() for record in side.records} > {(org_id,)}


def test_split_is_undone_as_a_whole(data: Path, keeper: Client, snapshot: Snapshot) -> None:
    org_id = joined_by(snapshot, "certain_rule")
    record = sides(snapshot, [org_id])[0].records[0]
    keeper.post(f"{ROOM}organisations/{org_id}/split/", {"record": " ".join(record)})
    (shown,) = keeper.get(f"{ROOM}organisations/{org_id}/").context["earlier"]
    keeper.post(f"{ROOM}undo/", {"name": shown["name"], "back": f"{ROOM}organisations/{org_id}/"})
    assert keeper.get(f"{ROOM}organisations/{org_id}/").context["earlier"] == []


@pytest.mark.parametrize(
    ("chosen", "said"), [(lambda records: [], "Отметнете записите"), (lambda records: records, "Поне един запис")]
)
def test_some_records_leave_and_some_stay(
    data: Path, keeper: Client, snapshot: Snapshot, chosen: Any, said: str
) -> None:
    org_id = joined_by(snapshot, "certain_rule")
    ticked = chosen([" ".join(record) for record in sides(snapshot, [org_id])[0].records])
    reply = keeper.post(f"{ROOM}organisations/{org_id}/split/", {"record": ticked})
    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert lines(data) == []


def test_search_leads_to_any_two_organisations(data: Path, keeper: Client, snapshot: Snapshot) -> None:
    org_id = joined_by(snapshot, "certain_rule")
    page = keeper.get(f"{ROOM}organisations/{org_id}/?q=sopharma").content.decode()
    assert f"{ROOM}pairs/{org_id}/bg-eik-831902088/" in page
    assert keeper.get(f"{ROOM}pairs/{org_id}/bg-eik-831902088/").context["number"] is None
    assert keeper.get(f"{ROOM}organisations/org-aaaaaaaaaaaaaaaa/").status_code == 404
    assert keeper.get(f"{ROOM}pairs/{org_id}/org-aaaaaaaaaaaaaaaa/").status_code == 404


def test_joining_again_takes_back_what_was_split(data: Path, keeper: Client, candidates: list[dict[str, Any]]) -> None:
    """Whatever records an earlier decision named, the later one on the organisations leaves nothing against it."""
    one = candidates[0]
    pair = f"{one['left_org_id']} {one['right_org_id']}"
    for decision in ("different", "same", "unsure", "same"):
        keeper.post(f"{ROOM}decide/", {"pair": pair, "decision": decision})
    assert [line["decision"] for line in lines(data)] == ["different", "same", "unsure", "same"]
    assert len(keeper.get(f"{ROOM}pairs/{pair.replace(' ', '/')}/").context["earlier"]) == 1


def test_history_tells_who_when_and_why(data: Path, keeper: Client, candidates: list[dict[str, Any]]) -> None:
    for one, why in zip(candidates, ("първа", "втора"), strict=True):
        pair = f"{one['left_org_id']} {one['right_org_id']}"
        keeper.post(f"{ROOM}decide/", {"pair": pair, "decision": "different", "reason": why})
    found = keeper.get(f"{ROOM}history/").context["found"]
    assert {entry.line["reason"] for entry in found["entries"]} == {"първа", "втора"}
    assert (found["count"], found["people"]) == (2, ["keeper"])
    assert all(entry.is_ours for entry in found["entries"])
    (entry,) = keeper.get(f"{ROOM}history/?q=втора&by=keeper&decision=different").context["found"]["entries"]
    assert entry.line["reason"] == "втора"
    assert keeper.get(f"{ROOM}history/?by=nobody").context["found"]["entries"] == []


def test_download_and_upload_lose_nothing(data: Path, keeper: Client, candidates: list[dict[str, Any]]) -> None:
    assert keeper.get(f"{ROOM}history/decisions.jsonl").status_code == 404
    pair = f"{candidates[0]['left_org_id']} {candidates[0]['right_org_id']}"
    keeper.post(f"{ROOM}decide/", {"pair": pair, "decision": "same"})
    kept = b"".join(keeper.get(f"{ROOM}history/decisions.jsonl").streaming_content).decode()
    assert kept == (data / "decisions.jsonl").read_text("utf-8")
    assert upload(keeper, kept + as_file(foreign("x", "1"))).status_code == 302
    assert [line["id"] for line in lines(data)] == [json.loads(kept)["id"], "x"]
    assert upload(keeper, kept + as_file(foreign("x", "1"))).status_code == 302
    assert len(lines(data)) == 2
    assert (data / "decisions.jsonl").read_text("utf-8").startswith(kept)
    (entry,) = keeper.get(f"{ROOM}history/?by=colleague").context["found"]["entries"]
    assert not entry.is_ours


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (as_file(foreign("x", "1")) + "{\n", "Ред 2: не е JSON"),
        (as_file(foreign("x", "1"), foreign("y", "2") | {"decision": "equal"}), "Ред 2: решението"),
        (as_file(foreign("x", "1") | {"reason": "казва 6101057509"}), "Ред 1: съдържа личен номер"),
        ("\n", "Във файла няма решения."),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_nothing_is_taken_in(
    data: Path, keeper: Client, text: str, said: str
) -> None:
    reply = upload(keeper, text)
    assert reply.status_code == 422
    assert said in reply.content.decode()
    assert lines(data) == []
