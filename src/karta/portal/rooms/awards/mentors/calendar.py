"""A booked hour as a calendar entry (RFC 5545): its id stays, a cancellation counts its sequence on."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar

from karta.portal.platform.mail import Attachment
from karta.portal.rooms.awards.models import Booking

MEDIA_TYPE = "text/calendar"


def entry(booking: Booking, *, summary: str, host: str, at: datetime) -> Attachment:
    """The entry as a file that goes with a letter. Instants in UTC, so that no table of summer time is needed."""
    slot, is_gone = booking.slot, booking.cancelled_at is not None
    whole = icalendar.Calendar()
    whole.add("version", "2.0")
    whole.add("prodid", "-//Karta//hours")
    whole.add("method", "CANCEL" if is_gone else "PUBLISH")
    event = icalendar.Event()
    event.add("uid", f"hour-{booking.pk}@{host}")
    event.add("sequence", int(is_gone))
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", slot.starts_at.astimezone(UTC))
    event.add("dtend", slot.ends_at.astimezone(UTC))
    event.add("summary", " ".join(summary.split()))
    event.add("location", " ".join(slot.place.split()))
    event.add("status", "CANCELLED" if is_gone else "CONFIRMED")
    whole.add_component(event)
    return Attachment("hour.ics", MEDIA_TYPE, whole.to_ical())
