"""The tiles' address: conditional, cacheable where the snapshot is named, and clear about what is not there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from explore.mvt_reader import points
from karta.explore.filters import Filter
from karta.portal.explorer.map_page.places import places_called
from karta.portal.explorer.map_page.state import State
from karta.snapshot.reader import Snapshot

pytestmark = pytest.mark.django_db
WORLD = "/api/v1/tiles/0/0/0.mvt"


def test_a_tile_answers_the_filter_of_its_address(client: Client, demo: Snapshot) -> None:
    everything, hospitals = (
        sum(point["n"] for point in points(client.get(WORLD, params).content)) for params in ({}, {"kind": "hospital"})
    )
    assert 0 < hospitals < everything
    assert client.get(WORLD)["Content-Type"] == "application/vnd.mapbox-vector-tile"


def test_who_has_the_tile_already_gets_no_bytes(client: Client, demo: Snapshot) -> None:
    first = client.get(WORLD)
    assert client.get(WORLD, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(WORLD, {"kind": "hospital"})["ETag"] != first["ETag"]


def test_only_the_tile_of_a_named_snapshot_may_be_kept(client: Client, demo: Snapshot) -> None:
    assert "no-cache" in client.get(WORLD)["Cache-Control"]
    pinned = client.get(WORLD, {"snapshot": demo.name})
    assert "immutable" in pinned["Cache-Control"]
    assert points(pinned.content) == points(client.get(WORLD).content)


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [("/api/v1/tiles/3/8/0.mvt", 404, "z"), ("/api/v1/tiles/99/0/0.mvt", 404, "z"),
     (f"/api/v1/tiles/3/{10**30}/0.mvt", 404, "z"), (f"{WORLD}?colour=red", 400, "colour"),
     (f"{WORLD}?snapshot=20200101T000000Z-0", 400, "snapshot"), (f"{WORLD}?snapshot=../../etc", 400, "snapshot")],
)  # fmt: skip
def test_what_is_not_there_is_said_in_both_languages(
    client: Client, demo: Snapshot, address: str, status: int, parameter: str
) -> None:
    answer = client.get(address)
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said["parameter"]) == (status, parameter)
    assert said["message_en"] != said["message_bg"]


def test_a_search_names_places_in_either_alphabet_districts_first(demo: Snapshot) -> None:
    for text in ("пловдив", "Plovdiv"):
        with translation.override("en"):
            found = places_called(demo, State(asked=Filter(q=text)), "en")
        assert [place.name for place in found][:3] == ["Plovdiv"] * 3
        assert found[0].about == "district"
        assert all("bbox=" in place.address and "q=" not in place.address for place in found)
    assert places_called(demo, State(asked=Filter(q="…")), "en") == []
    assert places_called(demo, State(asked=Filter()), "en") == []
