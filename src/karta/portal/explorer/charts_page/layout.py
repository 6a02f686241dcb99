"""Where nodes stand: the same relations always give the same picture.

Each connected part is laid out on its own and the parts are set in rows, the largest first. Who has one neighbour only
stands in two columns beside it, where a name has room; the others are placed by springs (Fruchterman and Reingold,
1991), which start from a circle and so need no chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

ROW = 18.0  # pixels between names
ARM = 150.0  # from a node to the column beside it
PAIR = 104.0  # between two that have only each other
NAME_ROOM = 206.0  # for a name at the outer side
HALF_NAME = 90.0  # for a name over its node
MARGIN, GAP = 26.0, 24.0
STEPS = 200  # of the springs

Graph = dict[str, set[str]]  # node → its neighbours; nodes in order


@dataclass(frozen=True, slots=True)
class Place:
    """`side`: where the name stands: left, right or above."""

    x: float
    y: float
    side: str


@dataclass(frozen=True, slots=True)
class _Part:
    places: dict[str, Place]
    width: float
    height: float


def layout(nodes: Iterable[str], edges: Iterable[tuple[str, str]], width: float) -> tuple[dict[str, Place], float]:
    """Places of the nodes in a picture `width` pixels wide, and its height."""
    graph: Graph = {node: set() for node in sorted(nodes)}
    for a, b in edges:
        if a != b:
            graph[a].add(b)
            graph[b].add(a)
    return _in_rows([_part(part, width) for part in _connected(graph)], width)


def _connected(graph: Graph) -> list[Graph]:
    """The connected parts, the largest first."""
    parts: list[Graph] = []
    left = dict.fromkeys(graph)
    while left:
        reached = {next(iter(left))}
        edge = list(reached)
        while edge:
            new = graph[edge.pop()] - reached
            reached |= new
            edge += sorted(new)
        parts.append({node: graph[node] for node in graph if node in reached})
        left = {node: None for node in left if node not in reached}
    return sorted(parts, key=lambda part: (-len(part), next(iter(part))))


def _part(graph: Graph, width: float) -> _Part:
    if len(graph) == 2:
        left, right = sorted(graph)
        places = {left: Place(NAME_ROOM, 14.0, "left"), right: Place(NAME_ROOM + PAIR, 14.0, "right")}
        return _Part(places, 2 * NAME_ROOM + PAIR, 28.0)
    core = [node for node in graph if len(graph[node]) > 1] or list(graph)
    leaves: dict[str, list[str]] = defaultdict(list)
    for node in graph:
        if node not in core:
            leaves[min(graph[node])].append(node)
    heights = {node: max(ROW * ((len(leaves[node]) + 1) // 2), 2 * ROW) + MARGIN for node in core}
    middles = _core({node: graph[node] & set(core) for node in core}, heights, leaves, width)
    places: dict[str, Place] = {}
    for node in core:
        x, y = middles[node]
        places[node] = Place(x, y, "above")
        places.update(_fan(x, y, leaves[node]))
    return _moved_home(places)


def _core(
    graph: Graph, heights: dict[str, float], leaves: dict[str, list[str]], width: float
) -> dict[str, tuple[float, float]]:
    """The nodes with several neighbours, by springs, pulled apart until the columns beside them do not touch."""
    if len(graph) == 1:
        return dict.fromkeys(graph, (0.0, 0.0))
    wide = {node: (2 * (ARM + NAME_ROOM) if leaves[node] else 2 * HALF_NAME) for node in graph}
    room = max(width - max(wide.values()), width / 3)
    sprung = _sprung(graph)
    middles = {node: (x * room, y) for node, (x, y) in zip(graph, sprung.tolist(), strict=True)}
    tall = sum(heights.values()) * 0.6
    placed: dict[str, tuple[float, float]] = {}
    for node in sorted(graph, key=lambda one: (middles[one][1], one)):
        x, y = middles[node][0], middles[node][1] * tall
        for other, (other_x, other_y) in sorted(placed.items(), key=lambda item: item[1][1]):
            if abs(other_x - x) < (wide[node] + wide[other]) / 2:
                y = max(y, other_y + (heights[node] + heights[other]) / 2)
        placed[node] = (x, y)
    return placed


def _sprung(graph: Graph) -> NDArray[np.float64]:
    """Places between 0 and 1 in both directions: neighbours pull, all others push, less at every step."""
    order = {node: at for at, node in enumerate(graph)}
    pulls = np.zeros((len(graph), len(graph)))
    for node, neighbours in graph.items():
        pulls[order[node], [order[other] for other in sorted(neighbours)]] = 1.0
    turns = np.arange(len(graph)) * (2 * np.pi / len(graph))
    places = np.column_stack([np.cos(turns), np.sin(turns)])
    ideal = 1.6 / sqrt(len(graph))
    for step in range(STEPS):
        between = places[:, None, :] - places[None, :, :]
        far = np.maximum(np.hypot(between[..., 0], between[..., 1]), 0.01)
        force = ideal**2 / far**2 - pulls * far / ideal
        moves = (between * force[..., None]).sum(axis=1)
        lengths = np.maximum(np.hypot(moves[:, 0], moves[:, 1]), 1e-9)
        places += moves / lengths[:, None] * np.minimum(lengths, 0.1 * (1 - step / STEPS))[:, None]
    low, high = places.min(axis=0), places.max(axis=0)
    return (places - low) / np.maximum(high - low, 1e-9)


def _fan(x: float, y: float, leaves: list[str]) -> dict[str, Place]:
    """Leaves in two columns, half of them on each side, on a bow around their node."""
    places = {}
    half = (len(leaves) + 1) // 2
    for side, sign, some in (("right", 1, leaves[:half]), ("left", -1, leaves[half:])):
        for position, leaf in enumerate(some):
            away = (position - (len(some) - 1) / 2) * ROW
            bow = ARM * sqrt(max(1 - (away / (ROW * (len(some) + 1) / 2)) ** 2, 0)) * 0.5 + ARM * 0.6
            places[leaf] = Place(x + sign * bow, y + away, side)
    return places


def _moved_home(places: dict[str, Place]) -> _Part:
    """The part with its left upper corner at 0, 0, names included."""
    room = {"left": (NAME_ROOM, 8.0), "right": (8.0, NAME_ROOM), "above": (HALF_NAME, HALF_NAME)}
    left = min(place.x - room[place.side][0] for place in places.values())
    right = max(place.x + room[place.side][1] for place in places.values())
    top = min(place.y for place in places.values()) - MARGIN
    bottom = max(place.y for place in places.values()) + 12
    moved = {key: Place(place.x - left, place.y - top, place.side) for key, place in places.items()}
    return _Part(moved, right - left, bottom - top)


def _in_rows(parts: list[_Part], width: float) -> tuple[dict[str, Place], float]:
    places: dict[str, Place] = {}
    x = top = tall = 0.0
    for part in parts:
        if x and x + part.width > width:
            x, top, tall = 0.0, top + tall + GAP, 0.0
        shift = x + max((width - part.width) / 2, 0.0) if part.width > width / 2 else x
        squeeze = min(width / part.width, 1.0)
        for key, place in part.places.items():
            places[key] = Place(round(shift + place.x * squeeze, 1), round(top + place.y, 1), place.side)
        x, tall = shift + part.width + GAP, max(tall, part.height)
    return places, round(top + tall, 1)


def along(a: Place, b: Place, share: float) -> tuple[float, float]:
    """The point at `share` of the way from a to b."""
    return round(a.x + (b.x - a.x) * share, 1), round(a.y + (b.y - a.y) * share, 1)


def shortened(a: Place, b: Place, by: float) -> tuple[float, float]:
    """The point `by` pixels before b on the way from a."""
    length = hypot(b.x - a.x, b.y - a.y) or 1.0
    return along(a, b, max(1 - by / length, 0.0))
