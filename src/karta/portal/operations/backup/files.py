"""Which files a back-up takes along, and how they are put back in place of others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import yaml
from django.conf import settings
from django.core.files.storage import Storage, default_storage

from karta.portal.operations.backup.archive import Writer
from karta.snapshot.files import point
from karta.snapshot.store import Store
from karta.vocab import suppressed

DATA, UPLOADS, STORE = "data", "uploads", "store"
# Of work/ only what is no cache: which decisions a build has read, and which build waits to be published.
KEPT_WORK = ("work/decisions_read", "work/candidate")
SNAPSHOTS = ("all", "current", "none")


def put_files(writer: Writer, *, snapshots: str) -> None:
    """The data folder without caches, uploads of the disk, and those of the S3 store.

    `snapshots`: all, current (with the build that waits), or none: a build makes the map again, not its history.
    """
    for name, path in sorted(_data_files(snapshots)):
        writer.add_file(f"{DATA}/{name}", path)
    uploads = Path(settings.MEDIA_ROOT)
    for path in _below(uploads):
        writer.add_file(f"{UPLOADS}/{path.relative_to(uploads).as_posix()}", path)
    if not _is_on_disk():
        for name in _stored(default_storage):
            with default_storage.open(name) as held:
                writer.add(f"{STORE}/{name}", held, held.size)


def _data_files(snapshots: str) -> Iterator[tuple[str, Path]]:
    data = Path(settings.DATA)
    state = Path(settings.STATE)
    left_out = {"work", "snapshots"} | ({state.name} if state.parent == data else set())
    for top in sorted(data.iterdir()) if data.is_dir() else ():
        if top.name not in left_out and not top.name.startswith("."):
            yield from ((path.relative_to(data).as_posix(), path) for path in _below(top))
    store = Store(data)
    wanted = {"all": [one.path for one in store.list()], "none": []}.get(
        snapshots, [path for path in (store.current(), store.candidate()) if path]
    )
    for folder in wanted:
        yield from ((path.relative_to(data).as_posix(), path) for path in _below(data / "snapshots" / folder.name))
    for name in ("snapshots/published.jsonl", *KEPT_WORK):
        if (data / name).is_file():
            yield name, data / name


def current_name() -> str | None:
    """The name of the published snapshot."""
    current = Store(settings.DATA).current()
    return current.name if current else None


def holds_anything() -> bool:
    """Whether the data folder or the uploads hold something that a restore would take away."""
    return any(True for _ in _data_files("all")) or any(True for _ in _below(Path(settings.MEDIA_ROOT)))


def _below(path: Path) -> list[Path]:
    """Files at or below a path, in order; no links, so that nothing outside is taken along."""
    if path.is_file() and not path.is_symlink():
        return [path]
    return sorted(one for one in path.rglob("*") if one.is_file() and not one.is_symlink())


def _is_on_disk() -> bool:
    return "FileSystemStorage" in settings.STORAGES["default"]["BACKEND"]


def _stored(storage: Storage, folder: str = "") -> Iterator[str]:
    folders, files = storage.listdir(folder)
    start = f"{folder}/" if folder else ""
    yield from (f"{start}{name}" for name in sorted(files) if name)
    for name in sorted(folders):
        yield from _stored(storage, f"{start}{name}")


class Swap:
    """Puts unpacked files in place. Within the block what was there stands aside; an error brings it back.

    Folders are renamed, so this needs no second copy on the disk. Files of an S3 store are written before, by
    `fill_store`: other names stay there, and equal ones are the same picture.
    """

    def __init__(self, unpacked: Path, aside: Path) -> None:
        self._unpacked, self._aside = unpacked, aside
        self._moves: list[tuple[Path, Path]] = []  # from, to; undone backwards

    def __enter__(self) -> Swap:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            for source, to in reversed(self._moves):
                shutil.move(to, source)

    def run(self, current: str | None) -> None:
        """Everything of the data folder but the portal's own state, then the uploads; last the published snapshot."""
        data, state, uploads = Path(settings.DATA), Path(settings.STATE), Path(settings.MEDIA_ROOT)
        data.mkdir(parents=True, exist_ok=True)
        stays = {self._unpacked.parent, state}
        for top in sorted(data.iterdir()):
            if top not in stays and not (top.name == "work" or top.name.startswith(".")):
                self._move(top, self._aside / DATA / top.name)
        for name in KEPT_WORK:
            if (data / name).exists():
                self._move(data / name, self._aside / DATA / name)
        if uploads.exists():
            self._move(uploads, self._aside / UPLOADS)
        made = self._unpacked / DATA
        for top in sorted(made.iterdir()) if made.is_dir() else ():
            for one in sorted(top.iterdir()) if top.name == "work" else [top]:
                self._move(one, data / one.relative_to(made))
        if (self._unpacked / UPLOADS).is_dir():
            self._move(self._unpacked / UPLOADS, uploads)
        if current and (data / "snapshots" / current).is_dir():
            point(data / "snapshots" / "current", current)

    def _move(self, source: Path, to: Path) -> None:
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(source, to)  # a rename, or a copy where the state is another disk
        self._moves.append((source, to))


def keep_suppressed(unpacked: Path) -> int:
    """Add to a back-up's list of what must not be shown what was decided here since; how many entries.

    Whoever asked to be left out after the back-up was made does not come back with it. Errors: BadSuppressed.
    """
    here, there = Path(settings.DATA) / suppressed.FILE, unpacked / DATA / suppressed.FILE
    if not here.exists():
        return 0
    held = suppressed.entries_of(there.read_text("utf-8")) if there.exists() else []
    later = [one for one in suppressed.entries_of(here.read_text("utf-8")) if one not in held]
    if later:
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(yaml.safe_dump([*held, *later], allow_unicode=True, sort_keys=False), "utf-8")
    return len(later)


def fill_store(unpacked: Path) -> int:
    """Write the files of a back-up's S3 store into the one that is configured; how many were not there."""
    folder, written = unpacked / STORE, 0
    if _is_on_disk() or not folder.is_dir():
        return 0
    for path in _below(folder):
        name = path.relative_to(folder).as_posix()
        if default_storage.exists(name):
            if default_storage.size(name) == path.stat().st_size:
                continue
            default_storage.delete(name)
        with path.open("rb") as held:
            default_storage.save(name, held)
        written += 1
    return written
