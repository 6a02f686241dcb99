"""Writes of joinings. One transaction each, with an audit line."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory import rules
from karta.portal.directory.models import AliasMerge, Body, Claim, Mention
from karta.portal.platform import audit
from karta.vocab.transliteration import transliterate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AbstractBaseUser


class NotOne(Exception):
    """One source names both side by side: for it they are two."""


class AlreadyUndone(Exception):
    """Somebody took the joining back before."""


@transaction.atomic
def merge(
    *, body_id: int, gone_id: int, evidence: Iterable[Claim], reason: dict[str, str], by: AbstractBaseUser, at: datetime
) -> AliasMerge:  # fmt: skip
    """Join a body with another one: every claim that named it names the other from now on, as it was written.

    Errors: PermissionDenied; NotOne, also for a body and itself.
    """
    _may(by)
    body, gone = Body.objects.select_for_update().get(pk=body_id), Body.objects.select_for_update().get(pk=gone_id)
    moved = Mention.objects.filter(body=gone)
    both = Mention.objects.filter(body=body, claim__in=moved.values("claim"))
    if body == gone or both.exists():
        raise NotOne(f"bodies {body.code} and {gone.code}: a claim names both")
    made = AliasMerge.objects.create(
        body=body, written=gone.name_en or gone.name_bg, gone=gone, mentions=list(moved.values_list("pk", flat=True)),
        reason_bg=reason["bg"], reason_en=reason["en"], by_id=by.pk, at=at,
    )  # fmt: skip
    made.claims.set(list(evidence))
    moved.update(body=body)
    audit.record("alias.joined", target=made, by=by, at=at, body=body.code, gone=gone.code)
    return made


@transaction.atomic
def undo(*, merge_id: int, reason: str, by: AbstractBaseUser, at: datetime) -> AliasMerge:
    """Take a joining back: what stood under the form stands under a body of its own again.

    Errors: PermissionDenied, AlreadyUndone.
    """
    _may(by)
    found = AliasMerge.objects.select_for_update(of=("self",)).select_related("body", "gone").get(pk=merge_id)
    if found.undone_at is not None:
        raise AlreadyUndone(f"merge {merge_id}: taken back before")
    found.gone = found.gone or _own_body(found)
    Mention.objects.filter(pk__in=found.mentions, body=found.body).update(body=found.gone)
    found.undone_by_id, found.undone_at, found.undone_reason = by.pk, at, reason
    found.save(update_fields=["gone", "undone_by", "undone_at", "undone_reason"])
    audit.record("alias.parted", target=found, by=by, at=at, body=found.body.code, gone=found.gone.code)
    return found


def _own_body(merge: AliasMerge) -> Body:
    stem = re.sub(r"[^a-z0-9]+", "-", transliterate(merge.written).lower()).strip("-")[:30] or "form"
    code, number = stem, 1
    while Body.objects.filter(code=code).exists():
        number += 1
        code = f"{stem}-{number}"
    return Body.objects.create(
        code=code, name_bg=merge.written, name_en=merge.written, kind=Body.Kind.UNRESOLVED, country=merge.body.country
    )


def _may(by: AbstractBaseUser) -> None:
    if not rules.may_decide(by):
        raise PermissionDenied("aliases: you may not join or part them; ask a curator")
