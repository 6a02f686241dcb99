"""Notes: their own investor's seats and nobody else, by page, address, file, search and service."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from karta.portal.platform.models import AuditLine
from karta.portal.rooms.investors import queries, services
from karta.portal.rooms.investors.errors import NotThere
from karta.portal.rooms.investors.models import Note
from portal.investors.conftest import AT, Person

pytestmark = pytest.mark.django_db
Investors = Callable[..., Person]
CANARY = "canary-of-a-note"


@pytest.fixture
def people(
    org: str, investor: Investors, keeper_of: Callable[[str, str], Person], person: Any, keeper: Client, client: Client
) -> dict[str, Any]:
    """Everybody who could come by, and the note that ana wrote."""
    ana = investor("ana", "Fund A")
    assert ana.seat is not None
    note = services.write_note(seat=ana.seat, org_id=org, text=CANARY, by=ana.user, at=AT)
    return {
        "note": note,
        "author": ana.client,
        "colleague": investor("asen", "Fund A").client,
        "rival": investor("rada", "Fund R").client,
        "company": keeper_of("maria", org).client,
        "account": person("anybody").client,
        "steward": keeper,
        "visitor": Client(REMOTE_ADDR="192.0.2.99"),
    }


READS = ["author", "colleague"]


@pytest.mark.parametrize("who", ["author", "colleague", "rival", "company", "account", "steward", "visitor"])
def test_who_reads_a_note(people: dict[str, Any], org: str, who: str) -> None:
    client, note = people[who], people["note"]
    pages = [
        f"/en/investors/organisations/{org}/", "/en/investors/desk/", f"/en/investors/desk/?q={CANARY}",
        "/en/investors/desk/notes.csv", "/en/investors/", f"/en/investors/company/{org}/", f"/en/organisations/{org}/",
        "/en/team/investors/", "/en/team/investors/?tab=interests", "/en/team/investors/?tab=admitted",
        f"/en/team/investors/seats/{queries.last_seat(note.by).pk}/", f"/en/search/?q={CANARY}",
        f"/en/organisations/?q={CANARY}", f"/en/investors/notes/{note.pk}/",
    ]  # fmt: skip
    found = [path for path in pages if CANARY in shown(client, path)]
    expected = pages[:2] + pages[3:4] if who in READS else []
    if who == "author":
        expected = [*expected, pages[-1]]
    assert [path for path in found if f"q={CANARY}" not in path] == expected
    # A search box repeats what was typed into it; the note's own words stand nowhere beside it.
    for path in found:
        if f"q={CANARY}" in path and who not in READS:
            assert shown(client, path).replace(f'value="{CANARY}"', "").count(f">{CANARY}") == 0


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    return answer.content.decode() if answer.status_code == 200 else ""


@pytest.mark.parametrize(
    ("who", "code"),
    [("author", 302), ("colleague", 404), ("rival", 404), ("company", 302), ("account", 302), ("steward", 302),
     ("visitor", 302)],
)  # fmt: skip
@pytest.mark.parametrize("said", [{"text": "changed"}, {"what": "delete"}])
def test_who_changes_and_deletes_a_note(people: dict[str, Any], who: str, code: int, said: dict[str, str]) -> None:
    path = f"/en/investors/notes/{people['note'].pk}/"
    answer = people[who].post(path, said)
    assert answer.status_code == code
    if who not in ("author", "colleague", "rival"):  # to where one signs in, or asks for a seat
        assert "/login/" in answer["Location"] or answer["Location"] == "/en/investors/join/"
    left = Note.objects.filter(pk=people["note"].pk).values_list("text", flat=True).first()
    assert left == ((None if said.get("what") else "changed") if who == "author" else CANARY)


def test_services_ask_too(people: dict[str, Any], investor: Investors) -> None:
    other = investor("vera", "Fund V")
    assert other.seat is not None
    for service, said in ((services.change_note, {"text": "x"}), (services.delete_note, {})):
        with pytest.raises(NotThere):
            service(note_id=people["note"].pk, seat=other.seat, by=other.user, at=AT, **said)  # type: ignore[operator]


def test_the_audit_log_has_no_word_of_a_note(people: dict[str, Any]) -> None:
    people["author"].post(f"/en/investors/notes/{people['note'].pk}/", {"text": f"{CANARY} again"})
    people["author"].post(f"/en/investors/notes/{people['note'].pk}/", {"what": "delete"})
    lines = AuditLine.objects.filter(action__startswith="note.").order_by("pk")
    assert [line.action for line in lines] == ["note.written", "note.changed", "note.deleted"]
    assert CANARY not in "".join(f"{line.target}{line.details}" for line in lines)


def test_who_moves_to_another_investor_reads_the_new_ones_notes_alone(
    people: dict[str, Any], org: str, steward: Any
) -> None:
    author = people["note"].by
    services.end_seat(seat_id=queries.last_seat(author).pk, answer="", by=author, at=AT)
    asked = services.ask_seat(name="Ana", organisation="Fund B", reason="New.", language="en", by=author, at=AT)
    services.admit(seat_id=asked.pk, investor_id=None, org_id="", name="Fund B", by=steward, at=AT)
    assert CANARY not in shown(people["author"], f"/en/investors/organisations/{org}/")
    assert people["author"].get(f"/en/investors/notes/{people['note'].pk}/").status_code == 404
    assert CANARY in shown(people["colleague"], f"/en/investors/organisations/{org}/")


def test_notes_leave_as_a_file_that_runs_no_formula(people: dict[str, Any], org: str) -> None:
    people["author"].post(f"/en/investors/organisations/{org}/notes/", {"text": "=1+1"})
    answer = people["colleague"].get("/en/investors/desk/notes.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["org_id"], row["text"], row["is_mine"]) for row in rows] == [
        (org, "'=1+1", "false"), (org, CANARY, "false"),
    ]  # fmt: skip
    assert answer["Cache-Control"].count("no-store")


def test_a_note_on_an_organisation_that_is_not_there_is_not_written(people: dict[str, Any], org: str) -> None:
    assert people["author"].post("/en/investors/organisations/org_none/notes/", {"text": "x"}).status_code == 404
    assert people["author"].post(f"/en/investors/organisations/{org}/notes/", {"text": " "}).status_code == 422
    said = {"text": "ЕГН 6101057509"}
    assert people["author"].post(f"/en/investors/organisations/{org}/notes/", said).status_code == 422
    assert Note.objects.count() == 1


@pytest.mark.parametrize("items", [1, 3])
def test_desk_query_budget(org: str, investor: Investors, items: int, django_assert_num_queries: Any) -> None:
    ana = investor("ana", "Fund A")
    assert ana.seat is not None
    for number in range(items):
        services.write_note(seat=ana.seat, org_id=org, text=f"note-{number}", by=ana.user, at=AT)
    with django_assert_num_queries(9):
        assert ana.client.get("/en/investors/desk/").content.count(b"note-") >= items
