"""Runs of the data half: progress, cancelling, crashes, workers that died."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from karta.portal.engines.builds import child, queries, rules, services
from karta.portal.engines.builds.models import Run
from karta.portal.platform.snapshots import store

pytestmark = pytest.mark.django_db


def test_progress_is_kept_as_it_comes(data: Path, steward: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    heard = services._heard
    monkeypatch.setattr(
        services, "_heard", lambda run_id, said: (steps.append(said.get("step", "")), heard(run_id, said))
    )
    run = services.ask(kind=Run.Kind.BUILD, by=steward, at=timezone.now())
    done = services.execute(run.pk, ["build", "--json"])
    assert done.state == "done", done.error
    assert steps[:1] == ["read"]
    assert [step for step in steps if step in ("locate", "link", "write")] == ["locate", "link", "write"]
    assert (done.step, done.message["bg"]) == ("write", "Записване и проверка на снимката")
    assert done.result["snapshot"] in [info.name for info in store().list()]


def test_cancelled_child_ends_and_changes_nothing(data: Path) -> None:
    before = [info.name for info in store().list()]
    began = time.monotonic()
    outcome = child.run_child(["build", "--json"], heard=lambda _: None, beat=lambda: False, seconds=0.1)
    assert outcome.is_cancelled
    assert time.monotonic() - began < 10
    assert [info.name for info in store().list()] == before


def test_run_cancelled_while_it_waits_is_not_started(data: Path, steward: Any) -> None:
    run = services.ask(kind=Run.Kind.BUILD, by=steward, at=timezone.now())
    services.cancel(run_id=run.pk, by=steward, at=timezone.now())
    assert services.execute(run.pk, ["build", "--json"]).state == "cancelled"
    assert len(store().list()) == 1


def test_crash_is_told_by_its_class_only(data: Path) -> None:
    (data / "map.yml").mkdir()  # reading a folder as a file is an error that nobody foresaw
    outcome = child.run_child(["build", "--json"], heard=lambda _: None, beat=lambda: True, seconds=1)
    assert outcome.exit_code == 1
    assert "IsADirectoryError" in outcome.error["message_en"] + outcome.error["code"]


def test_lost_runs_are_failed_and_living_ones_are_not(steward: Any) -> None:
    now = timezone.now()
    lost = Run.objects.create(kind="build", state="running", asked_at=now, heartbeat_at=now - timedelta(minutes=1))
    alive = Run.objects.create(kind="guess", state="running", asked_at=now, heartbeat_at=now - timedelta(seconds=5))
    assert services.fail_lost(at=now) == 1
    lost.refresh_from_db()
    alive.refresh_from_db()
    assert (lost.state, lost.error["code"], alive.state) == ("failed", "worker_lost", "running")
    assert services.ask(kind=Run.Kind.BUILD, by=steward, at=now).state == "waiting"


def test_waiting_without_a_worker_is_noticed(steward: Any) -> None:
    now = timezone.now()
    run = Run.objects.create(kind="build", asked_at=now - timedelta(minutes=1))
    assert queries.is_unclaimed(run, at=now)
    assert not rules.is_unclaimed(now, now)


def test_one_build_at_a_time(steward: Any) -> None:
    services.ask(kind=Run.Kind.BUILD, by=steward, at=timezone.now())
    with pytest.raises(services.Busy):
        services.ask(kind=Run.Kind.BUILD, by=steward, at=timezone.now())
    services.ask(kind=Run.Kind.GUESS, by=steward, at=timezone.now())


def test_who_is_no_steward_starts_and_stops_nothing(visitor_account: Any) -> None:
    now = timezone.now()
    run = Run.objects.create(kind="build", asked_at=now)
    with pytest.raises(PermissionDenied):
        services.ask(kind=Run.Kind.GUESS, by=visitor_account, at=now)
    with pytest.raises(PermissionDenied):
        services.cancel(run_id=run.pk, by=visitor_account, at=now)
    run.refresh_from_db()
    assert (run.state, run.is_cancel_asked, Run.objects.count()) == ("waiting", False, 1)


def test_readers_never_wait_for_a_build(data: Path) -> None:
    """While a build runs, what is current stays current and can be read."""
    current = store().current()
    thread = threading.Thread(
        target=child.run_child, args=(["build", "--json"],),
        kwargs={"heard": lambda _: None, "beat": lambda: True, "seconds": 1.0},
    )  # fmt: skip
    thread.start()
    while thread.is_alive():
        assert store().current() == current
        assert current is not None
        assert (current / "manifest.json").is_file()
        time.sleep(0.05)
