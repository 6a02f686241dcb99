"""People and papers of the awards' room: applicants, an award that is open, PDFs with words in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from karta.portal.directory.models import Edition
from karta.portal.platform.uploads import take
from karta.portal.rooms.awards import queries, services
from karta.portal.rooms.awards.entries import services as entries
from karta.portal.rooms.awards.entries.services import Draft
from karta.portal.rooms.awards.models import Award, Entry

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
CLOSES = datetime(2026, 6, 30, 14, tzinfo=UTC)  # 17:00 in Sofia
SECOND = timedelta(seconds=1)


def pdf(*pages: str, author: str = "") -> bytes:
    """A PDF with a line of Latin text on each page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, text in enumerate(pages):
        stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET"
        parts.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        parts.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    parts.append(f"<< /Author ({author}) >>")
    text, offsets = "%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(text))
        text += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(parts) + 1
    text += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    text += f"trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{text.index('xref')}\n%%EOF\n"
    return text.encode("latin-1")


@dataclass(frozen=True)
class Person:
    """An account with its client."""

    user: Any
    client: Client


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    """Files of a test are kept in its own folder; tasks run at once."""
    options = {"location": tmp_path / "files", "file_permissions_mode": 0o600}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    settings.RATE_LIMITS = None


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
def edition(db: None) -> Edition:
    return Edition.objects.create(
        code="best-spinoff-2026", kind="award", name_bg="Най-добър спин-оф 2026", name_en="Best spin-off 2026",
        changed_at=AT,
    )  # fmt: skip


@pytest.fixture
def award(edition: Edition, steward: Any) -> Award:
    """Open from 1 June 12:00 until 30 June 2026, 17:00:00 in Sofia."""
    return services.open_award(
        edition=edition, opens_at=AT, closes_at=CLOSES, about_bg="", about_en="", by=steward, at=AT
    )


@pytest.fixture
def open_now(edition: Edition, steward: Any) -> Award:
    """Open for an hour around now, for pages that ask the clock."""
    now = datetime.now(UTC).replace(microsecond=0)
    said = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=1), "about_bg": "", "about_en": ""}
    return services.open_award(edition=edition, by=steward, at=now, **said)


def upload(content: bytes, name: str = "deck.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def draft(award: Award, **change: Any) -> Draft:
    """A draft that can be submitted, once it has its files."""
    category = change.pop("category", "best_bulgarian")
    answers = {str(one.pk): f"Answer {one.position}" for one in queries.asked(award, category)}
    said = {"category": category, "name": "Zelen Lazer", "org_id": "", "answers": answers}
    return Draft(**(said | change))


def begun(award: Award, who: Person, at: datetime | None = None, blind: bytes = b"", **change: Any) -> Entry:
    """An entry of somebody with everything that submitting needs."""
    at = at or award.opens_at
    made = entries.start(award_id=award.pk, language="en", by=who.user, at=at)
    for kind, content in (("deck", pdf("Deck of Zelen Lazer")), ("blind", blind or pdf("A laser for surgery"))):
        file = upload(content)
        entries.keep_file(entry_id=made.pk, kind=kind, file=file, taken=take(file), by=who.user, at=at)
    entries.save_draft(entry_id=made.pk, draft=draft(award, **change), by=who.user, at=at)
    made.refresh_from_db()
    return made


def stored() -> int:
    """How many files of entries are kept."""
    from django.core.files.storage import default_storage

    try:
        folders = default_storage.listdir("awards")[0]
    except FileNotFoundError:
        return 0
    return sum(len(default_storage.listdir(f"awards/{one}")[1]) for one in folders)
