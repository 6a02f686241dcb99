"""Writes of memberships: kinds, asking, deciding, the role of members. One transaction each, with an audit line.

Audit lines name numbers alone: they are never deleted, so neither names, addresses nor reasons may stand in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from karta.portal.directory.ids import family
from karta.portal.directory.representatives import may_act_for
from karta.portal.directory.timing import SOFIA
from karta.portal.platform import audit, mail
from karta.portal.platform.rules import MEMBER, may_take_part
from karta.portal.rooms.members import letters, queries, rules
from karta.portal.rooms.members.models import Kind, Membership, RoleGiven, Step
from karta.portal.rooms.members.usual import USUAL

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

State = Membership.State


class AlreadyMember(Exception):
    """A membership of this organisation or person is asked for, stands or is suspended."""


class WrongKind(Exception):
    """The kind is of persons and the member is an organisation, or the other way round, or nobody may ask for it."""


class MayNotFollow(Exception):
    """The membership is in another state by now."""


def _refuse_others(by: AbstractBaseUser) -> None:
    if not rules.may_decide(by):
        raise PermissionDenied("members: you may not decide on memberships; ask a steward")


@transaction.atomic
def set_kind(
    *, kind_id: int | None, name: dict[str, str], is_personal: bool, due_eur: Decimal | None, is_open: bool,
    by: AbstractBaseUser, at: datetime,
) -> Kind:  # fmt: skip
    """Make a kind of membership (`kind_id` None) or change one; charges of before keep their amounts.

    Whether it is of persons is settled when it is made. Errors: PermissionDenied, DoesNotExist.
    """
    _refuse_others(by)
    if kind_id is None:
        last = Kind.objects.order_by("-position").first()
        found = Kind(code=_free_code(name["en"]), is_personal=is_personal, position=last.position + 1 if last else 1)
    else:
        found = Kind.objects.select_for_update().get(pk=kind_id)
    found.name_bg, found.name_en, found.due_eur, found.is_open = name["bg"], name["en"], due_eur, is_open
    found.save()
    audit.record("membership.kind_set", target=found, by=by, at=at, due_eur=None if due_eur is None else str(due_eur))
    return found


def _free_code(name: str) -> str:
    stem = slugify(name)[:34] or "kind"
    taken = set(Kind.objects.filter(code__startswith=stem).values_list("code", flat=True))
    codes = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(code for code in codes if code not in taken)


@transaction.atomic
def make_usual_kinds(*, by: AbstractBaseUser | None, at: datetime) -> int:
    """The kinds that clusters have, without amounts, where the portal has no kind at all; how many were made."""
    if Kind.objects.exists():
        return 0
    for position, (code, is_personal, bg, en) in enumerate(USUAL, start=1):
        Kind.objects.create(code=code, name_bg=bg, name_en=en, is_personal=is_personal, position=position)
    audit.record("membership.usual_kinds_made", target="kinds of membership", by=by, at=at, count=len(USUAL))
    return len(USUAL)


@transaction.atomic
def ask(
    *, kind_id: int, org_id: str, name: dict[str, str], reason: str, language: str, origin: str,
    by: AbstractBaseUser, at: datetime,
) -> Membership:  # fmt: skip
    """Ask for membership of an organisation that `by` acts for, or of oneself (`org_id` "").

    Errors: PermissionDenied; WrongKind, AlreadyMember, and nothing changes.
    """
    if not may_take_part(by) or (org_id and not may_act_for(by, org_id)):
        raise PermissionDenied(f"membership of {org_id or 'a person'}: you do not act for it")
    kind = Kind.objects.filter(pk=kind_id, is_open=True, is_personal=not org_id).first()
    if kind is None:
        raise WrongKind(f"kind {kind_id}: nobody may ask for it so; choose another one")
    made = _member(org_id=org_id, user=None if org_id else by, kind=kind, name=name, at=at)
    made.kind, made.state, made.starts_on, made.ends_on, made.asked_at = kind, State.ASKED, None, None, at
    made.name_bg, made.name_en, made.language, made.origin = name["bg"], name["en"], language, origin
    _keep(made)
    _step(made, reason=reason, by=by, at=at)
    for letter in (*letters.received(made, reason, at=at), *letters.asked(made, at=at)):
        mail.send(letter)
    return made


@transaction.atomic
def admit(
    *, kind_id: int, org_id: str, name: dict[str, str], starts_on: date, email: str, language: str, origin: str,
    by: AbstractBaseUser, at: datetime,
) -> Membership:  # fmt: skip
    """Enter an organisation that is a member already. Errors: PermissionDenied, WrongKind, AlreadyMember."""
    _refuse_others(by)
    kind = Kind.objects.filter(pk=kind_id, is_personal=False).first()
    if kind is None:
        raise WrongKind(f"kind {kind_id}: an organisation cannot have it; choose another one")
    made = _member(org_id=org_id, user=None, kind=kind, name=name, at=at)
    made.kind, made.state, made.starts_on, made.ends_on = kind, State.STANDING, starts_on, None
    made.name_bg, made.name_en, made.email = name["bg"], name["en"], email
    made.language, made.origin = language, origin
    _keep(made)
    _step(made, reason="", by=by, at=at)
    _settle(by=by, at=at)
    return made


def _member(
    *, org_id: str, user: AbstractBaseUser | None, kind: Kind, name: dict[str, str], at: datetime
) -> Membership:
    """The row of a member, locked, under whichever id it was kept; made where there is none. Errors: AlreadyMember."""
    kept = Membership.objects.filter(org_id__in=family([org_id])) if org_id else Membership.objects.filter(user=user)
    found = kept.select_for_update().order_by("pk").first()
    if found is None:
        who = {"org_id": org_id, "user_id": user.pk if user else None}
        return Membership(**who, kind=kind, name_bg=name["bg"], name_en=name["en"], asked_at=at)
    if found.state != State.ENDED:
        raise AlreadyMember(f"{found}: is {found.state}")
    found.org_id = org_id
    return found


def _keep(made: Membership) -> None:
    """Of two who ask for one member at once the second finds the first one's row. Errors: AlreadyMember."""
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise AlreadyMember("membership: somebody asked at the same moment") from error


@transaction.atomic
def withdraw(*, membership_id: int, by: AbstractBaseUser, at: datetime) -> Membership:
    """Take back what one asked for and nobody decided yet. Errors: PermissionDenied, MayNotFollow."""
    found = Membership.objects.select_for_update().get(pk=membership_id)
    if not (found.user_id == by.pk if found.is_personal else may_act_for(by, found.org_id)):
        raise PermissionDenied(f"{found}: you do not act for this member")
    if found.state != State.ASKED:
        raise MayNotFollow(f"{found}: was decided already")
    found.state = State.ENDED
    found.save(update_fields=["state"])
    _step(found, reason="", by=by, at=at)
    return found


@transaction.atomic
def move(
    *, membership_id: int, state: str, day: date | None, reason: str, by: AbstractBaseUser, at: datetime
) -> Membership:
    """Bring a membership into another state, and write to the member, with the reason.

    `day`: from when it stands, or when it ended; today without one. Errors: PermissionDenied; MayNotFollow;
    ValueError where suspending or ending has no reason.
    """
    _refuse_others(by)
    found = Membership.objects.select_for_update(of=("self",)).select_related("kind", "user").get(pk=membership_id)
    before = found.state
    if not rules.may_follow(before, state):
        raise MayNotFollow(f"{found}: is {before}; {state} cannot follow")
    if state in rules.NEEDS_REASON and not reason.strip():
        raise ValueError(f"{found}: write why")
    today = day or at.astimezone(SOFIA).date()
    found.state = state
    if state == State.STANDING and before != State.SUSPENDED:
        found.starts_on, found.ends_on = today, None
    elif state == State.ENDED:
        found.ends_on = None if before == State.ASKED else today
    found.save(update_fields=["state", "starts_on", "ends_on"])
    _step(found, reason=reason, by=by, at=at)
    _settle(by=by, at=at)
    for letter in letters.decided(found, before, reason, at=at):
        mail.send(letter)
    return found


@transaction.atomic
def set_details(
    *, membership_id: int, kind_id: int, email: str, language: str, by: AbstractBaseUser, at: datetime
) -> Membership:
    """Change kind, address of letters about dues, and their language. Errors: PermissionDenied, WrongKind."""
    _refuse_others(by)
    found = Membership.objects.select_for_update().get(pk=membership_id)
    kind = Kind.objects.filter(pk=kind_id, is_personal=found.is_personal).first()
    if kind is None:
        raise WrongKind(f"kind {kind_id}: this member cannot have it; choose another one")
    found.kind, found.email, found.language = kind, email, language
    found.save(update_fields=["kind", "email", "language"])
    audit.record("membership.details_set", target=found, by=by, at=at, kind=kind.code)
    return found


def _step(found: Membership, *, reason: str, by: AbstractBaseUser, at: datetime) -> None:
    Step.objects.create(membership=found, state=found.state, reason=reason.strip(), by=by, at=at)
    audit.record(f"membership.{found.state}", target=found, by=by, at=at)


@transaction.atomic
def settle_roles(*, at: datetime, user_id: int | None = None) -> int:
    """Give the role `member` to whoever acts for a standing member, take it from whom it was given to and no longer
    does, and write to both; how many accounts changed. `user_id`: of one account only."""
    given, taken = _settle(by=None, at=at, user_id=user_id)
    users = get_user_model().objects.in_bulk(given | taken)
    for letter in letters.role_changed([users[one] for one in sorted(given)], is_given=True, at=at):
        mail.send(letter)
    for letter in letters.role_changed([users[one] for one in sorted(taken)], is_given=False, at=at):
        mail.send(letter)
    return len(given | taken)


def _settle(*, by: AbstractBaseUser | None, at: datetime, user_id: int | None = None) -> tuple[set[int], set[int]]:
    """(accounts that got the role, accounts that lost it). Who has it by an administrator keeps it."""
    group = Group.objects.get_or_create(name=MEMBER)[0]
    rows = RoleGiven.objects.select_for_update()
    through = set((rows.filter(user_id=user_id) if user_id else rows).values_list("user_id", flat=True))
    entitled = queries.entitled(user_id)
    others = set(group.user_set.filter(pk__in=entitled - through).values_list("pk", flat=True))
    given, taken = entitled - through - others, through - entitled
    for one in _accounts(given):
        one.groups.add(group)
        RoleGiven.objects.create(user=one, at=at)
        audit.record("role.given", target=one, by=by, at=at, role=MEMBER)
    for one in _accounts(taken):
        one.groups.remove(group)
        audit.record("role.taken", target=one, by=by, at=at, role=MEMBER)
    RoleGiven.objects.filter(user_id__in=taken).delete()
    return given, taken


def _accounts(ids: Iterable[int]) -> list[AbstractBaseUser]:
    return list(get_user_model().objects.filter(pk__in=ids).order_by("pk"))
