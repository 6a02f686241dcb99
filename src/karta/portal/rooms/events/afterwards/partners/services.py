"""Writes of the report: its figures, kept as they were given out."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.disclosure.threshold import may_replace
from karta.portal.directory.models import Edition
from karta.portal.platform import audit
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.models import Report
from karta.portal.rooms.events.afterwards.partners import queries

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def figures(*, edition: Edition, by: AbstractBaseUser, at: datetime) -> Report:
    """The figures of the report: counted the first time, and anew only where each is the same or five people away.

    Errors: PermissionDenied.
    """
    if not rules.may_print(by):
        raise PermissionDenied("report: you may not make it; ask a steward")
    Edition.objects.select_for_update().get(pk=edition.pk)
    counted = queries.count(edition).as_json()
    standing = queries.standing(edition)
    if standing is not None:
        if standing.figures == counted or not may_replace(queries.cells(standing.figures), queries.cells(counted)):
            return standing
        standing.figures, standing.counted_at = counted, at
        standing.save(update_fields=["figures", "counted_at"])
    else:
        standing = Report.objects.create(edition=edition, figures=counted, counted_at=at)
    standing.refresh_from_db()  # pairs are lists from now on, as they are read
    audit.record("partner_report.counted", target=standing, by=by, at=at)
    return standing
