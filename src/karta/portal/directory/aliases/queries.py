"""Reads of joinings."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from karta.portal.directory.models import AliasMerge, Body, Claim


def merges() -> QuerySet[AliasMerge]:
    """All joinings, by body, newest first, each with its evidence that everybody may see. Two queries."""
    evidence = Prefetch("claims", Claim.objects.public().select_related("source").order_by("pk"))
    return AliasMerge.objects.select_related("body", "gone", "by", "undone_by").prefetch_related(evidence)


def of_bodies(bodies: Iterable[Body]) -> list[AliasMerge]:
    """Those of these bodies, also of ones that were parted from another."""
    own = [one.pk for one in bodies]
    return list(merges().filter(Q(body__in=own) | Q(gone__in=own)).distinct()) if own else []
