"""Pages of jurors and of who leads rounds: what stands on them, what a guessed address tells, names planted."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from karta.portal.engines.review.deciding import services as deciding
from karta.portal.engines.review.models import Conflict, Decision, Review, Round
from portal.engines.review.conftest import DECK, NOW, Going, Person, Room, all_reviewed, closed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
SECRETS = ("Secret Title", "Secret Author", "Secret Company")


def path(name: str, *args: Any, language: str = "en") -> str:
    return f"/{language}{reverse(f'review:{name}', args=args)[3:]}"


def juror_pages(going: Going, number: int) -> list[str]:
    """Every address of a juror's own, with those of their entries."""
    pk = going.found.pk
    codes = [one.entry.code for one in going.assignments(number)]
    return [
        path("mine"), path("seat", pk), path("round", pk), path("entries", pk),
        *(path("entry", pk, code) for code in codes), *(path("conflict", pk, code) for code in codes),
        path("deliberation", pk, "bg"),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["bg", "en"])
def test_no_page_of_a_juror_holds_or_asks_who_stands_behind_an_entry(going: Going, language: str) -> None:
    all_reviewed(going)
    closed(going)
    client = going.people[0].client
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for one in juror_pages(going, 1):
            reply = client.get(one.replace("/en/", f"/{language}/", 1))
            assert reply.status_code == 200, one
            assert not any(secret in reply.content.decode() for secret in SECRETS), one
    for query in asked.captured_queries:
        assert "review_identity" not in query["sql"]
        assert "review_party" not in query["sql"]


def test_a_guessed_address_of_another_is_not_there(going: Going, person: Callable[[str], Person]) -> None:
    pk = going.found.pk
    mine = {one.entry.code for one in going.assignments(1)}
    other = next(one.entry.code for one in going.assignments(2) if one.entry.code not in mine)
    client, stranger = going.people[0].client, person("stranger").client
    for name in ("entry", "draft", "reopen"):
        assert client.post(path(name, pk, other), {"revision": 0}).status_code == 404
    assert client.get(path("entry", pk, other)).status_code == 404
    assert client.get(path("document", pk, other, "deck")).status_code == 404
    assert client.get(path("document", pk, min(mine), "other")).status_code == 404
    for one in juror_pages(going, 1)[1:]:
        assert stranger.get(one).status_code == 404
    assert client.get(path("deliberation", pk, "bg")).status_code == 404  # not closed yet
    for name in ("team", "new"):
        assert client.get(path(name)).status_code == 403
    for name in ("led", "led-entries", "conflicts", "jurors", "plan", "check"):
        assert client.get(path(name, pk)).status_code == 403
    assert client.get(path("results", pk, "bg")).status_code == 403


def test_a_draft_of_an_assignment_is_seen_by_nobody_but_who_leads(going: Going, keeper: Any) -> None:
    from karta.portal.engines.review.assigning import services as assigning
    from karta.portal.engines.review.assigning.computing import execute

    one = going.assignments(1)[0]
    assigning.take_back(assignment_id=one.pk, by=going.steward, at=NOW)
    plan = execute(assigning.ask_plan(round_id=going.found.pk, by=going.steward, at=NOW).pk)
    new = plan.assignments.get()
    client = going.people[new.juror.number - 1].client
    assert client.get(path("entry", going.found.pk, new.entry.code)).status_code == 404
    assert new.entry.code not in client.get(path("round", going.found.pk)).content.decode()
    assert new.entry.code in keeper.get(path("plan", going.found.pk)).content.decode()
    keeper.post(path("settle-plan", going.found.pk, plan.pk), {"what": "release"})
    assert client.get(path("entry", going.found.pk, new.entry.code)).status_code == 200


def test_a_juror_writes_a_draft_and_submits_and_loses_nothing_on_bad_input(going: Going) -> None:
    one, client = going.assignments(1)[0], going.people[0].client
    where = path("entry", going.found.pk, one.entry.code)
    typed = {"points-novelty": "4", "reasons": "Unfinished thought", "revision": "0"}
    reply = client.post(path("draft", going.found.pk, one.entry.code), typed)
    assert (reply.status_code, reply.json()) == (200, {"saved": "The draft is kept.", "revision": 1})
    late = client.post(path("draft", going.found.pk, one.entry.code), typed)
    assert (late.status_code, list(late.json())) == (409, ["problem"])
    refused = client.post(where, {**typed, "revision": "1", "what": "submit"})
    assert refused.status_code == 422
    assert "Unfinished thought" in refused.content.decode()
    assert "Give points for every criterion." in refused.content.decode()
    full = {**typed, "points-team": "7", "verdict": "accept", "revision": "1", "what": "submit"}
    assert client.post(where, full).status_code == 302
    review = Review.objects.get()
    assert (review.state, review.points) == ("submitted", {"novelty": 4, "team": 7})
    assert review.sha256 in client.get(where).content.decode()


def test_a_document_opens_as_it_was_entered_and_not_otherwise(going: Going, room: Room) -> None:
    one, client = going.assignments(1)[0], going.people[0].client
    where = path("document", going.found.pk, one.entry.code, "deck")
    reply = client.get(where)
    assert b"".join(reply.streaming_content) == DECK
    assert reply["Content-Security-Policy"].startswith("sandbox")
    room.files[one.entry.object_id, "deck"] = b"%PDF-1.7 changed after the closing, by Secret Author"
    assert client.get(where).status_code == 404


def test_a_conflict_is_declared_on_its_page_and_the_entry_is_gone(going: Going) -> None:
    one, client = going.assignments(1)[0], going.people[0].client
    where = path("conflict", going.found.pk, one.entry.code)
    assert client.post(where, {"words": ""}).status_code == 422
    assert client.post(where, {"words": "My sister."}).status_code == 302
    assert client.get(path("entry", going.found.pk, one.entry.code)).status_code == 404
    assert Conflict.objects.get().words == "My sister."


@pytest.mark.parametrize("language", ["bg", "en"])
def test_who_leads_sees_entries_with_names_conflicts_and_results(going: Going, keeper: Any, language: str) -> None:
    pk = going.found.pk
    Conflict.objects.create(
        entry=going.entry(1), juror=going.jurors[0], kind="owner", juror_org_id="org-a", entry_org_id="org-b",
        found_at=NOW, proof={"steps": [{"org_id": "org-a", "relation": "owned_by", "target": "org-b",
                                        "target_name": "B", "source_id": "s", "record_id": "r7", "claim_id": "c"}]},
    )  # fmt: skip
    all_reviewed(going)
    closed(going)
    for name in ("team", "new"):
        assert keeper.get(path(name, language=language)).status_code == 200
    pages = {name: keeper.get(path(name, pk, language=language)) for name in
             ("led", "led-entries", "conflicts", "jurors", "plan", "check")}  # fmt: skip
    assert {one.status_code for one in pages.values()} == {200}
    assert "Secret Author 1" in pages["led-entries"].content.decode()
    assert "r7" in pages["conflicts"].content.decode()
    results = keeper.get(path("results", pk, "bg", language=language)).content.decode()
    assert "rv-firm" in results
    assert going.entry(1).code in results
    asked = keeper.get(path("check", pk, language=language), {"name": "secret  AUTHOR 2"}).content.decode()
    assert going.entry(2).code in asked


def test_nobody_sees_scores_before_the_round_closes(going: Going, keeper: Any) -> None:
    all_reviewed(going)
    assert keeper.get(path("results", going.found.pk, "bg")).status_code == 404
    assert keeper.get(path("sheet", going.found.pk, "bg")).status_code == 404


def test_a_score_sheet_holds_texts_that_are_no_formulas(going: Going, keeper: Any) -> None:
    all_reviewed(going)
    Review.objects.update(reasons='=HYPERLINK("http://evil","x")')
    closed(going)
    reply = keeper.get(path("sheet", going.found.pk, "bg"))
    book = load_workbook(io.BytesIO(reply.content))
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert len(book.sheetnames) == 3
    assert not any(cell.data_type == "f" for cell in cells)
    assert '=HYPERLINK("http://evil","x")' in {cell.value for cell in cells}
    assert not any("Secret" in str(cell.value) for cell in cells)


def test_a_decision_is_written_signed_and_issued_on_its_pages(going: Going, keeper: Any, room: Room) -> None:
    all_reviewed(going)
    pk, first = going.found.pk, going.entry(1).code
    keeper.post(path("close", pk))
    client = going.people[0].client
    client.post(path("vote", pk, "bg"), {"code": first, "choice": "yes"})
    keeper.post(path("led-minute", pk, "bg"), {"text": "We met.", "code": "", "sent_key": "m" * 30})
    assert keeper.post(path("decide", pk, "bg"), {f"place-{first}": "1", "reasons": ""}).status_code == 422
    assert keeper.post(path("decide", pk, "bg"), {f"place-{first}": "1", "reasons": "Best."}).status_code == 302
    made = Decision.objects.get()
    keeper.post(path("issue", pk, "bg"))
    assert Decision.objects.get().state == "draft"  # nobody signed
    assert made.sha256 in client.get(path("deliberation", pk, "bg")).content.decode()
    client.post(path("sign", pk, "bg"), {"sha256": made.sha256})
    keeper.post(path("issue", pk, "bg"))
    assert Decision.objects.get().state == "issued"
    assert [one.object_id for one in room.told[0][1] if one.place] == ["1"]


def test_a_juror_in_conflict_sees_nothing_of_the_entry_in_the_deliberation(going: Going) -> None:
    all_reviewed(going)
    Conflict.objects.create(entry=going.entry(2), juror=going.jurors[0], kind="own", found_at=NOW)
    category, code = closed(going), going.entry(2).code
    deciding.add_minute(
        category_id=category.pk, text="About two.", code=code, sent_key="z" * 30, by=going.steward, at=NOW
    )
    page = going.people[0].client.get(path("deliberation", going.found.pk, "bg")).content.decode()
    assert going.entry(2).code not in page
    assert "About two." not in page
    assert going.entry(1).code in page


def test_rules_are_set_up_and_fixed_on_the_page(keeper: Any, room: Room) -> None:
    said = {
        "app": "testroom", "title_bg": "Кръг", "title_en": "Round", "opens_at": "2026-11-01T10:00",
        "closes_at": "2030-12-01T18:00", "reviews_per_entry": 2, "most_per_juror": 9, "ranking": "raw", "quorum": 1,
        "tie_1": "votes", "tie_2": "criteria", "sent_key": "r" * 30, "blind": "on",
    }  # fmt: skip
    assert keeper.post(path("new"), {**said, "tie_2": "votes"}).status_code == 422
    for _twice in range(2):
        assert keeper.post(path("new"), said).status_code == 302
    made = Round.objects.get()
    assert (made.tie_rules, made.blind) == (["votes", "criteria"], True)
    criterion = {
        "code": "novelty",
        "name_bg": "Н",
        "name_en": "N",
        "weight": 2,
        "most": 5,
        "anchors": "0 | няма | none",
    }
    assert keeper.post(path("criterion", made.pk), {**criterion, "anchors": "0 none"}).status_code == 422
    keeper.post(path("criterion", made.pk), criterion)
    assert keeper.post(path("criterion", made.pk), criterion).status_code == 422  # the code is taken
    keeper.post(path("category", made.pk), {"code": "bg", "name_bg": "К", "name_en": "C", "places": 1})
    assert made.criteria.get().anchors == [{"points": 0, "bg": "няма", "en": "none"}]
    keeper.post(path("open", made.pk))
    assert Round.objects.get().state == "draft"  # it has no entries
    Round.objects.update(state="open")
    assert keeper.post(path("change", made.pk), {**said, "quorum": 2}).status_code == 422
    assert Round.objects.get().quorum == 1


def test_pages_take_as_many_queries_for_many_entries_as_for_few(going: Going, keeper: Any) -> None:
    from portal.engines.review.conftest import enter

    pages = [path(name, going.found.pk) for name in ("led-entries", "conflicts", "jurors", "plan")]

    def counted() -> list[int]:
        told = []
        for one in [*pages, path("entries", going.found.pk)]:
            client = going.people[0].client if "/team/" not in one else keeper
            client.get(one)
            with CaptureQueriesContext(connection) as asked:
                client.get(one)
            told.append(len(asked))
        return told

    few = counted()
    Round.objects.update(state="draft")
    for number in range(10, 30):
        enter(going.found, number, by=None)
    Round.objects.update(state="open")
    assert counted() == few
