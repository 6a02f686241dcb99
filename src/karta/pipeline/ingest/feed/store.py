"""Messages into the raw store: each becomes a log without persons; a version is the logs of all messages so far.

A new version shares the logs of the one before (hard links), so that a day costs a day. The messages themselves are
never stored: they hold persons. What was taken in of a run that broke off is not read again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path

from karta.pipeline.ingest.errors import FileProblem
from karta.pipeline.ingest.feed.days import DayProblem, day_of, missing_days
from karta.pipeline.ingest.feed.findings import erased_in_vain, gap, late, repeated
from karta.pipeline.ingest.feed.log import Change, write_log
from karta.pipeline.ingest.fetch import Fetched, Report
from karta.pipeline.ingest.manifest import Manifest
from karta.pipeline.ingest.versions import DESCRIPTION, Version, newest_version, version_name
from karta.pipeline.tables import Finding

FINDINGS = "findings.jsonl"
NO_MESSAGE = "no_message.txt"  # days of which a person has confirmed that there is no message

# What a source's reader gives for one message: its changes, and findings as they arise.
Reader = Callable[[Path, list[Finding]], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class Taken:
    """One message taken in: its name, the SHA-256 of the message, its log and what was found in it."""

    name: str
    sha256: str
    log: Path
    findings: list[Finding]


def logs_of(folder: Path) -> list[Path]:
    """The logs of a version, by day."""
    return sorted(folder.glob("log-*.parquet"))


def findings_of(source_id: str, folder: Path) -> list[Finding]:
    """What was found when the messages of a version were taken in, and an error where a day has no message."""
    path = folder / FINDINGS
    stored = [Finding(**json.loads(line)) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    confirmed = folder.parent / NO_MESSAGE
    days = confirmed.read_text("utf-8").split() if confirmed.exists() else []
    missing = missing_days(_files(folder), {date.fromisoformat(day) for day in days})
    return stored + gap(source_id, missing, confirmed)


def take_in(
    manifest: Manifest, data_dir: Path, read: Reader, *, mirror: Path | None, at: datetime,
    report: Report = lambda *_: None,
) -> Fetched:  # fmt: skip
    """Take in the messages that are new, from `mirror`/<source> or raw/<source>/incoming, as one new version.

    On any error the newest version stays what it was, and messages already read are not read again next time.
    Errors: FileProblem: no messages anywhere; one that is cut off or dangerous; the same day in two versions.
    """
    folder = data_dir / "raw" / manifest.source_id
    newest = newest_version(data_dir, manifest.source_id)
    known = _files(newest.folder) if newest else {}
    messages = _messages(manifest, mirror, folder / "incoming")
    if not messages and newest is None:
        raise _nothing(manifest, folder / "incoming")
    is_mirror = mirror is not None and all(path.is_relative_to(mirror) for path in messages)
    learned_on = max([manifest.retrieved, *(day_of(path.name) for path in messages)]) if is_mirror else at.date()
    digests = {path.name.removesuffix(".gz"): _sha256(path) for path in messages}
    fresh = [path for path in messages if _is_new(path, digests, known)]
    if newest is not None and not fresh:
        return Fetched(newest, False, [])
    staging = folder / ".taking-in"
    staging.mkdir(parents=True, exist_ok=True)
    taken = _read_all(fresh, staging, read, digests=digests, learned_on=learned_on, report=report)
    version = _store(manifest, folder, newest, taken, known, at=at, learned_on=learned_on)
    shutil.rmtree(staging)
    for path in messages:  # a message holds persons; what a person put there is not kept
        if path.parent == folder / "incoming":
            path.unlink()
    return Fetched(version, True, findings_of(manifest.source_id, version.folder))


def _messages(manifest: Manifest, mirror: Path | None, incoming: Path) -> list[Path]:
    """Messages at hand, by name; a file whose name is no day is refused."""
    folders = [incoming] if mirror is None else [incoming, mirror / manifest.source_id]
    pattern = manifest.files[0].file
    found = [path for folder in folders for end in ("", ".gz") for path in folder.glob(pattern + end)]
    try:
        return sorted(found, key=lambda path: (day_of(path.name), path.name))
    except DayProblem as problem:
        raise FileProblem(
            "no_day",
            f"{manifest.source_id}: {problem} is no name of a message, YYYYMMDD.xml or YYYYMMDD_2.xml; rename it",
            f"{manifest.source_id}: {problem} не е име на съобщение, YYYYMMDD.xml или YYYYMMDD_2.xml; преименувайте го",
        ) from problem


def _is_new(path: Path, digests: dict[str, str], known: dict[str, str]) -> bool:
    name = path.name.removesuffix(".gz")
    if name not in known:
        return True
    if known[name] == digests[name]:
        return False
    raise FileProblem(
        "message_changed",
        f"{path.name} is not what was taken in under this name; if the publisher corrected it, put it beside as "
        f"{path.name.partition('.')[0]}_9.xml: its entries are added, nothing is forgotten",
        f"{path.name} не е това, което вече е прието под това име; ако издателят го е поправил, сложете го до него "
        f"като {path.name.partition('.')[0]}_9.xml: вписванията му се добавят, нищо не се губи",
    )


def _read_all(
    messages: Sequence[Path], staging: Path, read: Reader, *, digests: dict[str, str], learned_on: date, report: Report
) -> list[Taken]:
    """Read messages side by side. Those that were read before a break are taken from the staging folder."""
    jobs = [(path, staging, read, digests[path.name.removesuffix(".gz")], learned_on) for path in messages]
    taken: list[Taken] = []
    workers = min(len(jobs), os.cpu_count() or 1)
    if workers == 1:
        results = map(_read_one, jobs)
        return [_told(one, len(jobs), place, report) for place, one in enumerate(results, 1)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:  # not forked: DuckDB has threads
        for place, one in enumerate(pool.map(_read_one, jobs), 1):
            taken.append(_told(one, len(jobs), place, report))
    return taken


def _told(one: Taken, total: int, place: int, report: Report) -> Taken:
    report(one.name, place, total)
    return one


def _read_one(job: tuple[Path, Path, Reader, str, date]) -> Taken:
    path, staging, read, sha256, learned_on = job
    name = path.name.removesuffix(".gz")
    log = staging / f"log-{name.removesuffix('.xml')}-{sha256[:8]}.parquet"
    told = log.with_suffix(".json")
    if not told.exists():  # written last: where it stands, the log is whole
        findings: list[Finding] = []
        write_log(log, read(path, findings), day=day_of(name), learned_on=learned_on)
        told.write_text(json.dumps([asdict(found) for found in findings], ensure_ascii=False), "utf-8")
    return Taken(name, sha256, log, [Finding(**found) for found in json.loads(told.read_text("utf-8"))])


def _store(
    manifest: Manifest, folder: Path, newest: Version | None, taken: Sequence[Taken], known: dict[str, str], *,
    at: datetime, learned_on: date,
) -> Version:  # fmt: skip
    """Put the version together aside and move it into place by one rename."""
    aside = folder / f".version-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        for log in logs_of(newest.folder) if newest else ():
            os.link(log, aside / log.name)
        for one in taken:
            os.link(one.log, aside / one.log.name)
        files = {**known, **{one.name: one.sha256 for one in taken}}
        before = (newest.folder / FINDINGS).read_text("utf-8") if newest else ""
        findings = [found for one in taken for found in one.findings]
        fresh = [aside / one.log.name for one in taken]
        findings += late(manifest.source_id, [one.name for one in taken], list(known))
        findings += repeated(manifest.source_id, fresh)
        findings += erased_in_vain(manifest.source_id, fresh, logs_of(aside))
        lines = "".join(json.dumps(asdict(found), ensure_ascii=False) + "\n" for found in findings)
        (aside / FINDINGS).write_text(before + lines, "utf-8")
        described = {
            "source_id": manifest.source_id,
            "retrieved": learned_on.isoformat(),
            "fetched_at": at.astimezone(UTC).isoformat(timespec="microseconds"),
            "files": files,
        }
        (aside / DESCRIPTION).write_text(json.dumps(described, indent=1) + "\n", "utf-8")
        target = folder / version_name(learned_on, files)
        shutil.rmtree(target, ignore_errors=True)
        aside.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return Version(target.name, target, learned_on)


def _files(folder: Path) -> dict[str, str]:
    """Messages of a version: name → SHA-256."""
    files: dict[str, str] = json.loads((folder / DESCRIPTION).read_text("utf-8"))["files"]
    return files


def _nothing(manifest: Manifest, incoming: Path) -> FileProblem:
    page = manifest.publisher["page"]
    return FileProblem(
        "fetch_by_hand",
        f"{manifest.source_id}: download the messages from {page} and put them into {incoming}, then run "
        f"karta fetch {manifest.source_id} again; or set KARTA_MIRROR to a folder that holds them",
        f"{manifest.source_id}: изтеглете съобщенията от {page} и ги сложете в {incoming}, после пуснете отново "
        f"karta fetch {manifest.source_id}; или посочете в KARTA_MIRROR папка, която ги съдържа",
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
