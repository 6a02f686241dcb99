"""`karta backup` and `karta restore`: a whole portal into one file, and back."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, transaction

from karta.portal.operations.backup import archive, database, files, rules
from karta.portal.operations.backup.errors import BackupError
from karta.portal.platform import audit
from karta.snapshot.errors import Busy
from karta.snapshot.files import locked, write_text

LAST = "last_backup"  # of the state folder: when the last one was made, for monitoring
ABANDONED = 86_400.0  # seconds after which a work folder is nobody's
PATIENCE = 900.0  # seconds that a back-up waits for a build to end


@dataclass(frozen=True, slots=True)
class Made:
    """A back-up that stands: its file, how many members, bytes, and the names of those removed in its favour."""

    path: Path
    members: int
    size: int
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back. `before`: the file that holds what stood there. `is_same_key`: sessions and second factors
    work on. `suppressed`: entries of suppressed.yml that were decided since and stay."""

    made_at: str
    accounts: int
    snapshot: str | None
    migrated: int
    before: Path | None
    is_same_key: bool
    suppressed: int


def backup(
    target: Path, *, at: datetime, recipient: str = "", snapshots: str = "current", keep: tuple[int, int] | None = None
) -> Made:
    """Write a back-up into the folder `target`, check it, then remove what rotation no longer keeps.

    `recipient`: an age public key to encrypt to. `keep`: days and weeks, or None to remove nothing.
    The file appears under its name when it is whole. Errors: BackupError, Busy where a build does not end.
    """
    target = _folder(target)
    name = rules.name_of(at, is_encrypted=bool(recipient))
    part = target / f".{name}.part"
    try:
        with _own_folder(Path(settings.STATE)) as own:
            plain = own / "plain.tar.gz"
            members = _write(plain, own, at=at, snapshots=snapshots)
            archive.unpack(plain, None)  # read back before it is relied on
            if recipient:
                archive.encrypt(plain, part, recipient)
            else:
                shutil.copyfile(plain, part)
                archive.unpack(part, None)
            part.chmod(0o600)
            part.replace(target / name)
    except OSError as error:
        raise BackupError(
            "cannot_write", f"{target}: {error.strerror or error}; no back-up was made",
            f"{target}: {error.strerror or error}; не е направено резервно копие",
        ) from error  # fmt: skip
    finally:
        part.unlink(missing_ok=True)
    write_text(Path(settings.STATE) / LAST, f"{at.isoformat(timespec='seconds')}\n")
    old = rules.outdated((one.name for one in target.iterdir()), days=keep[0], weeks=keep[1]) if keep else []
    for one in old:
        (target / one).unlink()
    return Made(target / name, members, (target / name).stat().st_size, tuple(old))


def _write(path: Path, own: Path, *, at: datetime, snapshots: str) -> int:
    """The database first: what it names is on the disk by then. Builds and publishing wait meanwhile."""
    with _data_locked():
        return _write_unlocked(path, own, at=at, snapshots=snapshots)


def _write_unlocked(path: Path, own: Path, *, at: datetime, snapshots: str = "all") -> int:
    copy = own / database.member()
    with path.open("wb") as file:
        writer = archive.Writer(file)
        database.dump(copy)
        database.check(copy)
        writer.add_file(copy.name, copy)
        files.put_files(writer, snapshots=snapshots)
        writer.close(
            {
                "made_at": at.isoformat(timespec="seconds"), "engine": database.engine(),
                "migrations": database.applied(), "accounts": database.accounts(),
                "snapshot": files.current_name(), "secret_key": _key_mark(),
            }
        )  # fmt: skip
        copy.unlink()
    return len(writer.files)


def restore(
    path: Path, *, at: datetime, identity: Path | None = None, is_forced: bool = False,
    tell: Callable[[str, str], object] = lambda _english, _bulgarian: None,
) -> Restored:  # fmt: skip
    """Put a back-up in place of this portal and bring its database up to this version.

    Read to its end and checked before anything is touched. A portal that holds anything is replaced only by
    `is_forced`, and is backed up before, into <state>/before-restore. On an error everything stands as before.
    Errors: BackupError, Busy.
    """
    data = Path(settings.DATA)
    data.mkdir(parents=True, exist_ok=True)
    with locked(data), _own_folder(data) as own:
        tell("Reading and checking", "Четене и проверка")
        manifest = archive.unpack(path, own / "new", identity=identity)
        held = own / "new" / database.MEMBERS.get(manifest["engine"], "?")
        _refuse_unfit(path.name, manifest)
        database.check(held)
        is_living = database.has_tables() and (database.accounts() > 0 or files.holds_anything())
        if is_living and not is_forced:
            raise _living()
        database.refuse_company()
        before = None
        if is_living:
            tell("Keeping what stands here", "Запазване на сегашното")
            before = _keep_before(own, at=at)
        later = files.keep_suppressed(own / "new")
        tell("Putting it in place", "Поставяне")
        migrated = _replace(own, held, manifest, name=path.name, at=at)
        return Restored(
            manifest["made_at"], database.accounts(), files.current_name(), migrated, before,
            manifest["secret_key"] == _key_mark(), later,
        )  # fmt: skip


def _keep_before(own: Path, *, at: datetime) -> Path:
    folder = Path(settings.STATE) / "before-restore"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = folder / rules.name_of(at, is_encrypted=False)
    _write_unlocked(own / "before.tar.gz", own, at=at)
    shutil.move(own / "before.tar.gz", name)
    name.chmod(0o600)
    return name


def _replace(own: Path, held: Path, manifest: dict[str, Any], *, name: str, at: datetime) -> int:
    """Database, migrations, files, a line of the log; all of it or nothing. How many migrations ran."""
    old = own / "old-database"
    was_empty = not database.has_tables()
    if not was_empty:
        database.dump(old)
    try:
        with files.Swap(own / "new", own / "old") as swap:
            files.fill_store(own / "new")
            swap.run(manifest["snapshot"])
            database.load(held)
            migrated = _migrate()
            with transaction.atomic():
                audit.record("portal.restored", target=name, by=None, at=at, made_at=manifest["made_at"])
            return migrated
    except BaseException:
        if was_empty:
            database.clear()
        else:
            database.load(old)
        raise


def _migrate() -> int:
    """Bring the database up to this version; how many migrations ran. Errors: BackupError."""
    before = len(database.applied())
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        raise BackupError(
            "not_migrated",
            f"the back-up's database could not be brought up to this version ({error}); everything stands as before."
            " Install the version that made it, restore, then upgrade",
            f"базата от копието не можа да се приведе към тази версия ({error}); всичко е както преди."
            " Инсталирайте версията, която го е направила, възстановете и после обновете",
        ) from error
    return len(database.applied()) - before


def _refuse_unfit(name: str, manifest: dict[str, Any]) -> None:
    if manifest["engine"] != database.engine():
        raise BackupError(
            "other_engine",
            f"{name} holds a {manifest['engine']} database, this portal uses {database.engine()}; set DATABASE_URL to"
            " match, restore, then move it as docs/how-to/run-on-postgresql.md tells. Nothing was changed",
            f"{name} съдържа база {manifest['engine']}, а порталът ползва {database.engine()}; задайте подходящ"
            " DATABASE_URL, възстановете и я преместете по docs/how-to/run-on-postgresql.md. Нищо не е променено",
        )
    if unknown := sorted(set(manifest["migrations"]) - database.known()):
        raise BackupError(
            "newer_version",
            f"{name} was made by a newer version ({unknown[-1]} is not known here); install that one first."
            " Nothing was changed",
            f"{name} е направено от по-нова версия ({unknown[-1]} не е позната тук); първо я инсталирайте."
            " Нищо не е променено",
        )


def _living() -> BackupError:
    return BackupError(
        "living_portal",
        f"{settings.DATA} holds a portal with {database.accounts()} accounts; --force replaces it and keeps a copy."
        " Nothing was changed",
        f"{settings.DATA} съдържа портал с {database.accounts()} профила; --force го заменя и пази копие."
        " Нищо не е променено",
    )


def _key_mark() -> str:
    """Tells two secret keys apart and tells nothing about either."""
    return hashlib.sha256(f"karta backup {settings.SECRET_KEY}".encode()).hexdigest()[:16]


def _folder(target: Path) -> Path:
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BackupError(
            "no_folder", f"{target}: not a folder that can be written into ({error.strerror})",
            f"{target}: не е папка, в която може да се пише ({error.strerror})",
        ) from error  # fmt: skip
    return target.resolve()


@contextmanager
def _own_folder(parent: Path) -> Iterator[Path]:
    """A folder nobody else reads, beside what will be replaced so that renames are enough; removed afterwards."""
    for left in parent.glob(".backup-*"):  # by one that was killed
        if time.time() - left.stat().st_mtime > ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
    own = Path(tempfile.mkdtemp(prefix=".backup-", dir=parent))
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)


@contextmanager
def _data_locked() -> Iterator[None]:
    """The data folder's lock, waiting for a build that holds it. Errors: Busy after PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while True:
        lock = locked(Path(settings.DATA))
        try:
            lock.__enter__()
        except Busy:
            if time.monotonic() > deadline:
                raise
            time.sleep(1)
            continue
        break
    try:
        yield
    finally:
        lock.__exit__(None, None, None)
