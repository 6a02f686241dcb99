"""Conflicts of interest brought in step with accounts and the map, within a service's transaction.

What a new one bars a juror from is taken from them, with a line for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from karta.portal.engines.review import conflicts
from karta.portal.engines.review.jury import queries
from karta.portal.engines.review.models import Assignment, Conflict, Entry, Juror, Round, Vote
from karta.portal.platform import audit


def refresh(
    found: Round, *, at: datetime, jurors: Iterable[Juror] | None = None, entries: list[int] | None = None
) -> int:
    """Bring the conflicts of a round, or of some of its jurors or entries, in step; how many are new.

    Entries whose category is decided stay as they are.
    """
    asked = Entry.objects.filter(round=found, withdrawn_at=None).exclude(category__decisions__state="issued")
    asked = asked if entries is None else asked.filter(pk__in=entries)
    people = list(found.jurors.filter(state__in=queries.STANDING) if jurors is None else jurors)
    sides, behind = queries.sides(people), queries.behind(asked)
    web = queries.web(org_id for one in sides.values() for org_id in one.org_ids)
    told = {
        (one.pk, *_key(new)): new
        for one in people for each in behind for new in conflicts.found(sides[one.pk], each, web)
    }  # fmt: skip
    standing = Conflict.objects.filter(juror__in=people, entry__in=asked, ended_at=None)
    known = {(one.juror_id, *_key(one)): one for one in standing.exclude(kind=Conflict.Kind.DECLARED)}
    over = [one.pk for key, one in known.items() if key not in told]
    Conflict.objects.filter(pk__in=over).update(ended_at=at)
    made = Conflict.objects.bulk_create(
        Conflict(juror_id=key[0], entry_id=new.entry, kind=new.kind, juror_org_id=new.juror_org_id,
                 entry_org_id=new.entry_org_id, proof=new.proof, found_at=at)
        for key, new in told.items() if key not in known
    )  # fmt: skip
    bar(made, at=at)
    return len(made)


def _key(one: Any) -> tuple[int, str, str, str]:
    entry = one.entry_id if isinstance(one, Conflict) else one.entry
    return (entry, str(one.kind), one.juror_org_id, one.entry_org_id)


def bar(made: list[Conflict], *, at: datetime) -> None:
    """Take entries from jurors who must not review them any more: the review is kept out, the vote is gone."""
    pairs = {(one.entry_id, one.juror_id): one for one in made}
    if not pairs:
        return
    held = Assignment.objects.select_for_update(of=("self",)).exclude(state=Assignment.State.REMOVED).filter(
        entry__in={entry for entry, _juror in pairs}, juror__in={juror for _entry, juror in pairs}
    )  # fmt: skip
    for one in held.select_related("review"):
        if why := pairs.get((one.entry_id, one.juror_id)):
            _take(one, why, at=at)
    for vote in Vote.objects.filter(entry__in=[entry for entry, _ in pairs], juror__in=[juror for _, juror in pairs]):
        if why := pairs.get((vote.entry_id, vote.juror_id)):
            audit.record("vote.removed", target=vote, by=None, at=at, conflict=why.pk)
            vote.delete()


def _take(one: Assignment, why: Conflict, *, at: datetime) -> None:
    one.state, one.removed_at, one.removed_for = Assignment.State.REMOVED, at, "conflict"
    one.save(update_fields=["state", "removed_at", "removed_for"])
    audit.record("assignment.removed", target=one, by=None, at=at, conflict=why.pk, kind=why.kind)
    review = getattr(one, "review", None)
    if review is not None:
        review.kept_out_at = at
        review.save(update_fields=["kept_out_at"])
        audit.record("review.kept_out", target=review, by=None, at=at, conflict=why.pk)
