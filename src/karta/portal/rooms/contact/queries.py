"""Reads of the contact room."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet

from karta.portal.rooms.contact.models import Message, Terms


def terms() -> Terms:
    """What the cluster set, or what holds until it does."""
    return Terms.objects.first() or Terms()


def queue(state: str = Message.State.OPEN, *, mine: int | None = None) -> QuerySet[Message]:
    """Messages in a state, the one due first on top; `mine`: those of one owner."""
    found = Message.objects.filter(state=state).select_related("owner")
    if mine is not None:
        found = found.filter(owner_id=mine)
    return (
        found.order_by("due_on", "sent_at", "pk")
        if state == Message.State.OPEN
        else found.order_by("-closed_at", "-pk")
    )


def counts(today: date) -> dict[str, int]:
    """How many messages stand in each state, and how many open ones are overdue."""
    told = dict.fromkeys(Message.State.values, 0) | dict(
        Message.objects.values_list("state").annotate(Count("pk")).order_by()
    )
    return told | {"overdue": Message.objects.filter(state=Message.State.OPEN, due_on__lt=today).count()}


def held_about(email: str) -> list[Message]:
    """What is held here under an address: for requests about one's own data."""
    return list(Message.objects.filter(email__iexact=email).prefetch_related("answers").order_by("sent_at", "pk"))
