"""The report's maps: districts by class with a circle for their organisations, and settlements by number.

Shapes come from the built front end; without them there is no map and the tables stand alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from pathlib import Path
from typing import Any

from karta.explore.projection import Point, Projection
from karta.explore.report import svg

SHAPES = Path(__file__).resolve().parents[4] / "frontend" / "dist" / "shapes"
FILES = ("bg-districts", "bg-regions", "context")
WIDTH, HEIGHT = 794.0, 620.0  # 21 cm at 96 points an inch: the map covers the whole front page
PROJECTION = Projection(WIDTH, HEIGHT, (22.1, 40.5, 28.85, 44.4))  # the country, and land for the legend below it
DETAIL, COARSE, MARGIN = 1.2, 4.0, 60.0  # pixels between corners; of the land around; what is drawn outside
RADIUS, SMALLEST = 3.1, 3.2
LARGEST_RADIUS = 42.0


@dataclass(frozen=True, slots=True)
class Patch:
    """A district: the tone of its class, or "" for unknown."""

    code: str
    tone: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A circle at a place; its area is the number. `tone`: colour of its class, paper without one.
    `is_faint`: only the municipality is known."""

    lon: float
    lat: float
    number: int
    name: str = ""
    tone: str = "empty"
    is_faint: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """The legend: title, classes (tone, lower limit), what the patterns say, what circles say with three numbers."""

    title: str
    classes: list[tuple[str, str]]
    unknown: str
    circles: str
    numbers: list[tuple[int, str]]
    faint: str = ""


def has_shapes(folder: Path = SHAPES) -> bool:
    """Whether a map can be drawn."""
    return all((folder / f"{name}.geojson").is_file() for name in FILES)


def draw(patches: list[Patch], spots: list[Spot], key: Key, *, alt: str, language: str, folder: Path = SHAPES) -> str:
    """The map as SVG, WIDTH × HEIGHT, legend inside. `has_shapes` must hold."""
    shapes, ground = _shapes(folder, _built(folder)), _ground(folder, _built(folder))
    most = max([spot.number for spot in spots], default=1)
    scale = min(RADIUS, LARGEST_RADIUS / sqrt(most))
    parts = [svg.stipple(f"unknown-{'faint' if key.faint else 'area'}")]
    unknown = f"url(#unknown-{'faint' if key.faint else 'area'})"
    parts.append(f'<clipPath id="sheet-{bool(key.faint):d}"><path d="M0 0H{WIDTH:g}V{HEIGHT:g}H0Z"/></clipPath>')
    parts.append(f'<g clip-path="url(#sheet-{bool(key.faint):d})">')
    parts.append(f'<path d="{ground["land"]}" fill="{svg.LAND}" stroke="{svg.BORDER}" stroke-width=".8"/>')
    for patch in patches:
        if patch.code in shapes:
            fill = svg.TONES[patch.tone] if patch.tone else unknown
            edge = svg.BORDER if patch.tone == "empty" else svg.PAPER
            parts.append(f'<path d="{shapes[patch.code]}" fill="{fill}" stroke="{edge}" stroke-width="1"/>')
    parts.append(
        f'<path d="{ground["regions"]}" fill="none" stroke="{svg.INK}" stroke-width="1" stroke-linejoin="round"/>'
    )
    parts += list(_names(ground["names"], language))
    parts += list(_spots(spots, scale))
    parts.append("</g>")
    parts += _legend(key, scale, unknown)
    return svg.drawing(WIDTH, HEIGHT, parts, alt)


def _names(names: list[tuple[str, dict[str, str], Point]], language: str) -> Iterator[str]:
    for kind, said, (x, y) in names:
        if 30 < x < WIDTH - 30 and 14 < y < HEIGHT - 100:
            colour = "#486878" if kind == "sea" else "#616c66"
            yield svg.text(x, y, said[language], 11, anchor="middle", colour=colour)


def _spots(spots: list[Spot], scale: float) -> Iterator[str]:
    """Largest first, so that a small circle is seen over a large one; a name where there is room for it."""
    taken: list[tuple[float, float, float, float]] = []
    labels = []
    for spot in sorted(spots, key=lambda one: -one.number):
        x, y = PROJECTION(spot.lon, spot.lat)
        radius = max(scale * sqrt(spot.number), SMALLEST)
        dash = ' stroke-dasharray="2 1.6"' if spot.is_faint else ""
        yield f'<circle cx="{x}" cy="{y}" r="{radius + 1.6:.1f}" fill="{svg.PAPER}"/>'
        yield (
            f'<circle cx="{x}" cy="{y}" r="{radius:.1f}" fill="{svg.TONES[spot.tone]}" stroke="{svg.INK}" '
            f'stroke-width="1"{dash}/>'
        )
        said = f"{spot.name} {spot.number}" if spot.name else ""
        half = len(said) * 2.9
        box = (x - half, y + radius + 1, x + half, y + radius + 12)
        if said and not any(_overlap(box, other) for other in taken):
            labels.append((x, y + radius + 10, said))
            taken.append(box)
        taken.append((x - radius, y - radius, x + radius, y + radius))
    for x, y, said in labels:
        halo = svg.text(x, y, said, 9.5, anchor="middle", colour=svg.INK)
        yield halo.replace("<text ", f'<text stroke="{svg.PAPER}" stroke-width="2.4" stroke-linejoin="round" ', 1)
        yield halo


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _legend(key: Key, scale: float, unknown: str) -> list[str]:
    """A white box at the foot: classes, the pattern of unknown, the areas of circles."""
    left, top, width, height = 83.0, HEIGHT - 96.0, WIDTH - 166.0, 80.0
    parts = [f'<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="4" fill="{svg.PAPER}"/>']
    parts.append(svg.text(left + 14, top + 22, key.title, 12, colour=svg.INK, bold=True))
    step = 270.0 / max(len(key.classes), 1)
    for i, (tone, limit) in enumerate(key.classes):
        x = left + 14 + i * step
        parts.append(svg.rect(x, top + 32, step, 13, svg.TONES[tone], edge=svg.LINE_STRONG))
        parts.append(svg.text(x, top + 59, limit, 10.5, anchor="middle" if i else "start"))
    if key.unknown:
        parts.append(svg.rect(left + 310, top + 14, 14, 12, unknown, edge=svg.LINE_STRONG))
        parts.append(svg.text(left + 330, top + 24, key.unknown, 11))
    if key.faint:
        parts.append(
            f'<circle cx="{left + 317}" cy="{top + 44}" r="5.5" fill="{svg.PAPER}" stroke="{svg.INK}" '
            'stroke-dasharray="2 1.6"/>'
        )
        parts.append(svg.text(left + 330, top + 48, key.faint, 11))
    x = left + width - 14
    for number, said in key.numbers:
        radius = max(scale * sqrt(number), SMALLEST)
        x -= radius
        parts.append(
            f'<circle cx="{x:.1f}" cy="{top + 58 - radius:.1f}" r="{radius:.1f}" fill="{svg.PAPER}" '
            f'stroke="{svg.INK}"/>'
        )
        parts.append(svg.text(x, top + 58 - 2 * radius - 3, said, 9.5, anchor="middle", colour=svg.INK))
        x -= radius + 12
    parts.append(svg.text(left + width - 14, top + 73, key.circles, 10.5, anchor="end"))
    return parts


def _built(folder: Path) -> float:
    return (folder / "bg-districts.geojson").stat().st_mtime


@lru_cache(maxsize=2)
def _shapes(folder: Path, built: float) -> dict[str, str]:  # noqa: ARG001 - a new build is a new entry
    return {str(one["id"]): _path(one["geometry"], DETAIL) for one in _features(folder / "bg-districts.geojson")}


@lru_cache(maxsize=2)
def _ground(folder: Path, built: float) -> dict[str, Any]:  # noqa: ARG001 - a new build is a new entry
    found: dict[str, Any] = {"land": "", "names": []}
    for one in _features(folder / "context.geojson"):
        kind, said = one["properties"]["kind"], one["properties"]
        if kind == "land":
            found["land"] += _path(one["geometry"], COARSE)
        elif kind.endswith("_label"):
            point = PROJECTION(*one["geometry"]["coordinates"][:2])
            found["names"].append((kind.removesuffix("_label"), {"bg": said["name_bg"], "en": said["name_en"]}, point))
    regions = _features(folder / "bg-regions.geojson")
    return {**found, "regions": "".join(_path(one["geometry"], DETAIL) for one in regions)}


def _features(path: Path) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["features"]
    return features


def _path(geometry: dict[str, Any], step: float) -> str:
    coordinates = geometry["coordinates"]
    rings = coordinates if geometry["type"] == "Polygon" else [ring for polygon in coordinates for ring in polygon]
    lines = [list(_thinned(ring, step)) for ring in rings]
    return "".join("M" + "L".join(f"{x} {y}" for x, y in points) + "Z" for points in lines if len(points) > 2)


def _thinned(points: Iterable[Any], step: float) -> Iterator[Point]:
    """Points in the drawing without those nearer than `step` to the one before; those outside lie along its margin."""
    last: Point | None = None
    for point in points:
        x, y = PROJECTION(*point[:2])
        x, y = min(max(x, -MARGIN), WIDTH + MARGIN), min(max(y, -MARGIN), HEIGHT + MARGIN)
        if last is None or abs(x - last[0]) + abs(y - last[1]) >= step:
            last = (x, y)
            yield last
