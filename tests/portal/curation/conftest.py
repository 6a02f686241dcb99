"""Candidates of the demo map, and decisions as they stand in its file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from karta.snapshot.reader import Snapshot, open_snapshot


@pytest.fixture
def snapshot(data: Path) -> Snapshot:
    """The map of `data`."""
    return open_snapshot(data / "snapshots" / "current")


@pytest.fixture
def candidates(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The queue as the build left it."""
    found = snapshot.connection().execute("FROM candidates ORDER BY worth DESC").to_arrow_table().to_pylist()
    assert len(found) >= 2, "the shipped sources leave no pair to people: these tests need two"
    return found


def lines(data: Path) -> list[dict[str, Any]]:
    """decisions.jsonl as it is."""
    path = data / "decisions.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
