"""Who comes to act for an organisation, and who no longer does. One transaction each, with an audit line.

Audit lines and letters hold no address of the asker: lines are never deleted.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from karta.portal.directory.models import Representative
from karta.portal.directory.profiles import letters, queries, rules
from karta.portal.directory.profiles.models import EmailCode
from karta.portal.platform import audit, mail
from karta.portal.platform.queries import token_hash

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from karta.portal.directory.profiles.queries import Organisation

# Without letters and digits that look alike.
_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class NotPossible(Exception):
    """It was decided, ended or asked for before: look at it as it is now."""


@transaction.atomic
def ask_steward(*, of: Organisation, reason: str, by: AbstractBaseUser, at: datetime) -> Representative:
    """Ask a steward for the right to act for an organisation. Asked again, the newer words stand."""
    found = _asked(of, by, at)
    found.proof, found.reason, found.email, found.asked_at = Representative.Proof.STEWARD, reason, "", at
    found.save()
    EmailCode.objects.filter(representative=found).delete()
    audit.record("representative.asked", target=found, by=by, at=at, organisation=of.org_id, proof=found.proof)
    return found


@transaction.atomic
def ask_by_email(
    *, of: Organisation, email: str, link: letters.Link, by: AbstractBaseUser, at: datetime
) -> Representative:
    """Send a code to an address at the organisation's website (domains.refusal was asked). Earlier codes end."""
    found = _asked(of, by, at)
    found.proof, found.reason, found.email, found.asked_at = Representative.Proof.EMAIL, "", email, at
    found.save()
    code = "".join(secrets.choice(_SIGNS) for _ in range(10))
    told = {"code_hash": token_hash(f"{found.pk} {code}"), "made_at": at, "wrong": 0}
    EmailCode.objects.update_or_create(representative=found, defaults=told)
    audit.record("representative.asked", target=found, by=by, at=at, organisation=of.org_id, proof=found.proof)
    mail.send(letters.code(to=email, name=of.name, code=code, address=link, at=at))
    return found


@transaction.atomic
def prove(*, of: Organisation, code: str, by: AbstractBaseUser, at: datetime) -> bool:
    """Spend a code: True where the account acts for the organisation now. Only who asked for it can; a wrong code is
    counted, and after rules.WRONG_CODES the code opens nothing."""
    asked = queries.pending(by.pk, of.ids)
    kept = EmailCode.objects.select_for_update().filter(representative=asked).first() if asked else None
    if asked is None or kept is None or kept.wrong >= rules.WRONG_CODES or at - kept.made_at > rules.CODE_LIFE:
        return False
    typed = "".join(sign for sign in code.upper() if sign in _SIGNS)
    if not constant_time_compare(token_hash(f"{asked.pk} {typed}"), kept.code_hash):
        kept.wrong += 1
        kept.save(update_fields=["wrong"])
        return False
    kept.delete()
    asked.proven_at = at
    asked.save(update_fields=["proven_at"])
    audit.record("representative.proven", target=asked, by=by, at=at, organisation=of.org_id, proof=asked.proof)
    _tell_the_others(of, asked, at)
    return True


@transaction.atomic
def decide(
    *, representative_id: int, of: Organisation, accept: bool, reason: str, by: AbstractBaseUser, at: datetime
) -> Representative:
    """Accept or decline a request; the asker gets a letter. Errors: PermissionDenied, NotPossible."""
    found = _locked(representative_id, by)
    if found.proven_at or found.ended_at or found.proof != Representative.Proof.STEWARD:
        raise NotPossible(f"representative {found.pk}: decided before")
    if accept:
        found.proven_at, found.proven_by_id = at, by.pk
        _tell_the_others(of, found, at)
    else:
        found.ended_at, found.ended_reason = at, reason
    found.save()
    audit.record("representative.accepted" if accept else "representative.declined", target=found, by=by, at=at,
                 organisation=of.org_id)  # fmt: skip
    outcome: letters.Outcome = "accepted" if accept else "declined"
    _tell(found, of, outcome, reason, at)
    return found


@transaction.atomic
def take_away(
    *, representative_id: int, of: Organisation, reason: str, by: AbstractBaseUser, at: datetime
) -> Representative:
    """End what somebody does for an organisation; they get a letter. Errors: PermissionDenied, NotPossible."""
    found = _locked(representative_id, by)
    if found.proven_at is None or found.ended_at:
        raise NotPossible(f"representative {found.pk}: does not act for it now")
    found.ended_at, found.ended_reason = at, reason
    found.save()
    audit.record("representative.taken_away", target=found, by=by, at=at, organisation=of.org_id)
    _tell(found, of, "taken_away", reason, at)
    return found


@transaction.atomic
def undo(*, representative_id: int, of: Organisation, by: AbstractBaseUser, at: datetime) -> Representative:
    """Undo the last step: what ended stands or waits again, what a steward accepted waits. The asker is told.

    Errors: PermissionDenied, NotPossible where the account has asked anew since.
    """
    found = _locked(representative_id, by)
    if found.ended_at:
        found.ended_at, found.ended_reason = None, ""
    elif found.proven_at and found.proof == Representative.Proof.STEWARD:
        found.proven_at, found.proven_by = None, None
    else:
        raise NotPossible(f"representative {found.pk}: there is nothing to undo")
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        raise NotPossible(f"representative {found.pk}: the account has asked anew") from error
    audit.record("representative.undone", target=found, by=by, at=at, organisation=of.org_id)
    _tell(found, of, "accepted" if found.proven_at else "waiting", "", at)
    return found


@transaction.atomic
def give_up(*, of: Organisation, by: AbstractBaseUser, at: datetime) -> bool:
    """Stop acting for an organisation, or withdraw one's request; whether there was anything to give up."""
    own = Representative.objects.select_for_update().filter(user_id=by.pk, org_id__in=of.ids, ended_at=None)
    found = list(own)
    for one in found:
        one.ended_at = at
        one.save(update_fields=["ended_at"])
        EmailCode.objects.filter(representative=one).delete()
        audit.record("representative.gave_up", target=one, by=by, at=at, organisation=of.org_id)
    return bool(found)


def _asked(of: Organisation, by: AbstractBaseUser, at: datetime) -> Representative:
    """The asker's own open request, made where there is none. Errors: NotPossible where they act for it already."""
    own = Representative.objects.select_for_update().filter(user_id=by.pk, org_id__in=of.ids, ended_at=None)
    found = own.first() or Representative(user_id=by.pk, org_id=of.org_id, asked_at=at)
    if found.proven_at:
        raise NotPossible(f"{of.org_id}: you act for it already")
    return found


def _locked(representative_id: int, by: AbstractBaseUser) -> Representative:
    if not rules.may_decide(by):
        raise PermissionDenied(f"representative {representative_id}: you may not decide; ask a steward")
    return Representative.objects.select_for_update(of=("self",)).select_related("user").get(pk=representative_id)


def _tell(found: Representative, of: Organisation, outcome: letters.Outcome, reason: str, at: datetime) -> None:
    if found.user.email:
        mail.send(letters.decided(to=found.user.email, name=of.name, outcome=outcome, reason=reason, at=at))


def _tell_the_others(of: Organisation, found: Representative, at: datetime) -> None:
    """Those who act for it already learn that somebody else does: who could not have guessed must be able to object."""
    for one in queries.representatives(of.ids):
        if one.pk != found.pk and one.user.email:
            mail.send(letters.another(to=one.user.email, name=of.name, at=at))
