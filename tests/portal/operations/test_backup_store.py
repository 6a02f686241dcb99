"""Files of an S3 store go along with a back-up into another one; the list of what must not be shown only grows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.base import ContentFile
from django.core.files.storage.handler import StorageHandler

from karta.portal.operations.backup import archive, files
from karta.portal.platform.files_settings import files_settings
from karta.vocab.suppressed import FILE
from portal.platform.test_files import STORE, store  # noqa: F401 - a fixture


def bucket(address: str, name: str, folder: Path) -> tuple[dict[str, Any], Any]:
    """Settings and storage of an empty bucket."""
    told = files_settings(STORE | {"KARTA_S3_BUCKET": name, "KARTA_S3_ENDPOINT": address}, folder)
    made = StorageHandler(told)["default"]
    made.connection.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    return told, made


def test_files_go_from_one_bucket_into_another(
    store: str,  # noqa: F811
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.DATA = settings.STATE = settings.MEDIA_ROOT = tmp_path / "none"
    settings.STORAGES, old = bucket(store, "old", tmp_path)
    _, new = bucket(store, "new", tmp_path)
    written = {
        old.save(name, ContentFile(name.encode() * 1000)): name for name in ("images/снимка.png", "documents/a/b.pdf")
    }
    assert list(written) == ["images/снимка.png", "documents/a/b.pdf"]
    new.save("images/снимка.png", ContentFile(b"another picture"))
    new.save("images/of the new one.png", ContentFile(b"x"))

    monkeypatch.setattr(files, "default_storage", old)
    with (tmp_path / "made.tar.gz").open("wb") as file:
        writer = archive.Writer(file)
        files.put_files(writer, snapshots="none")
        writer.close({})
    manifest = archive.unpack(tmp_path / "made.tar.gz", tmp_path / "unpacked")
    assert sorted(manifest["files"]) == ["store/documents/a/b.pdf", "store/images/снимка.png"]

    monkeypatch.setattr(files, "default_storage", new)
    assert files.fill_store(tmp_path / "unpacked") == 2
    for name in written:
        with new.open(name) as held:
            assert held.read() == name.encode() * 1000
    assert new.exists("images/of the new one.png")
    assert files.fill_store(tmp_path / "unpacked") == 0


def test_what_was_hidden_since_the_back_up_stays_hidden(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "here"
    unpacked = tmp_path / "new"
    (unpacked / "data").mkdir(parents=True)
    settings.DATA.mkdir()
    assert files.keep_suppressed(unpacked) == 0
    before = {"names": ["Пример"], "reason": "law", "since": date(2026, 11, 28), "by": "keeper"}
    since = {"organisation": "bg-eik-000000000", "reason": "asked", "since": date(2026, 11, 29), "by": "keeper"}
    (unpacked / "data" / FILE).write_text(yaml.safe_dump([before], allow_unicode=True), "utf-8")
    (settings.DATA / FILE).write_text(yaml.safe_dump([since, before], allow_unicode=True), "utf-8")
    assert files.keep_suppressed(unpacked) == 1
    assert yaml.safe_load((unpacked / "data" / FILE).read_text("utf-8")) == [before, since]
