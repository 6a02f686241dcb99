"""Tiles count the same rows as every other answer, wherever they stand and however far one zooms in."""

from __future__ import annotations

from collections.abc import Callable
from math import asinh, floor, pi, radians, tan
from typing import Any

import numpy as np
import pytest

from explore.mvt_reader import layers, points
from explore.plain_scan import PlainScan
from explore.random_filters import random_filters
from karta.explore.filters import Filter
from karta.explore.frame import EVERY
from karta.explore.matches import match
from karta.explore.tiles import MAX_ZOOM, NoSuchTile, tile
from karta.snapshot.reader import Snapshot

PLOVDIV = {"municipality": "PDV22", "district": "PDV", "region": "BG42", "country": "BG", "lon": 24.75, "lat": 42.15}
AT_HOME = {"ekatte": "56784", "place_precision": "settlement", **PLOVDIV}
IN_TOWN = {"ekatte": None, "place_precision": "municipality", **PLOVDIV}
IN_STREET = {**AT_HOME, "place_precision": "street", "lon": 24.7511, "lat": 42.1502}


def tile_of(z: int, lon: float, lat: float) -> tuple[int, int]:
    x = (lon + 180) / 360 * 2**z
    y = (1 - asinh(tan(radians(lat))) / pi) / 2 * 2**z
    return floor(x), floor(y)


def organisation(i: int, place: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"org_id": f"org-{i:02d}", "name_bg": f"Име {i}", "name_en": f"Name {i}", "unit_kind": "legal_unit",
            "status": "active", **place, **more}  # fmt: skip


@pytest.fixture(scope="module")
def filters(economy: Snapshot) -> list[Filter]:
    return [Filter.from_params(params) for params in random_filters(PlainScan(economy.path), count=12, seed=17)]


@pytest.mark.parametrize("number", range(12))
def test_all_tiles_of_a_zoom_add_up_to_the_placed_matches(
    economy: Snapshot, filters: list[Filter], number: int
) -> None:
    asked = filters[number]
    found = match(economy, asked)
    lon, lat = (found.frame.numbers(name).at(EVERY) for name in ("lon", "lat"))
    placed = found.is_match & ~np.isnan(lon)
    for z in (0, 5, 8) if number else (0, 5, 8, 13):
        tiles = {tile_of(z, *at) for at in zip(lon[placed].tolist(), lat[placed].tolist(), strict=True)}
        drawn = [point for x, y in tiles for point in points(tile(economy, asked, z, x, y))]
        assert sum(point["n"] for point in drawn) == int(placed.sum())
        if z < 13:
            assert len(drawn) <= len(tiles) * 2 * 64 * 64


def test_a_point_stands_where_its_place_is(write: Callable[..., Snapshot]) -> None:
    snapshot = write([organisation(i, AT_HOME) for i in range(5)])
    for z in (0, 6, 12, 13, MAX_ZOOM):
        x, y = tile_of(z, 24.75, 42.15)
        (point,) = points(tile(snapshot, Filter(), z, x, y))
        world = 2**z * 4096
        lon = (x * 4096 + point["x"]) / world * 360 - 180
        assert lon <= 24.75 < lon + 360 / world
        assert (point["n"], point["code"], point["district"], point["vague"]) == (5, "56784", "PDV", 0)
        assert "org_id" not in point


def test_one_organisation_brings_its_id_and_names(write: Callable[..., Snapshot]) -> None:
    snapshot = write([organisation(1, AT_HOME), organisation(2, AT_HOME, status="deleted")])
    made = tile(snapshot, Filter(), 7, *tile_of(7, 24.75, 42.15))
    assert layers(made) == [("organisations", 4096)]
    (point,) = points(made)
    assert (point["n"], point["org_id"], point["name_bg"], point["name_en"]) == (1, "org-01", "Име 1", "Name 1")


def test_known_to_the_municipality_only_is_a_point_of_its_own_at_every_zoom(write: Callable[..., Snapshot]) -> None:
    snapshot = write([*(organisation(i, AT_HOME) for i in range(3)), *(organisation(9 + i, IN_TOWN) for i in range(2))])
    for z in (4, 12, 13, 15):
        drawn = points(tile(snapshot, Filter(), z, *tile_of(z, 24.75, 42.15)))
        assert [(one["code"], one["n"], one["vague"]) for one in drawn] == [("56784", 3, 0), ("PDV22", 2, 1)]


def test_streets_leave_the_settlements_circle_when_there_is_room(write: Callable[..., Snapshot]) -> None:
    snapshot = write([*(organisation(i, AT_HOME) for i in range(3)), organisation(8, IN_STREET)])
    far = points(tile(snapshot, Filter(), 8, *tile_of(8, 24.75, 42.15)))
    assert [(one["n"], one["places"]) for one in far] == [(4, 2)]
    near = points(tile(snapshot, Filter(), 13, *tile_of(13, 24.75, 42.15)))
    assert sorted((one["n"], one.get("org_id")) for one in near) == [(1, "org-08"), (3, None)]


def test_a_year_changes_who_matches_but_not_where_they_stand(economy: Snapshot) -> None:
    asked = Filter(year=2020, headcount_min=10)
    found = match(economy, asked)
    placed = found.is_match & ~found.frame.numbers("lon").is_unknown
    assert sum(point["n"] for point in points(tile(economy, asked, 0, 0, 0))) == int(placed.sum()) > 0


def test_nothing_matches_no_bytes(economy: Snapshot) -> None:
    assert tile(economy, Filter(q="няма такова име"), 0, 0, 0) == b""
    assert tile(economy, Filter(), 6, 0, 0) == b""


@pytest.mark.parametrize(
    ("z", "x", "y"), [(-1, 0, 0), (MAX_ZOOM + 1, 0, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0), (10**9, 1, 1)]
)
def test_a_tile_outside_the_pyramid_is_named_in_both_languages(economy: Snapshot, z: int, x: int, y: int) -> None:
    with pytest.raises(NoSuchTile, match=f"{z}/{x}/{y}") as raised:
        tile(economy, Filter(), z, x, y)
    assert str(z) in raised.value.message_en
    assert str(z) in raised.value.message_bg
