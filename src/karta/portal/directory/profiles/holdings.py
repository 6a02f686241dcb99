"""What is held about a person who acts for an organisation. What they wrote in its name is the organisation's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Representative
from karta.portal.directory.profiles.models import EmailCode, Version
from karta.portal.platform.holders import Holder, Subject, register


def register_all() -> None:
    """Called once the apps are ready."""
    register(REPRESENTATIVES)
    register(VERSIONS)


def _representatives(subject: Subject) -> list[dict[str, Any]]:
    fields = ("org_id", "proof", "email", "reason", "asked_at", "proven_at", "ended_at", "ended_reason")
    return list(Representative.objects.filter(user_id=subject.user_id).order_by("pk").values(*fields))


def _erase_representatives(subject: Subject, at: datetime) -> int:
    own = Representative.objects.filter(user_id=subject.user_id)
    EmailCode.objects.filter(representative__in=own).delete()
    own.filter(ended_at=None).update(ended_at=at)
    return own.update(email="", reason="", ended_reason="")


def _versions(subject: Subject) -> list[dict[str, Any]]:
    own = Version.objects.filter(by_id=subject.user_id).order_by("pk")
    return list(own.values("org_id", "number", "role", "at", "content"))


def _erase_versions(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    return Version.objects.filter(by_id=subject.user_id).update(by=None)


REPRESENTATIVES = Holder(
    "representatives", _("Organisations that you act for or asked to"),
    _("For good, without your words and addresses once the account goes: what was done for an organisation stays "
      "explained."),
    _representatives, _erase_representatives,
)  # fmt: skip
VERSIONS = Holder(
    "profiles", _("What you wrote in the name of an organisation"),
    _("It stays with the organisation; once the account goes it names nobody."), _versions, _erase_versions,
)  # fmt: skip
