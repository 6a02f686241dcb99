"""What monitoring reads: queues, map and back-ups as numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from karta.portal.operations.backup.services import LAST
from karta.portal.platform.models import Letter
from karta.snapshot.reader import Snapshot

pytestmark = pytest.mark.django_db


def told(client: Client) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-cache" in answer.headers["Cache-Control"]
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def test_numbers_of_queues_map_and_back_ups(client: Client, demo: Snapshot, settings: Any, tmp_path: Path) -> None:
    settings.STATE = tmp_path
    before = told(client)
    assert before['karta_letters{state="waiting"}'] == before['karta_tasks{status="failed"}'] == 0
    assert before["karta_task_wait_seconds"] == 0
    assert "karta_backup_timestamp_seconds" not in before
    assert abs(before["karta_map_published_timestamp_seconds"] - timezone.now().timestamp()) < 86_400
    now = timezone.now()
    for state in ("waiting", "given_up", "given_up"):
        Letter.objects.create(state=state, made_at=now)
    task = DBTaskResult.objects.create(args_kwargs={}, task_path="x", backend_name="default", run_after=now)
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=now - timedelta(minutes=10))
    (tmp_path / LAST).write_text("2026-11-29T03:15:00+00:00\n", "utf-8")
    after = told(client)
    assert (after['karta_letters{state="waiting"}'], after['karta_letters{state="given_up"}']) == (1, 2)
    assert (after['karta_tasks{status="ready"}'], after['karta_tasks{status="running"}']) == (1, 0)
    assert 600 <= after["karta_task_wait_seconds"] < 660
    assert after["karta_backup_timestamp_seconds"] == datetime(2026, 11, 29, 3, 15, tzinfo=UTC).timestamp()


def test_without_a_map_there_is_no_age_of_one(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.DATA = settings.STATE = tmp_path
    settings.ALLOWED_HOSTS = ["testserver"]
    assert not [name for name in told(client) if name.startswith(("karta_map", "karta_backup"))]


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow_with_the_queues(
    client: Client, demo: Snapshot, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        Letter.objects.create(made_at=timezone.now())
    client.get("/metrics")
    with django_assert_num_queries(3):
        client.get("/metrics")
