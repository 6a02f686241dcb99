"""Pairs are shown side by side, decided, undone; the next build follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

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
