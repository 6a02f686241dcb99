"""What the directory holds about a person who has an account: what they asked for by their address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Alert, Correction
from karta.portal.directory.public_roles.holdings import PUBLIC_ROLES
from karta.portal.platform import consents
from karta.portal.platform.holders import Holder, Subject, register


def register_all() -> None:
    """Called once the apps are ready."""
    register(ALERTS)
    register(PROPOSALS)
    register(PUBLIC_ROLES)
    consents.register(PUBLIC_ROLE)


def _alerts(subject: Subject) -> list[dict[str, Any]]:
    own = Alert.objects.filter(subject.wrote("email")).order_by("pk")
    return list(own.values("email", "params", "language", "asked_at", "confirmed_at"))


def _erase_alerts(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    return Alert.objects.filter(subject.wrote("email")).delete()[0]


def _proposals(subject: Subject) -> list[dict[str, Any]]:
    own = Correction.objects.filter(subject.wrote("contact")).order_by("pk")
    return list(own.values("org_id", "property", "proposed_value", "reason", "contact", "proposed_at", "state"))


def _erase_proposals(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    return Correction.objects.filter(subject.wrote("contact")).update(contact="")


ALERTS = Holder("alerts", _("News of views, by mail"), _("Until you unsubscribe."), _alerts, _erase_alerts)
PROPOSALS = Holder(
    "corrections", _("Corrections that you proposed"), _("They stay; your address goes with the account."), _proposals,
    _erase_proposals,
)  # fmt: skip
PUBLIC_ROLE = consents.Purpose(
    "public_role", 1, _("My name may stand beside my public role on the pages of the portal, for everybody to see.")
)
