"""The file of a back-up: a tar.gz whose last member, manifest.json, names every other one with size and SHA-256.

A file that was cut off therefore has no manifest, and one that was changed does not match it. With a recipient the
whole is encrypted by age (https://age-encryption.org): the machine that makes back-ups cannot read them.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

from karta.portal.operations.backup.errors import BackupError, broken, missing_program

MANIFEST = "manifest.json"
FORMAT = 1
_BLOCK = 1 << 20


class Writer:
    """Members go in one by one; `close` writes the manifest. Everything is readable to its owner only."""

    def __init__(self, file: IO[bytes]) -> None:
        # Pictures, dumps and snapshots are compressed already: more than the lightest level costs time for nothing.
        self._gzip = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1)
        self._tar = tarfile.open(fileobj=self._gzip, mode="w|")  # noqa: SIM115 - closed by close()
        self.files: dict[str, list[Any]] = {}

    def add(self, name: str, content: IO[bytes], size: int) -> None:
        """One member of `size` bytes. Errors: OSError where the content is shorter."""
        told = _Told(content)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, told)  # type: ignore[arg-type] - tarfile reads and does nothing else
        self.files[name] = [size, told.hash.hexdigest()]

    def add_file(self, name: str, path: Path) -> None:
        """A file of the disk; one that has gone meanwhile is left out."""
        try:
            with path.open("rb") as file:
                self.add(name, file, path.stat().st_size)
        except FileNotFoundError:
            return

    def close(self, about: dict[str, Any]) -> None:
        """Write the manifest, `about` with all members, and end the file."""
        text = json.dumps({"format": FORMAT, **about, "files": self.files}, ensure_ascii=False).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        self._tar.addfile(info, io.BytesIO(text))
        self._tar.close()
        self._gzip.close()


class _Told:
    """Counts the hash of what is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.hash.update(block)
        return block


def unpack(path: Path, into: Path | None, *, identity: Path | None = None) -> dict[str, Any]:
    """Read a back-up to its end, check every member, and write them below `into`; the manifest.

    `into` None only checks. Errors: BackupError; what was written until then has to be thrown away by the caller.
    """
    try:
        with _opened(path, identity) as file, gzip.GzipFile(fileobj=file) as plain:
            with tarfile.open(fileobj=plain, mode="r|") as tar:
                found, manifest = _members(tar, into, path.name)
            while plain.read(_BLOCK):  # gzip's own checksum stands at the very end
                pass
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        if isinstance(error, FileNotFoundError | PermissionError):
            raise BackupError(
                "cannot_read",
                f"{path}: cannot be read ({error.strerror})",
                f"{path}: не може да се прочете ({error.strerror})",
            ) from error
        raise broken(path.name, str(error)) from error
    if manifest is None:
        raise broken(path.name, "its end is missing")
    if manifest.get("format") != FORMAT:
        raise BackupError(
            "other_format",
            f"{path.name}: format {manifest.get('format')}, this version reads {FORMAT}; install a newer Karta first",
            f"{path.name}: формат {manifest.get('format')}, а тази версия чете {FORMAT}; инсталирайте по-нова",
        )
    for name in sorted(manifest["files"].keys() | found.keys()):
        if manifest["files"].get(name) != found.get(name):
            raise broken(path.name, f"{name} is not what was written")
    return manifest


def _members(
    tar: tarfile.TarFile, into: Path | None, archive: str
) -> tuple[dict[str, list[Any]], dict[str, Any] | None]:
    found: dict[str, list[Any]] = {}
    manifest = None
    for member in tar:
        inside = PurePosixPath(member.name)
        held = tar.extractfile(member) if member.isfile() else None
        if held is None or inside.is_absolute() or ".." in inside.parts:
            raise broken(archive, f"it holds {member.name}, which no back-up has")
        if member.name == MANIFEST:
            manifest = json.loads(held.read())
            continue
        told = _Told(held)
        if into is None:
            while told.read(_BLOCK):
                pass
        else:
            to = into / inside
            to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with to.open("wb") as file:
                shutil.copyfileobj(told, file, _BLOCK)
            to.chmod(0o600)
        found[member.name] = [member.size, told.hash.hexdigest()]
    return found, manifest


@contextmanager
def _opened(path: Path, identity: Path | None) -> Iterator[IO[bytes]]:
    """The archive's bytes, decrypted where the name ends with .age."""
    if path.suffix != ".age":
        with path.open("rb") as file:
            yield file
        return
    if identity is None:
        raise BackupError(
            "no_identity",
            f"{path.name} is encrypted; name the file with its secret key: --identity key.txt",
            f"{path.name} е шифровано; посочете файла с тайния ключ: --identity key.txt",
        )
    if not path.is_file():
        raise FileNotFoundError(2, "no such file", str(path))
    command = [_age(), "--decrypt", "--identity", str(identity), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as age:  # noqa: S603 - no shell
        assert age.stdout is not None  # noqa: S101 - for the type checker
        assert age.stderr is not None  # noqa: S101
        try:
            yield age.stdout
        except (tarfile.TarError, EOFError, zlib.error) as error:
            said = age.stderr.read().decode(errors="replace").strip().splitlines()
            raise broken(path.name, said[0] if said else str(error)) from error
        if age.wait():
            raise broken(path.name, age.stderr.read().decode(errors="replace").strip())


def encrypt(path: Path, to: Path, recipient: str) -> None:
    """Encrypt a file to an age recipient (age1…). Errors: BackupError."""
    command = [_age(), "--encrypt", "--recipient", recipient, "--output", str(to), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        said = done.stderr.strip()
        raise BackupError(
            "not_encrypted",
            f"age did not encrypt to {recipient}: {said}; no back-up was made",
            f"age не шифрова до {recipient}: {said}; не е направено резервно копие",
        )


def _age() -> str:
    found = shutil.which("age")
    if found is None:
        raise missing_program("age", "age")
    return found
