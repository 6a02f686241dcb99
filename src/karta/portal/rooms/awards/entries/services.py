"""Writes of entries: drafts, files, submissions. One transaction each, with an audit line; the caller says when."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from karta.portal.platform import audit, mail
from karta.portal.platform.uploads import Taken
from karta.portal.rooms.awards import letters, queries, rules
from karta.portal.rooms.awards.entries.content import content, digest
from karta.portal.rooms.awards.entries.stored import delete, forget_file
from karta.portal.rooms.awards.errors import Incomplete, Late, NotNow, NotThere, TooMany
from karta.portal.rooms.awards.models import Award, Entry, File, Submission

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Kind, State = File.Kind, Entry.State


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form holds, whether complete or not. `answers`: question's pk as text → answer."""

    category: str
    name: str
    org_id: str
    answers: dict[str, str]


@transaction.atomic
def start(*, award_id: int, language: str, by: AbstractBaseUser, at: datetime) -> Entry:
    """Begin an entry. Errors: Late, TooMany; NotThere without a confirmed address, to which receipts go."""
    award = Award.objects.select_for_update().get(pk=award_id)
    _expect_open(award, at)
    if queries.address_of(by) is None:
        raise NotThere(f"award {award_id}: account {by.pk} has no confirmed address")
    own = award.entries.filter(applicant_id=by.pk)
    if own.count() >= rules.MOST_ENTRIES:
        raise TooMany(f"award {award_id}: account {by.pk} has {rules.MOST_ENTRIES} entries")
    made = Entry.objects.create(award=award, applicant_id=by.pk, language=language, made_at=at, changed_at=at)
    audit.record("entry.started", target=made, by=by, at=at)
    return made


@transaction.atomic
def save_draft(*, entry_id: uuid.UUID, draft: Draft, by: AbstractBaseUser, at: datetime) -> Entry:
    """Keep a draft as it is. What was submitted stays as it was. Errors: NotThere, Late."""
    entry = _own(entry_id, by)
    _expect_open(entry.award, at)
    if _write(entry, draft, at):
        audit.record("entry.saved", target=entry, by=by, at=at)
    return entry


def _write(entry: Entry, draft: Draft, at: datetime) -> bool:
    """Whether anything is new."""
    said = {"category": draft.category, "name": draft.name, "org_id": draft.org_id, "answers": draft.answers}
    if all(getattr(entry, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(entry, name, value)
    entry.changed_at = at
    entry.save(update_fields=[*said, "changed_at"])
    return True


@transaction.atomic
def keep_file(
    *, entry_id: uuid.UUID, kind: str, file: Any, taken: Taken, by: AbstractBaseUser, at: datetime
) -> File:  # fmt: skip
    """Keep a file in the draft in the place of the one before. Errors: NotThere, Late, TooMany."""
    entry = _own(entry_id, by)
    _expect_open(entry.award, at)
    if entry.files.count() >= rules.MOST_FILES:
        raise TooMany(f"entry {entry.pk}: had {rules.MOST_FILES} files")
    _replace(entry, kind, at)
    made = File(
        entry=entry, kind=kind, name=taken.name, media_type=taken.media_type, size=taken.size, sha256=taken.sha256,
        at=at,
    )  # fmt: skip
    made.file.save("", file, save=False)
    made.save()
    entry.changed_at = at
    entry.save(update_fields=["changed_at"])
    audit.record("entry.file_kept", target=entry, by=by, at=at, kind=kind, size=taken.size)
    if kind == Kind.BLIND:
        _read_soon(made)
    return made


def _replace(entry: Entry, kind: str, at: datetime) -> None:
    """Take the present file of a kind out of the draft; off the disk unless a submitted version holds it."""
    for old in entry.files.filter(kind=kind, replaced_at=None):
        if Submission.objects.filter(**{kind: old}).exists():
            old.replaced_at = at
            old.save(update_fields=["replaced_at"])
        else:
            forget_file(old)
            old.delete()


def _read_soon(file: File) -> None:
    from karta.portal.rooms.awards.tasks import read_words

    transaction.on_commit(lambda: read_words.enqueue(str(file.pk)))


@transaction.atomic
def note_pages(*, file_id: uuid.UUID, pages: list[str] | None, at: datetime) -> None:
    """Keep the words of a file; None: it cannot be read. A file that is gone is left so."""
    found = File.objects.select_for_update().filter(pk=file_id).first()
    if found is not None:
        found.pages, found.read_at = pages, at
        found.save(update_fields=["pages", "read_at"])
        audit.record("entry.file_read", target=found, by=None, at=at, pages=None if pages is None else len(pages))


@transaction.atomic
def submit(*, entry_id: uuid.UUID, draft: Draft, by: AbstractBaseUser, at: datetime) -> Submission:
    """Submit the draft as a new version, with a receipt by mail; the same again is the version that stands.

    `at`: when the request arrived. Whoever arrived in time is in time, however long others keep the award.
    Errors: NotThere, Late, Incomplete; then nothing was written.
    """
    award = Award.objects.select_for_update().filter(entries__pk=entry_id, entries__applicant_id=by.pk).first()
    if award is None:
        raise NotThere(f"entry {entry_id}")
    _expect_open(award, at)
    entry = _own(entry_id, by)
    _write(entry, draft, at)
    questions = queries.asked(award, entry.category)
    deck, blind = _complete(entry, questions)
    text = content(entry, award.edition.code, questions, deck, blind)
    last = entry.submissions.first()
    if last is not None and last.content == text and entry.state == State.SUBMITTED:
        return last
    if entry.number is None:
        award.last_number += 1
        award.save(update_fields=["last_number"])
        entry.number = award.last_number
    entry.state = State.SUBMITTED
    entry.save(update_fields=["number", "state"])
    made = Submission.objects.create(
        entry=entry, version=last.version + 1 if last else 1, category=entry.category, name=entry.name,
        org_id=entry.org_id, answers=entry.answers, deck=deck, blind=blind, content=text, sha256=digest(text), at=at,
    )  # fmt: skip
    audit.record("entry.submitted", target=entry, by=by, at=at, version=made.version, sha256=made.sha256)
    _send(letters.receipt(made, award, queries.address_of(by), at=at))
    return made


def _complete(entry: Entry, questions: list[Any]) -> tuple[File, File]:
    """The two files of a draft that can be submitted. Errors: Incomplete."""
    files = {one.kind: one for one in entry.files.filter(replaced_at=None)}
    missing = [name for name in ("category", "name") if not getattr(entry, name)]
    missing += [f"q_{one.pk}" for one in questions if one.is_required and not entry.answers.get(str(one.pk))]
    missing += [kind.value for kind in Kind if kind not in files]
    if missing:
        raise Incomplete(missing)
    return files[Kind.DECK], files[Kind.BLIND]


@transaction.atomic
def withdraw(*, entry_id: uuid.UUID, by: AbstractBaseUser, at: datetime) -> Entry:
    """Take a submitted entry back; it may be submitted again until the deadline. Errors: NotThere, Late, NotNow."""
    entry = _own(entry_id, by)
    _expect_open(entry.award, at)
    if entry.state != State.SUBMITTED:
        raise NotNow(f"entry {entry_id}: {entry.state}")
    entry.state = State.WITHDRAWN
    entry.save(update_fields=["state"])
    audit.record("entry.withdrawn", target=entry, by=by, at=at)
    _send(letters.withdrawn(entry, queries.address_of(by), at=at))
    return entry


@transaction.atomic
def discard(*, entry_id: uuid.UUID, by: AbstractBaseUser, at: datetime) -> None:
    """Delete an entry that was never submitted, with its files. Errors: NotThere, NotNow."""
    entry = _own(entry_id, by)
    if entry.number is not None:
        raise NotNow(f"entry {entry_id}: was submitted")
    audit.record("entry.discarded", target=entry, by=by, at=at)
    delete(entry)


def _expect_open(award: Award, at: datetime) -> None:
    if not rules.is_open(award, at) or award.handed_at is not None:
        raise Late(f"award {award.pk}: takes entries from {award.opens_at} to {award.closes_at}, not at {at}")


def _own(entry_id: uuid.UUID, by: AbstractBaseUser) -> Entry:
    found = Entry.objects.select_for_update(of=("self",)).select_related("award__edition")
    entry = found.filter(pk=entry_id, applicant_id=by.pk).first()
    if entry is None:
        raise NotThere(f"entry {entry_id}")
    return entry


def _send(letter: Any) -> None:
    """Send a letter that could be addressed."""
    if letter is not None:
        mail.send(letter)
