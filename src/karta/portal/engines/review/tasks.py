"""What the worker does."""

from __future__ import annotations

from django_tasks import task


@task()
def compute_plan(plan_id: int) -> None:
    """Work out who reviews what."""
    from karta.portal.engines.review.assigning.computing import execute  # OR-tools are for the worker alone

    execute(plan_id)
