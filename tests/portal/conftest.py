"""The portal over the demo map, in process: `demo` (its snapshot), `client` of pytest-django, and small helpers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from karta.portal.platform.rules import STEWARDS
from karta.snapshot.reader import Snapshot, open_snapshot
from portal.mailbox import Mailbox, serving_mailbox


@pytest.fixture
def demo(demo_data: Path, settings: Any, db: None) -> Snapshot:
    """The portal shows the demo map; its snapshot. Its pages read the portal's own state too."""
    settings.DATA = demo_data
    settings.RATE_LIMITS = None
    settings.ALLOWED_HOSTS = ["testserver"]
    return open_snapshot(demo_data / "snapshots" / "current")


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """The real hasher is slow on purpose; no test here is about it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def steward(db: None) -> Any:
    """A signed-up steward with a password."""
    user = get_user_model().objects.create_user("keeper", password="correct horse battery")
    user.groups.add(Group.objects.get_or_create(name=STEWARDS)[0])
    return user


@pytest.fixture
def visitor_account(db: None) -> Any:
    """An account that is no steward."""
    return get_user_model().objects.create_user("guest", password="correct horse battery")


@pytest.fixture
def data(data_copy: Path, settings: Any) -> Path:
    """The portal over a copy of the demo map that the test may change, with tasks that run at once."""
    settings.DATA = data_copy
    settings.RATE_LIMITS = None
    settings.MEDIA_ROOT = data_copy / "portal" / "uploads"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    return data_copy


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """The portal's mail server for one test: a real one, on this machine."""
    with serving_mailbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
        yield box


@pytest.fixture
def keeper(client: Client, steward: Any) -> Client:
    """A client signed in as a steward."""
    client.force_login(steward)
    return client
