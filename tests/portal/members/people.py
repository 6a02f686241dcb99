"""Members of the cluster for tests: kinds with amounts, an organisation of the demo map, who acts for it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from karta.portal.directory.models import Representative
from karta.portal.rooms.members import services
from karta.portal.rooms.members.models import Kind, Membership

AT = datetime(2027, 1, 15, 9, tzinfo=UTC)
SOPHARMA = "bg-eik-831902088"
NAME = {"bg": "Софарма АД", "en": "Sopharma AD"}


def account(name: str) -> Any:
    """An account with a verified address."""
    user = get_user_model().objects.create_user(name, email=f"{name}@example.bg", password="correct horse battery")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def represent(user: Any, org_id: str = SOPHARMA) -> Representative:
    """Let an account act for an organisation, as a steward does."""
    return Representative.objects.create(
        user=user, org_id=org_id, asked_at=AT, proven_at=AT, proof=Representative.Proof.STEWARD
    )


def kind(name: str = "Company", *, due: str | None = "500.00", is_personal: bool = False) -> Kind:
    """A kind of membership, made as a steward makes it."""
    position = Kind.objects.count() + 1
    return Kind.objects.create(
        code=f"kind-{position}", name_bg="Компания", name_en=name, is_personal=is_personal, position=position,
        due_eur=None if due is None else Decimal(due),
    )  # fmt: skip


def member(
    by: Any, *, org_id: str = SOPHARMA, of: Kind | None = None, since: date = date(2025, 3, 1), email: str = "",
    name: dict[str, str] = NAME, language: str = "bg",
) -> Membership:  # fmt: skip
    """A standing member that the team entered."""
    return services.admit(
        kind_id=(of or kind()).pk, org_id=org_id, name=name, starts_on=since, email=email, language=language,
        origin="http://testserver", by=by, at=AT,
    )  # fmt: skip
