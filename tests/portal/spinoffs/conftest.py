"""Spin-offs as tests make them: through the services, as the desk does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from karta.portal.directory import facts as shipped
from karta.portal.platform.rules import CURATOR
from karta.portal.rooms.spinoffs import services
from karta.portal.rooms.spinoffs.facts import Fact
from karta.portal.rooms.spinoffs.models import Decision, SpinOff
from karta.snapshot.reader import Snapshot
from portal.spinoffs.making import AT, founding, origin


@pytest.fixture
def curator(db: None) -> Any:
    user = get_user_model().objects.create_user("checker", password="correct horse battery")
    user.groups.add(Group.objects.get_or_create(name=CURATOR)[0])
    return user


@pytest.fixture
def loaded(demo: Snapshot) -> Snapshot:
    shipped.load(shipped.read(), at=AT)
    return demo


@pytest.fixture
def enter(curator: Any) -> Callable[..., SpinOff]:
    """`enter("Alpha", founding("2020"), origin())`: in the list; `verified=True`: and verified."""

    def entered(name: str = "Alpha", *told: Fact, verified: bool = False, **said: Any) -> SpinOff:
        known = told or (origin(), founding())
        made = services.enter(name={"bg": name, "en": name}, told=known, by=curator, at=AT, **said)
        if verified:
            services.decide(code=made.code, what=Decision.What.VERIFIED, evidence="Read both.", by=curator, at=AT)
            made.refresh_from_db()
        return made

    return entered
