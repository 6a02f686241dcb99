"""Writes of certificates: issued, taken back, given again. One transaction each, with an audit line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory.models import Edition
from karta.portal.platform import audit
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.models import Certificate
from karta.portal.rooms.events.afterwards.people import Holder

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def issue(*, edition: Edition, holders: Iterable[Holder], at: datetime, by: AbstractBaseUser | None = None) -> int:
    """Issue a certificate to each of those who have none, and note a name that changed; how many are new.

    `by` None: the worker's, after the end of the event. Errors: PermissionDenied.
    """
    if by is not None and not rules.may_print(by):
        raise PermissionDenied("certificates: you may not issue them; ask a steward")
    Edition.objects.select_for_update().get(pk=edition.pk)
    held = {(one.kind, one.holder_id): one for one in Certificate.objects.filter(edition=edition)}
    new = []
    for one in holders:
        marks = sorted({rules.mark_of(name) for name in one.names.values() if name})
        standing = held.get((one.kind, one.pk))
        if standing is None:
            new.append(Certificate(edition=edition, kind=one.kind, holder_id=one.pk, marks=marks, issued_at=at))
        elif standing.marks != marks:
            standing.marks = marks
            standing.save(update_fields=["marks"])
    Certificate.objects.bulk_create(new)
    if new:
        audit.record("certificates.issued", target=edition, by=by, at=at, count=len(new))
    return len(new)


@transaction.atomic
def set_valid(*, certificate_id: int, is_valid: bool, by: AbstractBaseUser, at: datetime) -> Certificate:
    """Take a certificate back, or give it again; whoever checks its number is told so. Errors: PermissionDenied."""
    if not rules.may_print(by):
        raise PermissionDenied("certificates: you may not take them back; ask a steward")
    found = Certificate.objects.select_for_update().get(pk=certificate_id)
    found.withdrawn_at = None if is_valid else at
    found.save(update_fields=["withdrawn_at"])
    audit.record("certificate.given_again" if is_valid else "certificate.withdrawn", target=found, by=by, at=at)
    return found
