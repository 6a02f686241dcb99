"""Somebody asks to act for an organisation: by a code to its own address, or by a steward."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from karta.portal.directory.models import Representative
from karta.portal.directory.profiles.models import EmailCode
from karta.portal.directory.representatives import may_act_for, represented
from karta.portal.platform.models import Attempt, AuditLine
from portal.directory.profile_help import KELVIN, SOPHARMA, account, acting, signed_in
from portal.mailbox import Mailbox, text_of

ASK = f"/en/organisations/{KELVIN}/claim/"
pytestmark = pytest.mark.django_db(transaction=True)  # letters leave when a transaction is committed


@pytest.fixture
def asker(data: Any) -> Any:
    return account("asker")


def code_in(mailbox: Mailbox) -> str:
    found = re.search(r"[A-Z2-9]{5}-[A-Z2-9]{5}", text_of(mailbox.letters[-1]))
    assert found is not None
    return found[0]


def ask_by_email(client: Client, email: str = "office@kelvin.health") -> Any:
    return client.post(f"{ASK}email/", {"email": email})


def test_the_page_of_an_organisation_asks_whose_it_is(data: Any, client: Client) -> None:
    for language, words in (("en", "Is this your organisation?"), ("bg", "Това вашата организация ли е?")):
        page = client.get(f"/{language}/organisations/{KELVIN}/")
        assert f'href="/{language}/organisations/{KELVIN}/claim/"' in page.content.decode()
        assert words in page.content.decode()
    assert client.get(ASK).status_code == 302  # to the door


def test_a_code_to_an_address_at_the_website_opens_it(asker: Any, mailbox: Mailbox) -> None:
    client = signed_in(asker)
    assert "kelvin.health" in client.get(ASK).content.decode()
    assert ask_by_email(client).status_code == 302
    letter = mailbox.letters[-1]
    assert letter["To"] == "office@kelvin.health"
    assert "Kelvin Health" in text_of(letter)
    assert "Келвин Хелт" in text_of(letter)
    assert not may_act_for(asker, KELVIN)
    link = next(one for one in mailbox.links() if "/en/" in one)
    page = client.get(link[link.index("/en/") :])
    assert code_in(mailbox).replace("-", "") in page.content.decode()
    assert not may_act_for(asker, KELVIN)  # looking at it does nothing
    assert client.post(f"{ASK}code/", {"code": code_in(mailbox).lower()}).status_code == 302
    assert represented(asker) == {KELVIN}
    assert client.get(f"/en/organisations/{KELVIN}/ours/").status_code == 200
    lines = AuditLine.objects.filter(action__startswith="representative.").order_by("pk")
    assert [line.action for line in lines] == ["representative.asked", "representative.proven"]
    assert "kelvin.health" not in str(list(lines.values("target", "details")))


@pytest.mark.parametrize(
    ("org_id", "email"),
    [
        (KELVIN, "somebody@gmail.com"), (KELVIN, "office@kelvin.health.example.org"), (KELVIN, "office@kelvіn.health"),
        (KELVIN, "office@kelvin.health\nBcc: all@example.org"), (KELVIN, "office@sopharmagroup.com"),
        ("org-alkrlzkbpqfvqxfr", "a@tu-sofia.bg"), ("org-mrvlbj7j43amrnbe", "a@linkedin.com"),
    ],
)  # fmt: skip
def test_no_letter_goes_elsewhere(asker: Any, mailbox: Mailbox, org_id: str, email: str) -> None:
    client = signed_in(asker)
    page = client.post(f"/en/organisations/{org_id}/claim/email/", {"email": email})
    assert page.status_code == 422
    assert not mailbox.letters
    assert not Representative.objects.exists()


def test_a_code_is_nobody_elses_and_ends_after_five_mistakes_or_a_day(asker: Any, mailbox: Mailbox) -> None:
    client = signed_in(asker)
    ask_by_email(client)
    code = code_in(mailbox)
    other = signed_in(account("other"))
    assert other.post(f"{ASK}code/", {"code": code}).status_code == 422
    assert client.post(f"/en/organisations/{SOPHARMA}/claim/code/", {"code": code}).status_code == 422
    for _ in range(5):
        assert client.post(f"{ASK}code/", {"code": "AAAAA-AAAAA"}).status_code == 422
    assert client.post(f"{ASK}code/", {"code": code}).status_code == 422
    Attempt.objects.all().delete()
    ask_by_email(client)
    EmailCode.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert client.post(f"{ASK}code/", {"code": code_in(mailbox)}).status_code == 422
    assert not Representative.objects.exclude(proven_at=None).exists()


def test_letters_and_tries_are_limited(asker: Any, mailbox: Mailbox) -> None:
    client = signed_in(asker)
    answers = [ask_by_email(client).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 429, 429]
    assert len(mailbox.letters) == 3
    codes = [client.post(f"{ASK}code/", {"code": "AAAAA-AAAAA"}).status_code for _ in range(8)]
    assert codes[-1] == 429
    cache.clear()


def test_a_steward_accepts_declines_takes_back_and_undoes(asker: Any, mailbox: Mailbox, keeper: Client) -> None:
    client = signed_in(asker)
    assert client.post(f"{ASK}steward/", {"reason": ""}).status_code == 422
    client.post(f"{ASK}steward/", {"reason": "I am the manager; see kelvin.health/team"})
    asked = Representative.objects.get()
    queue = keeper.get("/en/team/representatives/").content.decode()
    assert "Kelvin Health" in queue
    page = f"/en/team/representatives/{asked.pk}/"
    assert "I am the manager" in keeper.get(page).content.decode()
    assert keeper.post(page, {"what": "decline", "reason": ""}).status_code == 422
    keeper.post(page, {"what": "decline", "reason": "Nobody of this name answers the telephone."})
    assert "Nobody of this name" in text_of(mailbox.letters[-1])
    assert mailbox.letters[-1]["To"] == asker.email
    assert not may_act_for(asker, KELVIN)
    keeper.post(f"{page}undo/")
    keeper.post(page, {"what": "accept", "reason": ""})
    assert may_act_for(asker, KELVIN)
    keeper.post(f"{page}undo/")
    assert not may_act_for(asker, KELVIN)
    keeper.post(page, {"what": "accept", "reason": ""})
    keeper.post(page, {"what": "take_away", "reason": "He left."})
    assert not may_act_for(asker, KELVIN)
    assert client.get(f"/en/organisations/{KELVIN}/ours/").status_code == 403
    actions = AuditLine.objects.filter(action__startswith="representative.").order_by("pk")
    assert [line.action.partition(".")[2] for line in actions] == [
        "asked", "declined", "undone", "accepted", "undone", "accepted", "taken_away",
    ]  # fmt: skip
    assert keeper.post(page, {"what": "accept", "reason": ""}).status_code == 302  # decided before: nothing
    assert not may_act_for(asker, KELVIN)


def test_several_act_see_each_other_by_role_and_may_leave(asker: Any, mailbox: Mailbox) -> None:
    first = acting("first")
    client = signed_in(asker)
    ask_by_email(client)
    client.post(f"{ASK}code/", {"code": code_in(mailbox)})
    assert mailbox.letters[-1]["To"] == "first@example.org"  # who acts already is told
    page = first.get(f"/en/organisations/{KELVIN}/ours/").content.decode()
    assert "2 persons act for it." in page
    assert "asker" not in page
    first.post(f"{ASK}give-up/")
    assert first.get(f"/en/organisations/{KELVIN}/ours/").status_code == 403
    assert represented(asker) == {KELVIN}


def test_the_door_is_closed_to_others_and_to_changed_ids(asker: Any) -> None:
    client, other = acting("one"), signed_in(asker)
    assert client.get(f"/en/organisations/{KELVIN}/ours/").status_code == 200
    for path in ("ours/", "ours/history/", "ours/offers/new/"):
        assert client.get(f"/en/organisations/{SOPHARMA}/{path}").status_code == 403
        assert other.get(f"/en/organisations/{KELVIN}/{path}").status_code == 403
        assert client.get(f"/en/organisations/org-none/{path}").status_code == 404
    assert other.get("/en/team/representatives/").status_code == 403


def test_what_is_held_about_a_representative_goes_with_the_account(asker: Any) -> None:
    from karta.portal.directory.profiles.holdings import REPRESENTATIVES, VERSIONS
    from karta.portal.platform.queries import subject_of

    client = signed_in(asker)
    client.post(f"{ASK}steward/", {"reason": "My words"})
    subject = subject_of(asker)
    assert REPRESENTATIVES.export(subject)[0]["reason"] == "My words"
    assert VERSIONS.export(subject) == []
    assert REPRESENTATIVES.erase(subject, timezone.now()) == 1
    left = Representative.objects.get()
    assert (left.reason, left.email) == ("", "")
    assert left.ended_at is not None
