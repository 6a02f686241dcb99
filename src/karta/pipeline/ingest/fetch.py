"""The engine of `karta fetch`: files of a source into a new version of the raw store.

Files come from the mirror (a folder laid out by source id), from `raw/<source>/incoming/` where a person put them, or
from the manifest's address where that was tried. Every version is kept; the same files again make no new one.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from karta.pipeline.ingest.errors import FileProblem
from karta.pipeline.ingest.gate import left_out, person_column
from karta.pipeline.ingest.manifest import Manifest, SourceFile
from karta.pipeline.ingest.raw import published_documents, published_lines, texts_in
from karta.pipeline.ingest.versions import DESCRIPTION, Version, newest_version, version_name
from karta.pipeline.tables import Finding

Report = Callable[[str, int, int], None]  # file, files done, files in all
_CHUNK = 1 << 20
_PATIENCE = 60  # seconds without a byte


@dataclass(frozen=True, slots=True)
class Fetched:
    """`is_new` is False where the newest stored version holds the same files. Findings are rows left out as persons."""

    version: Version
    is_new: bool
    findings: list[Finding]


def fetch(
    manifest: Manifest, data_dir: Path, *, mirror: Path | None, at: datetime, report: Report = lambda *_: None
) -> Fetched:
    """Bring the files of a source into `data_dir`/raw as a new version, whole or not at all.

    `at` is the present, in UTC. Of a mirror the version bears the day that its files were retrieved (manifest).
    Errors: FileProblem for a file that is cut off, unreadable, or nowhere; it then says which page has it and where
    to put it.
    """
    folder = data_dir / "raw" / manifest.source_id
    staging = folder / f".staging-{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        findings: list[Finding] = []
        origins = set()
        for number, file in enumerate(manifest.files):
            report(file.file, number, len(manifest.files))
            origins.add(_bring(manifest, file, staging / file.file, mirror, folder / "incoming"))
            findings += _keep_persons_out(manifest, file, staging / file.file)
        report("", len(manifest.files), len(manifest.files))
        retrieved = manifest.retrieved if origins == {"mirror"} else at.date()
        stored = _store(manifest, data_dir, staging, retrieved=retrieved, at=at, origins=origins, findings=findings)
        for file in manifest.files:  # what a person put there may hold rows that were left out; it is not kept
            (folder / "incoming" / file.file).unlink(missing_ok=True)
        return stored
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _bring(manifest: Manifest, file: SourceFile, target: Path, mirror: Path | None, incoming: Path) -> str:
    """Put one file at `target` and say where it came from."""
    mirrored = None if mirror is None else mirror / manifest.source_id / file.file
    if mirrored is not None and mirrored.is_file():
        shutil.copyfile(mirrored, target)
        return "mirror"
    by_hand = incoming / file.file
    if by_hand.is_file():
        shutil.copyfile(by_hand, target)
        return "by_hand"
    if manifest.tested == "address" and file.url is not None:
        _download(file.url, target, incoming / f"{file.file}.part")
        return "address"
    page = manifest.publisher["page"]
    raise FileProblem(
        "fetch_by_hand",
        f"{manifest.source_id}: download {file.file} from {page} and put it into {incoming}, then run "
        f"karta fetch {manifest.source_id} again; or set KARTA_MIRROR to a folder that holds it",
        f"{manifest.source_id}: изтеглете {file.file} от {page} и го сложете в {incoming}, после пуснете отново "
        f"karta fetch {manifest.source_id}; или посочете в KARTA_MIRROR папка, която го съдържа",
    )


def _download(url: str, target: Path, part: Path) -> None:
    """Download with resumption: what came before a break stays in `part` and is not asked for again."""
    if not url.startswith(("https://", "http://")):
        raise FileProblem("bad_address", f"{url} is no web address", f"{url} не е адрес в мрежата")
    part.parent.mkdir(parents=True, exist_ok=True)
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310  # checked
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310  # scheme checked above
            resumed = answer.status == 206
            expected = int(answer.headers.get("Content-Length") or 0) + (have if resumed else 0)
            with part.open("ab" if resumed else "wb") as file:
                shutil.copyfileobj(answer, file, _CHUNK)
    except (urllib.error.URLError, OSError) as error:
        raise FileProblem(
            "download_failed",
            f"{url} could not be read ({error}); run the same command again, it goes on where it stopped",
            f"{url} не може да се прочете ({error}); пуснете същата команда отново, тя продължава оттам",
        ) from error
    if expected and part.stat().st_size != expected:
        raise FileProblem(
            "download_cut_off",
            f"{url} broke off after {part.stat().st_size} of {expected} bytes; run the same command again",
            f"{url} прекъсна след {part.stat().st_size} от {expected} байта; пуснете същата команда отново",
        )
    part.replace(target)


def _keep_persons_out(manifest: Manifest, file: SourceFile, path: Path) -> list[Finding]:
    """Read the whole file, which also proves that it is whole; rewrite it where it holds persons: rows or columns."""
    if path.name.removesuffix(".gz").endswith((".json", ".jsonl")):
        return _keep_persons_out_of_json(manifest, file, path)
    lines = published_lines(path, file.encoding, file.delimiter)
    header = next(lines)
    kept, findings, cells = [header], [], header
    for number, cells in enumerate(lines, start=2):
        row = dict(zip(header, cells, strict=False))
        column = person_column(row, amounts=manifest.amounts, sole_traders=manifest.sole_traders)
        if column is None:
            kept.append(cells)
        else:
            findings.append(left_out(manifest.source_id, f"{file.file.removesuffix('.gz')}:{number}", column))
    if len(cells) not in (0, len(header)):
        raise FileProblem(
            "truncated_file",
            f"{file.file} breaks off in its last row; fetch it again",
            f"{file.file} е прекъснат на последния си ред; изтеглете го отново",
        )
    public = [place for place, column in enumerate(header) if column.strip() not in manifest.private_columns]
    if len(public) < len(header):
        kept = [[cells[place] for place in public] for cells in kept if len(cells) == len(header)]
    if findings or len(public) < len(header):
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=file.delimiter, lineterminator="\n").writerows(kept)
        _rewrite(path, text.getvalue().encode(file.encoding))
    return findings


def _keep_persons_out_of_json(manifest: Manifest, file: SourceFile, path: Path) -> list[Finding]:
    kept, findings = [], []
    for number, document in published_documents(path):
        told = (
            person_column({key: text}, amounts=manifest.amounts, sole_traders=manifest.sole_traders)
            for key, text in texts_in(document)
        )
        column = next((found for found in told if found is not None), None)
        if column is None:
            kept.append(json.dumps(document, ensure_ascii=False))
        else:
            findings.append(left_out(manifest.source_id, f"{file.file.removesuffix('.gz')}:{number}", column))
    if findings:
        _rewrite(path, "".join(f"{line}\n" for line in kept).encode())
    return findings


def _rewrite(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _store(manifest: Manifest, data_dir: Path, staging: Path, *, retrieved: date, at: datetime,
           origins: set[str], findings: list[Finding]) -> Fetched:  # fmt: skip
    digests = {file.file: _sha256(staging / file.file) for file in manifest.files}
    newest = newest_version(data_dir, manifest.source_id)
    name = version_name(retrieved, digests)
    if newest is not None and newest.name.endswith(name[-9:]):
        return Fetched(newest, False, findings)
    described = {
        "source_id": manifest.source_id,
        "retrieved": retrieved.isoformat(),
        "fetched_at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "origin": sorted(origins),
        "files": digests,
    }
    (staging / DESCRIPTION).write_text(json.dumps(described, indent=1) + "\n", "utf-8")
    target = staging.parent / name
    if target.exists():  # these files were the version before last: they are the newest again
        shutil.rmtree(target)
    staging.replace(target)
    return Fetched(Version(name, target, retrieved), True, findings)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
