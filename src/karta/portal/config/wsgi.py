"""The portal as a WSGI application; granian serves it (docs/adr/0009: WSGI answered 13 times faster than ASGI)."""

import contextlib
import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karta.portal.config.settings")
application = get_wsgi_application()
COLLECT_AFTER = (20_000, 20, 50)  # an answer makes thousands of short-lived values, and no cycles


def _warm() -> None:
    """Read the current snapshot and count once, so that the first visitor does not wait for it."""
    from karta.explore.facets import facets
    from karta.explore.filters import Filter
    from karta.portal.platform.snapshots import NoSnapshot, current_snapshot

    with contextlib.suppress(NoSnapshot):
        current_snapshot().index.warm()
        facets(current_snapshot(), Filter())
    # What stands now stays: the collector need not look through a framework and a snapshot at every tenth answer.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


_warm()
