"""Reads of the report: the partners of an edition with their roles and days, and the figures that may be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from karta.disclosure.threshold import MINIMUM, groups
from karta.portal.directory.models import Body, Claim, Edition
from karta.portal.directory.queries import claims_on, parts
from karta.portal.directory.timing import SOFIA
from karta.portal.rooms.events.afterwards import people
from karta.portal.rooms.events.afterwards.models import Picture, Report
from karta.portal.rooms.events.afterwards.partners.countries import country_code
from karta.portal.rooms.events.models import SessionPartner

ELSEWHERE = "elsewhere"
PARTNERS = ("organiser", "co_organiser", "partner", "supporter", "funder")


@dataclass(frozen=True, slots=True)
class Row:
    """One role of one body. `session`: its title where the role is in a session alone. Days: of the event or the
    session; None where none is known. `sources`: who says so; none where the team itself does."""

    body: Body
    role: str
    session: dict[str, str | None] | None
    starts_on: date | None
    ends_on: date | None
    sources: tuple[dict[str, str | None], ...]


def rows(edition: Edition) -> list[Row]:
    """Every role of every body: in the event as sources say, then in sessions. Five queries."""
    told = claims_on("edition", [edition.code])[edition.code]
    found = [
        Row(part.body, role, None, edition.starts_on, edition.ends_on, _sources(part.claims))
        for role in PARTNERS
        if role in told
        for part in parts(told[role])
        if part.body.kind != Body.Kind.OFFICE
    ]
    in_sessions = SessionPartner.objects.filter(session__edition=edition, session__state="published")
    for one in in_sessions.select_related("session", "body").order_by("session__starts_at", "position", "pk"):
        starts_at = one.session.starts_at
        day = starts_at.astimezone(SOFIA).date() if starts_at else None
        found.append(Row(one.body, one.role, one.session.title, day, day, ()))
    return found


def _sources(claims: list[tuple[Claim, str]]) -> tuple[dict[str, str | None], ...]:
    return tuple({claim.source_id: claim.source.title for claim, _written in claims}.values())


@dataclass(frozen=True, slots=True)
class Told:
    """Figures about people that may be given out. None: fewer than five, not told. `countries` by code, largest first;
    `others`: everybody from elsewhere or without a country; None as above."""

    registered: int | None
    came: int | None
    countries: list[tuple[str, int]]
    others: int | None

    def as_json(self) -> dict[str, Any]:
        return {"registered": self.registered, "came": self.came, "countries": self.countries, "others": self.others}


def count(edition: Edition) -> Told:
    """What may be told of who registered and came, by the rule of five."""
    held, came = people.registered(edition), people.came(edition)
    told = groups(Counter(country_code(str(one.answers.get("country", ""))) or ELSEWHERE for one in held))
    countries = [(code, n) for code, n in told.shown if code != ELSEWHERE]
    unnamed = sum(n for code, n in told.shown if code == ELSEWHERE)
    others = None if told.others is None else told.others + unnamed
    if not any(one.answers.get("country") for one in held):
        countries, others = [], None
    away = len(held) - len(came)  # the few who stayed away are told of as little as any few
    return Told(_told(len(held)), _told(len(came)) if not 0 < away < MINIMUM else None, countries, others)


def _told(people_count: int) -> int | None:
    return people_count if people_count >= MINIMUM else None


def cells(figures: dict[str, Any]) -> dict[str, int | None]:
    """Every figure of a report by a name of its own, as disclosure.threshold.may_replace compares them."""
    return {
        "registered": figures["registered"],
        "came": figures["came"],
        "others": figures["others"],
        **{f"country {code}": number for code, number in figures["countries"]},
    }


def standing(edition: Edition) -> Report | None:
    """The figures that were given out."""
    return Report.objects.filter(edition=edition).first()


def pictures(edition: Edition) -> list[Picture]:
    """Public pictures that were chosen for the report, in their order; at most twelve."""
    return list(Picture.objects.public().filter(edition=edition, is_for_report=True)[:12])
