"""The map page's way to `karta.explore.scale`: classes of the map and their limits."""

from karta.explore.scale import EMPTY, UNKNOWN, Scale, scale_of

__all__ = ["EMPTY", "UNKNOWN", "Scale", "scale_of"]
