"""Writes of the gallery: pictures added, described, ordered, taken off. One transaction each, with an audit line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max

from karta.portal.directory.models import Edition
from karta.portal.platform import audit
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.errors import Again, NotNow
from karta.portal.rooms.events.afterwards.gallery.cleaning import Cleaned
from karta.portal.rooms.events.afterwards.models import Picture

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

WORDS = ("alt_bg", "alt_en", "caption_bg", "caption_en", "credit", "licence", "people", "consent_note", "is_for_report")


def file_name(uid: UUID, width: int) -> str:
    """The name in the store of one size of a picture."""
    return f"gallery/{uid}-{width}.webp"


@transaction.atomic
def add_picture(
    *, edition: Edition, cleaned: Cleaned, credit: str, licence: str, by: AbstractBaseUser, at: datetime
) -> Picture:
    """Keep a picture that nobody but the team sees yet. Errors: PermissionDenied, Again, NotNow."""
    _refuse_others(by)
    held = Edition.objects.select_for_update().get(pk=edition.pk).pictures
    if held.filter(sha256=cleaned.sha256).exists():
        raise Again(f"edition {edition.pk}: this picture is there already")
    if held.count() >= rules.MOST_PICTURES:
        raise NotNow(f"edition {edition.pk}: has {rules.MOST_PICTURES} pictures")
    last = held.aggregate(last=Max("position"))["last"]
    made = Picture.objects.create(
        edition=edition, position=0 if last is None else last + 1, sha256=cleaned.sha256, credit=credit,
        licence=licence, widths=[[one.width, one.height] for one in cleaned.renditions], added_at=at, added_by_id=by.pk,
    )  # fmt: skip
    audit.record("picture.added", target=made, by=by, at=at, edition=edition.code)
    for one in cleaned.renditions:
        default_storage.save(file_name(made.uid, one.width), ContentFile(one.content))
    return made


@transaction.atomic
def describe(*, picture_id: int, said: dict[str, Any], publish: bool, by: AbstractBaseUser, at: datetime) -> Picture:
    """Write what a picture shows, and whether everybody sees it. Errors: PermissionDenied; NotNow where it is to be
    public and lacks something of rules.lacks."""
    found = _locked(picture_id, by)
    for name in WORDS:
        setattr(found, name, said[name])
    if found.people != Picture.People.AGREED:
        found.consent_note = ""
    if publish and (missing := rules.lacks(found)):
        raise NotNow(f"picture {found.pk}: lacks {', '.join(missing)}")
    found.published_at = (found.published_at or at) if publish else None
    found.save()
    audit.record("picture.described", target=found, by=by, at=at, is_public=publish)
    return found


@transaction.atomic
def move(*, picture_id: int, steps: int, by: AbstractBaseUser, at: datetime) -> None:
    """Put a picture so many places further (below 0: nearer to the beginning). Errors: PermissionDenied."""
    found = _locked(picture_id, by)
    row = list(Picture.objects.select_for_update().filter(edition_id=found.edition_id))
    old = next(place for place, one in enumerate(row) if one.pk == found.pk)
    row.insert(min(max(old + steps, 0), len(row) - 1), row.pop(old))
    for place, one in enumerate(row):
        if one.position != place:
            one.position = place
            one.save(update_fields=["position"])
    audit.record("picture.moved", target=found, by=by, at=at, steps=steps)


@transaction.atomic
def hide(*, picture_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Take a picture off the gallery at once; what is known of it stays. Errors: PermissionDenied."""
    found = _locked(picture_id, by)
    found.published_at, found.is_for_report = None, False
    found.save(update_fields=["published_at", "is_for_report"])
    audit.record("picture.hidden", target=found, by=by, at=at)


@transaction.atomic
def remove(*, picture_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Delete a picture with its files. Errors: PermissionDenied."""
    found = _locked(picture_id, by)
    audit.record("picture.removed", target=found, by=by, at=at)
    _forget_files([found])
    found.delete()


def _forget_files(pictures: Iterable[Picture]) -> None:
    names = [file_name(one.uid, width) for one in pictures for width, _height in one.widths]
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])


def _locked(picture_id: int, by: AbstractBaseUser) -> Picture:
    _refuse_others(by)
    return Picture.objects.select_for_update().get(pk=picture_id)


def _refuse_others(by: AbstractBaseUser) -> None:
    if not rules.may_keep(by):
        raise PermissionDenied("pictures: you may not change them; ask an editor")
