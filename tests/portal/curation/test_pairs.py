"""Pairs are shown side by side, decided, undone; the next build follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from karta.explore.filters import STATUSES, UNIT_KINDS, Filter
from karta.explore.matches import match
from karta.portal.curation import decisions, services
from karta.portal.curation.pair import sides
from karta.portal.directory.models import Correction
from karta.portal.engines.builds.models import Run
from karta.portal.platform.models import AuditLine
from karta.snapshot.reader import Snapshot, open_snapshot

from .conftest import lines

pytestmark = pytest.mark.django_db
QUEUE = "/bg/curation/"


def of(candidate: dict[str, Any]) -> str:
    return f"{candidate['left_org_id']} {candidate['right_org_id']}"


def address(candidate: dict[str, Any]) -> str:
    return f"{QUEUE}pairs/{candidate['left_org_id']}/{candidate['right_org_id']}/"


def test_queue_opens_the_pair_that_is_worth_most(keeper: Client, candidates: list[dict[str, Any]]) -> None:
    page = keeper.get(QUEUE)
    assert page.status_code == 200
    assert [(item["left"], item["right"]) for item in page.context["items"]] == [
        (one["left_org_id"], one["right_org_id"]) for one in candidates
    ]
    assert page.context["candidate"]["left_org_id"] == candidates[0]["left_org_id"]
    assert page.context["left"] == len(candidates)
    assert keeper.get(address(candidates[1])).context["number"] == 2


@pytest.mark.parametrize("path", ["", "find/?q=sofia", "history/", "corrections/"])
@pytest.mark.parametrize("language", ["bg", "en"])
def test_every_page_is_there_in_both_languages(keeper: Client, data: Path, language: str, path: str) -> None:
    assert keeper.get(f"/{language}/curation/{path}").status_code == 200


def test_decision_is_a_signed_line_and_the_next_pair_follows(
    data: Path, keeper: Client, candidates: list[dict[str, Any]]
) -> None:
    first, second = candidates[:2]
    reply = keeper.post(
        f"{QUEUE}decide/", {"pair": of(first), "decision": "same", "ready": "spelling", "reason": "сайтът"}
    )
    assert reply.url == address(second)
    (line,) = lines(data)
    assert (line["decision"], line["by"], line["reason"]) == (
        "same", "keeper", "Друго изписване или превод на едно име. сайтът",
    )  # fmt: skip
    assert line["left"] == {"source_id": first["left_source_id"], "record_id": first["left_record_id"]}
    page = keeper.get(reply.url)
    assert (page.context["left"], page.context["today"], page.context["waiting"]) == (len(candidates) - 1, 1, 1)


def test_undo_opens_the_pair_again(data: Path, keeper: Client, candidates: list[dict[str, Any]]) -> None:
    keeper.post(f"{QUEUE}decide/", {"pair": of(candidates[0]), "decision": "same"})
    (line,) = lines(data)
    assert keeper.get(QUEUE).context["last"]["name"] == line["id"]
    assert keeper.post(f"{QUEUE}undo/", {"name": line["id"]}).url == address(candidates[0])
    page = keeper.get(QUEUE)
    assert (page.context["left"], page.context["today"], page.context["waiting"]) == (len(candidates), 0, 0)
    assert [said["decision"] for said in lines(data)] == ["same", "undo"]
    assert AuditLine.objects.filter(action="decision.undone", target=line["id"]).count() == 1


def test_of_a_part_the_left_of_the_line_is_the_part(
    data: Path, keeper: Client, candidates: list[dict[str, Any]]
) -> None:
    one = candidates[0]
    keeper.post(f"{QUEUE}decide/", {"pair": of(one), "decision": "part_of:right"})
    (line,) = lines(data)
    assert (line["decision"], line["left"]["record_id"]) == ("part_of", one["right_record_id"])


def test_several_are_decided_in_one_batch_and_undone_as_one(
    data: Path, keeper: Client, candidates: list[dict[str, Any]]
) -> None:
    two = [of(one) for one in candidates[:2]]
    keeper.post(f"{QUEUE}decide/", {"pair": two, "decision": "different", "reason": "различни институти"})
    said = lines(data)
    assert [line["decision"] for line in said] == ["different"] * 2
    assert len({line["batch"] for line in said}) == 1
    assert {line["reason"] for line in said} == {"различни институти"}
    assert keeper.get(QUEUE).context["left"] == len(candidates) - 2
    keeper.post(f"{QUEUE}undo/", {"name": said[0]["batch"]})
    assert keeper.get(QUEUE).context["left"] == len(candidates)


def test_unsure_leaves_the_queue_and_is_found_again(
    data: Path, keeper: Client, candidates: list[dict[str, Any]]
) -> None:
    keeper.post(f"{QUEUE}decide/", {"pair": of(candidates[0]), "decision": "unsure"})
    assert keeper.get(QUEUE).context["left"] == len(candidates) - 1
    (item,) = keeper.get(f"{QUEUE}?state=unsure").context["items"]
    assert f"{item['left']} {item['right']}" == of(candidates[0])


@pytest.mark.parametrize(
    ("name", "value"),
    [("why", "part_of"), ("band", "70"), ("source", "bg_hlscb_home_page"), ("place", "SOF")],
)
def test_filters_show_what_they_count(keeper: Client, candidates: list[dict[str, Any]], name: str, value: str) -> None:
    page = keeper.get(QUEUE, {name: value})
    assert 0 < page.context["found"] <= len(candidates)
    counted = {part["name"]: {one["code"]: one["count"] for one in part["choices"]} for part in page.context["filters"]}
    assert counted[name][value] == page.context["found"]
    assert len(page.context["items"]) == page.context["found"]


def test_a_name_finds_its_pairs(keeper: Client, candidates: list[dict[str, Any]], snapshot: Snapshot) -> None:
    name = sides(snapshot, [candidates[1]["left_org_id"]])[0].title["bg"]
    page = keeper.get(QUEUE, {"q": name})
    assert [f"{item['left']} {item['right']}" for item in page.context["items"]] == [of(candidates[1])]


def test_a_filter_that_nothing_fits_leads_back_to_the_whole_queue(keeper: Client, data: Path) -> None:
    page = keeper.get(f"{QUEUE}?q=няматакъв").content.decode()
    assert "Няма двойка с тези филтри" in page


def pair_with_two_eik(snapshot: Snapshot) -> list[str]:
    sql = "SELECT org_id FROM organisations WHERE eik IS NOT NULL ORDER BY org_id LIMIT 2"
    return [row[0] for row in snapshot.connection().execute(sql).fetchall()]


def test_two_valid_eik_are_never_joined_and_the_page_says_why(data: Path, keeper: Client, snapshot: Snapshot) -> None:
    left, right = pair_with_two_eik(snapshot)
    page = keeper.get(f"{QUEUE}pairs/{left}/{right}/")
    assert "два различни ЕИК никога не се обединяват" in page.content.decode()
    reply = keeper.post(f"{QUEUE}decide/", {"pair": f"{left} {right}", "decision": "same"}, follow=True)
    assert "два различни ЕИК никога не се обединяват" in reply.content.decode()
    assert lines(data) == []
    keeper.post(f"{QUEUE}decide/", {"pair": f"{left} {right}", "decision": "different"})
    assert [line["decision"] for line in lines(data)] == ["different"]


def test_rows_of_one_list_are_never_joined(data: Path, keeper: Client, snapshot: Snapshot) -> None:
    sql = """SELECT org_id FROM organisations WHERE eik IS NULL AND source_ids = ['bg_compiled_life_science']
             ORDER BY org_id LIMIT 2"""
    left, right = (row[0] for row in snapshot.connection().execute(sql).fetchall())
    keeper.post(f"{QUEUE}decide/", {"pair": f"{left} {right}", "decision": "same"})
    assert lines(data) == []


@pytest.mark.parametrize(
    "said",
    [
        {"decision": "equal"},
        {"decision": "part_of"},
        {"decision": "part_of:both"},
        {"decision": "same", "pair": ""},
        {"decision": "same", "pair": "one"},
        {"decision": "same", "reason": "6101057509"},
    ],
)
def test_what_makes_no_sense_is_not_written(
    data: Path, keeper: Client, candidates: list[dict[str, Any]], said: dict[str, str]
) -> None:
    assert keeper.post(f"{QUEUE}decide/", {"pair": of(candidates[0])} | said).status_code == 302
    assert lines(data) == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""), ("get", "pairs/a/b/"), ("post", "decide/"), ("post", "undo/"), ("get", "history/"),
        ("get", "history/decisions.jsonl"), ("post", "history/upload/"), ("get", "find/"), ("get", "organisations/a/"),
        ("post", "organisations/a/split/"),
    ],
)  # fmt: skip
def test_only_stewards_pass(data: Path, client: Client, visitor_account: Any, method: str, path: str) -> None:
    assert getattr(client, method)(QUEUE + path).url.startswith("/bg/account/login/")
    client.force_login(visitor_account)
    assert getattr(client, method)(QUEUE + path).status_code == 403
    assert lines(data) == []


def test_services_refuse_who_is_no_steward(data: Path, snapshot: Snapshot, visitor_account: Any) -> None:
    two = sides(snapshot, pair_with_two_eik(snapshot))
    who = {"by": visitor_account, "at": timezone.now()}
    pair = services.Pair((two[0], two[1]), (two[0].records[0], two[1].records[0]))
    with pytest.raises(PermissionDenied):
        services.decide_pairs(pairs=[pair], decision="different", reason="", **who)
    with pytest.raises(PermissionDenied):
        services.split(side=two[0], leaving=[], reason="", **who)
    with pytest.raises(PermissionDenied):
        services.undo_lines(name="x", **who)
    with pytest.raises(PermissionDenied):
        services.take_in(lines=[], **who)
    assert lines(data) == []


@pytest.mark.parametrize("items", [0, 2])
def test_page_query_budget(
    data: Path, keeper: Client, candidates: list[dict[str, Any]], items: int, django_assert_num_queries: Any
) -> None:
    for one in candidates[:items]:
        keeper.post(f"{QUEUE}decide/", {"pair": of(one), "decision": "unsure"})
    with django_assert_num_queries(3):
        assert keeper.get(f"{QUEUE}?state={'unsure' if items else 'open'}").status_code == 200


@pytest.mark.once
def test_after_the_build_one_organisation_less_and_all_follows(
    data: Path, keeper: Client, candidates: list[dict[str, Any]]
) -> None:
    one = next(found for found in candidates if found["reason"] == "model")
    ids = {one["left_org_id"], one["right_org_id"]}
    keeper.post(f"{QUEUE}decide/", {"pair": of(one), "decision": "same"})
    (line,) = lines(data)
    keeper.post("/bg/team/operations/build/")
    made = Run.objects.get()
    assert made.state == "done", made.error
    assert keeper.get(QUEUE).context["waiting"] == 0
    keeper.post(f"/bg/team/operations/snapshots/{made.result['snapshot']}/publish/")
    after = open_snapshot(data / "snapshots" / "current").connection()
    ((gone, kept),) = after.execute(
        "SELECT old_org_id, org_id FROM redirects WHERE old_org_id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)]
    ).fetchall()
    assert {gone, kept} == ids
    assert keeper.get(f"/bg/organisations/{gone}/").url == f"/bg/organisations/{kept}/"
    asked = Filter(id=(gone,), unit_kind=UNIT_KINDS, status=STATUSES)
    assert match(open_snapshot(data / "snapshots" / "current"), asked).count == 1
    assert keeper.get(f"/bg/corrections/new/{gone}/").status_code == 200
    said = {"property": "website", "proposed_value": "https://x.example", "reason": "r", "language": "bg"}
    proposal = Correction.objects.create(org_id=gone, snapshot="s", proposed_at=timezone.now(), **said)
    assert keeper.get(f"{QUEUE}corrections/{proposal.pk}/").context["name"] is not None
    assert keeper.get(f"{QUEUE}pairs/{gone}/{kept}/").url == f"{QUEUE}organisations/{kept}/"
    keeper.post(f"{QUEUE}undo/", {"name": line["id"]})
    assert len(lines(data)) == 1  # a build has read it


def test_decisions_are_read_again_when_the_file_is_another(data: Path, keeper: Client) -> None:
    path = data / "decisions.jsonl"
    path.write_text('{"decision": "x"}\n', "utf-8")
    assert decisions.read().bad == (1,)
    assert "не е решение" in keeper.get(QUEUE).content.decode()
    path.unlink()
    assert decisions.read().bad == ()
    path.write_text("\n", "utf-8")
    assert decisions.read().lines == ()
