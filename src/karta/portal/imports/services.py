"""Writes of an import: upload, mapping, acceptance, outcome of runs, publication. One transaction each."""

from __future__ import annotations

import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from karta.portal.directory import publications
from karta.portal.engines.builds import services as builds
from karta.portal.engines.builds.child import run_child
from karta.portal.engines.builds.models import Run
from karta.portal.imports import queries, rules
from karta.portal.imports.models import Import
from karta.portal.platform import audit
from karta.portal.platform.snapshots import store
from karta.snapshot.errors import SnapshotError

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

State = Import.State


class WrongStep(Exception):
    """The import is not at the step that this belongs to; somebody else may have moved it on."""


def _locked(import_id: int, by: AbstractBaseUser, *states: str) -> Import:
    if not rules.may_import(by):
        raise PermissionDenied(f"import {import_id}: you may not change it; ask a steward")
    found = Import.objects.select_for_update(of=("self",)).select_related("run").get(pk=import_id)
    if states and found.state not in states:
        raise WrongStep(f"import {import_id}: it is {found.state}, not {' or '.join(states)}; load the page again")
    return found


def _move(found: Import, state: str, at: datetime, **changes: Any) -> Import:
    for name, value in {"state": state, "changed_at": at, **changes}.items():
        setattr(found, name, value)
    found.save()
    return found


@transaction.atomic
def upload(*, file: UploadedFile, by: AbstractBaseUser, at: datetime) -> Import:
    """Keep an upload, readable to this account of the machine only, and ask for it to be read."""
    if not rules.may_import(by):
        raise PermissionDenied("import: you may not bring in a file; ask a steward")
    name = rules.file_name(file.name or "file")
    found = Import(file_name=name, folder=uuid.uuid4().hex, size=file.size or 0, created_by=by, created_at=at)
    found.home.mkdir(parents=True, mode=0o700)
    found.upload.touch(mode=0o600)
    with found.upload.open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    _move(found, State.READING, at)
    found.run = builds.ask(kind=Run.Kind.GUESS, by=by, at=at, subject=f"import:{found.pk}")
    found.save(update_fields=["run"])
    audit.record("import.uploaded", target=found, by=by, at=at, size=found.size)
    return found


@transaction.atomic
def read_again(*, import_id: int, form: dict[str, Any], by: AbstractBaseUser, at: datetime) -> Import:
    """Read the file as the steward says: encoding, separator, sheet, header row."""
    found = _locked(import_id, by, State.COLUMNS, State.REFUSED)
    run = builds.ask(kind=Run.Kind.GUESS, by=by, at=at, subject=f"import:{found.pk}")
    return _move(found, State.READING, at, form=form, run=run, error={})


@transaction.atomic
def use_earlier_mapping(*, import_id: int, by: AbstractBaseUser, at: datetime) -> Import:
    """Take over the mapping of an earlier file with the same columns; the rows become its newer version."""
    found = _locked(import_id, by, State.COLUMNS)
    if not found.earlier:
        raise WrongStep(f"import {import_id}: there is no earlier mapping for these columns")
    kept = {key: found.earlier[key] for key in found.earlier if key not in ("stored_at", "retrieved", "file")}
    mapping = found.mapping | kept
    return _check(found, mapping, by, at)


@transaction.atomic
def confirm_columns(*, import_id: int, mapping: dict[str, Any], by: AbstractBaseUser, at: datetime) -> Import:
    """Keep the mapping that the steward confirmed and ask for every row to be checked."""
    return _check(_locked(import_id, by, State.COLUMNS), mapping, by, at)


def _check(found: Import, mapping: dict[str, Any], by: AbstractBaseUser, at: datetime) -> Import:
    run = builds.ask(kind=Run.Kind.PREVIEW, by=by, at=at, subject=f"import:{found.pk}")
    write_mapping(found, mapping)
    audit.record("import.mapped", target=found, by=by, at=at, columns=len(mapping.get("columns", ())))
    return _move(found, State.CHECKING, at, mapping=mapping, run=run, error={})


@transaction.atomic
def back_to_columns(*, import_id: int, by: AbstractBaseUser, at: datetime) -> Import:
    """Undo the step from the columns to the check."""
    return _move(_locked(import_id, by, State.CHECK), State.COLUMNS, at, error={})


@transaction.atomic
def accept(*, import_id: int, by: AbstractBaseUser, at: datetime) -> Import:
    """Accept the good rows: they are stored and a snapshot is built, nothing is published. Errors: builds.Busy."""
    found = _locked(import_id, by, State.CHECK)
    if found.preview.get("is_stopped") or not found.accepted:
        raise WrongStep(f"import {import_id}: settle the columns first; no row can come in yet")
    run = builds.ask(kind=Run.Kind.BUILD, by=by, at=at, subject=f"import:{found.pk}")
    audit.record("import.accepted", target=found, by=by, at=at, rows=found.accepted, left_out=found.left_out)
    return _move(found, State.BUILDING, at, run=run, error={})


@transaction.atomic
def cancel(*, import_id: int, by: AbstractBaseUser, at: datetime) -> Import:
    """Stop the reading, checking or building that is under way."""
    found = _locked(import_id, by, *Import.BUSY)
    if found.run is not None:
        found.run = builds.cancel(run_id=found.run.pk, by=by, at=at)
    return found


def settle(*, import_id: int, at: datetime) -> Import:
    """Move an import on when its run has ended; does nothing while it works. Safe to call any number of times.

    The task calls it, and so does every page that shows the import, so that a worker that died leaves nothing stuck.
    """
    builds.fail_lost(at=at)
    with transaction.atomic():
        found = Import.objects.select_for_update(of=("self",)).select_related("run").get(pk=import_id)
        if not found.is_busy or found.run is None or found.run.is_active:
            return found
        run, before = found.run, found.state
        if run.state == Run.State.DONE:
            _OUTCOMES[before](found, run.result, at)
        else:
            back = {State.READING: State.REFUSED, State.CHECKING: State.COLUMNS, State.BUILDING: State.CHECK}[before]
            _move(found, back, at, error=run.error)
    if before == State.BUILDING and run.state != Run.State.DONE:
        _take_back(found, run)
    return found


def _take_back(found: Import, run: Run) -> None:
    """Rows that were stored although their build failed must not meet the next build.

    A worker that was killed may have left no word of what it stored: then the folder tells.
    """
    source_id = found.mapping.get("source_id", "")
    version = run.result.get("version") or queries.version_stored_since(source_id, run.started_at)
    if version and not _is_kept_by_another(source_id, version, found.pk):
        _withdraw(source_id)


def _was_read(found: Import, result: dict[str, Any], at: datetime) -> None:
    mapping = result["mapping"]
    if found.mapping:  # read again: what the steward already said about the source stays
        mapping |= {
            key: found.mapping[key] for key in ("title", "licence", "attribution", "rank") if key in found.mapping
        }
    _move(
        found, State.COLUMNS, at, mapping=mapping, columns=result["columns"], earlier=result.get("earlier") or {},
        notes=result.get("notes") or [], rows=result["rows"], persons=result["persons"], error={},
    )  # fmt: skip


def _was_checked(found: Import, result: dict[str, Any], at: datetime) -> None:
    counts = {"accepted": result["acceptable"], "left_out": result["left_out"], "persons": result["persons"]}
    _move(found, State.CHECK, at, preview=result, rows=result["rows"], error={}, **counts)


def _was_built(found: Import, result: dict[str, Any], at: datetime) -> None:
    known = {"source_id": result["source_id"], "version": result["version"], "snapshot": result["snapshot"]}
    found.upload.unlink(missing_ok=True)
    _move(found, State.REVIEW, at, error={}, **known)


_OUTCOMES = {State.READING: _was_read, State.CHECKING: _was_checked, State.BUILDING: _was_built}


@transaction.atomic
def publish(*, import_id: int, by: AbstractBaseUser, at: datetime) -> Import:
    """Make the snapshot with these rows current. Errors: SnapshotError (it is gone, a build is under way)."""
    found = _locked(import_id, by, State.REVIEW)
    store().publish(found.snapshot)
    transaction.on_commit(publications.notice)
    audit.record("snapshot.published", target=found.snapshot, by=by, at=at, subject=f"import:{found.pk}")
    return _close(found, State.PUBLISHED, at)


@transaction.atomic
def undo_publication(*, import_id: int, by: AbstractBaseUser, at: datetime) -> Import:
    """Make the snapshot before this one current again; the rows wait for a decision as before."""
    found = _locked(import_id, by, State.PUBLISHED)
    current = store().current()
    if current is None or current.name != found.snapshot:
        raise WrongStep(f"import {import_id}: another snapshot is current; roll back on the operations page")
    back = store().rollback()
    transaction.on_commit(publications.notice)
    audit.record("snapshot.rolled_back", target=back.name, by=by, at=at, subject=f"import:{found.pk}")
    return _move(found, State.REVIEW, at)


def discard(*, import_id: int, by: AbstractBaseUser, at: datetime) -> Import:
    """Give an import up: the upload, its stored version and its snapshot go; what is current stays.

    A published import is only withdrawn: its rows leave the map with the next build.
    """
    with transaction.atomic():
        found = _locked(import_id, by, State.REFUSED, State.COLUMNS, State.CHECK, State.REVIEW, State.PUBLISHED)
        before = found.state
        audit.record("import.discarded", target=found, by=by, at=at, was=before)
        _close(found, State.DISCARDED, at)
        forget_file(found)
    if before in (State.REVIEW, State.PUBLISHED) and not _is_kept_by_another(found.source_id, found.version, found.pk):
        _withdraw(found.source_id)
    if before == State.REVIEW:
        _discard_snapshot(found.snapshot)
    return found


def _is_kept_by_another(source_id: str, version: str, import_id: int) -> bool:
    """Whether the same rows came in twice: then the stored version belongs to the published import as well."""
    same = Import.objects.filter(source_id=source_id, version=version, state=State.PUBLISHED)
    return same.exclude(pk=import_id).exists()


def _close(found: Import, state: str, at: datetime) -> Import:
    """Nothing of the file's rows is kept in the database once an import is closed."""
    return _move(found, state, at, preview={}, columns=[], earlier={})


def _withdraw(source_id: str) -> None:
    run_child(["import", "--withdraw", source_id, "--json"], heard=lambda _: None, beat=lambda: True, seconds=5)


def _discard_snapshot(name: str) -> None:
    current = store().current()
    if current is None or current.name != name:
        try:
            store().discard(name)
        except SnapshotError:
            return  # it is gone already, which is what was asked for


def forget_file(found: Import) -> None:
    if found.folder:
        shutil.rmtree(found.home, ignore_errors=True)


def write_mapping(found: Import, mapping: dict[str, Any]) -> None:
    found.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    found.mapping_file.write_text(yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False, width=110), "utf-8")


@transaction.atomic
def purge_forgotten(*, at: datetime) -> int:
    """Discard imports that nobody went on with for a day, and folders that no import names. Returns how many."""
    waiting = (State.REFUSED, State.COLUMNS, State.CHECK)
    old = list(Import.objects.filter(state__in=waiting, changed_at__lt=at - rules.FORGOTTEN_AFTER))
    for found in old:
        audit.record("import.forgotten", target=found, by=None, at=at)
        _close(found, State.DISCARDED, at)
        forget_file(found)
    named = set(Import.objects.values_list("folder", flat=True))
    for folder in uploads().iterdir() if uploads().exists() else ():
        if folder.name not in named and folder.stat().st_mtime < (at - rules.FORGOTTEN_AFTER).timestamp():
            shutil.rmtree(folder, ignore_errors=True)
    return len(old)


def upload_limit_megabytes() -> int:
    return int(settings.UPLOAD_LIMIT_BYTES // (1024 * 1024))


def uploads() -> Path:
    return Path(settings.MEDIA_ROOT)
