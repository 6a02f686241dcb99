"""What the room holds about a person who has an account: the proposals that came from their addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from karta.portal.platform.holders import Holder, Subject
from karta.portal.rooms.spinoffs.models import Proposal

COLUMNS = ("name", "website", "origin_kind", "origin", "founded", "address", "words", "email", "language", "sent_at",
           "state", "answer", "decided_at", "delete_at")  # fmt: skip


def _proposals(subject: Subject) -> list[dict[str, Any]]:
    return list(Proposal.objects.filter(subject.wrote("email")).order_by("pk").values(*COLUMNS))


def _erase(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    own = Proposal.objects.filter(subject.wrote("email"))
    count = own.count()
    own.delete()
    return count


PROPOSALS = Holder(
    "spin_off_proposals", _("Proposals for the list of spin-offs that you sent"),
    _("A year after they were decided; with the account at once. The list names the company, never you."),
    _proposals, _erase,
)  # fmt: skip
