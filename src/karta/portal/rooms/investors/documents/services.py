"""Writes of documents: kept, released, taken back, removed, opened. One transaction each, with an audit line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from karta.portal.platform import audit
from karta.portal.platform.uploads import Taken
from karta.portal.rooms.investors import queries, rules
from karta.portal.rooms.investors.errors import NotNow, NotThere
from karta.portal.rooms.investors.models import Document, Opening, Release, Seat, Version

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def add_document(*, org_id: str, title: str, file: Any, taken: Taken, by: AbstractBaseUser, at: datetime) -> Document:
    """Keep a document that nobody but the organisation's own people may open yet. Errors: NotThere, NotNow."""
    if not rules.may_keep(queries.claimed(by), org_id):
        raise NotThere(f"organisation {org_id}: account {by.pk} does not act for it")
    if Document.objects.filter(org_id=org_id, removed_at=None).count() >= rules.MOST_DOCUMENTS:
        raise NotNow(f"organisation {org_id}: has {rules.MOST_DOCUMENTS} documents")
    made = Document.objects.create(org_id=org_id, title=title, made_at=at)
    _add(made, file, taken, by=by, at=at)
    audit.record("document.added", target=made, by=by, at=at, org_id=org_id, size=taken.size)
    return made


@transaction.atomic
def add_version(*, document_id: Any, file: Any, taken: Taken, by: AbstractBaseUser, at: datetime) -> Version:
    """A newer version; whoever may open the document opens this one from now on. Errors: NotThere."""
    document = _own_document(document_id, by)
    made = _add(document, file, taken, by=by, at=at)
    audit.record("document.version_added", target=document, by=by, at=at, number=made.number, size=taken.size)
    return made


@transaction.atomic
def release(*, document_id: Any, seat: Seat, by: AbstractBaseUser, at: datetime) -> Release:
    """Let one seat open a document. Errors: NotThere, also for a seat that does not stand."""
    document = _own_document(document_id, by)
    if seat.state != Seat.State.ADMITTED:
        raise NotThere(f"seat {seat.pk}: {seat.state}")
    made, is_new = Release.objects.get_or_create(
        document=document, seat=seat, ended_at=None, defaults={"by_id": by.pk, "at": at}
    )
    if is_new:
        audit.record("document.released", target=document, by=by, at=at, seat=seat.pk)
    return made


@transaction.atomic
def take_back(*, document_id: Any, release_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Let a seat open a document no longer. Errors: NotThere."""
    document = _own_document(document_id, by)
    standing = Release.objects.filter(pk=release_id, document=document, ended_at=None).first()
    if standing is None:
        raise NotThere(f"release {release_id}")
    standing.ended_at = at
    standing.save(update_fields=["ended_at"])
    audit.record("document.taken_back", target=document, by=by, at=at, seat=standing.seat_id)


@transaction.atomic
def remove_document(*, document_id: Any, by: AbstractBaseUser, at: datetime) -> None:
    """Delete a document's files and every release of it; who opened it stays told. Errors: NotThere."""
    document = _own_document(document_id, by)
    document.removed_at = at
    document.save(update_fields=["removed_at"])
    document.releases.filter(ended_at=None).update(ended_at=at)
    for version in document.versions.all():
        storage, name = version.file.storage, version.file.name
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
        version.file = ""
        version.save(update_fields=["file"])
    audit.record("document.removed", target=document, by=by, at=at)


@transaction.atomic
def record_opening(*, version: Version, seat: Seat | None, by: AbstractBaseUser, at: datetime) -> Opening:
    """Note that somebody opens a version; its view has asked whether they may."""
    made = Opening.objects.create(version=version, seat=seat, by_id=by.pk, at=at)
    audit.record("document.opened", target=version.document, by=by, at=at, number=version.number)
    return made


def _own_document(document_id: Any, by: AbstractBaseUser) -> Document:
    found = Document.objects.select_for_update().filter(pk=document_id, removed_at=None).first()
    if found is None or not rules.may_keep(queries.claimed(by), found.org_id):
        raise NotThere(f"document {document_id}")
    return found


def _add(document: Document, file: Any, taken: Taken, *, by: AbstractBaseUser, at: datetime) -> Version:
    number = document.versions.count() + 1
    made = Version(
        document=document, number=number, name=taken.name, media_type=taken.media_type, size=taken.size,
        sha256=taken.sha256, by_id=by.pk, at=at,
    )  # fmt: skip
    made.file.save("", file, save=False)
    made.save()
    return made
