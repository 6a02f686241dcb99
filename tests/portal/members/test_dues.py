"""Dues: charged once a year, paid, waived, taken away; exact to the cent; seen by the member and the team only."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models.deletion import ProtectedError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from stdnum import iso11649

from karta.portal.platform.models import AuditLine
from karta.portal.rooms.members import services as memberships
from karta.portal.rooms.members.dues import queries, rules, services
from karta.portal.rooms.members.models import Charge, Kind, Payment, Terms
from karta.snapshot.reader import Snapshot
from portal.mailbox import Mailbox, text_of
from portal.members.people import AT, NAME, SOPHARMA, account, kind, member

pytestmark = pytest.mark.django_db
DUE = date(2027, 2, 14)
TODAY = AT.date()
CENTS = st.integers(1, 9_999_999).map(lambda cents: Decimal(cents) / 100)


def charge(by: Any, *, year: int = 2027, due_on: date = DUE, at: Any = AT) -> list[Charge]:
    return services.charge_year(year=year, due_on=due_on, by=by, at=at)


def pay(found: Charge, amount: str, by: Any, *, paid_on: date = TODAY, reference: str = "") -> Payment:
    return services.note_payment(
        charge_id=found.pk, amount_eur=Decimal(amount), paid_on=paid_on, reference=reference, by=by, at=AT
    )


def stands(found: Charge, today: date = TODAY) -> tuple[str, str]:
    one = queries.charges().get(pk=found.pk)
    return queries.stands(one, today), f"{one.open_eur:.2f}"


@given(st.integers(1, 10**9), st.integers(1990, 2100))
def test_a_reference_is_valid_and_one_wrong_digit_is_noticed(membership_id: int, year: int) -> None:
    made = rules.reference(membership_id, year)
    assert iso11649.validate(made) == made
    assert made.endswith(f"{year}")
    for at in range(4, len(made)):
        wrong = made[:at] + str((int(made[at]) + 1) % 10) + made[at + 1 :]
        assert not iso11649.is_valid(wrong)


def test_a_reference_known() -> None:
    """Worked out by hand: 000122027 RF00 → 98 − (00012202727 15 00 mod 97)."""
    made = rules.reference(12, 2027)
    assert made[4:] == "000122027"
    assert int(f"0001220272715{made[2:4]}") % 97 == 1


@given(CENTS, st.integers(1, 12))
def test_pro_rata_is_a_twelfth_for_each_month_left(due: Decimal, month: int) -> None:
    found = rules.amount_for(due, date(2027, month, 28), 2027, is_pro_rata=True)
    assert found == found.quantize(Decimal("0.01"))
    assert abs(found - due * (13 - month) / 12) <= Decimal("0.005")
    assert rules.amount_for(due, date(2026, month, 28), 2027, is_pro_rata=True) == due
    assert rules.amount_for(due, date(2027, month, 28), 2027, is_pro_rata=False) == due


@pytest.mark.parametrize(
    ("due", "month", "amount"),
    [("500.00", 1, "500.00"), ("500.00", 12, "41.67"), ("0.06", 12, "0.01"), ("100.00", 7, "50.00")],
)
def test_pro_rata_known_amounts(due: str, month: int, amount: str) -> None:
    assert rules.amount_for(Decimal(due), date(2027, month, 1), 2027, is_pro_rata=True) == Decimal(amount)


@pytest.mark.parametrize(
    ("due", "today", "is_late"),
    [("2026-02-14", "2027-02-13", False), ("2026-02-14", "2027-02-14", True), ("2024-02-29", "2025-02-27", False),
     ("2024-02-29", "2025-02-28", True)],
)  # fmt: skip
def test_a_year_late(due: str, today: str, is_late: bool) -> None:
    assert rules.is_a_year_late(date.fromisoformat(due), date.fromisoformat(today)) is is_late


def test_charging_a_year_twice_charges_nobody_twice(steward: Any) -> None:
    of = kind()
    first = member(steward, of=of)
    (one,) = charge(steward)
    assert (one.membership, one.year, one.amount_eur, one.due_on) == (first, 2027, Decimal("500.00"), DUE)
    assert charge(steward) == []
    second = member(steward, of=of, org_id="bg-eik-000000001")
    assert [found.membership for found in charge(steward)] == [second]  # who came since
    assert Charge.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.create(
            membership=first, year=2027, kind=of, amount_eur=1, charged_at=AT, due_on=DUE, reference="other"
        )
    lines = AuditLine.objects.filter(action="dues.charged").order_by("pk")
    assert [line.details["count"] for line in lines] == [1, 0, 1]


def test_who_comes_back_in_the_same_year_is_not_charged_again(steward: Any) -> None:
    made = member(steward)
    charge(steward)
    said = {"membership_id": made.pk, "reason": "Край.", "day": None, "by": steward, "at": AT}
    memberships.move(state="ended", **said)
    memberships.move(state="standing", **said)
    assert charge(steward) == []


def test_the_amount_is_frozen_when_it_is_charged(steward: Any) -> None:
    of = kind()
    member(steward, of=of)
    (one,) = charge(steward)
    memberships.set_kind(
        kind_id=of.pk, name=of.name, is_personal=False, due_eur=Decimal("900.00"), is_open=True, by=steward, at=AT
    )
    one.refresh_from_db()
    assert one.amount_eur == Decimal("500.00")
    assert charge(steward, year=2028)[0].amount_eur == Decimal("900.00")


def test_who_is_not_charged_and_why(steward: Any) -> None:
    paying, free, unset = kind(), kind("Free", due="0.00"), kind("Unset", due=None)
    member(steward, of=paying, org_id="bg-eik-000000001", name={"bg": "А", "en": "A"})
    member(steward, of=free, org_id="bg-eik-000000002", name={"bg": "Б", "en": "B"})
    member(steward, of=unset, org_id="bg-eik-000000003", name={"bg": "В", "en": "C"})
    member(steward, of=paying, org_id="bg-eik-000000004", name={"bg": "Г", "en": "D"}, since=date(2028, 1, 1))
    suspended = member(steward, of=paying, org_id="bg-eik-000000005", name={"bg": "Д", "en": "E"})
    memberships.move(membership_id=suspended.pk, state="suspended", day=None, reason="Спор.", by=steward, at=AT)
    assert [one.why_not for one in queries.proposal(2027)] == ["", "free", "not_set", "later"]
    assert len(charge(steward)) == 1
    assert [one.why_not for one in queries.proposal(2027)] == ["charged", "free", "not_set", "later"]


def test_the_preview_charges_nothing_and_says_what_would_be(keeper: Client, steward: Any, demo: Snapshot) -> None:
    member(steward, of=kind(due="1234.50"))
    address = "/bg/team/members/dues/charge/"
    page = keeper.get(address, {"year": "2027", "due_on": "2099-02-14"}).content.decode()
    assert "1\u202f234,50\u00a0€" in page
    assert not Charge.objects.exists()
    assert (
        keeper.post(address, {"year": "2027", "due_on": "2099-02-14"})["Location"] == "/bg/team/members/dues/?year=2027"
    )
    assert Charge.objects.get().amount_eur == Decimal("1234.50")
    again = keeper.get(address, {"year": "2027", "due_on": "2099-02-14"}).content.decode()
    assert "вече е начислено" in again


@pytest.mark.parametrize(
    "said",
    [{"year": "27", "due_on": "2099-01-01"}, {"year": "2027", "due_on": "2001-01-01"}, {"year": "x", "due_on": ""}],
)
def test_a_wrong_year_or_a_day_that_is_past_charges_nobody(
    keeper: Client, steward: Any, demo: Snapshot, said: dict[str, str]
) -> None:
    member(steward)
    assert keeper.post("/en/team/members/dues/charge/", said).status_code == 422
    assert not Charge.objects.exists()


def test_the_letter_of_a_charge_tells_amount_day_and_reference(
    steward: Any, director: Any, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    services.set_terms(
        due_days=30, stages=[-14, 7], is_pro_rata=False, payee={"bg": "Клъстер", "en": "Cluster"},
        iban="BG80BNBG96611020345678", bic="BNBGBGSD", by=steward, at=AT,
    )  # fmt: skip
    member(steward)
    with django_capture_on_commit_callbacks(execute=True):
        (one,) = charge(steward)
    (letter,) = mailbox.letters
    assert letter["To"] == "director@example.bg"
    text = text_of(letter)
    for said in ("500,00\u00a0€", "€500.00", "14.02.2027", "14 February 2027", iso11649.format(one.reference),
                 "BG80BNBG96611020345678", f"http://testserver/bg/members/{one.membership_id}/statement/"):  # fmt: skip
        assert said in text
    assert letter["List-Unsubscribe"] is None


def test_letters_about_dues_go_where_the_team_said(
    steward: Any, director: Any, mailbox: Mailbox, django_capture_on_commit_callbacks: Any
) -> None:
    member(steward, email="accounts@example.bg", language="en")
    with django_capture_on_commit_callbacks(execute=True):
        charge(steward)
    (letter,) = mailbox.letters
    assert letter["To"] == "accounts@example.bg"
    assert letter["Subject"].strip().startswith("Your membership due /")


def test_paid_in_parts_to_the_cent_and_never_more_than_is_open(steward: Any) -> None:
    member(steward, of=kind(due="100.00"))
    (one,) = charge(steward)
    assert stands(one) == ("open", "100.00")
    pay(one, "33.33", steward)
    pay(one, "33.33", steward)
    assert stands(one) == ("partly", "33.34")
    assert stands(one, DUE + timedelta(days=1)) == ("overdue", "33.34")
    with pytest.raises(services.TooMuch, match=r"33\.34") as error:
        pay(one, "33.35", steward)
    assert error.value.open_eur == Decimal("33.34")
    last = pay(one, "33.34", steward)
    assert stands(one, DUE + timedelta(days=1)) == ("paid", "0.00")
    services.take_back_payment(payment_id=last.pk, by=steward, at=AT)
    assert stands(one) == ("partly", "33.34")
    with pytest.raises(services.NothingOpen):
        services.take_back_payment(payment_id=last.pk, by=steward, at=AT)
    with pytest.raises(ValueError, match="no payment"):
        pay(one, "0.00", steward)


def test_waived_with_a_reason_and_taken_back(steward: Any) -> None:
    member(steward)
    (one,) = charge(steward)
    pay(one, "200.00", steward)
    with pytest.raises(ValueError, match="write why"):
        services.waive(charge_id=one.pk, reason=" ", by=steward, at=AT)
    services.waive(charge_id=one.pk, reason="Решение на съвета.", by=steward, at=AT)
    assert stands(one) == ("waived", "0.00")
    one.refresh_from_db()
    assert (one.waived_eur, one.waived_by) == (Decimal("300.00"), steward)
    with pytest.raises(services.NothingOpen):
        services.waive(charge_id=one.pk, reason="Пак.", by=steward, at=AT)
    services.take_back_waiver(charge_id=one.pk, by=steward, at=AT)
    assert stands(one) == ("partly", "300.00")
    with pytest.raises(services.NothingOpen):
        services.take_back_waiver(charge_id=one.pk, by=steward, at=AT)


@given(st.lists(CENTS, max_size=6), CENTS)
def test_what_is_open_is_exact(paid: list[Decimal], amount: Decimal) -> None:
    assert rules.open_eur(amount, paid, Decimal("0.00")) == amount - sum(paid, Decimal(0))


def test_the_database_and_the_rule_say_the_same(steward: Any) -> None:
    member(steward, of=kind(due="0.30"))
    (one,) = charge(steward)
    for amount in ("0.10", "0.10", "0.10"):  # in floats this were not 0.30
        pay(one, amount, steward)
    found = queries.charges().get(pk=one.pk)
    assert (found.open_eur, found.paid_eur) == (Decimal("0.00"), Decimal("0.30"))


def test_the_team_notes_a_payment_on_the_page(keeper: Client, steward: Any, demo: Snapshot) -> None:
    made = member(steward)
    (one,) = charge(steward)
    address = f"/bg/team/members/charges/{one.pk}/pay/"
    answer = keeper.post(address, {"amount_eur": "500,01", "paid_on": "2026-01-01"})
    assert answer.status_code == 422
    assert "500,00\u00a0€" in answer.content.decode()
    assert f'id="pay_{one.pk}_amount_eur_error"' in answer.content.decode()
    for wrong in ({"amount_eur": "0"}, {"amount_eur": "1,005"}, {"paid_on": "2999-01-01"}, {"paid_on": "x"}):
        assert keeper.post(address, {"amount_eur": "1", "paid_on": "2026-01-01"} | wrong).status_code == 422
    assert not Payment.objects.exists()
    answer = keeper.post(address, {"amount_eur": "120,50", "paid_on": "2026-01-01", "reference": "=SUM(A1)"})
    assert answer["Location"] == f"/bg/team/members/{made.pk}/#due-2027"
    assert Payment.objects.get().amount_eur == Decimal("120.50")
    page = keeper.get(f"/bg/team/members/{made.pk}/").content.decode()
    assert "частично платено" in page
    keeper.post(f"/bg/team/members/charges/{one.pk}/waive/", {"reason": ""})
    assert Charge.objects.get().waived_eur == 0
    keeper.post(f"/bg/team/members/charges/{one.pk}/waive/", {"reason": "Решено."})
    assert Charge.objects.get().waived_eur == Decimal("379.50")
    keeper.post(f"/bg/team/members/charges/{one.pk}/unwaive/")
    keeper.post(f"/bg/team/members/payments/{Payment.objects.get().pk}/take-back/")
    assert stands(one)[1] == "500.00"


def test_only_the_team_writes_dues(director: Any, steward: Any) -> None:
    member(steward)
    (one,) = charge(steward)
    said = {"by": director, "at": AT}
    for write, more in (
        (services.charge_year, {"year": 2028, "due_on": DUE}),
        (services.note_payment, {"charge_id": one.pk, "amount_eur": Decimal(1), "paid_on": DUE, "reference": ""}),
        (services.waive, {"charge_id": one.pk, "reason": "Аз."}),
        (services.take_back_waiver, {"charge_id": one.pk}),
        (services.take_back_payment, {"payment_id": 1}),
        (services.set_terms, {"due_days": 1, "stages": [], "is_pro_rata": False, "payee": NAME, "iban": "", "bic": ""}),
    ):
        with pytest.raises(PermissionDenied):
            write(**said, **more)


def test_a_statement_is_the_members_and_the_teams(client: Client, director: Any, steward: Any, demo: Snapshot) -> None:
    made = member(steward)
    (one,) = charge(steward)
    pay(one, "120.00", steward)
    address = f"/en/members/{made.pk}/statement/"
    assert "/account/login/" in client.get(address)["Location"]
    client.force_login(account("stranger"))
    assert client.get(address).status_code == 404
    for user in (director, steward):
        client.force_login(user)
        page = client.get(address).content.decode()
        for said in ("€500.00", "€120.00", "€380.00", iso11649.format(one.reference)):
            assert said in page
        assert "no-store" in client.get(address)["Cache-Control"]


def test_who_no_longer_acts_for_a_member_no_longer_sees_its_dues(client: Client, director: Any, steward: Any) -> None:
    from karta.portal.directory.models import Representative

    made = member(steward)
    client.force_login(director)
    assert client.get(f"/en/members/{made.pk}/statement/").status_code == 200
    Representative.objects.filter(user=director).update(ended_at=AT)
    assert client.get(f"/en/members/{made.pk}/statement/").status_code == 404


def test_the_accountants_files_say_the_same_and_run_nothing(keeper: Client, steward: Any, demo: Snapshot) -> None:
    of = kind()
    member(steward, of=of, name={"bg": "=cmd|' /C calc'!A0", "en": "@SUM(1)"})
    member(steward, of=of, org_id="bg-eik-000000001", name={"bg": "Друга", "en": "Other"})
    first, _second = charge(steward)
    pay(first, "120.50", steward, paid_on=date(2027, 1, 10), reference="=1+1")
    text = keeper.get("/en/team/members/dues.csv", {"year": "2027"}).content.decode("utf-8-sig")
    rows = [line.split(",") for line in text.splitlines()]
    assert len(rows) == 3
    assert rows[1][1] == "'@SUM(1)"
    assert rows[1][4:8] == ["500.00", "120.50", "0.00", "379.50"]
    assert "'=1+1" in rows[1]
    answer = keeper.get("/en/team/members/dues.xlsx", {"year": "2027"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[1][:2] == [2027, "'@SUM(1)"]
    assert [Decimal(str(one)) for one in cells[1][4:8]] == [Decimal("500"), Decimal("120.5"), 0, Decimal("379.5")]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert keeper.get("/en/team/members/dues.csv", {"year": "2026"}).content.decode("utf-8-sig").count("\n") == 1
    assert keeper.get("/en/team/members/dues.csv", {"year": "20x6"}).status_code == 404


def test_terms_are_checked_where_they_are_typed(keeper: Client, demo: Snapshot) -> None:
    said = {
        "due_days": "30",
        "before": "14, 3",
        "after": "30,7",
        "iban": "BG80 BNBG 9661 1020 3456 78",
        "bic": "bnbgbgsd",
    }
    assert keeper.post("/en/team/members/dues/terms/", said).status_code == 302
    kept = Terms.objects.get()
    assert (kept.stages, kept.iban, kept.bic) == ([-14, -3, 7, 30], "BG80BNBG96611020345678", "BNBGBGSD")
    for wrong in (
        {"iban": "BG81BNBG96611020345678"},
        {"before": "14; 3"},
        {"after": "0"},
        {"bic": "1"},
        {"due_days": "0"},
    ):
        assert keeper.post("/en/team/members/dues/terms/", said | wrong).status_code == 422
    page = keeper.get("/en/team/members/dues/terms/").content.decode()
    assert 'value="14, 3"' in page
    assert 'value="7, 30"' in page


def test_a_member_who_was_charged_is_not_deleted(steward: Any) -> None:
    made = member(steward)
    charge(steward)
    with pytest.raises(ProtectedError):
        made.delete()
    with pytest.raises(ProtectedError):
        Kind.objects.all().delete()


@pytest.mark.parametrize("items", [1, 3])
def test_pages_of_dues_take_the_same_queries_for_any_number(
    keeper: Client, steward: Any, demo: Snapshot, items: int
) -> None:
    of = kind()
    for number in range(items):
        member(steward, of=of, org_id=f"bg-eik-00000000{number}")
    charge(steward, year=2025, due_on=date(2025, 2, 1))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    keeper.get("/en/team/members/dues/terms/")  # what is asked once a process
    for address in ("/en/team/members/dues/", "/en/team/members/?state=standing", "/en/team/members/dues.csv",
                    "/en/team/members/dues/charge/?year=2026&due_on=2099-01-01"):  # fmt: skip
        with CaptureQueriesContext(connection) as found:
            assert keeper.get(address).status_code == 200
        counts.append(len(found))
    assert counts == [14, 7, 6, 7]


def test_an_organisation_without_a_charge_has_an_empty_statement(client: Client, director: Any, steward: Any) -> None:
    made = member(steward, org_id=SOPHARMA)
    client.force_login(director)
    assert "No due has been charged yet." in client.get(f"/en/members/{made.pk}/statement/").content.decode()
