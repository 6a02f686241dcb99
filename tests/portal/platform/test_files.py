"""Where pictures and documents are kept."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.storage.handler import StorageHandler

from karta.portal.platform.files_settings import WrongFilesSetting, files_settings
from live import free_port

STORE = {"KARTA_S3_BUCKET": "karta", "KARTA_S3_REGION": "eu-central-1", "KARTA_S3_KEY": "key", "KARTA_S3_SECRET": "s"}


@pytest.fixture
def store() -> Iterator[str]:
    """The address of a server that speaks S3, with an empty bucket `karta`."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    served = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{address}/moto-api/data.json", timeout=5).close()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        yield address
    finally:
        served.terminate()
        served.wait(timeout=10)


def test_without_a_store_files_lie_in_the_state_folder_readable_to_the_portal_only(tmp_path: Path) -> None:
    kept = StorageHandler(files_settings({}, tmp_path))["default"]
    name = kept.save("documents/report.pdf", ContentFile(b"%PDF"))
    assert (tmp_path / name).read_bytes() == b"%PDF"
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    kept.delete(name)
    assert not kept.exists(name)


def test_the_portal_uses_what_the_settings_say() -> None:
    assert storages["default"].__class__.__name__ == "FileSystemStorage"


def test_a_name_leads_out_of_no_folder(tmp_path: Path) -> None:
    kept = StorageHandler(files_settings({}, tmp_path / "in"))["default"]
    with pytest.raises(SuspiciousFileOperation):
        kept.save("../out.txt", ContentFile(b"x"))


def test_a_store_keeps_gives_lists_and_deletes(store: str, tmp_path: Path) -> None:
    kept = StorageHandler(files_settings(STORE | {"KARTA_S3_ENDPOINT": store}, tmp_path))["default"]
    kept.connection.create_bucket(Bucket="karta", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    first = kept.save("documents/доклад.pdf", ContentFile(b"one"))
    second = kept.save("documents/доклад.pdf", ContentFile(b"two"))
    assert first != second
    for name, content in ((first, b"one"), (second, b"two")):
        with kept.open(name) as held:
            assert held.read() == content
    assert sorted(kept.listdir("documents")[1]) == sorted(Path(name).name for name in (first, second))
    assert "X-Amz-Signature=" in kept.url(first)
    kept.delete(first)
    assert (kept.exists(first), kept.exists(second)) == (False, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"KARTA_S3_KEY": "secret"}, "KARTA_S3_KEY is set, but KARTA_S3_BUCKET is not"),
        ({"KARTA_S3_BUCKET": "karta", "KARTA_S3_ENDPOINT": "store.example.org"}, "KARTA_S3_ENDPOINT=store.example.org"),
    ],
)
def test_half_a_setting_is_refused(env: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(WrongFilesSetting) as raised:
        files_settings(env, tmp_path)
    assert str(raised.value).startswith(said)
    assert "secret" not in str(raised.value)
