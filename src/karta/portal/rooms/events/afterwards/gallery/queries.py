"""Reads of the gallery."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from karta.portal.directory.models import Edition
from karta.portal.rooms.events.afterwards.models import Picture


def shown(edition: Edition) -> QuerySet[Picture]:
    """An edition's pictures that everybody sees, in their order."""
    return Picture.objects.public().filter(edition=edition)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The pictures before and after one, and its place among all, from 1."""

    before: Picture | None
    after: Picture | None
    place: int
    count: int


def neighbours(picture: Picture) -> Neighbours:
    """Where a public picture stands among the public ones of its edition. Four queries."""
    row = Picture.objects.public().filter(edition_id=picture.edition_id)
    earlier = Q(position__lt=picture.position) | Q(position=picture.position, pk__lt=picture.pk)
    before = row.filter(earlier)
    after = row.exclude(earlier).exclude(pk=picture.pk)
    return Neighbours(before.last(), after.first(), before.count() + 1, row.count())


def public_file(uid: UUID, width: int) -> Picture | None:
    """The public picture that has this size; else None."""
    found = Picture.objects.public().filter(uid=uid).first()
    return found if found and _has(found, width) else None


def any_file(uid: UUID, width: int) -> Picture | None:
    """The same for the team, of pictures that nobody else sees."""
    found = Picture.objects.filter(uid=uid).first()
    return found if found and _has(found, width) else None


def _has(picture: Picture, width: int) -> bool:
    return any(one == width for one, _height in picture.widths)
