"""Writes of own profiles: a version, one brought back, all taken back. One transaction each, with an audit line.

After each the file for the next build is written (files). Who may act for an organisation: `standing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory.models import Representative
from karta.portal.directory.profiles import files, queries, rules
from karta.portal.directory.profiles.models import Offer, Version
from karta.portal.platform import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from karta.portal.directory.profiles.queries import Organisation


class Clash(Exception):
    """Somebody else changed the same meanwhile: `merged` tells what, `newest` is their version."""

    def __init__(self, merged: rules.Merged, newest: Version) -> None:
        super().__init__(f"{newest.org_id}: also changed meanwhile: {', '.join(merged.clashes)}; look, then save again")
        self.merged = merged
        self.newest = newest


class NoSuchVersion(LookupError):
    """The organisation has no version of this number."""


@dataclass(frozen=True, slots=True)
class Saved:
    """`version`: what stands now; `is_new`: whether this save made it; `theirs`: keys that somebody else had changed
    meanwhile and that are kept."""

    version: Version | None
    is_new: bool
    theirs: tuple[str, ...] = ()


@transaction.atomic
def save(
    *, of: Organisation, content: Mapping[str, Any], based_on: int, sent_key: str, by: AbstractBaseUser, at: datetime
) -> Saved:
    """Put what a representative typed on top of what stands. `based_on`: the version that they saw; 0 for none.

    The same form sent twice is one version; nothing changed is none. Errors: PermissionDenied, Clash, NoSuchVersion.
    """
    role = _role(of, by)
    if role != Version.Role.REPRESENTATIVE:
        raise PermissionDenied(f"{of.org_id}: only those who act for it write its profile")
    standing = _locked(of)
    if (known := Version.objects.filter(sent_key=sent_key).first()) is not None:
        return Saved(known, is_new=False)
    base = _content(of, based_on)
    now = standing.content if standing else {}
    merged = rules.merge(base, content, now)
    if merged.clashes and standing is not None:
        raise Clash(merged, standing)
    if merged.content == now:
        return Saved(standing, is_new=False, theirs=merged.theirs)
    made = _write(of, merged.content, role=role, by=by, at=at, sent_key=sent_key)
    return Saved(made, is_new=True, theirs=merged.theirs)


@transaction.atomic
def bring_back(*, of: Organisation, pk: int, sent_key: str, by: AbstractBaseUser, at: datetime) -> Version:
    """Make an earlier version stand again, as a new one. Stewards may, too. Errors: PermissionDenied, NoSuchVersion."""
    role = _role(of, by)
    _locked(of)
    found = queries.versions(of.ids).filter(pk=pk).first()
    if found is None:
        raise NoSuchVersion(f"{of.org_id}: no version {pk}")
    if (known := Version.objects.filter(sent_key=sent_key).first()) is not None:
        return known
    return _write(of, found.content, role=role, by=by, at=at, sent_key=sent_key, restores=found.number)


@transaction.atomic
def take_back(*, of: Organisation, sent_key: str, by: AbstractBaseUser, at: datetime) -> Version | None:
    """Take the whole profile back: the next build leaves it out. Stewards may, too. Errors: PermissionDenied."""
    role = _role(of, by)
    standing = _locked(of)
    if standing is None or not standing.content:
        return standing
    return _write(of, {}, role=role, by=by, at=at, sent_key=sent_key)


def _role(of: Organisation, by: AbstractBaseUser) -> str:
    acts = Representative.objects.standing().filter(user_id=by.pk, org_id__in=of.ids, user__is_active=True)
    if acts.exists():
        return Version.Role.REPRESENTATIVE
    if rules.may_decide(by):
        return Version.Role.STEWARD
    raise PermissionDenied(f"{of.org_id}: you do not act for it")


def _locked(of: Organisation) -> Version | None:
    """The newest version, while whoever else writes for this organisation waits: they hold the same representatives."""
    list(Representative.objects.select_for_update().filter(org_id__in=of.ids).order_by("pk"))
    return queries.newest(of.ids)


def _content(of: Organisation, pk: int) -> dict[str, Any]:
    if not pk:
        return {}
    found = queries.versions(of.ids).filter(pk=pk).first()
    if found is None:
        raise NoSuchVersion(f"{of.org_id}: no version {pk}")
    content: dict[str, Any] = found.content
    return content


def _write(
    of: Organisation, content: dict[str, Any], *, role: str, by: AbstractBaseUser, at: datetime, sent_key: str,
    restores: int | None = None,
) -> Version:  # fmt: skip
    before = queries.newest(of.ids)
    last = Version.objects.filter(org_id=of.org_id).order_by("-number").first()
    made = Version.objects.create(
        org_id=of.org_id, number=last.number + 1 if last else 1, content=content, by_id=by.pk, role=role, at=at,
        restores=restores, sent_key=sent_key,
    )  # fmt: skip
    keys = rules.changed(before.content if before else {}, content)
    audit.record("profile.written" if content else "profile.taken_back", target=made, by=by, at=at,
                 organisation=of.org_id, number=made.number, keys=keys)  # fmt: skip
    _list_offers(of.ids, of.org_id, content)
    transaction.on_commit(files.write_again, robust=True)  # what fails is logged, and the hourly chore writes it
    return made


def _list_offers(ids: Sequence[str], org_id: str, content: Mapping[str, Any]) -> None:
    Offer.objects.filter(org_id__in=ids).delete()
    told = [(key.partition(":")[2], value) for key, value in content.items() if key.startswith("offer:")]
    days = ("since", "confirmed")
    Offer.objects.bulk_create(
        Offer(org_id=org_id, key=key, **value | {day: date.fromisoformat(value[day]) for day in days})
        for key, value in told
    )
