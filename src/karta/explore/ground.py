"""The ground that maps are drawn on: Bulgaria's areas, the land around them and its names, as SVG paths.

Shapes come from the built front end (frontend/dist/shapes); they draw, the codes filter.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from karta.explore.projection import Point, Projection

WIDTH, HEIGHT = 694.0, 472.0
PROJECTION = Projection(WIDTH, HEIGHT, (22.2, 41.05, 28.85, 44.6))  # Bulgaria with a margin
FILES = {
    "districts": "shapes/bg-districts.geojson", "regions": "shapes/bg-regions.geojson",
    "context": "shapes/context.geojson", "municipalities": "indicative/bg-municipalities.geojson",
}  # fmt: skip
SHAPES = {"district": "districts", "region": "regions", "municipality": "municipalities"}
DETAIL, COARSE = 2.0, 8.0  # pixels between corners of areas; of the land around them
MARGIN = 340.0  # pixels around the drawing that a wider or higher box still shows


def is_built(folder: Path, *names: str) -> bool:
    """Whether the front end holds these shapes (names of FILES)."""
    return all((folder / FILES[name]).exists() for name in names)


def built(folder: Path) -> float:
    """When the shapes were built: a part of the key of what is kept of them."""
    return (folder / FILES["districts"]).stat().st_mtime


@lru_cache(maxsize=8)
def paths(
    folder: Path,
    level: str,
    built: float,  # noqa: ARG001 - a new build is a new entry
) -> dict[str, tuple[str, float]]:
    """Code → its path and its left edge, of a level of SHAPES."""
    features = _features(folder / FILES[SHAPES[level]])
    return {str(one["id"]): _path_and_edge(one["geometry"]) for one in features}


@lru_cache(maxsize=2)
def context_of(folder: Path, built: float) -> dict[str, Any]:  # noqa: ARG001 - a new build is a new entry
    """`land` and `border` as paths, `names` as (kind, {"bg", "en"}, point in degrees)."""
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
