"""Opening: once per process, from any thread, never the wrong schema."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from karta.snapshot.errors import NoSuchSnapshot
from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store


def test_a_snapshot_is_opened_once_also_through_current(three: list[Path], tmp_path: Path) -> None:
    Store(tmp_path).publish(three[0].name)
    opened = open_snapshot(three[0])
    assert open_snapshot(tmp_path / "snapshots" / "current") is opened
    assert (opened.name, opened.path) == (three[0].name, three[0])
    assert opened.connection().execute("SELECT count(*) FROM names").fetchall() == [(2,)]


def test_a_deleted_snapshot_still_answers_whoever_holds_it(three: list[Path], tmp_path: Path) -> None:
    opened = open_snapshot(three[1])
    Store(tmp_path).discard(three[1].name)
    assert opened.connection().execute("SELECT count(*) FROM claims").fetchall() == [(1,)]


def test_threads_do_not_meet(three: list[Path]) -> None:
    opened = open_snapshot(three[2])
    answers: list[int] = []

    def ask() -> None:
        for _ in range(20):
            row = opened.connection().execute("SELECT count(*) FROM names").fetchone()
            answers.append(row[0] if row else -1)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [4] * 80


def test_another_schema_is_not_read_and_says_what_to_do(three: list[Path]) -> None:
    path = three[0] / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema_version": 99}))
    with pytest.raises(NoSuchSnapshot, match="run karta build"):
        open_snapshot(three[0])


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoSuchSnapshot, match="karta build and karta publish"):
        open_snapshot(tmp_path / "snapshots" / "current")
