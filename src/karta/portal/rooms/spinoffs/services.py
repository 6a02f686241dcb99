"""Writes of the goal: spin-offs, their facts, decisions on them, proposals. One transaction each, audited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from karta.portal.directory.models import Claim
from karta.portal.directory.queries import claims_on
from karta.portal.directory.timing import SOFIA, working_days_after
from karta.portal.platform import audit, mail
from karta.portal.rooms.spinoffs import facts, letters, rules
from karta.portal.rooms.spinoffs.errors import AlreadyThere, Lacking, NotNow
from karta.portal.rooms.spinoffs.facts import Fact
from karta.portal.rooms.spinoffs.models import Decision, Proposal, SpinOff
from karta.vocab.transliteration import transliterate

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def _may(by: AbstractBaseUser) -> None:
    if not rules.may_verify(by):
        raise PermissionDenied("spin-offs: you may not decide on them; ask a curator")


@transaction.atomic
def enter(
    *, name: dict[str, str], org_id: str = "", body: str = "", website: str = "", told: Iterable[Fact] = (),
    by: AbstractBaseUser, at: datetime,
) -> SpinOff:  # fmt: skip
    """Put a company into the list as being checked, with what is known of it. Errors: AlreadyThere."""
    _may(by)
    same = {column: value for column, value in (("org_id", org_id), ("body", body)) if value}
    _not_there(same)
    try:
        with transaction.atomic():
            made = SpinOff.objects.create(
                code=_free_code(name["en"] or name["bg"]), name_bg=name["bg"], name_en=name["en"], website=website,
                made_at=at, changed_at=at, **same,
            )  # fmt: skip
    except IntegrityError:  # entered by another person at this moment
        _not_there(same)
        raise
    audit.record("spin_off.entered", target=made, by=by, at=at, org_id=org_id)
    for fact in told:
        _record(made, fact, by=by, at=at)
    return made


def _not_there(same: dict[str, str]) -> None:
    for column, value in same.items():
        if found := SpinOff.objects.filter(**{column: value}).first():
            raise AlreadyThere(found.code)


def _free_code(name: str) -> str:
    """A slug of the name that nobody has, with a number where it is taken."""
    base = slugify(transliterate(name))[:50] or "spin-off"
    taken = set(SpinOff.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


@transaction.atomic
def record(*, code: str, fact: Fact, represented: Iterable[str] = (), by: AbstractBaseUser, at: datetime) -> Claim:
    """Record what a source says; the same fact twice is one. The team records all, an organisation what is its own.

    `represented`: present ids of the organisations that `by` acts for.
    """
    found = SpinOff.objects.select_for_update().get(code=code)
    _may_touch(found, fact.property, represented, by)
    return _record(found, fact, by=by, at=at)


def _record(found: SpinOff, fact: Fact, *, by: AbstractBaseUser, at: datetime) -> Claim:
    made, is_new = facts.write(found.code, fact, at=at)
    if is_new:
        audit.record("spin_off.fact_recorded", target=made, by=by, at=at, spin_off=found.code, claim=made.claim_id)
        _touch(found, at)
    return made


def _may_touch(found: SpinOff, name: str, represented: Iterable[str], by: AbstractBaseUser) -> None:
    if not rules.may_verify(by) and not (name in rules.OWN and rules.may_tell(found.org_id, set(represented))):
        raise PermissionDenied(f"spin-off {found.code}: you may not say its {name}; ask a curator")


@transaction.atomic
def take_back(
    *, code: str, claim_id: str, is_back: bool, represented: Iterable[str] = (), by: AbstractBaseUser, at: datetime
) -> Claim:
    """Take a fact back, or let it stand again. Errors: NotNow where it is as asked already."""
    found = SpinOff.objects.select_for_update().get(code=code)
    claim = Claim.objects.select_for_update().get(claim_id=claim_id, subject_kind=rules.KIND, subject_code=code)
    _may_touch(found, claim.property, represented, by)
    if (claim.withdrawn_at is not None) == is_back:
        raise NotNow(f"claim {claim_id}: taken back or standing already")
    claim.withdrawn_at = at if is_back else None
    claim.save(update_fields=["withdrawn_at"])
    what = "spin_off.fact_withdrawn" if is_back else "spin_off.fact_restored"
    audit.record(what, target=claim, by=by, at=at, spin_off=code, claim=claim.claim_id)
    _touch(found, at)
    return claim


@transaction.atomic
def decide(*, code: str, what: Decision.What, evidence: str, by: AbstractBaseUser, at: datetime) -> Decision:
    """Verify, withdraw a verification, or decline. Errors: Lacking, NotNow where it is so already; ValueError without
    evidence."""
    _may(by)
    if not evidence.strip():
        raise ValueError(f"spin-off {code}: a decision says what it rests on")
    found = SpinOff.objects.select_for_update().get(code=code)
    if found.state == what:
        raise NotNow(f"spin-off {code}: {what} already")
    if what == Decision.What.VERIFIED and (missing := rules.lacking(facts.standing(_told(code)))):
        raise Lacking(code, missing)
    made = Decision.objects.create(spin_off=found, what=what, evidence=evidence.strip(), by=by, at=at)
    _stand(found, made, at)
    audit.record(f"spin_off.{_WORDS[what]}", target=found, by=by, at=at, decision=made.pk)
    return made


_WORDS = {
    Decision.What.VERIFIED: "verified",
    Decision.What.WITHDRAWN: "verification_withdrawn",
    Decision.What.DECLINED: "declined",
}


@transaction.atomic
def undo(*, code: str, by: AbstractBaseUser, at: datetime) -> Decision | None:
    """Take the newest decision back: the one before it stands again, which is returned. Errors: NotNow, Lacking."""
    _may(by)
    found = SpinOff.objects.select_for_update().get(code=code)
    standing = list(found.decisions.filter(undone_at=None)[:2])
    if not standing:
        raise NotNow(f"spin-off {code}: no decision stands")
    newest, before = standing[0], standing[1] if len(standing) > 1 else None
    if (
        before is not None
        and before.what == Decision.What.VERIFIED
        and (missing := rules.lacking(facts.standing(_told(code))))
    ):
        raise Lacking(code, missing)
    newest.undone_by, newest.undone_at = by, at
    newest.save(update_fields=["undone_by", "undone_at"])
    _stand(found, before, at)
    audit.record("spin_off.decision_undone", target=found, by=by, at=at, decision=newest.pk)
    return before


def _told(code: str) -> Any:
    return claims_on(rules.KIND, [code])[code]


def _stand(found: SpinOff, decision: Decision | None, at: datetime) -> None:
    found.state = decision.what if decision else SpinOff.State.CHECKED
    _touch(found, at)


def _touch(found: SpinOff, at: datetime) -> None:
    found.changed_at = at
    found.save(update_fields=["state", "changed_at"])


@transaction.atomic
def propose(*, sent_key: str, language: str, at: datetime, **said: Any) -> tuple[Proposal, bool]:
    """Keep a proposal for the team, with a copy to who sent it: (proposal, whether it is new).

    `said`: name, website, origin_kind, origin, founded, address, words, email.
    """
    due = working_days_after(at.astimezone(SOFIA).date(), rules.ANSWER_DAYS)
    made, is_new = Proposal.objects.get_or_create(
        sent_key=sent_key, defaults={**said, "language": language, "sent_at": at, "due_on": due}
    )
    if is_new:
        audit.record("spin_off.proposed", target=made, by=None, at=at)
        mail.send(letters.received(made, at=at))
    return made, is_new


@transaction.atomic
def take_up(
    *, proposal_id: int, code: str = "", told: Iterable[Fact] = (), by: AbstractBaseUser, at: datetime
) -> SpinOff:
    """Close a proposal with a spin-off of the list, or with a new one where `code` is "", and record what it says.

    Its sender is told. Errors: NotNow.
    """
    _may(by)
    proposal = Proposal.objects.select_for_update().get(pk=proposal_id)
    if proposal.state != Proposal.State.OPEN:
        raise NotNow(f"proposal {proposal_id}: {proposal.state} already")
    if code:
        found = SpinOff.objects.select_for_update().get(code=code)
        for fact in told:
            _record(found, fact, by=by, at=at)
    else:
        name = {"bg": proposal.name, "en": proposal.name}
        found = enter(name=name, website=proposal.website, told=told, by=by, at=at)
    _answer(proposal_id, Proposal.State.TAKEN, by, at, spin_off=found)
    return found


@transaction.atomic
def decline_proposal(*, proposal_id: int, answer: str, by: AbstractBaseUser, at: datetime) -> Proposal:
    """Close a proposal with a reason, which its sender is told. Errors: NotNow."""
    return _answer(proposal_id, Proposal.State.DECLINED, by, at, answer=answer)


def _answer(proposal_id: int, state: str, by: AbstractBaseUser, at: datetime, **columns: Any) -> Proposal:
    _may(by)
    found = Proposal.objects.select_for_update().get(pk=proposal_id)
    if found.state != Proposal.State.OPEN:
        raise NotNow(f"proposal {proposal_id}: {found.state} already")
    for column, value in {**columns, "state": state, "decided_by": by, "decided_at": at,
                          "delete_at": at + rules.RETENTION}.items():  # fmt: skip
        setattr(found, column, value)
    found.save()
    audit.record(f"spin_off.proposal_{state}", target=found, by=by, at=at)
    mail.send(letters.answered(found, at=at))
    return found


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Delete proposals past their retention; how many. Run by the worker."""
    expired = Proposal.objects.filter(delete_at__lte=at)
    count = expired.count()
    if count:
        expired.delete()
        audit.record("spin_off.proposals_expired", target="proposals past their retention", by=None, at=at, count=count)
    return count
