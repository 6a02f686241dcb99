"""The portal as a WSGI application; granian serves it (docs/adr/0009: WSGI answered 13 times faster than ASGI)."""

import contextlib
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karta.portal.config.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Read the current snapshot and count once, so that the first visitor does not wait for it."""
    from karta.explore.facets import facets
    from karta.explore.filters import Filter
    from karta.portal.platform.snapshots import NoSnapshot, current_snapshot

    with contextlib.suppress(NoSnapshot):
        current_snapshot().index.warm()
        facets(current_snapshot(), Filter())


_warm()
