"""Reads of the events: the list by state, year, place and organiser, in one order everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, DateField, F, IntegerField, Q, QuerySet, Value, When

from karta.portal.directory.models import Body, Claim, Edition, Series, SeriesEntry
from karta.portal.directory.timing import EXACT, SOFIA, STATES
from karta.portal.platform.public_state import kept
from karta.portal.rooms.events.programme import queries as programme

ONLINE = "online"
ORGANISING = ("organiser", "co_organiser")


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What a reader asks for; "" or None: everything. `where`: `online` or a country's code.
    `series`: a code."""

    state: str = ""
    year: int | None = None
    where: str = ""
    organiser: str = ""
    series: str = ""


def of_state(state: str, at: datetime) -> Q:
    """Events in a state at an instant: what timing.state says, as a condition. Errors: KeyError."""
    today = at.astimezone(SOFIA).date()
    is_past = Q(ends_at__lte=at) | Q(ends_at=None, ends_on__lt=today)
    has_begun = Q(starts_at__lte=at) | Q(starts_at=None, starts_on__lte=today)
    is_exact = Q(date_precision__in=EXACT)
    has_end = Q(ends_on__isnull=False)
    conditions = {
        "past": is_past,
        "coming": ~is_past & Q(starts_on__isnull=False) & (~has_begun | ~is_exact),
        "running": ~is_past & has_begun & is_exact & has_end,
        "undated": ~is_past & (Q(starts_on=None) | (has_begun & is_exact & ~has_end)),
    }
    return conditions[state]


def events(asked: EventFilter, at: datetime) -> QuerySet[Edition]:
    """Matching events: running first, coming soonest first, past newest first, at last those without a full date.

    Parts of a conference are its programme and stand on its page.
    """
    found = Edition.objects.select_related("admission").exclude(part_of__kind=Edition.Kind.CONFERENCE)
    if asked.state:
        found = found.filter(of_state(asked.state, at))
    if asked.year is not None:
        found = found.filter(Q(starts_on__year=asked.year) | Q(ends_on__year=asked.year))
    if asked.where == ONLINE:
        found = found.filter(is_online=True)
    elif asked.where:
        found = found.filter(country=asked.where)
    if asked.organiser:
        organised = Claim.objects.public().filter(
            subject_kind="edition", property__in=ORGANISING, bodies__code=asked.organiser
        )
        found = found.filter(code__in=organised.values("subject_code"))
    if asked.series:
        found = found.filter(entries__series__code=asked.series)
    is_coming = of_state("coming", at)
    ranks = [When(is_fully_dated=False, then=3), When(of_state("running", at), then=0), When(is_coming, then=1)]
    return found.annotate(
        rank=Case(*ranks, default=Value(2), output_field=IntegerField()),
        soon=Case(When(is_coming, then=F("starts_on")), default=None, output_field=DateField()),
    ).order_by(
        "rank", F("soon").asc(nulls_last=True), F("starts_on").desc(nulls_last=True),
        F("ends_on").desc(nulls_last=True), "code",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entered:
    """An edition of a series with its number there."""

    edition: Edition
    number: int | None


def editions_of(series: Series) -> list[Entered]:
    """Editions of a series, newest first, those without a full date last; all of them: a series has dozens."""
    entries = series.entries.select_related("edition__part_of", "edition__follows", "edition__admission")
    found = [Entered(one.edition, one.number) for one in entries]
    return sorted(found, key=lambda one: (
        not one.edition.is_fully_dated, -(one.edition.starts_on or date.min).toordinal(), one.edition.code
    ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Whole:
    """An edition (`programme_size`: of public sessions) with the parts that only sources name, the one that follows
    it, and its places in series."""

    edition: Edition
    sessions: list[Edition]
    after: Edition | None
    entries: list[SeriesEntry]


def whole(code: str) -> Whole | None:
    """None for no such edition. One query, and more for parts, successor and series of the few that have any; asked
    once a state of the portal."""
    return kept(f"events.whole {code}", lambda: _whole(code))


def _whole(code: str) -> Whole | None:
    held = Edition.objects.filter(code=code).annotate(programme_size=programme.SIZE)
    found = held.select_related("follows", "part_of", "admission").first()
    if found is None:
        return None
    divided, followed, entered = kept("events.with_more", _with_more)
    return Whole(
        found,
        programme.unplanned_facts(found) if found.pk in divided else [],
        Edition.objects.filter(follows=found).first() if found.pk in followed else None,
        list(found.entries.select_related("series")) if found.pk in entered else [],
    )


def _with_more() -> list[frozenset[int]]:
    """Keys of the editions that have parts, that another one follows, that stand in a series."""
    columns = ((Edition, "part_of_id"), (Edition, "follows_id"), (SeriesEntry, "edition_id"))
    return [frozenset(model._default_manager.order_by().exclude(**{name: None}).values_list(name, flat=True).distinct())
            for model, name in columns]  # fmt: skip


def all_series() -> list[Series]:
    """Series that have editions, by code; `count` of them. Asked once a state of the portal."""
    return kept("events.series", _all_series)


def _all_series() -> list[Series]:
    found = Series.objects.annotate(count=Count("editions")).filter(count__gt=0)
    return list(found.order_by("code"))


def choices() -> dict[str, list[Any]]:
    """What the filters offer: years newest first, countries, whether anything is online, organisers by code. Asked once
    a state of the portal."""
    return kept("events.choices", _choices)


def _choices() -> dict[str, list[Any]]:
    years = {year for pair in Edition.objects.values_list("starts_on__year", "ends_on__year") for year in pair if year}
    countries = Edition.objects.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
    organising = Claim.objects.public().filter(subject_kind="edition", property__in=ORGANISING)
    organisers = Body.objects.filter(claims__in=organising).distinct()
    return {
        "years": sorted(years, reverse=True),
        "countries": list(countries),
        "organisers": list(organisers),
        "states": list(STATES),
    }
