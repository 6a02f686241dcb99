"""The public API over a snapshot: one filter (karta.explore), both languages always, every error in one shape."""

from ninja import Router

from karta.portal.explorer.api import (
    catalogue,
    changes,
    charts,
    compare,
    completeness,
    facets,
    organisations,
    proof,
    reconcile,
    tiles,
)

router = Router()
for part in (organisations, facets, tiles, compare, proof, changes, charts, completeness, reconcile, catalogue):
    router.add_router("", part.router)
