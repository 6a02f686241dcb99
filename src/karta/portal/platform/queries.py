"""Reads of the platform's own tables."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model

from karta.portal.platform import rules
from karta.portal.platform.models import Attempt, OneTimeLink


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
