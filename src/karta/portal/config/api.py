"""The API: routers of the rooms under one address, one envelope, one description."""

from ninja import NinjaAPI

from karta.portal.explorer.api import router as explorer

api = NinjaAPI(title="Karta", version="1", urls_namespace="api", docs_url="docs")
api.add_router("", explorer)
