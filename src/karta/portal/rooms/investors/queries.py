"""Reads of the investors' room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db.models import Count, Prefetch, Q, QuerySet

from karta.portal.directory.ids import Name, known, present_ids, unnamed
from karta.portal.directory.models import Claim, Edition, Representative
from karta.portal.platform.queries import has_consent
from karta.portal.platform.rules import may_take_part
from karta.portal.rooms.investors.agreement import TERMS
from karta.portal.rooms.investors.models import (
    Document,
    Interest,
    Introduction,
    Investor,
    Note,
    Offer,
    Opening,
    Release,
    Seat,
    Version,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    from karta.snapshot.reader import Snapshot


def names(snapshot: Snapshot, org_ids: Iterable[str]) -> dict[str, Name]:
    """Both names of organisations, also under former ids; an id that the map does not know is its own name."""
    asked = set(org_ids)
    found = known(snapshot, asked)
    return {one: found[one].name if one in found else unnamed(one) for one in asked}


# people


def address_of(user: AbstractBaseUser | Any) -> str | None:
    """The verified address of an open account, the primary one first; None where it has none."""
    if not user.is_active:
        return None
    verified = EmailAddress.objects.filter(user_id=user.pk, verified=True).order_by("-primary", "pk")
    return verified.values_list("email", flat=True).first()


def last_seat(user: AbstractBaseUser) -> Seat | None:
    """The seat that an account asked for last, whatever became of it."""
    return Seat.objects.filter(user_id=user.pk).select_related("investor").order_by("-asked_at", "-pk").first()


def standing_seat(user: AbstractBaseUser | AnonymousUser) -> Seat | None:
    """The admitted seat of an open account that agrees to the terms as they are now; None without one."""
    if not may_take_part(user):
        return None
    seats = Seat.objects.select_related("investor", "user")
    found = seats.filter(user_id=user.pk, state=Seat.State.ADMITTED, investor__isnull=False).first()
    return found if found and has_consent(user.pk, TERMS.key) else None


def claimed(user: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    """Ids under which an open account was proven to act for an organisation, as they were then.

    `represented` follows the map: where it joins two organisations, the people of one would hold the papers of the
    other. Offers and documents stay with whom they were claimed for.
    """
    if not may_take_part(user):
        return frozenset()
    standing = Representative.objects.standing().filter(user_id=user.pk)
    return frozenset(standing.values_list("org_id", flat=True))


def representatives(org_ids: list[str]) -> list[Representative]:
    """Who acts for any of these ids and can be written to, in the order in which they were proven."""
    found = Representative.objects.standing().filter(org_id__in=org_ids)
    return [one for one in found.select_related("user").order_by("proven_at", "pk") if address_of(one.user)]


# offers


def standing_offers(today: date) -> list[Offer]:
    """Offers that stand on a day, newest first."""
    return list(Offer.objects.filter(withdrawn_at=None, valid_until__gte=today))


def shown_offers(snapshot: Snapshot, today: date) -> dict[str, Offer]:
    """Organisation of this snapshot → its offer, newest first; where two became one organisation, the newer offer."""
    standing = standing_offers(today)
    present = present_ids(snapshot, (one.org_id for one in standing))
    found: dict[str, Offer] = {}
    for one in standing:
        if one.org_id in present:
            found.setdefault(present[one.org_id], one)
    return found


def offer_of(org_id: str) -> Offer | None:
    """The offer of an organisation that was not withdrawn, also one whose time is over."""
    return Offer.objects.filter(org_id=org_id, withdrawn_at=None).first()


def events() -> list[Edition]:
    """Editions that a public claim says are for investors, newest first, those without a full date last."""
    marked = Claim.objects.public().filter(subject_kind="edition", property="audience", value="investors")
    found = Edition.objects.filter(code__in=marked.values("subject_code"))
    return list(found.order_by("-is_fully_dated", "-starts_on", "code"))


# documents


def documents_of(org_id: str) -> list[Document]:
    """What an organisation keeps here, with versions, standing releases and all openings."""
    standing = Release.objects.filter(ended_at=None).select_related("seat__investor", "seat__user")
    openings = Opening.objects.select_related("seat__investor", "by")
    versions = Version.objects.prefetch_related(Prefetch("openings", openings)).order_by("-number")
    found = Document.objects.filter(org_id=org_id, removed_at=None)
    return list(
        found.prefetch_related(Prefetch("versions", versions), Prefetch("releases", standing)).order_by("title", "pk")
    )


def released_to(seat: Seat, org_ids: list[str] | None = None) -> list[Document]:
    """Documents that a seat may open, of these organisations or of all, with their newest version as `newest`."""
    found = Document.objects.filter(removed_at=None, releases__seat=seat, releases__ended_at=None)
    if org_ids is not None:
        found = found.filter(org_id__in=org_ids)
    made = list(found.prefetch_related(Prefetch("versions", Version.objects.order_by("-number"))).order_by("title"))
    for one in made:
        one.newest = one.versions.all()[0]
    return made


def is_released(document: Document, seat: Seat | None) -> bool:
    """Whether a standing seat may open a document."""
    return seat is not None and Release.objects.filter(document=document, seat=seat, ended_at=None).exists()


def seats_known_to(org_ids: list[str]) -> list[Seat]:
    """Standing seats that a company may release to without knowing an address: it was asked to meet them."""
    asked = Introduction.objects.filter(org_id__in=org_ids, state__in=(Introduction.State.PUT, Introduction.State.MADE))
    found = Seat.objects.filter(state=Seat.State.ADMITTED, pk__in=asked.values("seat"))
    return list(found.select_related("investor", "user").order_by("investor__name", "pk"))


def introduced_to(org_ids: list[str]) -> set[int]:
    """Seats whose person a company knows by name: the introduction was made."""
    made = Introduction.objects.filter(org_id__in=org_ids, state=Introduction.State.MADE)
    return set(made.values_list("seat_id", flat=True))


def seat_of_address(email: str) -> Seat | None:
    """The admitted seat of the account that has this verified address."""
    owners = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
    return Seat.objects.filter(state=Seat.State.ADMITTED, user__in=owners.values("user")).first()


# interest, introductions, notes


@dataclass(frozen=True, slots=True)
class Desk:
    """What an investor has in hand."""

    documents: list[Document]
    interests: list[Interest]
    introductions: list[Introduction]
    notes: list[Note]

    @property
    def org_ids(self) -> set[str]:
        return {one.org_id for one in (*self.documents, *self.interests, *self.introductions, *self.notes)}


def desk(seat: Seat) -> Desk:
    """Everything that a seat has to do with, newest first."""
    return Desk(
        released_to(seat),
        list(seat.interests.filter(ended_at=None)),
        list(seat.introductions.order_by("-asked_at", "-pk")),
        list(notes(seat)),
    )


def interest_of(seat: Seat, org_ids: list[str]) -> Interest | None:
    return Interest.objects.filter(seat=seat, org_id__in=org_ids, ended_at=None).first()


def introductions_of(seat: Seat, org_ids: list[str]) -> list[Introduction]:
    return list(Introduction.objects.filter(seat=seat, org_id__in=org_ids).order_by("-asked_at", "-pk"))


def introductions_put_to(org_ids: list[str]) -> list[Introduction]:
    """Introductions that a company was asked for or that were made; it sees no others."""
    seen = (Introduction.State.PUT, Introduction.State.MADE)
    found = Introduction.objects.filter(org_id__in=org_ids, state__in=seen)
    return list(found.select_related("seat__investor", "seat__user").order_by("-asked_at", "-pk"))


def notes(seat: Seat) -> QuerySet[Note]:
    """Notes of a seat's investor; there is no other way to a note."""
    return Note.objects.filter(investor=seat.investor).select_related("by").order_by("-made_at", "-pk")


# the team


def seats_by_state(state: str) -> QuerySet[Seat]:
    order = ("due_on", "asked_at", "pk") if state == Seat.State.ASKED else ("-decided_at", "-pk")
    return Seat.objects.filter(state=state).select_related("user", "investor").order_by(*order)


def introduction_queue(*, is_open: bool) -> QuerySet[Introduction]:
    """Introductions that wait, the one due first on top; or those that are closed, newest first."""
    waits = Q(state__in=Introduction.OPEN)
    found = Introduction.objects.filter(waits if is_open else ~waits).select_related("seat__investor", "owner")
    return found.order_by("due_on", "asked_at", "pk") if is_open else found.order_by("-closed_at", "-pk")


def interests() -> QuerySet[Interest]:
    """Who is interested in whom, newest first."""
    found = Interest.objects.filter(ended_at=None, seat__state=Seat.State.ADMITTED)
    return found.select_related("seat__investor", "seat__user").order_by("-at", "-pk")


def counts(today: date) -> dict[str, int]:
    """What waits for the team: `seats`, `introductions` (those that wait for the team itself), `overdue`."""
    seats = Seat.objects.filter(state=Seat.State.ASKED).aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today))
    )
    team = (Introduction.State.ASKED, Introduction.State.REFUSED)
    asked = Introduction.objects.filter(state__in=team).aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today))
    )
    return {"seats": seats["all"], "introductions": asked["all"], "overdue": seats["late"] + asked["late"]}


def investors() -> QuerySet[Investor]:
    return Investor.objects.order_by("name", "pk")
