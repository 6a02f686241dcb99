"""Writes of dues: terms, charging a year, payments, waivers, reminders. One transaction each, with an audit line."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory.timing import SOFIA
from karta.portal.platform import audit, mail
from karta.portal.rooms.members.dues import letters, queries, rules
from karta.portal.rooms.members.models import Charge, Membership, Payment, Reminder, Terms
from karta.portal.rooms.members.queries import terms
from karta.portal.rooms.members.rules import may_decide

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class TooMuch(Exception):
    """More was to be noted than is open. `open_eur`: what is."""

    def __init__(self, open_eur: Decimal) -> None:
        super().__init__(f"dues: only {open_eur} EUR are open")
        self.open_eur = open_eur


class NothingOpen(Exception):
    """The charge is paid or waived, or what was to be taken back is taken back already."""


def _refuse_others(by: AbstractBaseUser) -> None:
    if not may_decide(by):
        raise PermissionDenied("dues: you may not charge them or note payments; ask a steward")


@transaction.atomic
def set_terms(
    *, due_days: int, stages: list[int], is_pro_rata: bool, payee: dict[str, str], iban: str, bic: str,
    by: AbstractBaseUser, at: datetime,
) -> Terms:  # fmt: skip
    """Set when dues are due, when members are reminded and where they pay. Charges of before keep their days."""
    _refuse_others(by)
    found = terms()
    found.due_days, found.stages, found.is_pro_rata = due_days, sorted(set(stages)), is_pro_rata
    found.payee_bg, found.payee_en, found.iban, found.bic = payee["bg"], payee["en"], iban, bic
    found.save()
    audit.record("dues.terms_set", target=found, by=by, at=at, due_days=due_days, stages=found.stages)
    return found


@transaction.atomic
def charge_year(*, year: int, due_on: date, by: AbstractBaseUser, at: datetime) -> list[Charge]:
    """Charge every standing member its due of a year that was not charged for it yet, and write to each.

    Done again, it charges those who came since, and nobody twice. Errors: PermissionDenied.
    """
    _refuse_others(by)
    list(Membership.objects.select_for_update().order_by("pk").values_list("pk"))  # two who charge wait for each other
    made = [
        Charge.objects.create(
            membership=one.membership, year=year, kind=one.membership.kind, amount_eur=one.amount_eur, charged_at=at,
            due_on=due_on, reference=rules.reference(one.membership.pk, year),
        )
        for one in queries.proposal(year) if one.is_charged
    ]  # fmt: skip
    audit.record("dues.charged", target=f"dues of {year}", by=by, at=at, count=len(made), due_on=due_on.isoformat())
    for charge in made:
        for letter in letters.charged(charge, at=at):
            mail.send(letter)
    return made


@transaction.atomic
def note_payment(
    *, charge_id: int, amount_eur: Decimal, paid_on: date, reference: str, by: AbstractBaseUser, at: datetime
) -> Payment:
    """Note money that came, all of what is open or a part. Errors: PermissionDenied, TooMuch; ValueError under 0.01."""
    charge, open_eur = _open(charge_id, by)
    if amount_eur < rules.CENT:
        raise ValueError(f"{charge}: {amount_eur} EUR is no payment")
    if amount_eur > open_eur:
        raise TooMuch(open_eur)
    made = Payment.objects.create(
        charge=charge, amount_eur=amount_eur, paid_on=paid_on, reference=reference, noted_by=by, noted_at=at
    )
    audit.record("dues.paid", target=charge, by=by, at=at, payment=made.pk)
    return made


@transaction.atomic
def take_back_payment(*, payment_id: int, by: AbstractBaseUser, at: datetime) -> Payment:
    """Undo a payment that was noted by mistake; it stays as taken back. Errors: PermissionDenied, NothingOpen."""
    _refuse_others(by)
    found = Payment.objects.select_for_update().select_related("charge").get(pk=payment_id)
    if found.taken_back_at is not None:
        raise NothingOpen(f"{found}: was taken back already")
    found.taken_back_by, found.taken_back_at = by, at
    found.save(update_fields=["taken_back_by", "taken_back_at"])
    audit.record("dues.payment_taken_back", target=found.charge, by=by, at=at, payment=found.pk)
    return found


@transaction.atomic
def waive(*, charge_id: int, reason: str, by: AbstractBaseUser, at: datetime) -> Charge:
    """Waive what is open of a charge. Errors: PermissionDenied, NothingOpen; ValueError without a reason."""
    charge, open_eur = _open(charge_id, by)
    if not reason.strip():
        raise ValueError(f"{charge}: write why")
    if open_eur <= 0:
        raise NothingOpen(f"{charge}: nothing is open")
    charge.waived_eur, charge.waived_reason, charge.waived_by, charge.waived_at = open_eur, reason.strip(), by, at
    charge.save(update_fields=["waived_eur", "waived_reason", "waived_by", "waived_at"])
    audit.record("dues.waived", target=charge, by=by, at=at)
    return charge


@transaction.atomic
def take_back_waiver(*, charge_id: int, by: AbstractBaseUser, at: datetime) -> Charge:
    """What was waived is owed again. Errors: PermissionDenied, NothingOpen."""
    charge, _open_eur = _open(charge_id, by)
    if not charge.waived_eur:
        raise NothingOpen(f"{charge}: nothing was waived")
    charge.waived_eur, charge.waived_reason, charge.waived_by, charge.waived_at = rules.NOTHING, "", None, None
    charge.save(update_fields=["waived_eur", "waived_reason", "waived_by", "waived_at"])
    audit.record("dues.waiver_taken_back", target=charge, by=by, at=at)
    return charge


def remind(*, at: datetime) -> int:
    """Send the reminders that are due; how many members were reminded. A transaction for each, run by the worker.

    Members whose membership ended are left to the team; so are those without an address, until they have one.
    """
    today, stages = at.astimezone(SOFIA).date(), terms().stages
    living = (Membership.State.STANDING, Membership.State.SUSPENDED)
    found = queries.charges().filter(open_eur__gt=0, membership__state__in=living).order_by("pk")
    due = [one.pk for one in found if _stage(one, stages, today) is not None]
    return sum(_remind_one(one, stages, today, at=at) for one in due)


def _stage(charge: Charge, stages: list[int], today: date) -> int | None:
    told = [one.stage for one in charge.reminders.all()]
    return rules.stage_now(charge.due_on, charge.charged_at.astimezone(SOFIA).date(), today, stages, told)


@transaction.atomic
def _remind_one(charge_id: int, stages: list[int], today: date, *, at: datetime) -> bool:
    """Looks again while it holds the charge: a payment or another worker may have come first."""
    charge = Charge.objects.select_for_update().select_related("membership__kind").get(pk=charge_id)
    stage, open_eur = _stage(charge, stages, today), _open_eur(charge)
    if stage is None or open_eur <= 0:
        return False
    written = letters.reminder(charge, open_eur, (today - charge.due_on).days, at=at)
    if not written:
        return False
    Reminder.objects.create(charge=charge, stage=stage, at=at, letters=len(written))
    audit.record("dues.reminded", target=charge, by=None, at=at, stage=stage)
    for letter in written:
        mail.send(letter)
    return True


def _open(charge_id: int, by: AbstractBaseUser) -> tuple[Charge, Decimal]:
    """A charge, held until the transaction ends, and what is open of it."""
    _refuse_others(by)
    charge = Charge.objects.select_for_update().get(pk=charge_id)
    return charge, _open_eur(charge)


def _open_eur(charge: Charge) -> Decimal:
    paid = charge.payments.filter(taken_back_at=None).values_list("amount_eur", flat=True)
    return rules.open_eur(charge.amount_eur, paid, charge.waived_eur)
