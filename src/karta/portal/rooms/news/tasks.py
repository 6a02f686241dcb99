"""What the worker does for news and pages: whom texts name is looked up again when another map is published."""

from __future__ import annotations

from django_tasks import task

from karta.portal.platform.snapshots import store
from karta.portal.rooms.news import queries, services
from karta.snapshot.reader import open_snapshot

AT_ONCE = 50  # texts that share one look into the map


@task()
def find_names_again(name: str) -> int:
    """Store whom every published text names in the snapshot `name`; of how many texts that is something else.

    A publication that was overtaken leaves it to the next one.
    """
    changed, pages = 0, queries.published()
    for first in range(0, len(pages), AT_ONCE):
        current = store().current()
        if current is None or current.name != name:
            break
        changed += services.find_mentions_in(open_snapshot(current), pages[first : first + AT_ONCE])
    return changed
