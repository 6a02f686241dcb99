"""What the worker does."""

from __future__ import annotations

from django_tasks import task

from karta.portal.engines.builds import services


@task()
def build(run_id: int) -> None:
    """Build a snapshot from everything that is there: sources, imports, decisions."""
    services.execute(run_id, ["build", "--json"])
