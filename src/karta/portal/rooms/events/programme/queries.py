"""Reads of a programme: sessions with all that a page shows of them, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from karta.portal.directory.models import Body, Edition
from karta.portal.rooms.events.models import Hall, Session, SessionPartner, SessionSpeaker, Speaker, Track
from karta.portal.rooms.events.programme import rules

SIZE = Count(
    "programme", filter=Q(programme__state__in=Session.PUBLIC)
)  # of editions: how many public sessions each has


@dataclass(frozen=True, slots=True)
class ProgrammeFilter:
    """What a reader asks for; "" and None: everything. Hall and track by their number."""

    kind: str = ""
    hall: int | None = None
    track: int | None = None


def with_parts(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """With hall, track, who speaks and which bodies carry them: four queries in all, however many there are."""
    people = SessionSpeaker.objects.select_related("speaker__body").order_by("position", "pk")
    partners = SessionPartner.objects.select_related("body").order_by("position", "pk")
    related = ("edition", "hall", "track", "fact")
    return sessions.select_related(*related).prefetch_related(Prefetch("parts", people), Prefetch("partners", partners))


def programme(edition: Edition) -> list[Session]:
    """Public sessions of an edition in the order of their begin, those without hours last."""
    return list(with_parts(Session.objects.public().filter(edition=edition)))


def matching(sessions: Iterable[Session], asked: ProgrammeFilter) -> list[Session]:
    """Those that a reader asks for. Breaks are shown with any hall or track: they are everybody's."""

    def fits(one: Session) -> bool:
        is_break = one.kind == Session.Kind.BREAK and not asked.kind
        return (
            asked.kind in ("", one.kind)
            and (asked.hall in (None, one.hall_id) or (is_break and one.hall_id is None))
            and (asked.track in (None, one.track_id) or (is_break and one.track_id is None))
        )

    return [one for one in sessions if fits(one)]


def planned(edition: Edition) -> list[Session]:
    """All sessions of an edition, for its team, in the order of their begin."""
    return list(with_parts(Session.objects.filter(edition=edition)))


def unplanned_facts(edition: Edition) -> list[Edition]:
    """Events that sources name as parts of an edition and that no public session of the programme is."""
    public = Session.objects.public().filter(edition=edition, fact__isnull=False).values("fact_id")
    named = edition.sessions.select_related("admission").exclude(pk__in=public)
    return list(named.order_by("starts_on", "kind", "code"))


def choices(sessions: Iterable[Session]) -> dict[str, list[Any]]:
    """What the filters offer: kinds, halls and tracks that some session has."""
    held = list(sessions)
    kinds = {one.kind for one in held}
    halls = {one.hall.pk: one.hall for one in held if one.hall}
    tracks = {one.track.pk: one.track for one in held if one.track}
    return {
        "kinds": [choice for choice in Session.Kind.choices if choice[0] in kinds],
        "halls": sorted(halls.values(), key=lambda one: (one.position, one.pk)),
        "tracks": sorted(tracks.values(), key=lambda one: (one.position, one.pk)),
    }


def session(edition_code: str, session_id: int) -> Session | None:
    """One public session of an edition, with its parts."""
    found = Session.objects.public().filter(edition__code=edition_code, pk=session_id)
    return with_parts(found).first()


def named_speakers(edition: Edition) -> list[Speaker]:
    """Those who agreed to be named and speak in a public session that takes place, with these sessions."""
    public = Session.objects.standing().select_related("hall")
    parts = SessionSpeaker.objects.filter(session__in=public).select_related("session__hall").order_by(
        "session__starts_at", "session_id"
    )  # fmt: skip
    found = Speaker.objects.named().filter(edition=edition, parts__session__state=Session.State.PUBLISHED).distinct()
    return list(found.select_related("body").prefetch_related(Prefetch("parts", parts)))


def team_speakers(edition: Edition) -> list[Speaker]:
    """Everybody who is to speak, with the sessions."""
    parts = SessionSpeaker.objects.select_related("session__hall").order_by("session__starts_at", "session_id")
    found = Speaker.objects.filter(edition=edition).select_related("body")
    return list(found.prefetch_related(Prefetch("parts", parts)))


def halls(edition: Edition) -> list[Hall]:
    """Halls in the order of the columns; `count` of their sessions."""
    return list(Hall.objects.filter(edition=edition).annotate(count=Count("sessions")))


def tracks(edition: Edition) -> list[Track]:
    """Tracks in order; `count` of their sessions."""
    return list(Track.objects.filter(edition=edition).annotate(count=Count("sessions")))


def editions_of_the_team() -> QuerySet[Edition]:
    """Whole events, the latest first, with how many sessions each has: `planned`, `published`, `cancelled`."""
    whole = Edition.objects.exclude(part_of__kind=Edition.Kind.CONFERENCE)
    counts = {state: Count("programme", filter=Q(programme__state=state)) for state in Session.State.values}
    return whole.annotate(**counts).order_by("-is_fully_dated", F("starts_on").desc(nulls_last=True), "code")


def slots(edition: Edition, *, besides: int | None = None) -> list[rules.Slot]:
    """Times and places of all sessions that are not cancelled. Two queries."""
    found = Session.objects.filter(edition=edition).exclude(state=Session.State.CANCELLED).exclude(pk=besides)
    return [slot(one) for one in found.prefetch_related("parts")]


def slot(one: Session) -> rules.Slot:
    """Time and place of a session whose `parts` are read."""
    people = frozenset(part.speaker_id for part in one.parts.all())
    return rules.Slot(one.pk, one.starts_at, one.ends_at, one.hall_id, people)


def span(edition: Edition) -> tuple[date | None, date | None]:
    """First and last day between which its sessions must lie; None where a day is not known."""
    return (edition.starts_on, edition.ends_on) if edition.is_fully_dated else (None, None)


def bodies_in(sessions: Iterable[Session]) -> list[Body]:
    """Bodies of partners and speakers of these sessions, each once."""
    found: dict[int, Body] = {}
    for one in sessions:
        for partner in one.partners.all():
            found[partner.body_id] = partner.body
        for part in one.parts.all():
            if part.speaker.is_named and part.speaker.body:
                found[part.speaker.body.pk] = part.speaker.body
    return list(found.values())


def last_changes() -> dict[str, Any]:
    """Code of each edition with a public programme → when a public session of it last changed."""
    found = Session.objects.public().values("edition__code").annotate(at=Max("changed_at")).order_by("edition__code")
    return {one["edition__code"]: one["at"] for one in found}


def sessions_of(speaker: Speaker) -> list[SessionSpeaker]:
    """Sessions in which somebody is to speak, but for cancelled ones, with their halls."""
    parts = SessionSpeaker.objects.filter(speaker=speaker).exclude(session__state=Session.State.CANCELLED)
    found = parts.select_related("session__hall")
    return list(found.order_by(F("session__starts_at").asc(nulls_last=True), "session_id"))
