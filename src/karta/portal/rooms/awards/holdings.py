"""What the awards' room holds about a person: their entries with drafts, files and versions; hours that they booked or
offer as mentors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from karta.portal.platform.holders import Holder, Subject
from karta.portal.rooms.awards.entries.stored import delete
from karta.portal.rooms.awards.models import Booking, Entry, Mentor


def _entries(subject: Subject) -> list[dict[str, Any]]:
    own = Entry.objects.filter(applicant_id=subject.user_id).select_related("award__edition").order_by("made_at")
    return [
        {
            "award": one.award.edition.code, "category": one.category, "name": one.name, "org_id": one.org_id,
            "answers": one.answers, "language": one.language, "state": one.state, "number": one.number,
            "made_at": one.made_at, "changed_at": one.changed_at,
            "files": list(one.files.values("kind", "name", "media_type", "size", "sha256", "at")),
            "submissions": list(one.submissions.values("version", "at", "sha256", "content")),
        }
        for one in own
    ]  # fmt: skip


def _erase_entries(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    own = list(Entry.objects.filter(applicant_id=subject.user_id))
    for one in own:
        delete(one)
    return len(own)


def _hours(subject: Subject) -> list[dict[str, Any]]:
    booked = Booking.objects.filter(visitor_id=subject.user_id).order_by("at")
    offered = Mentor.objects.filter(role__user_id=subject.user_id).order_by("made_at")
    return [
        *(
            {"what": "booking", **row}
            for row in booked.values("slot__starts_at", "topic", "at", "cancelled_at", "reason")
        ),
        *({"what": "mentor", **row} for row in offered.values("about_bg", "about_en", "made_at", "ended_at")),
    ]


def _erase_hours(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    booked = Booking.objects.filter(visitor_id=subject.user_id).delete()[0]
    return booked + Mentor.objects.filter(role__user_id=subject.user_id).delete()[0]


ENTRIES = Holder(
    "award_entries", _("Your entries to awards, with drafts, files and every version that you submitted"),
    _("Drafts until a year, entries until five years after the deadline; with the account at once."), _entries,
    _erase_entries,
)  # fmt: skip
HOURS = Holder(
    "mentor_hours", _("Hours with mentors that you booked, or offer yourself"), _("Until you erase them."), _hours,
    _erase_hours,
)  # fmt: skip
