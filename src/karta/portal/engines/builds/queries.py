"""Reads: runs, and what differs between two snapshots."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import lru_cache
from typing import Any

from karta.portal.engines.builds import rules
from karta.portal.engines.builds.models import Run
from karta.portal.platform.snapshots import store
from karta.snapshot.diff import compare
from karta.vocab import formats
from karta.vocab.labels import closed_list_names, field, label


def active_build() -> Run | None:
    """The build that is waiting or running, or None."""
    return Run.objects.filter(kind=Run.Kind.BUILD, state__in=(Run.State.WAITING, Run.State.RUNNING)).first()


def latest_builds(limit: int = 10) -> list[Run]:
    return list(Run.objects.filter(kind=Run.Kind.BUILD).select_related("asked_by")[:limit])


def is_unclaimed(run: Run, *, at: datetime) -> bool:
    """Whether a run waits although no worker takes it."""
    return run.state == Run.State.WAITING and rules.is_unclaimed(run.asked_at, at)


@lru_cache(maxsize=16)
def differences(before: str, after: str) -> dict[str, Any]:
    """What `karta diff` tells of two snapshots. They never change, so an answer by their names is kept.

    Errors: NoSuchSnapshot.
    """
    kept = store()
    return compare(kept.find(before), kept.find(after))


REASONS = (
    "new_source", "newer_version", "correction", "merge", "split", "redirect", "link", "rule", "removed_source",
)  # fmt: skip


def difference_shown(before: str, after: str, *, language: str, limit: int = 300) -> dict[str, Any]:
    """`differences` as a page prints them: counts, changes by reason, and the first `limit` changes in words.

    Errors: NoSuchSnapshot.
    """
    kept = store()
    found = differences(kept.find(before).name, kept.find(after).name)
    reasons = Counter(change["reason"] for change in found["changes"])
    rows = [_change(change, language) for change in found["changes"][:limit]]
    return {
        "same": found["same"],
        "counts": found["counts"],
        "total": len(found["changes"]),
        "reasons": [(reason, reasons[reason]) for reason in REASONS if reasons[reason]],
        "rows": rows,
        "more": max(0, len(found["changes"]) - limit),
    }


def _change(change: dict[str, Any], language: str) -> dict[str, Any]:
    measure, column = change.get("measure"), change.get("column")
    if measure:
        what = label("measure", measure, language)
        sides = [_figure(change[side], measure, language) for side in ("before", "after")]
    else:
        what = field("organisations", column)["label"][language] if column else None
        sides = [_attribute(column, change.get(side), language) for side in ("before", "after")]
    return {
        "kind": change["change"], "reason": change["reason"], "org_id": change["org_id"], "name": change["name"],
        "what": what, "before": sides[0], "after": sides[1],
    }  # fmt: skip


def _figure(shown: dict[str, Any], measure: str, language: str) -> str | None:
    if shown["value"] is None:
        return None
    is_count = measure in ("headcount", "fte")
    text = formats.number(shown["value"], language) if is_count else formats.money(shown["value"], language)
    return f"{text} ({shown['year']})"


def _attribute(column: str | None, value: Any, language: str) -> str | None:
    if value is None or column is None:
        return None
    return (label(column, str(value), language) if column in closed_list_names() else None) or str(value)
