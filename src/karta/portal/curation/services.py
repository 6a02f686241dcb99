"""Writes: proposals and pairs are decided, decisions undone or taken in. One transaction each; the build's lines are
written last."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.curation import decisions, queries, rules
from karta.portal.directory import rules as directory_rules
from karta.portal.directory import services as directory
from karta.portal.directory.models import Correction
from karta.portal.platform import audit
from karta.vocab.decisions import PAIRS, Line, RecordKey

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from karta.portal.curation.pair import Side


class TooLate(Exception):
    """A build has read the decision; it is undone by another decision."""


@transaction.atomic
def decline(*, correction_id: int, reason: str, by: AbstractBaseUser, at: datetime) -> Correction:
    """Decline a proposal; nothing changes on the map. Errors: AlreadyDecided, PermissionDenied."""
    state = Correction.State.DECLINED
    return directory.decide(correction_id=correction_id, state=state, reason=reason, by=by, at=at)


@transaction.atomic
def accept(
    *, correction_id: int, decision: str, claim: dict[str, Any], reason: str, by: AbstractBaseUser, at: datetime
) -> Correction:
    """Accept a proposal: the next build reads its line of decisions.jsonl. Errors: AlreadyDecided, PermissionDenied.

    `decision`: add claim | prefer claim | withdraw claim. `claim`: property, value, unit, period of a claim to add.
    """
    state = Correction.State.ACCEPTED
    found = directory.decide(correction_id=correction_id, state=state, reason=reason, by=by, at=at)
    line = {"id": f"correction-{found.pk}", "decision": decision, "org_id": found.org_id, "reason": reason}
    line |= claim | {"source_url": found.source_url} if decision == "add claim" else {"claim_id": found.claim_id}
    decisions.append(line, by=by.get_username(), at=at)
    return found


@transaction.atomic
def undo(*, correction_id: int, by: AbstractBaseUser, at: datetime) -> Correction:
    """Open a decided proposal again, as long as no build has read the decision. Errors: TooLate, PermissionDenied."""
    if not directory_rules.may_decide(by):
        raise PermissionDenied(f"correction {correction_id}: you may not decide it; ask a steward")
    found = Correction.objects.select_for_update().get(pk=correction_id)
    if found.state == Correction.State.OPEN:
        return found
    was = found.state
    if was == Correction.State.ACCEPTED and queries.is_applied(found, queries.last_build_at()):
        raise TooLate(f"correction {correction_id}: a build has read it; decide on a new proposal instead")
    found.state, found.decided_by, found.decided_at, found.decision_reason = Correction.State.OPEN, None, None, ""
    found.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    audit.record("correction.reopened", target=found, by=by, at=at, was=was)
    if was == Correction.State.ACCEPTED:
        line = {"id": f"correction-{found.pk}-undo", "decision": "undo", "undoes": f"correction-{found.pk}",
                "reason": "undone"}  # fmt: skip
        decisions.append(line, by=by.get_username(), at=at)
    return found


class NotPossible(Exception):
    """What was decided cannot be: `refusal` tells why."""

    def __init__(self, refusal: rules.Refusal) -> None:
        super().__init__(f"{refusal.why}: {', '.join(refusal.about)}")
        self.refusal = refusal


class UnknownDecision(LookupError):
    """There is no such decision, or it was undone before."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organisations to decide on, and the two records of theirs that were compared. Of `part_of` the left is the
    part."""

    sides: tuple[Side, Side]
    records: tuple[RecordKey, RecordKey]

    def turned(self) -> Pair:
        return Pair(self.sides[::-1], self.records[::-1])

    def bound(self) -> set[RecordKey]:
        """Records that a register number holds to the one of their organisation that was compared."""
        both = zip(self.sides, self.records, strict=True)
        return {one for side, compared in both for one in side.records if side.ids_of(one) & side.ids_of(compared)}

    def refusal(self) -> rules.Refusal | None:
        """Why the two cannot be one organisation."""
        return rules.merge_refusal([side.ids for side in self.sides], [side.row.source_ids for side in self.sides])


@transaction.atomic
def decide_pairs(
    *, pairs: Sequence[Pair], decision: str, reason: str, by: AbstractBaseUser, at: datetime
) -> list[dict[str, Any]]:
    """Decide the same on some pairs, in one batch where that takes several lines; the lines that were written.

    Errors: PermissionDenied, NotPossible before anything is written.
    """
    _refuse_others(by)
    if decision == "same":
        for refusal in filter(None, (pair.refusal() for pair in pairs)):
            raise NotPossible(refusal)
    said = decisions.read()
    lines = []
    for pair in pairs:
        records = pair.sides[0].records, pair.sides[1].records
        told = {f"{name}_org_id": side.org_id for name, side in zip(("left", "right"), pair.sides, strict=True)}
        told |= {f"{name}_name": _name(side) for name, side in zip(("left", "right"), pair.sides, strict=True)}
        made = rules.pair_lines(decision, pair.records, records, said.pairs, bound=pair.bound())
        lines += [line | told for line in made]
    written = _append(lines, reason, by, at)
    for pair in pairs:
        about = " ".join(side.org_id for side in pair.sides)
        audit.record("pair.decided", target=about, by=by, at=at, decision=decision, id=_undoable(written[0]))
    return written


@transaction.atomic
def split(
    *, side: Side, leaving: Sequence[RecordKey], reason: str, by: AbstractBaseUser, at: datetime
) -> list[dict[str, Any]]:
    """Part records from the rest of their organisation, in one batch; the lines that were written.

    Errors: PermissionDenied, NotPossible before anything is written.
    """
    _refuse_others(by)
    gone = [record for record in side.records if record in set(leaving)]
    rest = [record for record in side.records if record not in set(leaving)]
    refusal = rules.split_refusal({key: side.ids_of(key) for key in gone}, {key: side.ids_of(key) for key in rest})
    if refusal:
        raise NotPossible(refusal)
    told = {f"{end}_org_id": side.org_id for end in ("left", "right")}
    told |= {f"{end}_name": _name(side) for end in ("left", "right")}
    written = _append([line | told for line in rules.split_lines(gone, rest)], reason, by, at)
    audit.record("organisation.split", target=side.org_id, by=by, at=at, records=len(gone), id=_undoable(written[0]))
    return written


@transaction.atomic
def undo_lines(*, name: str, by: AbstractBaseUser, at: datetime) -> list[Line]:
    """Undo a decision or a whole batch by its id, as long as no build has read it; the lines that no longer stand.

    Errors: PermissionDenied, UnknownDecision, TooLate.
    """
    _refuse_others(by)
    said = decisions.read()
    gone = [line for line in said.kept if name in (line["id"], line.get("batch")) and line["decision"] in PAIRS]
    if not gone:
        raise UnknownDecision(f"decision {name}: there is none that stands")
    read_to = decisions.read_by_builds()
    if any(said.is_read(line, read_to) for line in gone):
        raise TooLate(f"decision {name}: a build has read it; decide otherwise instead")
    line = {"id": secrets.token_hex(8), "decision": "undo", "undoes": name, "reason": "undone"}
    decisions.append(line, by=by.get_username(), at=at)
    audit.record("decision.undone", target=name, by=by, at=at, lines=len(gone))
    return gone


@transaction.atomic
def take_in(*, lines: Sequence[Line], by: AbstractBaseUser, at: datetime) -> int:
    """Append decisions that were made elsewhere, as they are; those that are here already are left out.

    Returns how many are new. Errors: PermissionDenied.
    """
    _refuse_others(by)
    known = {_identity(line) for line in decisions.read().lines}
    new = []
    for line in lines:
        if _identity(line) not in known:
            known.add(_identity(line))
            new.append(line)
    if new:
        decisions.append_signed(new)
        audit.record("decisions.taken_in", target="decisions.jsonl", by=by, at=at, lines=len(new))
    return len(new)


def _identity(line: Line) -> tuple[str, ...]:
    """A correction that was opened again has one id and two moments."""
    if line.get("id"):
        return str(line["id"]), str(line["at"])
    return tuple(f"{name}={line[name]}" for name in sorted(line) if name != "id")


def _append(lines: list[dict[str, Any]], reason: str, by: AbstractBaseUser, at: datetime) -> list[dict[str, Any]]:
    batch = secrets.token_hex(8) if len(lines) > 1 else ""
    named = [{"id": secrets.token_hex(8), "batch": batch, "reason": reason} | line for line in lines]
    return decisions.append_all(named, by=by.get_username(), at=at)


def _undoable(line: Line) -> str:
    """The id by which a line is undone together with those that were written with it."""
    return str(line.get("batch") or line["id"])


def _name(side: Side) -> str:
    return side.title["bg"] or side.title["en"] or side.org_id


def _refuse_others(by: AbstractBaseUser) -> None:
    if not directory_rules.may_decide(by):
        raise PermissionDenied("decisions: you may not decide; ask a steward")
