"""What registration holds about a person: what they registered for, by account or by confirmed address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from karta.portal.platform.holders import Holder, Subject
from karta.portal.rooms.events.models import Scan
from karta.portal.rooms.events.registration import queries, services


def _registrations(subject: Subject) -> list[dict[str, Any]]:
    return [
        {
            "event": one.admission.edition.code, "name": one.name, "email": one.email, "language": one.language,
            "answers": one.answers, "asked_at": one.asked_at, "confirmed_at": one.confirmed_at,
            "cancelled_at": one.cancelled_at,
            "places": list(one.places.values("session__title_bg", "session__title_en", "state", "made_at", "ended_at")),
            "scanned": list(Scan.objects.filter(admission=one.admission, ticket=one.ticket).values(
                "session__title_en", "scanned_at", "device")),
        }
        for one in queries.of_subject(subject.wrote("email"), subject.user_id)
    ]  # fmt: skip


def _erase(subject: Subject, at: datetime) -> int:
    own = queries.of_subject(subject.wrote("email"), subject.user_id).values_list("pk", flat=True)
    return services.erase_all_of(registration_ids=list(own), at=at)


REGISTRATIONS = Holder(
    "registrations", _("Your registrations for events, with sessions, answers and when you came"),
    _("Until the term of the event is over, 30 days after it unless the registration page said otherwise; with the "
      "account at once. That a ticket was scanned stays as a number that leads to nobody."),
    _registrations, _erase,
)  # fmt: skip
