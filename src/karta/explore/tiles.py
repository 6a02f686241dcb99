"""Map tiles of one filter: a grid counted on the fly, single points from zoom 13 on (Mapbox Vector Tiles 2.1).

Organisations stand on *spots*: a point and the smallest place that is known of them. Spots lie in the order of a Morton
key, so that each tile, and each cell of its grid, is one run of them, and a tile touches only its own rows.
Nothing is ever jittered: who is known to a settlement only stands in the settlement's circle (ARCHITECTURE §7).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from karta.explore.filters import Filter
from karta.explore.frame import EVERY, Floats, Frame, Mask, frame
from karta.explore.labels import label_of
from karta.explore.matches import match
from karta.explore.mvt import EXTENT, LAYER, Feature, encoded
from karta.explore.rows import rows_at
from karta.snapshot.reader import Snapshot

__all__ = ["LAYER", "MAX_ZOOM", "NoSuchTile", "tile"]

BITS = 28  # of a coordinate of the whole world: 4,096 places across a tile of the deepest zoom
MAX_ZOOM = 16
GRID = 6  # zoom levels that a cell lies below its tile: 64 × 64 cells
POINTS_FROM = 13
MOST_FEATURES = 4**GRID
MOST_NAMED = 120  # of places, and of single organisations: more names than that nobody can read on a tile
EXACT = ("street", "settlement")  # precisions that are a place of their own; others stand at a seat
STREET = "street"
NOBODY = (None, None, None)
LARGEST_LATITUDE = 85.051128779806604  # where Web Mercator's square ends

Ints = NDArray[np.int64]


class NoSuchTile(ValueError):
    """A tile outside the pyramid. Says in both languages what lies inside."""

    def __init__(self, z: int, x: int, y: int) -> None:
        super().__init__(f"tile {z}/{x}/{y}: zoom is 0 to {MAX_ZOOM}, column and row 0 to 2^zoom - 1")
        self.message_en = f"There is no tile {z}/{x}/{y}: zoom is 0 to {MAX_ZOOM}, column and row 0 to 2^zoom − 1."
        self.message_bg = (
            f"Няма плочка {z}/{x}/{y}: мащабът е от 0 до {MAX_ZOOM}, колоната и редът от 0 до 2^мащаб − 1."
        )


@dataclass(frozen=True, slots=True, eq=False)
class Spots:
    """All placed rows of a snapshot by spot.

    order   row numbers, the rows of a spot together
    starts  where each spot's rows start in `order`, and at last where the last one's end
    keys    Morton key of each spot, ascending within the exact spots and within the vague ones
    place   index of each spot's place in `frame.codes("place")`
    vague   first of the vague spots: those known to a municipality or district only, which stand at its seat
    """

    order: NDArray[np.int32]
    starts: Ints
    keys: Ints
    place: Ints
    vague: int


def tile(snapshot: Snapshot, asked: Filter, z: int, x: int, y: int) -> bytes:
    """The matches of `asked` inside one tile, as an MVT layer `organisations` of points.

    Shape:   each point has `n` (organisations), `code` (the place where most of them stand), `places` (how many places
             it joins), `district`, `vague` (known to a municipality or district only); the largest also `place_bg` and
             `place_en`, the place's names. Of one organisation, its `org_id`, `name_bg` and `name_en`: of the first
             MOST_NAMED of a tile.
             Below zoom 13 a point is a cell of a 64 × 64 grid, drawn where most of its organisations stand; from
             zoom 13 on it is a place or an address. Nothing matches: no bytes.
    Errors:  NoSuchTile.
    """
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
        raise NoSuchTile(z, x, y)
    found = match(snapshot, asked)
    spots = _spots(frame(snapshot))
    cells = [_cells(spots, found.is_match, span, _level(z)) for span in _spans(spots, z, x, y)]
    if z >= POINTS_FROM and sum(len(one.spot) for one in cells) > MOST_FEATURES:
        cells = [_cells(spots, found.is_match, span, z + GRID) for span in _spans(spots, z, x, y)]
    features = [feature for one in cells for feature in _features(snapshot, found.frame, spots, one, z)]
    return encoded(features) if features else b""


def _level(z: int) -> int:
    """Zoom level at which a cell of the tile would be a tile: that of the grid, or the smallest there is."""
    return z + GRID if z < POINTS_FROM else BITS


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells with their matches: the spot where most stand, the number, how many spots, and the first match's row."""

    spot: Ints
    n: Ints
    spots: Ints
    first: Ints


def _spans(spots: Spots, z: int, x: int, y: int) -> Iterator[tuple[int, int]]:
    """The runs of spots inside a tile: of the exact ones, then of the vague ones."""
    shift = 2 * (BITS - z)
    key = int(_morton(np.array([x]), np.array([y]))[0])
    for start, end in ((0, spots.vague), (spots.vague, len(spots.keys))):
        inside = np.searchsorted(spots.keys[start:end], (key << shift, (key + 1) << shift))
        yield start + int(inside[0]), start + int(inside[1])


def _cells(spots: Spots, is_match: Mask, span: tuple[int, int], level: int) -> Cells:
    start, end = span
    nothing = np.zeros(0, dtype=np.int64)
    if start == end:
        return Cells(nothing, nothing, nothing, nothing)
    first_row = int(spots.starts[start])
    matching = is_match[spots.order[first_row : int(spots.starts[end])]]
    counts = np.add.reduceat(matching, spots.starts[start:end] - first_row, dtype=np.int64)
    filled = np.flatnonzero(counts)
    if not len(filled):
        return Cells(nothing, nothing, nothing, nothing)
    counts = counts[filled]
    key = spots.keys[start + filled] >> (2 * (BITS - level))
    # At the smallest cell two places on one point stay apart: each has a list of its own.
    is_start = np.r_[True, (key[1:] != key[:-1]) if level < BITS else np.ones(len(key) - 1, dtype=bool)]
    starts = np.flatnonzero(is_start)
    # The largest spot of each cell, of equals the first: the number above, the position turned round below.
    ranked = (counts << 32) | (len(filled) - np.arange(len(filled)))
    largest = len(filled) - (np.maximum.reduceat(ranked, starts) & 0xFFFFFFFF)
    matches = np.flatnonzero(matching)
    spot = start + filled[largest]
    first = matches[np.searchsorted(matches, spots.starts[spot] - first_row)]
    return Cells(
        spot=spot,
        n=np.add.reduceat(counts, starts),
        spots=np.diff(np.r_[starts, len(filled)]),
        first=spots.order[first_row + first].astype(np.int64),
    )


def _features(snapshot: Snapshot, rows: Frame, spots: Spots, cells: Cells, z: int) -> Iterator[Feature]:
    places, districts = rows.codes("place"), rows.codes("district")
    labelled = label_of(snapshot, rows, "ekatte")
    largest = set(np.argsort(-cells.n, kind="stable")[:MOST_NAMED].tolist())
    singles = _singles(snapshot, rows, cells)
    x, y = _inside(spots.keys[cells.spot], z)
    columns = zip(
        x.tolist(), y.tolist(), cells.n.tolist(), cells.spots.tolist(), spots.place[cells.spot].tolist(),
        districts.index[cells.first].tolist(), cells.spot.tolist(), cells.first.tolist(), strict=True,
    )  # fmt: skip
    for i, (column, row, n, joined, place, district, spot, first) in enumerate(columns):
        org_id, name_bg, name_en = singles.get(first, NOBODY) if n == 1 else NOBODY
        place_bg, place_en = labelled(places.values[place]) if i in largest else (None, None)
        yield Feature(
            column, row, n=n, code=places.values[place], places=joined, district=districts.values[district],
            vague=int(spot >= spots.vague), place_bg=place_bg, place_en=place_en,
            org_id=org_id, name_bg=name_bg, name_en=name_en,
        )  # fmt: skip


def _singles(snapshot: Snapshot, rows: Frame, cells: Cells) -> dict[int, tuple[str, str | None, str | None]]:
    """Row → id and names of the organisations that stand alone, the first ones in the snapshot's order."""
    alone = np.sort(cells.first[cells.n == 1])[:MOST_NAMED]
    if not len(alone):
        return {}
    return {
        position: (row.org_id, row.attributes["name_bg"], row.attributes["name_en"])
        for position, row in zip(alone.tolist(), rows_at(snapshot, rows, alone), strict=True)
    }


def _spots(rows: Frame) -> Spots:
    return rows.cached("spots", "", lambda: _sorted_spots(rows))


def _sorted_spots(rows: Frame) -> Spots:
    lon, lat = (rows.numbers(name).at(EVERY) for name in ("lon", "lat"))
    place, precision = rows.codes("place").index, rows.codes("place_precision")
    exact = np.isin(precision.index, [i for i, code in enumerate(precision.values) if code in EXACT])
    placed = np.flatnonzero(~np.isnan(lon) & ~np.isnan(lat))
    keys = _morton(*_pixels(lon[placed], lat[placed]))
    by_spot = np.lexsort((place[placed], keys, ~exact[placed]))
    order, keys = placed[by_spot], keys[by_spot]
    is_vague, where = ~exact[order], place[order]
    is_start = np.r_[True, (np.diff(keys) != 0) | (np.diff(where) != 0) | (is_vague[1:] != is_vague[:-1])][: len(order)]
    starts = np.flatnonzero(is_start)
    return Spots(
        order=order.astype(np.int32),
        starts=np.r_[starts, len(order)],
        keys=keys[starts],
        place=where[starts],
        vague=int(np.count_nonzero(~is_vague[starts])),
    )


def _pixels(lon: Floats, lat: Floats) -> tuple[Ints, Ints]:
    """Columns and rows of the world at BITS bits, Web Mercator, from the north-west."""
    world = 2**BITS
    phi = np.radians(np.clip(lat, -LARGEST_LATITUDE, LARGEST_LATITUDE))
    x = (lon + 180) / 360 * world
    y = (1 - np.arcsinh(np.tan(phi)) / np.pi) / 2 * world
    return np.clip(x, 0, world - 1).astype(np.int64), np.clip(y, 0, world - 1).astype(np.int64)


def _inside(keys: Ints, z: int) -> tuple[Ints, Ints]:
    """Columns and rows inside a tile of zoom `z`, 0 to EXTENT - 1."""
    shift = BITS - z - (EXTENT.bit_length() - 1)
    return _gathered(keys) >> shift & (EXTENT - 1), _gathered(keys >> 1) >> shift & (EXTENT - 1)


_STEPS = (
    (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F), (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)  # fmt: skip
_GATHERED = (
    *((step, mask) for (step, _), (_, mask) in zip(_STEPS[::-1], _STEPS[-2::-1], strict=False)),
    (16, 0xFFFFFFFF),
)


def _morton(x: Ints, y: Ints) -> Ints:
    """The bits of two coordinates in turn: whatever lies in one square of a power of two is one run of keys."""

    def spread(axis: Ints) -> Ints:
        for step, mask in _STEPS:
            axis = (axis | axis << step) & mask
        return axis

    return spread(x) | spread(y) << 1


def _gathered(keys: Ints) -> Ints:
    """Every second bit of a key, from the lowest on: the way back."""
    axis = keys & _STEPS[-1][1]
    for step, mask in _GATHERED:
        axis = (axis | axis >> step) & mask
    return axis
