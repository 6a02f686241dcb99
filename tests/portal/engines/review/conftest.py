"""A room with entries for the engine to review, a round of it, and people who review."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.test import Client

from karta.portal.engines.review import services, sources
from karta.portal.engines.review.assigning import services as assigning
from karta.portal.engines.review.assigning.computing import execute
from karta.portal.engines.review.jury import services as jury
from karta.portal.engines.review.models import Assignment, Category, Entry, Juror, Round
from karta.portal.engines.review.scoring import services as scoring
from karta.portal.engines.review.sources import (
    Author,
    Document,
    Identified,
    Opened,
    Organisation,
    Part,
    Result,
    Shown,
    Source,
)
from karta.portal.platform.forms import sent_key

APP = "testroom"
NOW = datetime.now(UTC).replace(microsecond=0)
DECK = b"%PDF-1.7 a deck without names"


@dataclass
class Room:
    """A room that the engine knows by its registration alone."""

    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    told: list[tuple[int, list[Result]]] = field(default_factory=list)

    def document(self, object_id: str, key: str) -> Opened:
        return Opened(io.BytesIO(self.files[object_id, key]))

    def decided(self, found: Round, results: list[Result]) -> None:
        self.told.append((found.pk, results))


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    sources.register(Source(APP, "Test room", made.document, lambda object_id: f"/en/room/{object_id}/", made.decided))
    yield made
    del sources._sources[APP]


def shown(number: int, *, terms: tuple[str, ...] = (), title: str = "") -> Shown:
    """What jurors see of the entry of a number."""
    document = Document("deck", "deck.pdf", "application/pdf", len(DECK), hashlib.sha256(DECK).hexdigest())
    parts = (Part("Проблем", "Problem", f"A problem of entry {number}."),)
    return Shown(title or f"Method {number}", parts, (document,), terms)


def identity(number: int, *, user_id: int | None = None, org_id: str = "") -> Identified:
    """Who stands behind the entry of a number."""
    organisations = (Organisation(org_id, f"Secret Company {number}"),)
    return Identified(f"Secret Title {number}", (Author(user_id, f"Secret Author {number}"),), organisations)


CATEGORIES = ({"code": "bg", "name_bg": "Българска", "name_en": "Bulgarian", "places": 1},)
CRITERIA = (
    {"code": "novelty", "name_bg": "Новост", "name_en": "Novelty", "weight": 2, "most": 5,
     "anchors": [{"points": 0, "bg": "няма", "en": "none"}, {"points": 5, "bg": "първо", "en": "a first"}]},
    {"code": "team", "name_bg": "Екип", "name_en": "Team", "weight": 1, "most": 10},
)  # fmt: skip


def draft(steward: Any, **said: Any) -> Round:
    """A round of the test room in draft; scoring of it has begun once it is opened."""
    columns = {
        "title_bg": "Награди", "title_en": "Awards", "opens_at": NOW - timedelta(hours=1),
        "closes_at": NOW + timedelta(days=7), "reviews_per_entry": 2, "tie_rules": ["criteria", "votes"],
        "quorum": 1, "categories": CATEGORIES, "criteria": CRITERIA,
    }  # fmt: skip
    return services.make_round(app=APP, sent_key=sent_key(), by=steward, at=NOW, **(columns | said))


def enter(found: Round, number: int, *, by: Any, category: str = "bg", **of: Any) -> Entry:
    """Put the entry of a number into a round. `of`: terms, title; user_id, org_id."""
    told = {name: of[name] for name in ("terms", "title") if name in of}
    behind = {name: of[name] for name in ("user_id", "org_id") if name in of}
    return services.enter(
        round_id=found.pk, category=category, object_id=str(number), shown=shown(number, **told),
        identity=identity(number, **behind), by=by, at=NOW,
    )  # fmt: skip


@dataclass(frozen=True)
class Person:
    """An account with its client."""

    user: Any
    client: Client

    @property
    def email(self) -> str:
        return str(self.user.email)


@pytest.fixture
def person(db: None) -> Callable[[str], Person]:
    """`person("irina")`: a signed-in account with a confirmed address."""

    def made(name: str) -> Person:
        user = get_user_model().objects.create_user(name, email=f"{name}@example.org", password="x" * 20)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        client = Client(REMOTE_ADDR=f"192.0.2.{user.pk % 250}")
        client.force_login(user)
        return Person(user, client)

    return made


def juror(found: Round, one: Person, steward: Any, *, terms: tuple[str, ...] = (), **said: Any) -> Juror:
    """Somebody who was asked and said yes. `said`: presides, most; org_ids."""
    org_ids = said.pop("org_ids", [])
    jury.invite(round_id=found.pk, email=one.email, name=one.user.username, by=steward, at=NOW, **said)
    return jury.accept(round_id=found.pk, terms=list(terms), org_ids=org_ids, by=one.user, at=NOW)


@dataclass
class Going:
    """An open round of four entries and three jurors, of whom each has what `released` gave them."""

    found: Round
    jurors: list[Juror]
    people: list[Person]
    steward: Any

    def assignments(self, number: int) -> list[Assignment]:
        """What the juror of a number has to review."""
        own = Assignment.objects.filter(juror=self.jurors[number - 1], state="released")
        return list(own.select_related("entry").order_by("entry__code"))

    def entry(self, number: int) -> Entry:
        return Entry.objects.get(round=self.found, object_id=str(number))


@pytest.fixture
def going(room: Room, steward: Any, person: Callable[[str], Person]) -> Going:
    """A round that takes reviews: each of four entries has two of three jurors."""
    for object_id in range(1, 5):
        room.files[str(object_id), "deck"] = DECK
    return opened(draft(steward), steward, [person(f"juror{number}") for number in (1, 2, 3)])


def opened(found: Round, steward: Any, people: list[Person], entries: int = 4, **said: Any) -> Going:
    """Enter, open, ask jurors, compute, release."""
    for number in range(1, entries + 1):
        enter(found, number, by=None)
    services.open_round(round_id=found.pk, by=steward, at=NOW)
    jurors = [juror(found, one, steward, **said) for one in people]
    plan = assigning.ask_plan(round_id=found.pk, by=steward, at=NOW)
    assert execute(plan.pk).state == "draft"
    assigning.release(plan_id=plan.pk, by=steward, at=NOW)
    return Going(Round.objects.get(pk=found.pk), jurors, people, steward)


def said(**change: Any) -> dict[str, Any]:
    """What a juror says of an entry, complete."""
    told = {"points": {"novelty": 4, "team": 6}, "verdict": "accept", "reasons": "A clear step.", "for_applicant": ""}
    return {**told, **change}


def all_reviewed(going: Going) -> None:
    """Every assignment has a submitted review; the entry 1 is the best, then 2 and so on."""
    for number, one in enumerate(going.people, 1):
        for own in going.assignments(number):
            points = {"novelty": 5 - int(own.entry.object_id), "team": 5}
            scoring.submit(
                round_id=going.found.pk, code=own.entry.code, revision=0, by=one.user, at=NOW,
                said=said(points=points, reasons=f"Reasons of juror {number}.", for_applicant=f"To you {number}."),
            )  # fmt: skip


def closed(going: Going) -> Category:
    """The round is closed; its category."""
    services.close_round(round_id=going.found.pk, by=going.steward, at=NOW)
    return Category.objects.select_related("round").get(round=going.found)
