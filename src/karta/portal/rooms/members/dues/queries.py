"""Reads of dues: what is owed, what came, who is to be charged and reminded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Prefetch, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Round

from karta.portal.rooms.members.dues import rules
from karta.portal.rooms.members.models import Charge, Membership, Payment, Reminder
from karta.portal.rooms.members.queries import terms

EUROS = DecimalField(max_digits=12, decimal_places=2)


def charges() -> QuerySet[Charge]:
    """Charges with `paid_eur` and `open_eur`, their member, kind, standing payments (`came`) and reminders.

    Rounded to the cent where they are summed: SQLite counts in floats, in which 0.1 + 0.2 is not 0.3.
    """
    standing = Payment.objects.filter(taken_back_at=None)
    came = standing.filter(charge=OuterRef("pk")).order_by().values("charge").annotate(sum=Sum("amount_eur"))
    paid = Coalesce(Subquery(came.values("sum")), Value(Decimal(0)), output_field=EUROS)
    found = Charge.objects.annotate(paid_eur=Round(paid, 2))
    found = found.annotate(open_eur=Round(F("amount_eur") - F("waived_eur") - F("paid_eur"), 2))
    return found.select_related("membership__kind", "membership__user", "kind").prefetch_related(
        Prefetch("payments", standing, to_attr="came"), Prefetch("reminders", Reminder.objects.order_by("at"))
    )


def overdue(today: date) -> QuerySet[Charge]:
    """Charges that are open past their day, the oldest first."""
    return charges().filter(open_eur__gt=0, due_on__lt=today).order_by("due_on", "membership__name_bg", "pk")


def years() -> list[int]:
    """Years that were charged, newest first."""
    return list(Charge.objects.order_by("-year").values_list("year", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Sums:
    """EUR of some charges."""

    charged: Decimal
    paid: Decimal
    waived: Decimal
    open: Decimal


def sums(found: list[Charge]) -> Sums:
    """Sums of charges that came from `charges`."""
    return Sums(
        sum((one.amount_eur for one in found), rules.NOTHING), sum((one.paid_eur for one in found), rules.NOTHING),
        sum((one.waived_eur for one in found), rules.NOTHING), sum((one.open_eur for one in found), rules.NOTHING),
    )  # fmt: skip


def stands(charge: Charge, today: date) -> str:
    """paid | waived | overdue | partly | open, of a charge that came from `charges`."""
    if charge.open_eur <= 0:
        return "waived" if charge.waived_eur else "paid"
    if charge.due_on < today:
        return "overdue"
    return "partly" if charge.paid_eur else "open"


@dataclass(frozen=True, slots=True)
class Proposed:
    """What charging a year would do with one standing member. `why_not`: charged | free | not_set | later | ""."""

    membership: Membership
    amount_eur: Decimal | None
    why_not: str

    @property
    def is_charged(self) -> bool:
        return not self.why_not


def proposal(year: int) -> list[Proposed]:
    """Every standing member with what it would owe for a year, or why nothing is charged. Three queries."""
    has = set(Charge.objects.filter(year=year).values_list("membership_id", flat=True))
    standing = Membership.objects.filter(state=Membership.State.STANDING).select_related("kind", "user")
    is_pro_rata = terms().is_pro_rata
    return [_proposed(one, year, is_pro_rata=is_pro_rata, is_charged=one.pk in has) for one in standing]


def _proposed(one: Membership, year: int, *, is_pro_rata: bool, is_charged: bool) -> Proposed:
    due, starts_on = one.kind.due_eur, one.starts_on
    if is_charged:
        return Proposed(one, None, "charged")
    if due is None:
        return Proposed(one, None, "not_set")
    if starts_on is None or starts_on.year > year:
        return Proposed(one, None, "later")
    amount = rules.amount_for(due, starts_on, year, is_pro_rata=is_pro_rata)
    return Proposed(one, amount, "" if amount > 0 else "free")
