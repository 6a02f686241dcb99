"""Reads of the platform's own tables."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils import timezone

from karta.portal.platform import consents, rules
from karta.portal.platform.holders import Subject
from karta.portal.platform.models import ApiKey, Attempt, AuditLine, Consent, Letter, OneTimeLink

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


PAGE = 50


def attempt_key(text: str) -> str:
    """Keyed hash of a name or address; useless without this installation's key."""
    return hmac.new(settings.SECRET_KEY.encode(), text.strip().casefold().encode(), hashlib.sha256).hexdigest()


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def is_throttled(kind: str, text: str, *, at: datetime) -> bool:
    """Whether `text` (an account's name, a network address) has used up its attempts of the last WINDOW."""
    found = Attempt.objects.filter(kind=kind, key=attempt_key(text), at__gt=at - rules.WINDOW).count()
    return rules.is_over_limit(kind, found)


def live_link(token: str, *, at: datetime) -> OneTimeLink | None:
    """The unused, unexpired link of this token, or None."""
    links = OneTimeLink.objects.select_related("user")
    return links.filter(token_hash=token_hash(token), used_at=None, expires_at__gt=at).first()


def has_steward_with_password() -> bool:
    stewards = get_user_model().objects.filter(groups__name=rules.STEWARDS, is_active=True)
    return any(user.has_usable_password() for user in stewards)


def is_address_of_another(email: str, *, user_id: int) -> bool:
    """Whether an account other than this one has the address, verified or not."""
    return EmailAddress.objects.filter(email__iexact=email).exclude(user_id=user_id).exists()


def second_factors(user: AbstractBaseUser) -> dict[str, int]:
    """How an account is guarded besides its password: kind (totp, webauthn, recovery_codes) → how many."""
    found = Authenticator.objects.filter(user_id=user.pk).values_list("type").annotate(Count("pk"))
    return dict(found)


@dataclass(frozen=True, slots=True)
class Person:
    """An account as administrators see it."""

    account: Any
    roles: tuple[str, ...]
    has_second_factor: bool


def people(*, asked: str = "", after: int = 0, limit: int = PAGE) -> list[Person]:
    """Accounts whose address or name holds `asked`, newest first, from the one before `after` on."""
    found = get_user_model().objects.order_by("-pk").prefetch_related("groups")
    if asked:
        found = found.filter(Q(email__icontains=asked) | Q(username__icontains=asked))
    if after:
        found = found.filter(pk__lt=after)
    found = list(found[:limit])
    guarded = set(Authenticator.objects.filter(user__in=found).values_list("user_id", flat=True))
    return [
        Person(
            one, tuple(role for role in rules.ROLES if role in {g.name for g in one.groups.all()}), one.pk in guarded
        )
        for one in found
    ]


def audit_lines(
    *, who: str = "", what: str = "", since: date | None = None, until: date | None = None, before: int = 0,
    limit: int = PAGE,
) -> list[AuditLine]:  # fmt: skip
    """Lines of the audit log, newest first, from the one before the line `before` on.

    `who`: part of an address or name; `what`: part of an action or of what it was done to; days of the portal's zone.
    """
    found = AuditLine.objects.select_related("by").order_by("-pk")
    if who:
        found = found.filter(Q(by__email__icontains=who) | Q(by__username__icontains=who))
    if what:
        found = found.filter(Q(action__icontains=what) | Q(target__icontains=what))
    if since:
        found = found.filter(at__gte=_start_of(since))
    if until:
        found = found.filter(at__lt=_start_of(until + timedelta(days=1)))
    if before:
        found = found.filter(pk__lt=before)
    return list(found[:limit])


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def subject_of(user: AbstractBaseUser) -> Subject:
    """Whom holders are asked about: an account with its verified addresses only, or anybody could ask for others'."""
    verified = EmailAddress.objects.filter(user_id=user.pk, verified=True).values_list("email", flat=True)
    return Subject(user.pk, tuple(sorted(verified)))


def standing_consents(user_id: int) -> dict[str, Consent]:
    """Purpose → the agreement that stands, whatever the version of its words."""
    return {one.purpose: one for one in Consent.objects.filter(user_id=user_id, withdrawn_at=None)}


def has_consent(user_id: int, purpose: str) -> bool:
    """Whether somebody agrees to a purpose in the words that it has now."""
    version = consents.purpose(purpose).version
    standing = Consent.objects.filter(user_id=user_id, purpose=purpose, version=version, withdrawn_at=None)
    return standing.exists()


# A program asks hundreds of times a minute with one key: what the database said holds for that long, in each process.
KEY_MEMORY_SECONDS = 10.0
_keys: dict[str, tuple[float, bool]] = {}


def is_live_key(key: str) -> bool:
    """Whether this API key was made and not revoked; a change shows after KEY_MEMORY_SECONDS at the latest."""
    hashed, now = token_hash(key), time.monotonic()
    known = _keys.get(hashed)
    if known is not None and now - known[0] < KEY_MEMORY_SECONDS:
        return known[1]
    is_live = ApiKey.objects.filter(key_hash=hashed, revoked_at=None).exists()
    if len(_keys) > 10_000:  # keys that nobody made are remembered too
        _keys.clear()
    _keys[hashed] = (now, is_live)
    return is_live


def forget_keys() -> None:
    """Ask the database again for every key: in this process a key that was just made or revoked counts at once."""
    _keys.clear()


def letters() -> dict[str, int]:
    """How many letters wait and how many were given up."""
    found = Letter.objects.values_list("state").annotate(Count("pk"))
    return {Letter.State.WAITING: 0, Letter.State.GIVEN_UP: 0, **dict(found)}
