"""The worker's chore, each hour: whoever came to an edition that ended is asked and has a certificate; what was taken
back or has ended is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from karta.portal.directory import timing
from karta.portal.directory.models import Edition
from karta.portal.platform import tokens
from karta.portal.rooms.events.afterwards import letters, people, rules
from karta.portal.rooms.events.afterwards.certificates import services as certificates
from karta.portal.rooms.events.afterwards.errors import Again
from karta.portal.rooms.events.afterwards.feedback import services as feedback
from karta.portal.rooms.events.afterwards.slides import services as slides


def look_after() -> int:
    """Ask and issue where an edition has just ended, and forget what is past its time; how much."""
    now = timezone.now()
    return ask_all(now) + slides.forget_expired(at=now) + feedback.forget_expired(at=now)


def ask_all(at: datetime) -> int:
    """Ask everybody who came to editions that have ended, each edition once; how many letters."""
    first = (at - rules.LATEST_ASKING - timedelta(days=1)).date()
    ended = Edition.objects.filter(ends_on__gte=first, admission__isnull=False, feedback__isnull=True)
    return sum(_ask(one, at) for one in ended if rules.is_time_to_ask(timing.span(one)[1], at))


def _ask(edition: Edition, at: datetime) -> int:
    asked = people.asked_for_feedback(edition)
    if not asked:
        return 0
    attendees = {one.pk: one for one in people.attendees(edition)}
    certificates.issue(edition=edition, holders=attendees.values(), at=at)
    to = [
        letters.Addressee(
            one.email, one.language, one.origin,
            tokens.made(letters.ATTENDEE, one.pk) if one.pk in attendees else "",
        )
        for one in asked
    ]  # fmt: skip
    try:
        return feedback.ask(edition=edition, addressees=to, at=at)
    except Again:  # another worker was faster
        return 0
