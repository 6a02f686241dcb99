"""Membership of the cluster: asked for, decided, public or not; the role of members follows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from karta.portal.directory.chores import CHORES
from karta.portal.platform.models import AuditLine
from karta.portal.platform.rules import MEMBER, roles_of
from karta.portal.platform.services import give_consent, give_role, withdraw_consent
from karta.portal.rooms.members import queries, rules, services
from karta.portal.rooms.members.models import Kind, Membership, RoleGiven, Step
from karta.snapshot.reader import Snapshot
from portal.mailbox import Mailbox, text_of
from portal.members.people import AT, NAME, SOPHARMA, account, kind, member, represent

pytestmark = pytest.mark.django_db


def roles(user: Any) -> set[str]:
    return set(roles_of(get_user_model().objects.get(pk=user.pk)))


def ask(by: Any, *, org_id: str = SOPHARMA, **change: Any) -> Membership:
    of = change.pop("of", None) or kind(is_personal=not org_id)
    said = {"name": NAME, "reason": "", "language": "bg", "origin": "http://testserver", "at": AT} | change
    return services.ask(kind_id=of.pk, org_id=org_id, by=by, **said)


def move(found: Membership, state: str, by: Any, **change: Any) -> Membership:
    said = {"day": None, "reason": "", "at": AT} | change
    return services.move(membership_id=found.pk, state=state, by=by, **said)


def test_a_representative_asks_and_a_steward_admits_with_letters_both_ways(
    client: Client,
    director: Any,
    steward: Any,
    demo: Snapshot,
    mailbox: Mailbox,
    django_capture_on_commit_callbacks: Any,
) -> None:
    steward.email = "keeper@example.bg"
    steward.save()
    of = kind()
    client.force_login(director)
    assert "Софарма" in client.get("/bg/members/join/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        said = {"who": "organisation", "org_id": SOPHARMA, "kind": of.pk, "reason": "Искаме да участваме."}
        assert client.post("/bg/members/join/", said)["Location"] == "/bg/members/mine/"
    made = Membership.objects.get()
    assert (made.state, made.org_id, made.language, made.starts_on) == ("asked", SOPHARMA, "bg", None)
    copy, told = mailbox.letters
    assert (copy["To"], told["To"]) == ("director@example.bg", "keeper@example.bg")
    assert copy["Subject"].strip() == "Искането Ви за членство пристигна / Your request for membership reached us"
    assert "Искаме да участваме." in text_of(copy)
    assert f"http://testserver/bg/team/members/{made.pk}/" in text_of(told)
    assert "Искаме" not in text_of(told)

    client.force_login(steward)
    mailbox.letters.clear()
    with django_capture_on_commit_callbacks(execute=True):
        said = {"state": "standing", "day": "2027-01-01", "reason": "Добре дошли."}
        answer = client.post(f"/en/team/members/{made.pk}/move/", said)
    assert answer["Location"] == f"/en/team/members/{made.pk}/"
    made.refresh_from_db()
    assert (made.state, made.starts_on) == ("standing", date(2027, 1, 1))
    (letter,) = mailbox.letters
    assert letter["To"] == "director@example.bg"
    assert "Добре дошли." in text_of(letter)
    assert "Софарма" in text_of(letter)
    assert "Sopharma AD is a member of the cluster since 1 January 2027." in text_of(letter)
    assert roles(director) == {MEMBER}


def test_asking_twice_is_one_membership(client: Client, director: Any, demo: Snapshot) -> None:
    of = kind()
    ask(director, of=of)
    with pytest.raises(services.AlreadyMember):
        ask(director, of=of)
    client.force_login(director)
    said = {"who": "organisation", "org_id": SOPHARMA, "kind": of.pk}
    assert client.post("/en/members/join/", said).status_code == 422  # the organisation is no choice any more
    assert Membership.objects.count() == Step.objects.count() == 1


def test_nobody_asks_for_an_organisation_that_they_do_not_act_for(client: Client, demo: Snapshot) -> None:
    stranger, of = account("stranger"), kind()
    with pytest.raises(PermissionDenied):
        ask(stranger, of=of)
    client.force_login(stranger)
    answer = client.post("/en/members/join/", {"who": "organisation", "org_id": SOPHARMA, "kind": of.pk})
    assert answer.status_code == 422
    assert not Membership.objects.exists()


@pytest.mark.parametrize("is_personal", [True, False])
def test_the_kind_must_fit_the_member(director: Any, is_personal: bool) -> None:
    with pytest.raises(services.WrongKind):
        ask(director, org_id=SOPHARMA if is_personal else "", of=kind(is_personal=is_personal))
    closed = kind()
    Kind.objects.filter(pk=closed.pk).update(is_open=False)
    with pytest.raises(services.WrongKind):
        ask(director, of=closed)
    assert not Membership.objects.exists()


def test_a_request_is_taken_back_until_it_is_decided(client: Client, director: Any, steward: Any) -> None:
    made = ask(director)
    stranger = account("stranger")
    client.force_login(stranger)
    assert client.post(f"/en/members/{made.pk}/withdraw/").status_code == 404
    client.force_login(director)
    client.post(f"/en/members/{made.pk}/withdraw/")
    made.refresh_from_db()
    assert (made.state, made.ends_on) == ("ended", None)
    again = ask(director, of=made.kind)
    assert again.pk == made.pk  # who comes back is the same member
    move(again, "standing", steward)
    with pytest.raises(services.MayNotFollow):
        services.withdraw(membership_id=made.pk, by=director, at=AT)


@pytest.mark.parametrize("state", ["asked", "standing", "suspended", "ended"])
@pytest.mark.parametrize("then", ["asked", "standing", "suspended", "ended"])
def test_which_state_may_follow_which(steward: Any, state: str, then: str) -> None:
    made = member(steward)
    Membership.objects.filter(pk=made.pk).update(state=state)
    allowed = {("asked", "standing"), ("asked", "ended"), ("standing", "suspended"), ("standing", "ended"),
               ("suspended", "standing"), ("suspended", "ended"), ("ended", "standing")}  # fmt: skip
    if (state, then) in allowed:
        assert move(made, then, steward, reason="Защото.").state == then
    else:
        with pytest.raises(services.MayNotFollow):
            move(made, then, steward, reason="Защото.")


def test_suspending_and_ending_need_a_reason_that_the_member_reads(
    client: Client, keeper: Client, steward: Any, director: Any, demo: Snapshot
) -> None:
    made = member(steward)
    with pytest.raises(ValueError, match="write why"):
        move(made, "suspended", steward, reason="  ")
    page = keeper.post(f"/en/team/members/{made.pk}/move/", {"state": "suspended", "reason": " "})
    assert page.status_code == 422
    assert 'id="decide_reason_error"' in page.content.decode()
    keeper.post(f"/en/team/members/{made.pk}/move/", {"state": "suspended", "reason": "The due of 2025 is open."})
    made.refresh_from_db()
    assert (made.state, made.starts_on) == ("suspended", date(2025, 3, 1))
    client.force_login(director)
    assert "The due of 2025 is open." in client.get("/en/members/mine/").content.decode()


def test_only_the_team_decides(director: Any, visitor_account: Any) -> None:
    made = ask(director)
    for by in (director, visitor_account):
        with pytest.raises(PermissionDenied):
            move(made, "standing", by)
    assert roles(director) == set()


def test_the_role_comes_and_goes_with_the_membership_and_with_who_acts(steward: Any, director: Any) -> None:
    made = member(steward)
    assert roles(director) == {MEMBER}
    second = account("second")
    acting = represent(second)  # saved: the role comes at once
    assert roles(second) == {MEMBER}
    acting.ended_at = AT
    acting.save()
    assert roles(second) == set()
    move(made, "suspended", steward, reason="Закъснение.")
    assert roles(director) == set()
    move(made, "standing", steward)
    assert roles(director) == {MEMBER}
    made.refresh_from_db()
    assert made.starts_on == date(2025, 3, 1)  # a suspension that is lifted is no new beginning
    move(made, "ended", steward, reason="По тяхно желание.", day=date(2027, 1, 31))
    assert roles(director) == set()
    lines = AuditLine.objects.filter(action__startswith="role.", target=f"auth.user:{director.pk}").order_by("pk")
    assert [line.action for line in lines] == ["role.given", "role.taken", "role.given", "role.taken"]


def test_a_role_that_an_administrator_gave_is_not_taken(steward: Any, director: Any) -> None:
    from django.contrib.auth.models import Group

    steward.groups.add(Group.objects.get_or_create(name="administrator")[0])
    admin = get_user_model().objects.get(pk=steward.pk)
    give_role(account_id=director.pk, role=MEMBER, by=admin, at=AT)
    made = member(steward)
    assert not RoleGiven.objects.exists()
    move(made, "ended", steward, reason="Край.")
    assert roles(director) == {MEMBER}


def test_who_gets_the_role_later_is_told(
    steward: Any, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    member(steward)
    late = account("late")
    with django_capture_on_commit_callbacks(execute=True):
        represent(late)
    (letter,) = mailbox.letters
    assert letter["To"] == "late@example.bg"
    assert "ролята на член" in text_of(letter)
    with django_capture_on_commit_callbacks(execute=True):
        services.settle_roles(at=AT)
    assert len(mailbox.letters) == 1


def test_the_worker_keeps_roles_in_step(steward: Any, director: Any) -> None:
    member(steward)
    (chore,) = [one for one in CHORES if one.__module__ == "karta.portal.rooms.members.chores"]
    type(director).objects.filter(pk=director.pk).update(is_active=False)
    chore()
    assert not RoleGiven.objects.filter(user=director).exists()


def test_the_public_list_shows_standing_organisations_by_kind_and_nothing_else(
    client: Client, steward: Any, director: Any, demo: Snapshot
) -> None:
    member(steward, email="accounts@sopharma.example")
    ended = member(steward, org_id="bg-eik-000000001", name={"bg": "Друга", "en": "Other"})
    move(ended, "ended", steward, reason="Canary reason")
    page = client.get("/en/members/").content.decode()
    assert f'href="/en/organisations/{SOPHARMA}/"' in page
    assert "since 2025" in page
    for secret in ("Other", "Canary reason", "500", "accounts@", "director@", "RF"):
        assert secret not in page.partition("<main")[2].partition("</main>")[0]
    table = client.get("/en/members/members.csv").content.decode("utf-8-sig").splitlines()
    assert table[0] == 'Member,Kind of membership,"Member since, year",Organisation on the map'
    assert len(table) == 2
    assert table[1].endswith(f"Company,2025,{SOPHARMA}")


def test_a_person_is_listed_with_their_consent_only_and_goes_with_it(
    client: Client, steward: Any, demo: Snapshot
) -> None:
    person, of = account("student"), kind("Student", due="20.00", is_personal=True)
    client.force_login(person)
    said = {"who": "person", "name_bg": "Проба Пробова", "name_en": "Proba Probova", "kind": of.pk, "is_listed": "on"}
    assert client.post("/en/members/join/", said).status_code == 302
    made = Membership.objects.get()
    visitor = Client()
    assert "Proba" not in visitor.get("/en/members/").content.decode()  # asked for only
    move(made, "standing", steward)
    assert "Proba Probova" in visitor.get("/en/members/").content.decode()
    assert "Проба Пробова" in visitor.get("/bg/members/").content.decode()
    withdraw_consent(purpose=queries.LISTED, by=person, at=AT)
    for address in ("/en/members/", "/bg/members/", "/bg/members/members.csv"):
        assert "Prob" not in (page := visitor.get(address).content.decode())
        assert "Проб" not in page
    give_consent(purpose=queries.LISTED, by=person, at=AT)
    assert "Proba Probova" in visitor.get("/en/members/").content.decode()


def test_a_person_who_does_not_agree_is_a_member_and_is_not_listed(
    client: Client, steward: Any, demo: Snapshot
) -> None:
    person = account("student")
    made = ask(person, org_id="", name={"bg": "Проба", "en": "Proba"})
    move(made, "standing", steward)
    assert roles(person) == {MEMBER}
    assert "Proba" not in client.get("/en/members/").content.decode()


@pytest.mark.parametrize(("field", "said"), [("name_bg", "Proba"), ("name_bg", "Прoба"), ("name_en", "Проба")])
def test_a_name_is_of_one_alphabet(client: Client, demo: Snapshot, field: str, said: str) -> None:
    of = kind(is_personal=True)
    client.force_login(account("student"))
    form = {"who": "person", "name_bg": "Проба", "name_en": "Proba", "kind": of.pk} | {field: said}
    answer = client.post("/bg/members/join/", form)
    assert answer.status_code == 422
    assert f'id="me_{field}_error"' in answer.content.decode()


def test_nothing_is_there_yet(client: Client, keeper: Client, demo: Snapshot) -> None:
    visitor = Client()
    assert "has not entered its members" in visitor.get("/en/members/").content.decode()
    assert visitor.get("/en/members/members.csv").content.decode("utf-8-sig").count("\n") == 1
    assert "There is no kind of membership yet" in keeper.get("/en/team/members/").content.decode()
    keeper.post("/en/team/members/kinds/usual/")
    assert Kind.objects.values_list("code", "due_eur").first() == ("company", None)
    assert services.make_usual_kinds(by=None, at=AT) == 0
    assert Kind.objects.count() == 6


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("items", [1, 3])
def test_the_public_list_takes_the_same_queries_for_any_number(
    client: Client, steward: Any, demo: Snapshot, items: int, language: str, django_assert_num_queries: Any
) -> None:
    of = kind()
    ids = [
        row[0] for row in demo.connection().execute("SELECT org_id FROM organisations ORDER BY 1 LIMIT 3").fetchall()
    ]
    for org_id in ids[:items]:
        member(steward, org_id=org_id, of=of)
    with django_assert_num_queries(3):
        page = client.get(f"/{language}/members/").content.decode()
    assert page.count("/organisations/bg-eik-") + page.count("/organisations/org-") >= items


def test_the_team_enters_a_member_by_its_address(keeper: Client, demo: Snapshot) -> None:
    of = kind()
    said = {"org_id": f"http://testserver/bg/organisations/{SOPHARMA}/", "kind": of.pk, "starts_on": "2024-05-01",
            "language": "bg"}  # fmt: skip
    answer = keeper.post("/en/team/members/new/", said)
    made = Membership.objects.get()
    assert answer["Location"] == f"/en/team/members/{made.pk}/"
    assert (made.org_id, made.state, made.starts_on) == (SOPHARMA, "standing", date(2024, 5, 1))
    assert "already" in keeper.post("/en/team/members/new/", said).content.decode()
    answer = keeper.post("/en/team/members/new/", said | {"org_id": "bg-eik-1"})
    assert answer.status_code == 422
    assert "The map has no organisation “bg-eik-1”" in answer.content.decode()


def test_kinds_are_set_on_a_page_and_what_was_charged_keeps_its_amount(keeper: Client, demo: Snapshot) -> None:
    said = {"name_bg": "Компания", "name_en": "Company", "due_eur": "500.00", "is_open": "on"}
    assert keeper.post("/en/team/members/kinds/", said).status_code == 302
    made = Kind.objects.get()
    assert (made.code, str(made.due_eur), made.is_personal) == ("company", "500.00", False)
    keeper.post("/en/team/members/kinds/", said)
    assert Kind.objects.last().code == "company-2"
    page = keeper.get(f"/bg/team/members/kinds/{made.pk}/").content.decode()
    assert 'value="500,00"' in page
    keeper.post(f"/bg/team/members/kinds/{made.pk}/", said | {"due_eur": "1200,50", "is_personal": "on"})
    made.refresh_from_db()
    assert (str(made.due_eur), made.is_personal) == ("1200.50", False)
    for wrong in ("-1", "1.005", "abc", "99999999999"):
        assert keeper.post("/en/team/members/kinds/", said | {"due_eur": wrong}).status_code == 422
    assert Kind.objects.count() == 2


def test_a_membership_is_of_one_organisation_or_one_person(steward: Any, director: Any) -> None:
    of = kind()
    for said in ({}, {"org_id": SOPHARMA, "user": director}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(kind=of, name_bg="-", name_en="-", asked_at=AT, **said)


def test_markup_and_formulas_in_names_and_reasons_stay_text(keeper: Client, steward: Any, demo: Snapshot) -> None:
    made = member(steward, org_id="bg-eik-000000002", name={"bg": "=2+2<b>", "en": '=HYPERLINK("x")<b>'})
    move(made, "suspended", steward, reason="<script>alert(1)</script>")
    page = keeper.get(f"/en/team/members/{made.pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    move(made, "standing", steward)
    table = Client().get("/en/members/members.csv").content.decode("utf-8-sig")
    assert "\"'=HYPERLINK(" in table


def test_audit_lines_hold_nothing_of_the_member(steward: Any, director: Any) -> None:
    made = ask(director, reason="Canary words")
    move(made, "standing", steward, reason="Canary reason")
    services.set_details(
        membership_id=made.pk, kind_id=made.kind_id, email="canary@example.bg", language="en", by=steward, at=AT
    )
    told = " ".join(f"{line.action} {line.target} {line.details}" for line in AuditLine.objects.all())
    for secret in ("anary", "Софарма", "example.bg"):
        assert secret not in told


def test_what_is_held_about_a_person_shows_their_membership_and_goes(steward: Any) -> None:
    from karta.portal.platform.holders import all_holders
    from karta.portal.platform.queries import subject_of

    (holder,) = [one for one in all_holders() if one.name == "memberships"]
    person = account("student")
    made = ask(person, org_id="", name={"bg": "Проба", "en": "Proba"}, reason="За мен.")
    move(made, "standing", steward)
    subject = subject_of(person)
    told = holder.export(subject)
    assert (told[0]["name_bg"], told[0]["state"]) == ("Проба", "standing")
    assert told[1]["written"] == "За мен."
    assert holder.erase(subject, AT) == 2  # the membership and the role
    made.refresh_from_db()
    assert (made.state, made.name_bg, made.name_en) == ("ended", "–", "–")
    assert not Step.objects.exclude(reason="").exists()
    assert not RoleGiven.objects.exists()


def test_rules_name_every_state() -> None:
    assert set(rules.FOLLOWS) == set(Membership.State.values)


def test_asked_long_ago_stays_asked(director: Any) -> None:
    made = ask(director, at=AT - timedelta(days=400))
    services.settle_roles(at=AT)
    made.refresh_from_db()
    assert made.state == "asked"
