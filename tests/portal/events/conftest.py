"""A conference of three days with halls, and its editor."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from karta.portal.directory.models import Body, Edition
from karta.portal.directory.timing import instant
from karta.portal.platform.rules import EDITOR
from karta.portal.rooms.events.models import Hall, Session, Speaker
from karta.portal.rooms.events.programme import services
from karta.portal.rooms.events.programme.services import Planned

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = date(2027, 3, 26)  # a Friday; clocks change on Sunday, 28 March
Plan = Callable[..., Session]


def hour(clock: str, day: date = DAY) -> datetime:
    """`hour("09:30")`: that time on a clock in Sofia."""
    return instant(day, time.fromisoformat(clock))


@pytest.fixture
def editor(db: None) -> Any:
    user = get_user_model().objects.create_user("editor", email="editor@example.org", password="x" * 20)
    user.groups.add(Group.objects.get_or_create(name=EDITOR)[0])
    return user


@pytest.fixture
def desk(client: Client, editor: Any) -> Client:
    """A client signed in as the editor."""
    client.force_login(editor)
    return client


@pytest.fixture
def conference(db: None) -> Edition:
    return Edition.objects.create(
        code="spinoff-2027", kind="conference", name_bg="Спиноф 2027", name_en="Spinoff 2027", place_bg="София",
        place_en="Sofia", starts_on=DAY, ends_on=date(2027, 3, 28), date_precision="day", is_fully_dated=True,
        changed_at=AT,
    )  # fmt: skip


@pytest.fixture
def hall(conference: Edition) -> Hall:
    return Hall.objects.create(edition=conference, name_bg="Зала Форум", name_en="Forum hall", seats=300)


@pytest.fixture
def small_hall(conference: Edition) -> Hall:
    return Hall.objects.create(edition=conference, name_bg="Зала 2", name_en="Hall 2", seats=40, position=1)


@pytest.fixture
def body(db: None) -> Body:
    return Body.objects.create(code="isteb", name_bg="ИСТЕБ", name_en="ISTEB")


@pytest.fixture
def plan(conference: Edition, editor: Any) -> Plan:
    """`plan("Opening", "09:00", "10:00", hall=hall, publish=True)`: a session of the conference."""

    def made(title: str, starts: str = "", ends: str = "", *, hall: Hall | None = None, publish: bool = False,
             day: date = DAY, **more: Any) -> Session:  # fmt: skip
        said = Planned(
            kind=more.pop("kind", "talk"), title_bg=f"{title} (бг)", title_en=title,
            starts_at=hour(starts, day) if starts else None, ends_at=hour(ends, day) if ends else None,
            hall_id=hall.pk if hall else None, **more,
        )  # fmt: skip
        found = services.add_session(edition_id=conference.pk, uid=uuid.uuid4(), planned=said, by=editor, at=AT)
        if publish:
            services.publish(edition_id=conference.pk, session_id=found.pk, by=editor, at=AT)
        return Session.objects.get(pk=found.pk)

    return made


@pytest.fixture
def speaker(conference: Edition) -> Speaker:
    """Somebody who was not asked yet."""
    return Speaker.objects.create(
        edition=conference, name_bg="Мария Тестова", name_en="Maria Testova", affiliation_bg="Техническа академия",
        affiliation_en="Technical academy", email="maria@example.org",
    )  # fmt: skip
