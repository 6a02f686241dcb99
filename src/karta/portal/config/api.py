"""The API: routers of the rooms under one address, one envelope, one description."""

from karta.portal.explorer.api import router as explorer
from karta.portal.platform.api import JSONRenderer, install_errors
from karta.portal.platform.description import DescribedAPI
from karta.portal.rooms.spinoffs.api import router as spin_offs

# The description page is ours (platform.api.describe): ninja's own loads its scripts from another host.
api = DescribedAPI(
    title="Karta",
    version="1",
    description="Organisations, their figures and the claims behind them. Every answer names its snapshot.",
    urls_namespace="api",
    docs_url=None,
    renderer=JSONRenderer(),
)
install_errors(api)
api.add_router("", explorer)
api.add_router("", spin_offs)
