"""Writes of a deliberation: minutes, votes, the decision, its signatures, its issue. One transaction each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from karta.portal.engines.review import rules, sources
from karta.portal.engines.review.deciding import queries
from karta.portal.engines.review.errors import Incomplete, InConflict, NotNow, NotThere
from karta.portal.engines.review.jury.queries import barring, is_barred, seat
from karta.portal.engines.review.models import Category, Decision, Juror, Minute, Round, Signature, Vote
from karta.portal.engines.review.queries import results_of
from karta.portal.engines.review.services import refuse_others
from karta.portal.platform import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def add_minute(
    *, category_id: int, text: str, code: str, sent_key: str, by: AbstractBaseUser, at: datetime
) -> Minute:  # fmt: skip
    """Add to the minutes, of an entry (`code`) or of the category (""). Sent twice, it is one line.

    Errors: NotThere for who is neither a juror nor leads, InConflict, NotNow before closing or after the decision.
    """
    category = _deliberated(category_id, at)
    own = None if rules.may_lead(by) else _juror(category, by)
    entry = category.entries.filter(code=code, withdrawn_at=None).first() if code else None
    if code and entry is None:
        raise NotThere(f"category {category_id}: no entry {code}")
    if own and entry and is_barred(own.pk, entry.pk):
        raise InConflict(f"entry {code}: juror {own.number} has a conflict of interest")
    said = {"round": category.round, "category": category, "entry": entry, "text": text, "by_id": by.pk, "juror": own,
            "at": at}  # fmt: skip
    made, is_new = Minute.objects.get_or_create(sent_key=sent_key, defaults=said)
    if is_new:
        audit.record("minute.added", target=made, by=by, at=at, category=category.pk)
    return made


@transaction.atomic
def vote(*, category_id: int, code: str, choice: Vote.Choice, by: AbstractBaseUser, at: datetime) -> Vote:
    """Vote that an entry should win, or not; another vote takes the place of the first.

    Errors: NotThere, InConflict, NotNow before closing or after the decision.
    """
    category = _deliberated(category_id, at)
    own = _juror(category, by)
    entry = category.entries.filter(code=code, withdrawn_at=None).first()
    if entry is None:
        raise NotThere(f"category {category_id}: no entry {code}")
    if is_barred(own.pk, entry.pk):
        raise InConflict(f"entry {code}: juror {own.number} has a conflict of interest")
    made, _new = Vote.objects.update_or_create(entry=entry, juror=own, defaults={"choice": choice, "at": at})
    audit.record("vote.given", target=made, by=by, at=at, entry=entry.pk)
    return made


@transaction.atomic
def draft_decision(
    *, category_id: int, places: Mapping[str, int], revise: Iterable[str], reasons: str, by: AbstractBaseUser,
    at: datetime,
) -> Decision:  # fmt: skip
    """Write the decision that jurors sign: who wins which place, who is asked to revise, and why.

    An earlier draft is replaced, and its signatures with it. Errors: PermissionDenied, NotThere, NotNow, Incomplete.
    """
    refuse_others(by)
    category = _deliberated(category_id, at)
    board, asked = queries.board(category), set(revise)
    codes = {row.entry.code for row in board.rows}
    if wrong := sorted((set(places) | asked) - codes):
        raise Incomplete(_("This category has no entry %(codes)s.") % {"codes": ", ".join(wrong)})
    if asked and not category.round.allows_revise:
        raise Incomplete(_("This round does not know the verdict “revise”."))
    if len(places) > category.places or any(not 1 <= one <= category.places for one in places.values()):
        raise Incomplete(_("The category has %(places)d places.") % {"places": category.places})
    outcome = [_outcome(row, places, asked) for row in board.rows]
    record = _record(board)
    category.decisions.filter(state=Decision.State.DRAFT).update(state=Decision.State.REPLACED)
    made = Decision.objects.create(
        category=category, outcome=outcome, record=record, reasons=reasons, sha256=signed(outcome, record, reasons),
        made_by_id=by.pk, made_at=at,
    )  # fmt: skip
    audit.record("decision.drafted", target=made, by=by, at=at, category=category.pk, sha256=made.sha256)
    return made


def _outcome(row: queries.Row, places: Mapping[str, int], revise: set[str]) -> dict[str, Any]:
    code, entry = row.entry.code, row.entry
    verdict = "accept" if code in places else "revise" if code in revise else "reject"
    return {"entry": entry.pk, "object_id": entry.object_id, "code": code, "place": places.get(code),
            "verdict": verdict, "ranked": row.place}  # fmt: skip


def _record(board: queries.Board) -> dict[str, Any]:
    """Scores, reasons and votes as they stand, jurors by their numbers."""
    found = board.category.round
    votes = Vote.objects.filter(entry__category=board.category).select_related("entry", "juror")
    return {
        "rules": {name: None if getattr(found, name) is None else getattr(found, name) for name in Round.RULES}
        | {"threshold": None if found.threshold is None else str(found.threshold)},
        "criteria": [{"code": one.code, "weight": one.weight, "most": one.most} for one in board.criteria],
        "ranking": [
            {"code": row.entry.code, "place": row.place, "rule": row.rule, "raw": _figure(row.raw),
             "normalised": _figure(row.normalised), "is_first": row.is_first}
            for row in board.rows
        ],
        "reviews": [
            {"code": row.entry.code, "juror": one.assignment.juror.number, "points": one.points,
             "verdict": one.verdict, "reasons": one.reasons, "sha256": one.sha256}
            for row in board.rows for one in row.reviews
        ],
        "severities": [
            {"juror": board.numbers[one.juror], "effect": _figure(one.effect), "error": _figure(one.error)}
            for one in board.fit.severities
        ],
        "votes": [{"code": one.entry.code, "juror": one.juror.number, "vote": one.choice} for one in votes],
        "minutes": [
            {"at": one.at.isoformat(), "juror": one.juror.number if one.juror else None, "text": one.text}
            for one in queries.minutes(board.category)
        ],
    }  # fmt: skip


def _figure(value: float | None) -> float | None:
    """A number as every database gives it back: PostgreSQL keeps no negative zero, and what is signed is compared."""
    return None if value is None else round(value, 9) + 0.0


def signed(outcome: list[dict[str, Any]], record: dict[str, Any], reasons: str) -> str:
    """Hash of what jurors sign."""
    told = json.dumps([outcome, record, reasons], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def sign(*, decision_id: int, sha256: str, by: AbstractBaseUser, at: datetime) -> Signature:
    """Put a juror's name under a decision as they read it (`sha256`).

    Errors: NotThere, NotNow where another text stands by now, InConflict for a juror barred from one who wins.
    """
    found = _waiting(decision_id)
    own = _juror(found.category, by)
    if sha256 != found.sha256:
        raise NotNow(f"decision {decision_id}: it was replaced")
    winners = [one["entry"] for one in found.outcome if one["place"]]
    if barring().filter(juror=own, entry__in=winners).exists():
        raise InConflict(f"decision {decision_id}: juror {own.number} has a conflict with one who wins")
    made, is_new = Signature.objects.get_or_create(decision=found, juror=own, defaults={"sha256": sha256, "at": at})
    if is_new:
        audit.record("decision.signed", target=found, by=by, at=at, juror=own.pk, sha256=sha256)
    return made


@transaction.atomic
def issue(*, decision_id: int, by: AbstractBaseUser, at: datetime) -> Decision:
    """Make the result of a signed decision public, and tell the room.

    Errors: PermissionDenied, NotThere, NotNow, Incomplete where signatures are missing or what was signed changed.
    """
    refuse_others(by)
    found = _waiting(decision_id)
    quorum = found.category.round.quorum
    if found.signatures.filter(sha256=found.sha256).count() < quorum:
        raise Incomplete(_("%(quorum)d jurors must sign before the decision is issued.") % {"quorum": quorum})
    if found.sha256 != signed(found.outcome, found.record, found.reasons):
        raise Incomplete(_("The decision is not what was signed: write it anew."))
    gone = found.category.entries.filter(
        pk__in=[one["entry"] for one in found.outcome if one["place"]], withdrawn_at__isnull=False
    )
    if gone.exists():
        raise Incomplete(_("An entry that wins was withdrawn: write the decision anew."))
    found.state, found.issued_by_id, found.issued_at = Decision.State.ISSUED, by.pk, at
    found.save(update_fields=["state", "issued_by", "issued_at"])
    audit.record("decision.issued", target=found, by=by, at=at, category=found.category_id, sha256=found.sha256)
    sources.source(found.category.round.app).decided(found.category.round, results_of(found))
    return found


def _deliberated(category_id: int, at: datetime) -> Category:
    """A category of a closed round that is not decided, held until the transaction ends."""
    held = Category.objects.select_for_update(of=("self",)).select_related("round")
    found = held.filter(pk=category_id).first()
    if found is None:
        raise NotThere(f"category {category_id}")
    if not rules.may_see_others(found.round, at):
        raise NotNow(f"category {category_id}: the round is not closed")
    if found.decisions.filter(state=Decision.State.ISSUED).exists():
        raise NotNow(f"category {category_id}: decided")
    return found


def _juror(category: Category, by: AbstractBaseUser) -> Juror:
    own = seat(by, category.round_id)
    if own is None or own.state != Juror.State.ACCEPTED:
        raise NotThere(f"category {category.pk}: account {by.pk} is no juror of it")
    return own


def _waiting(decision_id: int) -> Decision:
    held = Decision.objects.select_for_update(of=("self",)).select_related("category__round")
    found = held.filter(pk=decision_id).first()
    if found is None:
        raise NotThere(f"decision {decision_id}")
    if found.state != Decision.State.DRAFT:
        raise NotNow(f"decision {decision_id}: {found.state}")
    return found
