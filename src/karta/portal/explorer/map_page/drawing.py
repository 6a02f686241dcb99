"""The map as SVG: what a page without scripts, a slow line and a printer show. Areas and circles are links.

The ground below areas and circles is karta.explore.ground.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from karta.explore.ground import HEIGHT, PROJECTION, SHAPES, WIDTH, built, context_of, is_built, paths
from karta.portal.explorer.map_page.areas import MapArea, MapCircle, MapValues

LETTER = 6.1  # mean width of a letter of 11-px text
ROOM_FOR_NUMBER = 8.5
SMALLEST = 3.5  # pixels that a circle has at least


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
    if not is_built(folder, *needed):
        return None
    at = built(folder)
    shapes = paths(folder, level, at) if has_shapes else {}
    context = context_of(folder, at)
    drawn = [DrawnArea(area, *shapes[area.code]) for area in values.areas if area.code in shapes]
    circles = [] if is_indicative and level == "municipality" else values.circles
    return DrawnMap(
        areas=sorted(drawn, key=lambda one: one.left),
        ground="" if has_shapes else " ".join(path for path, _ in paths(folder, "district", at).values()),
        are_linked=not has_shapes,
        regions=" ".join(path for path, _ in paths(folder, "region", at).values()),
        land=context["land"],
        borders=context["border"],
        names=[DrawnName(kind, text[language], *PROJECTION(*point[:2])) for kind, text, point in context["names"]],
        circles=list(_circles(circles, values.radius)),
    )


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
