"""What the room holds about a person who has an account: their own membership, and what they did for others'."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karta.portal.platform import consents
from karta.portal.platform.holders import Holder, Subject, register
from karta.portal.rooms.members import queries
from karta.portal.rooms.members.models import Charge, Membership, RoleGiven, Step

COLUMNS = ("org_id", "name_bg", "name_en", "state", "starts_on", "ends_on", "asked_at", "email", "language")


def register_all() -> None:
    """Called once the apps are ready."""
    register(MEMBERSHIPS)
    consents.register(LISTED)


def _own(subject: Subject) -> Any:
    return Membership.objects.filter(Q(user_id=subject.user_id) | subject.wrote("email"))


def _export(subject: Subject) -> list[dict[str, Any]]:
    told = []
    for one in _own(subject).select_related("kind").order_by("pk"):
        owed = Charge.objects.filter(membership=one).order_by("year")
        told.append(
            {column: getattr(one, column) for column in COLUMNS}
            | {"kind": one.kind.code}
            | {"steps": list(one.steps.values("state", "reason", "at")),
               "dues": list(owed.values("year", "amount_eur", "due_on", "reference", "waived_eur"))}
        )  # fmt: skip
    words = Step.objects.filter(by_id=subject.user_id).exclude(reason="").order_by("pk")
    return told + [{"written": one.reason, "about": str(one.membership_id), "at": one.at} for one in words]


def _erase(subject: Subject, at: datetime) -> int:
    """The person's own membership ends and loses its name; dues stay, for accounts are kept by law."""
    count = Membership.objects.filter(subject.wrote("email")).update(email="")
    own = Membership.objects.filter(user_id=subject.user_id)
    for one in own.select_for_update():
        if one.state != Membership.State.ENDED:
            one.ends_on = at.date() if one.starts_on else None
        one.state, one.name_bg, one.name_en = Membership.State.ENDED, "–", "–"
        one.save(update_fields=["state", "ends_on", "name_bg", "name_en"])
        count += 1
    Step.objects.filter(Q(membership__in=own) | Q(by_id=subject.user_id)).update(reason="")
    return count + RoleGiven.objects.filter(user_id=subject.user_id).delete()[0]


MEMBERSHIPS = Holder(
    "memberships", _("Your membership of the cluster, and what you wrote about memberships"),
    _("While you are a member. Dues stay without your name as long as the law has accounts kept."), _export, _erase,
)  # fmt: skip
LISTED = consents.Purpose(
    queries.LISTED, 1, _("My name may stand in the public list of the cluster’s members, for everybody to see.")
)
