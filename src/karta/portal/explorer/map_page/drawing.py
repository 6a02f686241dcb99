"""The map as SVG: what a page without scripts, a slow line and a printer show. Areas and circles are links.

Shapes come from the built front end (frontend/dist/shapes); they draw, the codes filter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

from karta.explore.projection import Point, Projection
from karta.portal.explorer.map_page.areas import MapArea, MapCircle, MapValues

WIDTH, HEIGHT = 694.0, 472.0
PROJECTION = Projection(WIDTH, HEIGHT, (22.2, 41.05, 28.85, 44.6))  # Bulgaria with a margin
FILES = {
    "districts": "shapes/bg-districts.geojson", "regions": "shapes/bg-regions.geojson",
    "context": "shapes/context.geojson", "municipalities": "indicative/bg-municipalities.geojson",
}  # fmt: skip
SHAPES = {"district": "districts", "region": "regions", "municipality": "municipalities"}
LETTER = 6.1  # mean width of a letter of 11-px text
ROOM_FOR_NUMBER = 8.5
SMALLEST = 3.5  # pixels that a circle has at least

DETAIL, COARSE = 2.0, 8.0  # pixels between corners of areas; of the land around them
MARGIN = 340.0  # pixels around the drawing that a wider or higher box still shows


@dataclass(frozen=True, slots=True)
class DrawnArea:
    area: MapArea
    path: str
    left: float


@dataclass(frozen=True, slots=True)
class DrawnCircle:
    """`label` is empty where a larger circle's label already stands there: its number is in the list of places."""

    circle: MapCircle
    x: float
    y: float
    radius: float
    number: str
    label: str
    label_y: float


@dataclass(frozen=True, slots=True)
class DrawnName:
    kind: str
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """`ground`: districts under the circles of municipalities, which have no shapes of their own.
    `are_linked`: the circles are the areas, so each is a link."""

    areas: list[DrawnArea]
    ground: str
    are_linked: bool
    regions: str
    land: str
    borders: str
    names: list[DrawnName]
    circles: list[DrawnCircle]
    width: int = int(WIDTH)
    height: int = int(HEIGHT)


def drawn_map(folder: Path, values: MapValues, *, level: str, is_indicative: bool, language: str) -> DrawnMap | None:
    """The map, areas from west to east as the keyboard meets them; None where no shapes were built.

    folder         the built front end
    is_indicative  municipalities as computed areas, not as circles at their seats
    """
    has_shapes = level != "municipality" or is_indicative
    needed = {"districts", "regions", "context", *([SHAPES[level]] if has_shapes else [])}
    if not all((folder / FILES[name]).exists() for name in needed):
        return None
    built = _built(folder)
    shapes = _paths(folder, level, built) if has_shapes else {}
    context = _context(folder, built)
    drawn = [DrawnArea(area, *shapes[area.code]) for area in values.areas if area.code in shapes]
    circles = [] if is_indicative and level == "municipality" else values.circles
    return DrawnMap(
        areas=sorted(drawn, key=lambda one: one.left),
        ground="" if has_shapes else " ".join(path for path, _ in _paths(folder, "district", built).values()),
        are_linked=not has_shapes,
        regions=" ".join(path for path, _ in _paths(folder, "region", built).values()),
        land=context["land"],
        borders=context["border"],
        names=[DrawnName(kind, text[language], *PROJECTION(*point[:2])) for kind, text, point in context["names"]],
        circles=list(_circles(circles, values.radius)),
    )


def _built(folder: Path) -> float:
    return (folder / FILES["districts"]).stat().st_mtime


@lru_cache(maxsize=8)
def _paths(
    folder: Path,
    level: str,
    built: float,  # noqa: ARG001 - a new build is a new entry
) -> dict[str, tuple[str, float]]:
    """Code → its path and its left edge."""
    features = _features(folder / FILES[SHAPES[level]])
    return {str(one["id"]): _path_and_edge(one["geometry"]) for one in features}


@lru_cache(maxsize=2)
def _context(folder: Path, built: float) -> dict[str, Any]:  # noqa: ARG001 - a new build is a new entry
    found: dict[str, Any] = {"land": "", "border": "", "names": []}
    for one in _features(folder / FILES["context"]):
        kind, words = one["properties"]["kind"], one["properties"]
        if kind in found:
            found[kind] = _path_and_edge(one["geometry"], COARSE)[0]
        else:
            text = {"bg": words["name_bg"], "en": words["name_en"]}
            found["names"].append((kind.removesuffix("_label"), text, one["geometry"]["coordinates"]))
    return found


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return features


def _path_and_edge(geometry: dict[str, Any], step: float = DETAIL) -> tuple[str, float]:
    lines = [_line(line, step) for line in _lines(geometry)]
    closed = "Z" if "Polygon" in geometry["type"] else ""
    path = "".join(f"{_steps(line)}{closed}" for line in lines if len(line) > (2 if closed else 1))
    return path, min((x for line in lines for x, _ in line), default=0.0)


def _steps(line: list[Point]) -> str:
    """A path in relative steps: half the letters of absolute ones."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in line]
    steps = "".join(f" {_short(x - a)} {_short(y - b)}" for (a, b), (x, y) in pairwise(tenths))
    # A minus sign separates as well as a blank does.
    return f"M{_short(tenths[0][0])} {_short(tenths[0][1])}l{steps[1:].replace(' -', '-')}"


def _short(tenths: int) -> str:
    """A number of tenths as a path writes it: 12 → 1.2, -4 → -.4."""
    return f"{tenths / 10:g}".replace("0.", ".") if abs(tenths) < 10 else f"{tenths / 10:g}"


def _lines(geometry: dict[str, Any]) -> Iterator[list[Any]]:
    coordinates = geometry["coordinates"]
    if geometry["type"] == "MultiPolygon":
        yield from (ring for polygon in coordinates for ring in polygon)
    else:
        yield from coordinates


def _line(points: Iterable[Any], step: float) -> list[Point]:
    """Points in the drawing, without those nearer than `step` pixels to the one before.

    What lies outside is drawn along the margin, where nobody sees it: it costs no letters.
    """
    kept: list[Point] = []
    for point in points:
        x, y = PROJECTION(*point[:2])
        x, y = min(max(x, -MARGIN), WIDTH + MARGIN), min(max(y, -MARGIN), HEIGHT + MARGIN)
        if kept and abs(x - kept[-1][0]) + abs(y - kept[-1][1]) < step:
            continue
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == x or kept[-2][1] == kept[-1][1] == y):
            kept.pop()  # three in a row along the margin: the middle one says nothing
        kept.append((x, y))
    return kept


def _circles(circles: list[MapCircle], scale: float) -> Iterator[DrawnCircle]:
    """Largest first, so that a small circle is drawn over a large one; labels where there is room for them."""
    taken: list[tuple[float, float, float, float]] = []
    for circle in sorted(circles, key=lambda one: -one.organisations):
        x, y = PROJECTION(circle.lon, circle.lat)
        radius = max(scale * sqrt(circle.organisations), SMALLEST)
        has_room = radius >= ROOM_FOR_NUMBER
        text = circle.name if has_room else f"{circle.name} {circle.organisations}"
        width, below = len(text) * LETTER / 2, y + radius
        box = (x - width, below + 1, x + width, below + 13)
        is_free = not any(_overlap(box, other) for other in taken)
        taken += [(x - radius, y - radius, x + radius, y + radius), *([box] if is_free else [])]
        yield DrawnCircle(
            circle, x, y, round(radius, 1), str(circle.organisations) if has_room else "",
            text if is_free else "", round(below + 11, 1),
        )  # fmt: skip


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
