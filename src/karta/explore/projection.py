"""Web Mercator into a drawing of a given size: what every map that the server draws stands on."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, pi, radians, tan

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Projection:
    """A drawing of `width` × `height` that holds the box west, south, east, north (degrees) as large as it fits."""

    width: float
    height: float
    box: tuple[float, float, float, float]

    def __call__(self, lon: float, lat: float) -> Point:
        """Degrees → x to the right, y down, to a tenth of a pixel: more would only lengthen the page."""
        west, south, east, north = self.box
        scale = min(self.width / radians(east - west), self.height / (_mercator(north) - _mercator(south)))
        x = self.width / 2 + (radians(lon) - radians((west + east) / 2)) * scale
        y = self.height / 2 - (_mercator(lat) - (_mercator(north) + _mercator(south)) / 2) * scale
        return round(x, 1), round(y, 1)


def _mercator(latitude: float) -> float:
    return log(tan(pi / 4 + radians(latitude) / 2))
