"""An edition that is over, with its sessions and speakers; files of a test in its own folder; pictures as cameras
make them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.ExifTags import GPS, Base

from karta.portal.directory.models import Edition
from karta.portal.platform.rules import EDITOR
from karta.portal.platform.uploads import take
from karta.portal.rooms.events.afterwards.models import Deck
from karta.portal.rooms.events.afterwards.slides import services as slides
from karta.portal.rooms.events.models import Session, Speaker

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    options = {"location": tmp_path / "files", "file_permissions_mode": 0o600}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


@pytest.fixture
def edition(db: None) -> Edition:
    return Edition.objects.create(
        code="spinoff-2026", kind="conference", name_bg="Спинофф България 2026", name_en="Spinoff Bulgaria 2026",
        starts_on=date(2026, 11, 19), ends_on=date(2026, 11, 20), date_precision="day", is_fully_dated=True,
        changed_at=AT,
    )  # fmt: skip


@pytest.fixture
def session(edition: Edition) -> Session:
    return made_session(edition, 1)


def made_session(edition: Edition, number: int, **change: Any) -> Session:
    starts_at = AT - timedelta(hours=10 - number)
    said = {
        "kind": "talk", "title_bg": f"Беседа {number}", "title_en": f"Talk {number}", "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=40), "state": "published", "changed_at": AT,
    }  # fmt: skip
    return Session.objects.create(edition=edition, **(said | change))


def made_speaker(edition: Edition, name: str = "ana", **change: Any) -> Speaker:
    said = {
        "name_bg": f"Лектор {name}", "name_en": f"Speaker {name}", "email": f"{name}@example.org", "language": "en",
        "consented_at": AT,
    }  # fmt: skip
    return Speaker.objects.create(edition=edition, **(said | change))


@pytest.fixture
def editor(db: None) -> Any:
    user = get_user_model().objects.create_user("editor", email="editor@example.org", password="x" * 20)
    user.groups.add(Group.objects.get_or_create(name=EDITOR)[0])
    return user


@pytest.fixture
def desk(editor: Any) -> Client:
    """A browser of the editor."""
    client = Client()
    client.force_login(editor)
    return client


def photograph(width: int = 1200, height: int = 800, *, form: str = "JPEG", orientation: int = 1, **save: Any) -> bytes:
    """A picture with what cameras write beside it: place, device, owner. Its left half is red, its right half blue."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Model], exif[Base.Artist] = "canary-maker", "canary-model", "canary-owner"
    exif[Base.Orientation] = orientation
    exif.get_ifd(0x8825).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (42.0, 41.0, 51.0)})
    held = io.BytesIO()
    picture.save(held, form, exif=exif, **save)
    return held.getvalue()


def upload(content: bytes, name: str = "IMG_0001.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


@pytest.fixture
def deck(edition: Edition, session: Session, editor: Any) -> Callable[..., Deck]:
    """`deck(speaker, …)`: slides of a session that nobody agreed to yet."""

    def made(*speakers: Speaker, content: bytes = PDF) -> Deck:
        file = upload(content, "slides.pdf", "application/pdf")
        return slides.add_deck(
            edition=edition, session=session, title={"bg": "Как се прави", "en": "How it is done"}, language="en",
            speakers=speakers, file=file, taken=take(file), by=editor, at=AT,
        )  # fmt: skip

    return made
