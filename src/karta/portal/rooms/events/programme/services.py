"""Writes of a programme: halls, tracks, sessions. One transaction each, with an audit line that names numbers alone.

Every write locks its edition first: two that would fill one hall at one time come one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from karta.portal.directory.models import Edition
from karta.portal.platform import audit
from karta.portal.rooms.events import listeners
from karta.portal.rooms.events.errors import Impossible, NotNow, Stale
from karta.portal.rooms.events.listeners import Changed, What
from karta.portal.rooms.events.models import Hall, Session, SessionPartner, SessionSpeaker, Track
from karta.portal.rooms.events.programme import queries, rules

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
State = Session.State


@dataclass(frozen=True, slots=True)
class Planned:
    """What a session is to be. `speakers`: (speaker, role), `partners`: (body, role), by number, in order."""

    kind: str
    title_bg: str
    title_en: str
    about_bg: str = ""
    about_en: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    hall_id: int | None = None
    track_id: int | None = None
    capacity: int | None = None
    fact_id: int | None = None
    speakers: tuple[tuple[int, str], ...] = field(default=())
    partners: tuple[tuple[int, str], ...] = field(default=())


COLUMNS = ("kind", "title_bg", "title_en", "about_bg", "about_en", "starts_at", "ends_at", "hall_id", "track_id",
           "capacity", "fact_id")  # fmt: skip


def _edition(edition_id: int, by: AbstractBaseUser) -> Edition:
    """The edition, locked. Errors: PermissionDenied."""
    if not rules.may_plan(by):
        raise PermissionDenied("programme: you may not plan it; ask an editor")
    return Edition.objects.select_for_update().get(pk=edition_id)


# halls and tracks


@transaction.atomic
def save_hall(
    *, edition_id: int, hall_id: int | None, name_bg: str, name_en: str, seats: int | None, by: AbstractBaseUser,
    at: datetime,
) -> Hall:  # fmt: skip
    """Make or change a hall. Errors: PermissionDenied, NotNow where the edition has one of this name."""
    edition = _edition(edition_id, by)
    return _save(Hall, edition, hall_id, {"name_bg": name_bg, "name_en": name_en, "seats": seats}, by=by, at=at)


@transaction.atomic
def save_track(
    *, edition_id: int, track_id: int | None, name_bg: str, name_en: str, by: AbstractBaseUser, at: datetime
) -> Track:
    """Make or change a track. Errors: PermissionDenied, NotNow where the edition has one of this name."""
    edition = _edition(edition_id, by)
    return _save(Track, edition, track_id, {"name_bg": name_bg, "name_en": name_en}, by=by, at=at)


def _save(model: Any, edition: Edition, pk: int | None, values: dict[str, Any], *, by: Any, at: datetime) -> Any:
    held = model.objects.filter(edition=edition)
    for column in ("name_bg", "name_en"):
        if held.exclude(pk=pk).filter(**{f"{column}__iexact": values[column]}).exists():
            raise NotNow(f"{model._meta.model_name}: the edition has one of this name")
    if pk is None:
        last = held.aggregate(last=Max("position"))["last"]
        found = model(edition=edition, position=0 if last is None else last + 1)
    else:
        found = held.select_for_update().get(pk=pk)
    for column, value in values.items():
        setattr(found, column, value)
    found.save()
    audit.record(f"{model._meta.model_name}.saved", target=found, by=by, at=at)
    return found


@transaction.atomic
def remove_hall(*, edition_id: int, hall_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Errors: PermissionDenied, NotNow while a session is in it."""
    _remove(Hall, _edition(edition_id, by), hall_id, by=by, at=at)


@transaction.atomic
def remove_track(*, edition_id: int, track_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Errors: PermissionDenied, NotNow while a session is of it."""
    _remove(Track, _edition(edition_id, by), track_id, by=by, at=at)


def _remove(model: Any, edition: Edition, pk: int, *, by: Any, at: datetime) -> None:
    found = model.objects.filter(edition=edition).get(pk=pk)
    if found.sessions.exists():
        raise NotNow(f"{found}: sessions are there; give them another one first")
    audit.record(f"{model._meta.model_name}.removed", target=found, by=by, at=at)
    found.delete()


# sessions


@transaction.atomic
def add_session(*, edition_id: int, uid: UUID, planned: Planned, by: AbstractBaseUser, at: datetime) -> Session:
    """Plan a new session. Sent twice under one `uid`, it is one. Errors: PermissionDenied, Impossible."""
    edition = _edition(edition_id, by)
    found = Session.objects.filter(edition=edition, uid=uid).first()
    if found is None:
        found = Session(edition=edition, uid=uid)
        _plan(found, edition, planned, at)
        audit.record("session.added", target=found, by=by, at=at)
    return found


@transaction.atomic
def change_session(
    *, edition_id: int, session_id: int, seen: int, planned: Planned, by: AbstractBaseUser, at: datetime
) -> Session:
    """Change a session that was opened in version `seen`; listeners hear of a published one that moved.

    Errors: PermissionDenied, Stale, Impossible.
    """
    edition = _edition(edition_id, by)
    found = _session(edition, session_id)
    if found.version != seen:
        raise Stale(found)
    before = (found.starts_at, found.ends_at, found.hall_id)
    has_moved = found.state == State.PUBLISHED and before != (planned.starts_at, planned.ends_at, planned.hall_id)
    if has_moved:
        found.sequence, found.moved_at = found.sequence + 1, at
    _plan(found, edition, planned, at)
    audit.record("session.changed", target=found, by=by, at=at, moved=has_moved)
    if has_moved:
        listeners.tell(Changed(found, "moved", *before, at))
    return found


def _session(edition: Edition, session_id: int) -> Session:
    return Session.objects.select_for_update().filter(edition=edition).get(pk=session_id)


def _plan(found: Session, edition: Edition, planned: Planned, at: datetime) -> None:
    for column in COLUMNS:
        setattr(found, column, getattr(planned, column))
    if found.state != State.CANCELLED:
        _refuse_impossible(found, edition)
    found.version, found.changed_at = (found.version + 1 if found.pk else 1), at
    found.save()
    found.parts.all().delete()
    found.partners.all().delete()
    SessionSpeaker.objects.bulk_create(
        SessionSpeaker(session=found, speaker_id=speaker, role=role, position=position)
        for position, (speaker, role) in enumerate(planned.speakers)
    )
    SessionPartner.objects.bulk_create(
        SessionPartner(session=found, body_id=body, role=role, position=position)
        for position, (body, role) in enumerate(planned.partners)
    )


def _refuse_impossible(found: Session, edition: Edition) -> None:
    problem = rules.problem(found.starts_at, found.ends_at, *queries.span(edition))
    if problem is not None:
        raise Impossible(problem)
    if found.hall_id is None or found.starts_at is None:
        return
    here = Session.objects.filter(edition=edition, hall_id=found.hall_id).exclude(state=State.CANCELLED)
    other = here.exclude(pk=found.pk).filter(starts_at__lt=found.ends_at, ends_at__gt=found.starts_at).first()
    if other is not None:
        raise Impossible("hall", other)


@transaction.atomic
def publish(*, edition_id: int, session_id: int | None, by: AbstractBaseUser, at: datetime) -> tuple[int, int]:
    """Publish one planned session, or all: (how many were published, how many could not be and stay planned).

    Errors: PermissionDenied.
    """
    edition = _edition(edition_id, by)
    waiting = Session.objects.select_for_update(of=("self",)).filter(edition=edition, state=State.PLANNED)
    done = left = 0
    for one in waiting if session_id is None else waiting.filter(pk=session_id):
        try:
            _refuse_impossible(one, edition)
        except Impossible:
            left += 1
            continue
        _step(one, State.PUBLISHED, at)
        audit.record("session.published", target=one, by=by, at=at)
        done += 1
    return done, left


@transaction.atomic
def cancel(*, edition_id: int, session_id: int, by: AbstractBaseUser, at: datetime) -> Session:
    """Say that a published session does not take place; it stays to be seen. Errors: PermissionDenied, NotNow."""
    found = _session(_edition(edition_id, by), session_id)
    if found.state != State.PUBLISHED:
        raise NotNow(f"{found}: only what is published is cancelled")
    return _told(found, State.CANCELLED, "cancelled", by=by, at=at)


@transaction.atomic
def restore(*, edition_id: int, session_id: int, by: AbstractBaseUser, at: datetime) -> Session:
    """Say that a cancelled session takes place after all. Errors: PermissionDenied, NotNow, Impossible."""
    edition = _edition(edition_id, by)
    found = _session(edition, session_id)
    if found.state != State.CANCELLED:
        raise NotNow(f"{found}: it is not cancelled")
    _refuse_impossible(found, edition)
    return _told(found, State.PUBLISHED, "restored", by=by, at=at)


def _told(found: Session, state: str, what: What, *, by: Any, at: datetime) -> Session:
    found.sequence += 1
    _step(found, state, at)
    audit.record(f"session.{what}", target=found, by=by, at=at)
    listeners.tell(Changed(found, what, found.starts_at, found.ends_at, found.hall_id, at))
    return found


def _step(found: Session, state: str, at: datetime) -> None:
    found.state, found.version, found.changed_at = state, found.version + 1, at
    found.save(update_fields=["state", "version", "changed_at", "sequence"])


@transaction.atomic
def remove(*, edition_id: int, session_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Delete a session that nobody saw yet. Errors: PermissionDenied, NotNow for any other: cancel it."""
    found = _session(_edition(edition_id, by), session_id)
    if found.state != State.PLANNED:
        raise NotNow(f"{found}: readers know it; cancel it instead")
    audit.record("session.removed", target=found, by=by, at=at)
    found.delete()
