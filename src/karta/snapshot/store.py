"""The snapshots of one data folder: which is current, which was when, which waits.

`snapshots/<name>/` are complete ones only, `snapshots/current` points at the published one, and
`snapshots/published.jsonl` tells what was published when. `work/candidate` names the newest build that waits.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from karta.snapshot.errors import NoSuchSnapshot, NotAllowed
from karta.snapshot.files import locked, point, read_lines, write_lines, write_text

_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Publication:
    """One moment (UTC) at which a snapshot was made current. `is_kept`: its folder is still there."""

    name: str
    at: datetime
    is_rollback: bool
    is_kept: bool


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """One complete snapshot of a data folder."""

    name: str
    path: Path
    hash: str
    built_at: str
    is_current: bool
    is_candidate: bool


class Store:
    """Reads need no lock. Every change is one rename, so a reader sees the state before or after it."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = Path(data_dir)
        self.snapshots = self.data_dir / "snapshots"
        self._link = self.snapshots / "current"
        self._log = self.snapshots / "published.jsonl"
        self._candidate = self.data_dir / "work" / "candidate"

    def current(self) -> Path | None:
        """The published snapshot's folder, or None."""
        if not self._link.is_symlink():
            return None
        folder = self._link.resolve()
        return folder if folder.is_dir() else None

    def candidate(self) -> Path | None:
        """The build that waits to be published or discarded, or None."""
        if not self._candidate.is_file():
            return None
        folder = self.snapshots / self._candidate.read_text("utf-8").strip()
        return folder if _is_snapshot(folder) and folder != self.current() else None

    def list(self) -> list[SnapshotInfo]:
        """All complete snapshots, oldest first."""
        folders = sorted(self.snapshots.iterdir()) if self.snapshots.is_dir() else []
        current, candidate = self.current(), self.candidate()
        found = []
        for folder in folders:
            if _is_snapshot(folder):
                manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
                same = (folder.name == (current and current.name), folder.name == (candidate and candidate.name))
                found.append(SnapshotInfo(folder.name, folder, manifest["hash"], manifest["built_at"], *same))
        return found

    def find(self, name: str) -> Path:
        """The folder of a snapshot by name, also by one from before it was renewed, `current` or `candidate`.

        Errors: NoSuchSnapshot.
        """
        named = {"current": self.current, "candidate": self.candidate}
        folder = named.get(name, lambda: self.snapshots / self.present_name(name))()
        if folder is None or not _is_snapshot(folder):
            raise NoSuchSnapshot(
                "no_snapshot",
                f"{self.data_dir}: there is no snapshot {name!r}; `karta snapshots` lists them",
                f"{self.data_dir}: няма снимка {name!r}; `karta snapshots` ги изброява",
            )
        return folder

    def as_of(self, moment: date) -> Path | None:
        """The newest snapshot published on or before a day, or until a `datetime` (UTC), while it is still kept."""
        exact = isinstance(moment, datetime)
        limit = moment.strftime("%Y-%m-%dT%H:%M:%SZ") if exact else f"{moment.isoformat()}T23:59:59Z"
        for line in reversed(read_lines(self._log)):
            if line["at"] <= limit and _is_snapshot(self.snapshots / line["name"]):
                return self.snapshots / str(line["name"])
        return None

    def present_name(self, name: str) -> str:
        """The name of a snapshot that may have been renewed since (snapshot.suppression)."""
        if (self.snapshots / name).exists():
            return name
        return next((str(line["name"]) for line in read_lines(self._log) if name in line.get("was", ())), name)

    def published_at(self, name: str) -> datetime | None:
        """When a snapshot was last made current (UTC), or None if it never was."""
        for line in reversed(read_lines(self._log)):
            if line["name"] == name:
                return datetime.strptime(line["at"], "%Y-%m-%dT%H:%M:%S%z")
        return None

    def publications(self) -> tuple[Publication, ...]:
        """What was published when, oldest first."""
        return tuple(
            Publication(
                name=line["name"],
                at=datetime.strptime(line["at"], "%Y-%m-%dT%H:%M:%S%z"),
                is_rollback=bool(line.get("rollback")),
                is_kept=_is_snapshot(self.snapshots / line["name"]),
            )
            for line in read_lines(self._log)
        )

    def note_candidate(self, name: str) -> None:
        """Remember the newest build; called by the build, which holds the lock."""
        write_text(self._candidate, name)

    def renewed(self, old: str, new: str) -> None:
        """Put a snapshot in the place of the one that it was made from, which is removed; the caller holds the lock."""
        current, candidate = self.current(), self.candidate()
        if current is not None and current.name == old:
            point(self._link, new)
        if candidate is not None and candidate.name == old:
            self.note_candidate(new)
        log = [
            line | {"name": new, "was": [*line.get("was", ()), old]} if line["name"] == old else line
            for line in read_lines(self._log)
        ]
        if log:
            write_lines(self._log, log)
        self._remove(self.snapshots / old)

    def publish(self, name: str | None = None) -> Path:
        """Make a snapshot current; without a name the candidate, else the newest. Errors: NoSuchSnapshot."""
        with locked(self.data_dir):
            return self._publish(self.find(name) if name else self._newest())

    def rollback(self) -> Path:
        """Make the snapshot that was current before this one current again. Errors: NoSuchSnapshot."""
        with locked(self.data_dir):
            current = self.current()
            before = self._before(current.name) if current else None
            if before is None:
                raise NoSuchSnapshot(
                    "no_earlier",
                    f"{self.data_dir}: nothing was published before the current snapshot, so there is no way back",
                    f"{self.data_dir}: преди текущата снимка не е публикувана друга, няма към какво да се върнете",
                )
            return self._publish(before, rolled_back=True)

    def discard(self, name: str) -> None:
        """Remove a snapshot that is not current. Errors: NoSuchSnapshot, NotAllowed."""
        with locked(self.data_dir):
            folder = self.find(name)
            if folder == self.current():
                raise NotAllowed(
                    "is_current",
                    f"{folder.name} is current and cannot be discarded; publish another or roll back first",
                    f"{folder.name} е текущата снимка и не може да се премахне; публикувайте друга или се върнете",
                )
            self._remove(folder)

    def prune(self, keep: int = 10) -> tuple[str, ...]:
        """Remove all but the newest `keep`, the current one and the candidate; their names, oldest first."""
        with locked(self.data_dir):
            others = [info for info in self.list() if not (info.is_current or info.is_candidate)]
            gone = others[: max(0, len(others) - keep)]
            for info in gone:
                self._remove(info.path)
            return tuple(info.name for info in gone)

    def _publish(self, folder: Path, *, rolled_back: bool = False) -> Path:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if folder != self.current():
            point(self._link, folder.name)
        log = read_lines(self._log)
        if not log or log[-1]["name"] != folder.name:  # also where a killed publish moved the link and no more
            line = {"name": folder.name, "at": at} | ({"rollback": True} if rolled_back else {})
            write_lines(self._log, [*log, line])
        return folder

    def _newest(self) -> Path:
        waiting = self.candidate()
        if waiting is not None:
            return waiting
        found = self.list()
        return found[-1].path if found else self.find("candidate")

    def _before(self, current: str) -> Path | None:
        """What was published before: rolled-back steps are walked past, so that two steps back really are two."""
        stack: list[str] = []
        for line in read_lines(self._log):
            if line.get("rollback") and line["name"] in stack:
                del stack[stack.index(line["name"]) + 1 :]
            else:
                stack.append(line["name"])
        earlier = stack[: len(stack) - stack[::-1].index(current) - 1] if current in stack else stack
        kept = [self.snapshots / name for name in earlier if name != current and _is_snapshot(self.snapshots / name)]
        return kept[-1] if kept else None

    def _remove(self, folder: Path) -> None:
        """Out of sight by one rename, then deleted: a reader never finds a half-deleted snapshot."""
        aside = self.snapshots / f".gone-{folder.name}"
        folder.rename(aside)
        shutil.rmtree(aside)


def _is_snapshot(folder: Path) -> bool:
    return bool(_NAME.fullmatch(folder.name)) and (folder / "manifest.json").is_file()
