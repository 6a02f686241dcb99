"""Reads of registration: whether one can register, one's own registration, the team's list and counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from karta.portal.directory.models import Edition
from karta.portal.rooms.events.models import Admission, Door, Place, Registration, Scan, Session
from karta.portal.rooms.events.registration import rules

STATES = ("held", "offered", "waiting", "unconfirmed", "lapsed", "cancelled")


def admission_of(code: str) -> Admission | None:
    """The admission of an edition, with what it asks; None where nobody can register here."""
    found = Admission.objects.select_related("edition").prefetch_related("asked")
    return found.filter(edition__code=code).first()


@dataclass(frozen=True, slots=True)
class Left:
    """Places of the edition. `free` None: no limit; `waiting`: how many stand in line."""

    free: int | None
    waiting: int


def left(admission: Admission) -> Left:
    """What whoever registers now may expect. One query."""
    states = dict(
        Place.objects.filter(registration__admission=admission, session=None, state__in=Place.STANDS)
        .values_list("state")
        .annotate(Count("pk"))
    )
    taken = states.get("held", 0) + states.get("offered", 0)
    return Left(rules.free(admission.capacity, taken), states.get("waiting", 0))


@dataclass(frozen=True, slots=True)
class Choice:
    """A session that one may choose: `place` of the one who looks, places `free` (None: no limit), `waiting`."""

    session: Session
    place: Place | None
    free: int | None
    waiting: int
    is_open: bool  # it has not begun and takes place


@dataclass(frozen=True, slots=True)
class Mine:
    """A registration as its owner sees it. `ahead`: how many wait before."""

    registration: Registration
    place: Place | None
    ahead: int
    choices: list[Choice] = field(default_factory=list)
    offers: list[Place] = field(default_factory=list)

    @property
    def has_ticket(self) -> bool:
        return self.place is not None and self.place.state == Place.State.HELD

    @property
    def sessions(self) -> list[Session]:
        """Sessions with a place, for the calendar."""
        return [one.session for one in self.choices if one.place is not None and one.place.state == Place.State.HELD]


def registration(registration_id: int) -> Registration | None:
    """A registration with its edition."""
    found = Registration.objects.select_related("admission__edition", "user").prefetch_related("admission__asked")
    return found.filter(pk=registration_id).first()


def mine(found: Registration, at: datetime) -> Mine:
    """All that its page shows, in a constant number of queries."""
    own = list(
        found.places.filter(state__in=(*Place.STANDS, Place.State.LAPSED)).select_related("session", "session__hall")
    )
    for one in own:
        one.registration = found
    of_edition = [one for one in own if one.session_id is None]
    place = of_edition[-1] if of_edition else None
    ahead = 0
    if place is not None and place.state == Place.State.WAITING:
        ahead = Place.objects.filter(
            registration__admission=found.admission, session=None, state=Place.State.WAITING, pk__lt=place.pk
        ).count()
    standing = {one.session_id: one for one in own if one.session_id and one.state in Place.STANDS}
    choices = _choices(found.admission.edition, standing, at)
    offers = [one for one in own if one.state == Place.State.OFFERED and (one.offered_until or at) > at]
    return Mine(found, place, ahead, choices, offers)


def _choices(edition: Edition, standing: dict[int, Place], at: datetime) -> list[Choice]:
    sessions = edition.programme.public().exclude(kind=Session.Kind.BREAK).select_related("hall").annotate(
        taken=Count("places", filter=Q(places__state__in=Place.TAKES)),
        waiting=Count("places", filter=Q(places__state=Place.State.WAITING)),
    )  # fmt: skip
    return [
        Choice(
            one, standing.get(one.pk), rules.free(one.capacity, one.taken), one.waiting,
            one.state == Session.State.PUBLISHED and (one.starts_at is None or one.starts_at > at),
        )
        for one in sessions
    ]  # fmt: skip


def with_state(found: QuerySet[Registration]) -> QuerySet[Registration]:
    """Registrations with `place`: the state of their newest place in the edition; "" without one."""
    newest = Place.objects.filter(registration=OuterRef("pk"), session=None).order_by("-pk")
    return found.annotate(place=Subquery(newest.values("state")[:1]), place_id=Subquery(newest.values("pk")[:1]))


def in_state(found: QuerySet[Registration], state: str) -> QuerySet[Registration]:
    """Those of `with_state` in one of STATES."""
    if state == "cancelled":
        return found.exclude(cancelled_at=None)
    found = found.filter(cancelled_at=None)
    return found.filter(confirmed_at=None) if state == "unconfirmed" else found.filter(place=state)


def registrations(admission: Admission, *, q: str = "", state: str = "") -> QuerySet[Registration]:
    """The team's list: those who wait in the order of the list, the others as they registered."""
    found = with_state(admission.registrations.all())
    if state:
        found = in_state(found, state)
    if q:
        typed = Q(name__icontains=q) | Q(email__icontains=q)
        code = rules.read_code(q)
        found = found.filter(typed | Q(code=code)) if code else found.filter(typed)
    came = Scan.objects.filter(admission=admission, session=None, ticket=OuterRef("ticket")).order_by("scanned_at")
    return found.annotate(came_at=Subquery(came.values("scanned_at")[:1])).order_by(
        *(("place_id",) if state == "waiting" else ("-asked_at", "-pk"))
    )


def counts(admission: Admission) -> dict[str, int]:
    """How many are in each of STATES, and `came`: how many tickets were scanned at the entrance."""
    found = dict.fromkeys(STATES, 0)
    rows = with_state(admission.registrations.all()).values_list("place", "confirmed_at", "cancelled_at")
    for place, confirmed_at, cancelled_at in rows:
        state = "cancelled" if cancelled_at else place if confirmed_at else "unconfirmed"
        found[state if state in found else "cancelled"] += 1
    return {**found, "came": attended(admission).count()}


def attended(admission: Admission, session: Session | None = None) -> QuerySet[Scan, dict[str, str]]:
    """Tickets that came to the edition, or to one session: each once, however often it was scanned."""
    came = Scan.objects.filter(admission=admission, session=session, is_known=True)
    return came.order_by().values("ticket").distinct()


def holders(admission: Admission, session: Session | None = None) -> QuerySet[Registration]:
    """Who holds a place, by name: for badges, lists and letters of other parts of the room."""
    held = Place.objects.filter(registration=OuterRef("pk"), session=session, state=Place.State.HELD)
    return admission.registrations.filter(Exists(held)).order_by("name", "pk")


def sessions_with_places(admission: Admission) -> list[Session]:
    """Sessions that somebody chose or that have a limit, with `taken` and `waiting`."""
    found = admission.edition.programme.public().annotate(
        taken=Count("places", filter=Q(places__state__in=Place.TAKES)),
        waiting=Count("places", filter=Q(places__state=Place.State.WAITING)),
    )
    return [one for one in found if one.taken or one.waiting or one.capacity is not None]


def for_export(admission: Admission) -> list[Registration]:
    """Every registration with its places, for the team's sheet."""
    places = Prefetch("places", Place.objects.select_related("session").order_by("pk"))
    return list(registrations(admission).order_by("asked_at", "pk").prefetch_related(places))


def doors(admission: Admission) -> list[Door]:
    """Links of the day, newest first, with how often each scanned."""
    return list(admission.doors.annotate(count=Count("scans")))


def of_subject(wrote: Q, user_id: int) -> QuerySet[Registration]:
    """What is held about a person: by account or by confirmed address."""
    return Registration.objects.filter(Q(user_id=user_id) | wrote).select_related("admission__edition").order_by("pk")


def editions_to_admit(limit: int = 60) -> Iterable[Edition]:
    """Events that have registration or could have it, newest first; parts of a conference have their conference's."""
    found = Edition.objects.exclude(part_of__kind=Edition.Kind.CONFERENCE).select_related("admission")
    return found.order_by("-starts_on", "code")[:limit]
