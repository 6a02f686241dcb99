"""What the investors' room holds about a person: their seat and all that hangs on it, notes, work for a company."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karta.portal.platform.holders import Holder, Subject
from karta.portal.rooms.investors.models import Introduction, Note, Offer, Opening, Release, Seat, Version

OWN = ("name", "organisation", "reason", "language", "state", "asked_at", "decided_at", "answer")


def _seats(subject: Subject) -> list[dict[str, Any]]:
    return [
        {column: getattr(one, column) for column in OWN}
        | {
            "investor": one.investor.name if one.investor else None,
            "interests": list(one.interests.values("org_id", "at", "ended_at")),
            "introductions": list(one.introductions.values("org_id", "words", "state", "asked_at", "answer")),
            "released": list(one.releases.values("document__title", "document__org_id", "at", "ended_at")),
        }
        for one in Seat.objects.filter(user_id=subject.user_id).select_related("investor").order_by("pk")
    ]


def _erase_seats(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    own = Seat.objects.filter(user_id=subject.user_id)
    count = own.count()
    own.delete()
    return count


def _notes(subject: Subject) -> list[dict[str, Any]]:
    own = Note.objects.filter(by_id=subject.user_id).order_by("pk")
    return list(own.values("org_id", "text", "made_at", "changed_at"))


def _erase_notes(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    own = Note.objects.filter(by_id=subject.user_id)
    count = own.count()
    own.delete()
    return count


def _company(subject: Subject) -> list[dict[str, Any]]:
    """What somebody did for an organisation: offers, versions, releases, answers; and what they opened."""
    own = Q(by_id=subject.user_id)
    told: list[dict[str, Any]] = []
    for what, rows in (
        ("offer", Offer.objects.filter(own).values("org_id", "text_bg", "text_en", "published_at", "withdrawn_at")),
        ("version", Version.objects.filter(own).values("document__org_id", "document__title", "number", "name", "at")),
        ("release", Release.objects.filter(own).values("document__title", "at", "ended_at")),
        ("opening", Opening.objects.filter(own).values("version__document__title", "version__number", "at")),
        (
            "answer",
            Introduction.objects.filter(answered_by_id=subject.user_id).values("org_id", "state", "refusal"),
        ),
    ):
        told += [{"what": what, **row} for row in rows.order_by("pk")]
    return told


def _erase_company(subject: Subject, at: datetime) -> int:  # noqa: ARG001 - every holder is told the moment
    """Offers and documents are the organisation's and stay; the person's own words to the team go."""
    own = Introduction.objects.filter(answered_by_id=subject.user_id).exclude(refusal="")
    return own.update(refusal="")


SEATS = Holder(
    "investor_seats", _("Your seats in the investors’ room, with interests and introductions"),
    _("A year after a seat was declined or ended; with the account at once."), _seats, _erase_seats,
)  # fmt: skip
NOTES = Holder(
    "investor_notes", _("Your notes about organisations"), _("Until you delete them, or the account."), _notes,
    _erase_notes,
)  # fmt: skip
COMPANY = Holder(
    "investor_company", _("What you did in the investors’ room for an organisation, and what you opened"),
    _("Offers, documents and the log of openings stay with the organisation and name nobody after an erasure."),
    _company, _erase_company,
)  # fmt: skip
