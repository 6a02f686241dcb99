"""Writes of speakers. One transaction each, with an audit line that names numbers alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory.models import Edition
from karta.portal.directory.timing import SOFIA
from karta.portal.platform import audit, mail
from karta.portal.rooms.events.errors import NotNow, Stale
from karta.portal.rooms.events.models import Speaker
from karta.portal.rooms.events.programme import rules
from karta.portal.rooms.events.speakers import letters

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True, slots=True)
class Shown:
    """What readers see of a speaker who agrees: names and where they belong, in both languages."""

    name_bg: str
    name_en: str
    affiliation_bg: str = ""
    affiliation_en: str = ""


def _refuse_others(by: AbstractBaseUser) -> None:
    if not rules.may_plan(by):
        raise PermissionDenied("speakers: you may not name them; ask an editor")


def _speaker(speaker_id: int) -> Speaker:
    return Speaker.objects.select_for_update().get(pk=speaker_id)


@transaction.atomic
def save(
    *, edition_id: int, speaker_id: int | None, seen: int, shown: Shown, body_id: int | None, email: str,
    language: str, by: AbstractBaseUser, at: datetime,
) -> Speaker:  # fmt: skip
    """Note who is to speak. What a speaker agreed to is what is shown: another name, organisation or address ends it.

    Errors: PermissionDenied; Stale; NotNow where the edition has a speaker of this address, or without one of this
    name.
    """
    _refuse_others(by)
    edition = Edition.objects.select_for_update().get(pk=edition_id)
    others = Speaker.objects.filter(edition=edition).exclude(pk=speaker_id)
    same = others.filter(email__iexact=email) if email else others.filter(email="", name_bg=shown.name_bg,
                                                                          name_en=shown.name_en)  # fmt: skip
    if same.exists():
        raise NotNow("speaker: the edition has one of this address")
    found = Speaker(edition=edition, version=0) if speaker_id is None else _speaker(speaker_id)
    if speaker_id is not None and found.version != seen:
        raise Stale(found)
    values: dict[str, Any] = {**asdict(shown), "body_id": body_id, "email": email}
    if any(getattr(found, column) != value for column, value in values.items()):
        found.asked_at = found.consented_at = found.withdrawn_at = None
    for column, value in {**values, "language": language}.items():
        setattr(found, column, value)
    found.version += 1
    found.save()
    audit.record("speaker.saved", target=found, by=by, at=at)
    return found


@transaction.atomic
def remove(*, speaker_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Forget a speaker; sessions lose them. Errors: PermissionDenied."""
    _refuse_others(by)
    found = _speaker(speaker_id)
    audit.record("speaker.removed", target=found, by=by, at=at)
    found.delete()


@transaction.atomic
def invite(*, speaker_id: int, origin: str, by: AbstractBaseUser, at: datetime) -> Speaker:
    """Ask a speaker by mail whether their name may be shown; the links of earlier letters end.

    Errors: PermissionDenied; NotNow without an address, where they agreed already, or right after the last letter.
    """
    _refuse_others(by)
    found = _speaker(speaker_id)
    if not found.email or found.is_named:
        raise NotNow(f"{found}: has no address, or agreed already")
    if found.asked_at is not None and at - found.asked_at < rules.ASKED_AGAIN:
        raise NotNow(f"{found}: was asked just now")
    found.asked_at, found.consented_at, found.withdrawn_at = at, None, None
    found.version += 1
    found.save()
    audit.record("speaker.invited", target=found, by=by, at=at)
    mail.send(letters.invited(found, origin=origin, at=at))
    return found


@transaction.atomic
def agree(*, speaker_id: int, shown: Shown, origin: str, at: datetime) -> Speaker:
    """What a speaker agrees to by the link of their letter: shown in these words. Errors: NotNow without an invitation
    that still stands."""
    found = _speaker(speaker_id)
    if not found.is_named and not rules.invitation_stands(found.asked_at, at):
        raise NotNow(f"{found}: the invitation is too old; ask for a new letter")
    is_news = not found.is_named
    for column, value in asdict(shown).items():
        setattr(found, column, value)
    found.consented_at, found.withdrawn_at = at, None
    found.version += 1
    found.save()
    audit.record("speaker.agreed", target=found, by=None, at=at)
    if is_news and found.email:
        mail.send(letters.agreed(found, origin=origin, at=at))
    return found


@transaction.atomic
def withdraw(*, speaker_id: int, origin: str, at: datetime) -> Speaker:
    """A speaker does not agree, or no longer: their name goes from every page with this. Twice is once."""
    found = _speaker(speaker_id)
    if found.withdrawn_at is not None:
        return found
    was_named = found.is_named
    found.withdrawn_at = at
    found.version += 1
    found.save()
    audit.record("speaker.withdrew", target=found, by=None, at=at)
    if was_named and found.email:
        mail.send(letters.withdrew(found, origin=origin, at=at))
    return found


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Delete speakers who did not agree once their edition is over for rules.KEPT; how many. Run by the worker."""
    last = (at - rules.KEPT).astimezone(SOFIA).date()
    over = Speaker.objects.filter(edition__is_fully_dated=True, edition__ends_on__lt=last)
    found = list(over.exclude(pk__in=Speaker.objects.named()).select_for_update().order_by("pk"))
    for one in found:
        audit.record("speaker.forgotten", target=one, by=None, at=at)
        one.delete()
    return len(found)
