"""Ending sessions of an account: what it may do has changed, or it is gone."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session


def end_sessions(user_id: int) -> int:
    """Sign an account out everywhere; how many sessions that were."""
    held = [one.pk for one in Session.objects.iterator() if one.get_decoded().get(SESSION_KEY) == str(user_id)]
    return Session.objects.filter(pk__in=held).delete()[0]
