"""What public roles hold about a person: all of it goes with the account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import PublicRole
from karta.portal.platform.holders import Holder, Subject

COLUMNS = ("org_id", "body__code", "name_bg", "name_en", "title_bg", "title_en", "starts_on", "ends_on", "asked_at",
           "confirmed_at", "ended_at")  # fmt: skip


def _export(subject: Subject) -> list[dict[str, Any]]:
    return list(PublicRole.objects.filter(user_id=subject.user_id).order_by("pk").values(*COLUMNS))


def _erase(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    return PublicRole.objects.filter(user_id=subject.user_id).delete()[0]


PUBLIC_ROLES = Holder("public_roles", _("Your public roles"), _("Until you erase them."), _export, _erase)
