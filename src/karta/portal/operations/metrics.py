"""What an operator's monitoring reads, in the text format of Prometheus (version 0.0.4). Numbers only, no person's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from karta.portal.operations.backup.services import LAST
from karta.portal.platform.models import Letter
from karta.portal.platform.snapshots import store

Sample = tuple[str, str, dict[str, str], float]  # name, what it is, labels, value


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django hands every view its request
    """The state of the queues, the map and the back-ups; nginx hands it out to this machine only."""
    return HttpResponse(as_text(samples(timezone.now())), content_type="text/plain; version=0.0.4; charset=utf-8")


def samples(at: datetime) -> Iterator[Sample]:
    """Every measure as of `at`. What is not there (no map, no back-up yet) has no sample: monitoring alerts on that."""
    letters = dict.fromkeys(Letter.State.values, 0)
    letters |= dict(Letter.objects.order_by().values_list("state").annotate(Count("pk")))
    for state, count in letters.items():
        yield "karta_letters", "Letters that wait or were given up.", {"state": state}, count
    tasks = dict.fromkeys((TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED), 0)
    tasks |= dict(DBTaskResult.objects.order_by().filter(status__in=tasks).values_list("status").annotate(Count("pk")))
    for status, count in tasks.items():
        yield "karta_tasks", "Tasks of the worker.", {"status": str(status).lower()}, count
    oldest = DBTaskResult.objects.ready().aggregate(found=Min("enqueued_at"))["found"]
    waited = (at - oldest).total_seconds() if oldest else 0
    yield "karta_task_wait_seconds", "How long the oldest task waits: the worker stands still.", {}, max(0.0, waited)
    current = store().current()
    published = store().published_at(current.name) if current else None
    if published:
        yield "karta_map_published_timestamp_seconds", "When the map was published.", {}, published.timestamp()
    last = Path(settings.STATE) / LAST
    if last.is_file():
        made = datetime.fromisoformat(last.read_text("utf-8").strip())
        yield "karta_backup_timestamp_seconds", "When the last back-up was made.", {}, made.timestamp()


def as_text(found: Iterator[Sample]) -> str:
    """Samples as Prometheus reads them; those of one name stand together."""
    lines, before = [], ""
    for name, told, labels, value in found:
        if name != before:
            lines += [f"# HELP {name} {told}", f"# TYPE {name} gauge"]
        shown = ",".join(f'{key}="{label}"' for key, label in labels.items())
        lines.append(f"{name}{'{' + shown + '}' if shown else ''} {value:.0f}")
        before = name
    return "\n".join(lines) + "\n"
