"""Interest and introductions: the queue, who is asked, both agree before anybody has an address; by real mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from karta.portal.platform.models import Letter
from karta.portal.rooms.investors import queries, services
from karta.portal.rooms.investors.errors import NotNow, NotThere
from karta.portal.rooms.investors.models import Introduction, Step
from portal.investors.conftest import AT, Person
from portal.mailbox import Mailbox, text_of

pytestmark = pytest.mark.django_db
Keeper = Callable[[str, str], Person]
Investors = Callable[..., Person]
NAME = {"bg": "Дружество", "en": "Company"}


def asked(one: Person, org: str) -> Introduction:
    assert one.seat is not None
    return services.ask_introduction(seat=one.seat, org_id=org, words="We would like to meet.", by=one.user, at=AT)


def put(made: Introduction, steward: Any) -> Introduction:
    return services.put_to_company(introduction_id=made.pk, org_ids=[made.org_id], company=NAME, by=steward, at=AT)


def test_interest_is_seen_by_the_team_and_not_by_the_company(
    org: str, investor: Investors, keeper_of: Keeper, keeper: Client
) -> None:
    ana, rival, maria = investor("ana", "Fund Canary"), investor("rada", "Fund R"), keeper_of("maria", org)
    path = f"/en/investors/organisations/{org}/"
    ana.client.post(f"{path}interest/")
    ana.client.post(f"{path}interest/")
    assert "Take interest back" in ana.client.get(path).content.decode()
    assert "Fund Canary" in keeper.get("/en/team/investors/", {"tab": "interests"}).content.decode()
    for page in (
        maria.client.get(f"/en/investors/company/{org}/"), rival.client.get(path),
        rival.client.get("/en/investors/desk/"), maria.client.get("/en/investors/"),
        maria.client.get(f"/en/organisations/{org}/"),
    ):  # fmt: skip
        assert page.status_code == 200
        assert "Canary" not in page.content.decode()
    ana.client.post(f"{path}interest/", {"what": "end"})
    assert "Mark interest" in ana.client.get(path).content.decode()
    assert "Fund Canary" not in keeper.get("/en/team/investors/", {"tab": "interests"}).content.decode()


def test_both_get_each_others_contact_by_mail_once_the_company_agreed_and_not_before(
    org: str, investor: Investors, keeper_of: Keeper, keeper: Client, mailbox: Mailbox,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    ana, maria = investor("ana", "Fund A"), keeper_of("maria", org)
    mailbox.letters.clear()
    Letter.objects.all().delete()
    said = {"words": "We would like to meet."}
    with django_capture_on_commit_callbacks(execute=True):
        assert ana.client.post(f"/en/investors/organisations/{org}/introduction/", said).status_code == 302
    made = Introduction.objects.get()
    assert "Fund A" not in maria.client.get(f"/en/investors/company/{org}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        keeper.post(f"/en/team/investors/introductions/{made.pk}/put/")
    page = maria.client.get(f"/en/investors/company/{org}/").content.decode()
    assert "Fund A would like to meet you" in page
    before, question = mailbox.letters
    assert (before["To"], question["To"]) == (ana.email, maria.email)
    for text in (page, text_of(before), text_of(question), ana.client.get("/en/investors/desk/").content.decode()):
        assert ana.email not in text.replace(f"mailto:{ana.email}", "")
        assert "Ana" not in text
    assert maria.email not in ana.client.get(f"/en/investors/organisations/{org}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        maria.client.post(f"/en/investors/company/{org}/introductions/{made.pk}/", {"what": "agree"})
    to_investor, to_company = mailbox.letters[2:]
    assert (to_investor["To"], to_company["To"]) == (ana.email, maria.email)
    assert maria.email in text_of(to_investor)
    assert "Ana, ana@example.org" in text_of(to_company)
    assert [step.what for step in made.steps.all()] == ["asked", "put", "made"]
    assert "Ana" in maria.client.get(f"/en/investors/company/{org}/").content.decode()


def test_a_refusals_reason_stays_with_the_team_which_answers_in_its_own_words(
    org: str, investor: Investors, keeper_of: Keeper, keeper: Client, steward: Any
) -> None:
    ana, maria = investor("ana", "Fund A"), keeper_of("maria", org)
    made = put(asked(ana, org), steward)
    path = f"/en/investors/company/{org}/introductions/{made.pk}/"
    assert maria.client.post(path, {"what": "refuse", "reason": ""}).status_code == 422
    maria.client.post(path, {"what": "refuse", "reason": "canary: they are rude"})
    mine = f"/en/investors/organisations/{org}/"
    page = ana.client.get(mine).content.decode()
    assert "canary" not in page
    assert "waits for the team" in page  # not that the company refused: that is the team's to tell
    team = f"/en/team/investors/introductions/{made.pk}/"
    assert "canary: they are rude" in keeper.get(team).content.decode()
    Letter.objects.all().delete()
    assert keeper.post(f"{team}tell/", {"answer": ""}).status_code == 422
    keeper.post(f"{team}tell/", {"answer": "Not at this time."})
    letter = Letter.objects.get()
    assert letter.to == ana.email
    assert "Not at this time." in letter.text
    assert "canary" not in letter.text + letter.html
    page = ana.client.get(mine).content.decode()
    assert "Not at this time." in page
    assert "canary" not in page
    assert maria.email not in letter.text


def test_an_introduction_has_owner_due_day_and_history(
    org: str, investor: Investors, keeper: Client, steward: Any
) -> None:
    made = asked(investor("ana", "Fund A"), org)
    assert str(made.due_on) == "2026-11-27"  # five working days after a Friday
    path = f"/en/team/investors/introductions/{made.pk}/"
    keeper.post(f"{path}own/")
    made.refresh_from_db()
    assert made.owner == steward
    keeper.post(f"{path}own/", {"give_back": "1"})
    made.refresh_from_db()
    assert made.owner is None
    page = keeper.get(path).content.decode()
    assert all(word in page for word in ("the investor asked", "taken over", "given back", "27 November 2026"))


def test_where_nobody_acts_for_the_company_the_team_is_told_and_it_stays_in_the_queue(
    org: str, investor: Investors, keeper: Client
) -> None:
    made = asked(investor("ana", "Fund A"), org)
    path = f"/en/team/investors/introductions/{made.pk}/"
    assert "Nobody acts for this company" in keeper.get(path).content.decode()
    assert "Nobody acts for this company" in keeper.post(f"{path}put/", follow=True).content.decode()
    made.refresh_from_db()
    assert made.state == "asked"


def test_one_open_request_an_organisation_and_letters_are_limited(org: str, investor: Investors) -> None:
    ana = investor("ana", "Fund A")
    path, said = f"/en/investors/organisations/{org}/introduction/", {"words": "Hello."}
    for _ in range(3):
        assert ana.client.post(path, said).status_code == 302
    assert Introduction.objects.count() == 1
    codes = []
    for _ in range(4):
        made = Introduction.objects.order_by("-pk")[0]
        ana.client.post(f"/en/investors/introductions/{made.pk}/withdraw/")
        codes.append(ana.client.post(path, said).status_code)
    assert codes == [302, 302, 429, 429]  # three letters a quarter of an hour to one mailbox
    assert ana.client.post(path, {"words": ""}).status_code == 422
    assert ana.client.post(path, {"words": "ЕГН 6101057509"}).status_code == 422


def test_it_is_answered_once_and_by_the_companys_people_alone(
    org: str, investor: Investors, keeper_of: Keeper, steward: Any
) -> None:
    ana, rival, maria, mina = (
        investor("ana", "Fund A"), investor("rada", "Fund R"), keeper_of("maria", org), keeper_of("mina", "org_other"),
    )  # fmt: skip
    made = asked(ana, org)
    path = f"/en/investors/company/{org}/introductions/{made.pk}/"
    assert maria.client.post(path, {"what": "agree"}).status_code == 404  # the team has not asked it yet
    put(made, steward)
    for one in (ana, rival, mina):
        assert one.client.post(path, {"what": "agree"}).status_code == 404
        with pytest.raises(NotThere):
            services.agree(introduction_id=made.pk, org_ids=[org], company=NAME, by=one.user, at=AT)
    with pytest.raises(NotThere):
        services.agree(introduction_id=made.pk, org_ids=["org_other"], company=NAME, by=mina.user, at=AT)
    # under one's own organisation's address
    other = f"/en/investors/company/org_other/introductions/{made.pk}/"
    assert mina.client.post(other, {"what": "agree"}).status_code == 404
    services.agree(introduction_id=made.pk, org_ids=[org], company=NAME, by=maria.user, at=AT)
    letters = Letter.objects.count()
    with pytest.raises(NotNow):
        services.agree(introduction_id=made.pk, org_ids=[org], company=NAME, by=maria.user, at=AT)
    page = maria.client.post(path, {"what": "agree"}, follow=True).content.decode()
    assert "It is answered already" in page
    assert Letter.objects.count() == letters
    assert Step.objects.filter(what="made").count() == 1


def test_who_withdrew_is_not_introduced_any_more(
    org: str, investor: Investors, keeper_of: Keeper, steward: Any
) -> None:
    ana, rival, maria = investor("ana", "Fund A"), investor("rada", "Fund R"), keeper_of("maria", org)
    made = put(asked(ana, org), steward)
    assert rival.client.post(f"/en/investors/introductions/{made.pk}/withdraw/").status_code == 404
    ana.client.post(f"/en/investors/introductions/{made.pk}/withdraw/")
    assert "Fund A" not in maria.client.get(f"/en/investors/company/{org}/").content.decode()
    with pytest.raises(NotNow):
        services.agree(introduction_id=made.pk, org_ids=[org], company=NAME, by=maria.user, at=AT)


def test_the_queue_is_the_teams(org: str, investor: Investors, keeper_of: Keeper, steward: Any) -> None:
    ana, maria = investor("ana", "Fund A"), keeper_of("maria", org)
    made = asked(ana, org)
    for one in (ana, maria):
        assert one.client.get("/en/team/investors/").status_code == 403
        for what in ("", "own/", "put/", "tell/"):
            path = f"/en/team/investors/introductions/{made.pk}/{what}"
            answer = one.client.post(path, {"answer": "x"}) if what else one.client.get(path)
            assert answer.status_code == 403
        with pytest.raises(PermissionDenied):
            put(made, one.user)
        with pytest.raises(PermissionDenied):
            services.own(introduction_id=made.pk, owner=one.user, by=one.user, at=AT)
        with pytest.raises(PermissionDenied):
            services.tell(introduction_id=made.pk, answer="x", company=NAME, by=one.user, at=AT)
    assert queries.counts(made.due_on)["introductions"] == 1


def test_names_and_words_are_text_everywhere(org: str, investor: Investors, keeper_of: Keeper, steward: Any) -> None:
    ana, maria = investor("ana", "<b>Fund</b>"), keeper_of("maria", org)
    assert ana.seat is not None
    made = services.ask_introduction(
        seat=ana.seat, org_id=org, words="<script>alert(1)</script>\n=1+1", by=ana.user, at=AT
    )
    put(made, steward)
    page = maria.client.get(f"/en/investors/company/{org}/").content.decode()
    letter = Letter.objects.filter(to=maria.email).get()
    for text in (page, letter.html):
        assert "<script>alert" not in text
        assert "<b>Fund" not in text
