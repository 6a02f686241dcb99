"""People of the investors' room: companies' representatives, investors with seats, papers that may be read."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from karta.explore.filters import Filter
from karta.explore.rows import OrganisationRow, organisations
from karta.portal.directory.models import Representative
from karta.portal.platform.services import give_consent
from karta.portal.platform.uploads import take
from karta.portal.rooms.investors import services
from karta.portal.rooms.investors.agreement import TERMS
from karta.portal.rooms.investors.documents import services as documents
from karta.portal.rooms.investors.models import Document, Investor, Offer, Seat
from karta.snapshot.reader import Snapshot

AT = datetime(2026, 11, 20, 15, tzinfo=UTC)  # a Friday
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass(frozen=True)
class Person:
    """An account with its client."""

    user: Any
    client: Client
    seat: Seat | None = None

    @property
    def email(self) -> str:
        return str(self.user.email)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    """Documents of a test are kept in its own folder."""
    options = {"location": tmp_path / "files", "file_permissions_mode": 0o600}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}


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


@pytest.fixture
def investor(person: Callable[[str], Person], steward: Any) -> Callable[..., Person]:
    """`investor("ana", "Fund A")`: an admitted investor; of a fund that is there, its second seat."""

    def made(name: str, fund: str) -> Person:
        one = person(name)
        known = Investor.objects.filter(name=fund).first()
        asked = services.ask_seat(
            name=name.title(), organisation=fund, reason="We invest.", language="en", by=one.user, at=AT
        )
        seat = services.admit(seat_id=asked.pk, investor_id=known and known.pk, org_id="", name=fund, by=steward, at=AT)
        return replace(one, seat=seat)

    return made


@pytest.fixture
def companies(demo: Snapshot) -> list[OrganisationRow]:
    """Companies of the demo map, in its order."""
    return organisations(demo, Filter(kind=("company",)), limit=20).items


@pytest.fixture
def org(companies: list[OrganisationRow]) -> str:
    return companies[0].org_id


@pytest.fixture
def keeper_of(person: Callable[[str], Person]) -> Callable[[str, str], Person]:
    """`keeper_of("maria", org_id)`: a proven representative."""

    def made(name: str, org_id: str) -> Person:
        one = person(name)
        Representative.objects.create(user=one.user, org_id=org_id, asked_at=AT, proven_at=AT, proof="steward")
        return one

    return made


def offer(org_id: str, by: Any, **change: Any) -> Offer:
    """A standing offer, valid for a month from now."""
    said = {
        "stage": "seed", "use": "research", "amount_min_eur": 200_000, "amount_max_eur": 500_000,
        "text_bg": "Търсим партньор за изпитвания.", "text_en": "We look for a partner for trials.",
        "valid_until": (datetime.now(UTC) + timedelta(days=30)).date(),
    }  # fmt: skip
    return services.publish_offer(org_id=org_id, by=by, at=datetime.now(UTC), **(said | change))


def upload(content: bytes = PDF, name: str = "plan.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def document(org_id: str, by: Any, content: bytes = PDF, title: str = "Plan") -> Document:
    file = upload(content)
    return documents.add_document(org_id=org_id, title=title, file=file, taken=take(file), by=by, at=AT)


def workbook() -> bytes:
    held = io.BytesIO()
    Workbook().save(held)
    return held.getvalue()


def agree(user: Any) -> None:
    give_consent(purpose=TERMS.key, by=user, at=AT)


def kept_files() -> list[str]:
    """Names in the store of documents."""
    try:
        folders, _files = default_storage.listdir("investors")
    except FileNotFoundError:
        return []
    return [name for folder in folders for name in default_storage.listdir(f"investors/{folder}")[1]]


def download(one: Any, path: str) -> bytes | int:
    """What somebody gets there: the file's content, else the status."""
    answer = one.client.get(path)
    if answer.status_code != 200:
        return int(answer.status_code)
    return b"".join(answer.streaming_content)  # its end closes the file
