"""Where each record stands: the table `places`, and `record_places` with one row a record."""

from karta.pipeline.locate.stage import create_places, locate

__all__ = ["create_places", "locate"]
