"""One filter, one answer: 200 random filters by command line, API, export and a plain scan of the snapshot's tables."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from explore.conftest import economy
from explore.expected import COUNTS
from explore.plain_scan import Params, PlainScan
from explore.random_filters import random_filters
from karta.cli import app
from karta.snapshot.reader import Snapshot
from karta.snapshot.store import Store
from portal.explorer.test_api import all_rows, exported

__all__ = ["economy"]
ENOUGH = 150  # of 200 must match something, or agreement says little


@pytest.fixture(scope="module")
def published(economy: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose current map is the synthetic economy."""
    data = tmp_path_factory.mktemp("published")
    shutil.copytree(economy.path, data / "snapshots" / economy.name)
    Store(data).publish(economy.name)
    yield data
    shutil.rmtree(data)


def command_line(data: Path, params: Params) -> dict[str, Any]:
    options = [
        part for name, values in params.items() for value in values for part in (f"--{name.replace('_', '-')}", value)
    ]
    done = CliRunner().invoke(app, ["query", "--all", "--data", str(data), *options])
    assert done.exit_code == 0, (params, done.output)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.django_db
def test_command_line_api_export_and_a_plain_scan_agree(client: Client, published: Path, settings: Any) -> None:
    settings.DATA = published
    settings.ALLOWED_HOSTS = ["testserver"]
    scan = PlainScan(published / "snapshots" / "current")
    filled = 0
    for params in random_filters(scan):
        expected = scan.answer(params)
        counts = {name: len(expected["match" if name == "count" else name]) for name in COUNTS}
        told = command_line(published, params)
        said, rows = all_rows(client, params)
        for answer, listed in ((told, told["organisations"]), (said, rows)):
            assert [row["id"] for row in listed] == expected["match"], params
            assert {name: answer[name] for name in COUNTS} == counts, params
        assert [row["id"] for row in exported(client, params)] == expected["match"], params
        filled += bool(expected["match"])
    assert filled >= ENOUGH
