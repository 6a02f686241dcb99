"""Which snapshot is current, which was when, and that none in use is ever taken away."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from karta.snapshot.errors import Busy, NoSuchSnapshot, NotAllowed
from karta.snapshot.files import locked
from karta.snapshot.store import Store


def test_an_empty_folder_has_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert (store.current(), store.candidate(), store.list(), store.as_of(date(2026, 1, 1))) == (None, None, [], None)
    with pytest.raises(NoSuchSnapshot):
        store.publish()
    with pytest.raises(NoSuchSnapshot):
        store.rollback()


def test_publish_takes_the_candidate_else_the_newest(three: list[Path], tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.note_candidate(three[1].name)
    assert store.publish() == three[1]
    assert store.current() == three[1]
    assert store.candidate() is None
    assert store.publish() == three[2]
    assert store.publish(three[0].name) == three[0]
    assert [(info.name, info.is_current) for info in store.list()] == [
        (three[0].name, True), (three[1].name, False), (three[2].name, False)]  # fmt: skip


def test_rollback_walks_back_one_publication_at_a_time(three: list[Path], tmp_path: Path) -> None:
    store = Store(tmp_path)
    for path in three:
        store.publish(path.name)
    assert store.rollback() == three[1]
    assert store.rollback() == three[0]
    with pytest.raises(NoSuchSnapshot, match="nothing was published before"):
        store.rollback()
    store.publish(three[2].name)
    assert store.rollback() == three[0]


def test_as_of_answers_from_what_was_published_by_then(three: list[Path], tmp_path: Path) -> None:
    store = Store(tmp_path)
    lines = [
        {"name": three[0].name, "at": "2026-01-10T09:00:00Z"},
        {"name": three[1].name, "at": "2026-03-01T00:00:00Z"},
    ]
    (tmp_path / "snapshots" / "published.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert store.as_of(date(2026, 1, 9)) is None
    assert store.as_of(date(2026, 1, 10)) == three[0]
    assert store.as_of(date(2026, 2, 28)) == three[0]
    assert store.as_of(date(2026, 3, 1)) == three[1]
    store.publish(three[2].name)
    store.discard(three[1].name)
    assert store.as_of(date(2026, 3, 1)) == three[0]


def test_the_current_snapshot_cannot_be_discarded(three: list[Path], tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.publish(three[0].name)
    for name in (three[0].name, "current"):
        with pytest.raises(NotAllowed):
            store.discard(name)
    store.note_candidate(three[2].name)
    store.discard("candidate")
    assert [info.name for info in store.list()] == [three[0].name, three[1].name]
    assert store.candidate() is None


def test_prune_keeps_the_newest_the_current_and_the_candidate(three: list[Path], tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.publish(three[0].name)
    store.note_candidate(three[2].name)
    assert store.prune(keep=0) == (three[1].name,)
    assert [info.name for info in store.list()] == [three[0].name, three[2].name]


def test_no_change_while_another_process_writes(three: list[Path], tmp_path: Path) -> None:
    store = Store(tmp_path)
    with locked(tmp_path):
        for change in (store.publish, store.rollback, lambda: store.discard(three[0].name), store.prune):
            with pytest.raises(Busy):
                change()
    assert store.publish() == three[2]


def test_a_folder_that_is_not_finished_is_not_a_snapshot(three: list[Path], tmp_path: Path) -> None:
    (three[2] / "manifest.json").unlink()
    (tmp_path / "snapshots" / ".gone-x").mkdir()
    store = Store(tmp_path)
    assert [info.name for info in store.list()] == [three[0].name, three[1].name]
    with pytest.raises(NoSuchSnapshot):
        store.publish(three[2].name)


def test_a_publication_that_was_killed_between_link_and_log_is_completed(three: list[Path], tmp_path: Path) -> None:
    (tmp_path / "snapshots" / "current").symlink_to(three[1].name)
    store = Store(tmp_path)
    assert store.current() == three[1]
    store.publish(three[1].name)
    assert store.as_of(date(9999, 1, 1)) == three[1]
