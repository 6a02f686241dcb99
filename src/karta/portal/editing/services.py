"""Writes of facts: subjects, claims on them, their corrections and undoing. One transaction each, with an audit line.

Nothing that was said is lost: columns keep what they held in `Change`, a claim that is corrected or withdrawn stays.

ChangedMeanwhile   somebody changed the subject since its form was opened; nothing was written
NotStanding        the claim was corrected or withdrawn before
CannotUndo         something later stands on the change
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from karta.portal.directory import recorded
from karta.portal.directory.claiming import Said, follow, note, refuse_others, write_claim
from karta.portal.directory.codes import free_code
from karta.portal.directory.models import Body, Change, Choice, Claim, Contradiction, Edition, Project, Source
from karta.portal.directory.services import choose, undo_choice
from karta.portal.editing.queries import stamp
from karta.portal.platform import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class ChangedMeanwhile(Exception):
    """The subject is no longer as its form showed it."""


class NotStanding(Exception):
    """The claim no longer stands."""


class CannotUndo(Exception):
    """Something later stands on the change."""


@transaction.atomic
def create(*, kind: str, told: recorded.Values, reason: str, by: AbstractBaseUser, at: datetime) -> Any:
    """Enter a subject under a code made of its name."""
    refuse_others(by)
    made = _made(recorded.KINDS[kind].model, told, at)
    code = made.code
    note(Change.Kind.CREATED, kind, code, by=by, at=at, reason=reason, after=told)
    audit.record("fact.created", target=f"{kind}/{code}", by=by, at=at)
    return made


def _made(model: Any, told: recorded.Values, at: datetime) -> Any:
    name = told.get("name_en") or told.get("name_bg") or told.get("title_en") or told["title_bg"]
    while True:
        made = model(code=free_code(model, name))
        if model in (Edition, Project):
            made.changed_at = at
        try:
            with transaction.atomic():
                recorded.write(made, told)
            return made
        except IntegrityError:
            if not model.objects.filter(code=made.code).exists():  # else: entered by another one at this moment
                raise


@transaction.atomic
def edit(
    *, kind: str, code: str, seen: str, told: recorded.Values, reason: str, by: AbstractBaseUser, at: datetime
) -> Change | None:
    """Write columns of a subject; None where nothing is new. `seen`: the stamp of what the form showed.

    Errors: ChangedMeanwhile.
    """
    refuse_others(by)
    found = recorded.KINDS[kind].model.objects.select_for_update().get(code=code)
    before = recorded.values(kind, found)
    if seen != stamp(before):
        raise ChangedMeanwhile(f"{kind}/{code}: changed since the form was opened; nothing was written")
    new = {column: value for column, value in told.items() if before[column] != value}
    if not new:
        return None
    _touch(found, at)
    recorded.write(found, new)
    old = {column: before[column] for column in new}
    made = note(Change.Kind.EDITED, kind, code, by=by, at=at, reason=reason, before=old, after=new)
    audit.record("fact.edited", target=f"{kind}/{code}", by=by, at=at, columns=sorted(new))
    return made


@transaction.atomic
def correct_claim(*, claim_id: int, said: Said, reason: str, by: AbstractBaseUser, at: datetime) -> Claim:
    """Put a claim as it ought to be read in the place of one; the old one is kept to read. Errors: NotStanding."""
    refuse_others(by)
    old = _standing(claim_id)
    columns = {"basis": old.basis, "visibility": old.visibility, "method": Claim.Method.CORRECTED, **said.columns}
    made, is_new = write_claim(old.subject_kind, old.subject_code, Said(said.source, columns, said.bodies), at)
    if not is_new:
        return made
    made.corrects = old
    made.save(update_fields=["corrects"])
    old.withdrawn_at = at
    old.save(update_fields=["withdrawn_at"])
    change = note(Change.Kind.CORRECTED, old.subject_kind, old.subject_code, by=by, at=at, reason=reason, claim=made)
    for one in old.contradictions.all():
        one.claims.add(made)
        if one.preferred_id == old.pk:
            change.choices.add(_choose(one, made, reason, by, at))
    audit.record("claim.corrected", target=made, by=by, at=at, claim=made.claim_id, of=old.claim_id)
    follow(made, at)
    return made


@transaction.atomic
def withdraw_claim(*, claim_id: int, reason: str, by: AbstractBaseUser, at: datetime) -> Change:
    """Take back a claim that its source does not make; it stays to read with the reason. Errors: NotStanding."""
    refuse_others(by)
    found = _standing(claim_id)
    found.withdrawn_at = at
    found.save(update_fields=["withdrawn_at"])
    change = note(
        Change.Kind.WITHDRAWN, found.subject_kind, found.subject_code, by=by, at=at, reason=reason, claim=found
    )
    for one in found.contradictions.filter(preferred=found):
        change.choices.add(_choose(one, None, reason, by, at))
    audit.record("claim.withdrawn", target=found, by=by, at=at, claim=found.claim_id)
    follow(found, at)
    return change


@transaction.atomic
def contradict(
    *, claims: list[Claim], kind: str, preferred_id: int | None, title: dict[str, str], reason: dict[str, str],
    by: AbstractBaseUser, at: datetime,
) -> Contradiction:  # fmt: skip
    """Store that claims of one property do not agree, which is preferred and why. Errors: those of choose."""
    first = claims[0]
    made = Contradiction.objects.create(
        code=free_code(Contradiction, f"{first.subject_code} {first.property}"), kind=kind,
        subject_kind=first.subject_kind, subject_code=first.subject_code, property=first.property,
        title_bg=title["bg"], title_en=title["en"],
    )  # fmt: skip
    made.claims.set(claims)
    audit.record("contradiction.noted", target=made, by=by, at=at, claims=[one.claim_id for one in claims])
    choose(contradiction_id=made.pk, claim_id=preferred_id, reason=reason, by=by, at=at)
    follow(first, at)
    return made


@transaction.atomic
def join(*, contradiction_id: int, claim_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Add a claim to a contradiction that stands on its property."""
    refuse_others(by)
    found = Contradiction.objects.select_for_update().get(pk=contradiction_id)
    claim = Claim.objects.get(pk=claim_id, property=found.property, subject_code=found.subject_code)
    found.claims.add(claim)
    audit.record("contradiction.joined", target=found, by=by, at=at, claim=claim.claim_id)


@transaction.atomic
def undo(*, change_id: int, by: AbstractBaseUser, at: datetime) -> Change:
    """Take a change back: what was said before it is said again. Errors: CannotUndo."""
    refuse_others(by)
    found = Change.objects.select_for_update().get(pk=change_id)
    if found.undone_at is not None:
        raise CannotUndo(f"change {change_id}: taken back before")
    _UNDO[found.kind](found, at)
    for choice in found.choices.filter(undone_at=None):
        newest = choice.contradiction.choices.filter(undone_at=None).first()
        if newest == choice:
            undo_choice(contradiction_id=choice.contradiction_id, by=by, at=at)
    found.undone_by, found.undone_at = by, at
    found.save(update_fields=["undone_by", "undone_at"])
    audit.record("fact.undone", target=f"{found.subject_kind}/{found.subject_code}", by=by, at=at, change=found.pk)
    if found.claim:
        follow(found.claim, at)
    return found


def _undo_created(change: Change, at: datetime) -> None:  # noqa: ARG001 - every kind is told the moment
    subject = {"subject_kind": change.subject_kind, "subject_code": change.subject_code}
    later = Change.objects.filter(**subject, undone_at=None).exclude(pk=change.pk)
    found = recorded.KINDS[change.subject_kind].model.objects.get(code=change.subject_code)
    if later.exists() or Claim.objects.standing().filter(**subject).exists() or _is_named(found):
        raise CannotUndo(f"change {change.pk}: something stands on {change.subject_kind}/{change.subject_code}")
    found.delete()


def _is_named(found: Any) -> bool:
    """Whether another object needs it."""
    named = {Edition: ("sessions",), Body: ("mentions",), Source: ("claims",)}.get(type(found), ("editions",))
    return any(getattr(found, name).exists() for name in named if hasattr(found, name))


def _undo_edited(change: Change, at: datetime) -> None:
    found = recorded.KINDS[change.subject_kind].model.objects.select_for_update().get(code=change.subject_code)
    now = recorded.values(change.subject_kind, found)
    if any(now[column] != value for column, value in change.after.items()):
        raise CannotUndo(f"change {change.pk}: a later one changed the same")
    _touch(found, at)
    recorded.write(found, change.before)


def _undo_claimed(change: Change, at: datetime) -> None:
    claim = _claim_of(change)
    if claim.withdrawn_at is not None or Contradiction.objects.filter(preferred=claim).exists():
        raise CannotUndo(f"change {change.pk}: its claim was chosen, corrected or withdrawn since")
    claim.withdrawn_at = at
    claim.save(update_fields=["withdrawn_at"])


def _undo_corrected(change: Change, at: datetime) -> None:
    claim = _claim_of(change)
    if claim.withdrawn_at is not None or claim.corrects is None:
        raise CannotUndo(f"change {change.pk}: its claim was corrected or withdrawn since")
    claim.withdrawn_at, claim.corrects.withdrawn_at = at, None
    claim.save(update_fields=["withdrawn_at"])
    claim.corrects.save(update_fields=["withdrawn_at"])


def _undo_withdrawn(change: Change, at: datetime) -> None:  # noqa: ARG001 - every kind is told the moment
    claim = _claim_of(change)
    claim.withdrawn_at = None
    claim.save(update_fields=["withdrawn_at"])


_UNDO = {
    Change.Kind.CREATED: _undo_created,
    Change.Kind.EDITED: _undo_edited,
    Change.Kind.CLAIMED: _undo_claimed,
    Change.Kind.CORRECTED: _undo_corrected,
    Change.Kind.WITHDRAWN: _undo_withdrawn,
}


def _claim_of(change: Change) -> Claim:
    return Claim.objects.select_for_update().get(pk=change.claim_id)


def _standing(claim_id: int) -> Claim:
    found = Claim.objects.select_for_update().get(pk=claim_id)
    if found.withdrawn_at is not None:
        raise NotStanding(f"claim {claim_id}: corrected or withdrawn before")
    return found


def _choose(one: Contradiction, claim: Claim | None, reason: str, by: AbstractBaseUser, at: datetime) -> Choice:
    told = {"bg": reason, "en": reason}
    return choose(contradiction_id=one.pk, claim_id=claim and claim.pk, reason=told, by=by, at=at)


def _touch(found: Any, at: datetime) -> None:
    if isinstance(found, Edition | Project):
        found.changed_at = at
