"""The portal full of confidential rows (`garden`), and a client for each role beside the account they are about."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from karta.portal.directory.models import Edition
from karta.snapshot.reader import Snapshot
from portal.rooms.news.pages import item, standing, text
from portal.security.planting import Garden, models_asked
from portal.shipped import load_facts
from portal.url_table import ROLES

DRAFT = "news.NewsItem draft"


@pytest.fixture
def canary_form() -> str:
    """What a planted name looks like."""
    return "zq{:04d}qz"


@pytest.fixture
def garden(demo: Snapshot, tmp_path: Path, settings: Any, canary_form: str) -> Garden:
    """The portal full of confidential rows, all of them about one account."""
    settings.STATE, settings.MEDIA_ROOT = tmp_path, tmp_path / "uploads"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    load_facts()
    owner = get_user_model().objects.create_user("owner", email="owner@example.org", password="x" * 20)
    made = Garden(owner, canary_form)
    made.given["@edition"] = Edition.objects.order_by("code").values_list("code", flat=True)[0]
    item(title="Published", body=[text("<p>For all.</p>")])
    standing(title="About", body=[text("<p>For all.</p>")])
    for model in models_asked():
        made.plant(model)
    EmailAddress.objects.filter(user=owner).update(verified=True, primary=True)
    made.rows["draft"] = item(title=made.canary(DRAFT), summary=made.canary(DRAFT), publish=False,
                              body=[text(f"<p>{made.canary(DRAFT)}</p>")])  # fmt: skip
    return made


@pytest.fixture
def clients(garden: Garden) -> dict[str, Client]:
    """A client for each role, and `owner`: the account that everything is about, which has no role."""
    found = {"visitor": Client(), "owner": Client()}
    found["owner"].force_login(garden.owner)
    for role in ROLES[1:]:
        user = get_user_model().objects.create_user(f"other-{role}", email=f"{role}@example.bg", password="x" * 20)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        if role != "account":
            user.groups.add(Group.objects.get_or_create(name=role)[0])
        found[role] = Client()
        found[role].force_login(user)
    for name, client in found.items():
        client.raise_request_exception = False
        if name != "visitor":
            _just_now(client)
    return found


def _just_now(client: Client) -> None:
    """Whoever it is, they showed just now that the account is theirs."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
