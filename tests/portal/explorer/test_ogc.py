"""OGC API – Features: what the standard asks of core, OpenAPI 3.0 and GeoJSON, and the rows of the counter."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from karta.snapshot.reader import Snapshot

HOME = "/api/ogc/"
ITEMS = f"{HOME}collections/organisations/items"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def ask(client: Client, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(path, params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def rels(said: dict[str, Any]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in said["links"]}


@pytest.mark.usefixtures("demo")
def test_from_the_landing_page_links_lead_to_everything(client: Client) -> None:
    home = rels(ask(client, HOME))
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= set(home)
    described = client.get(home["service-desc"])
    assert described["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert described.json()["openapi"] == "3.0.3"
    classes = [name.rpartition("/")[2] for name in ask(client, home["conformance"])["conformsTo"]]
    assert classes == ["core", "oas30", "geojson"]
    listed = ask(client, home["data"])["collections"]
    assert [one["id"] for one in listed] == ["organisations", "settlements"]
    for one in listed:
        west, south, east, north = one["extent"]["spatial"]["bbox"][0]
        assert west < 25 < east
        assert south < 42.5 < north
        assert ask(client, rels(one)["self"]) == one
        assert ask(client, rels(one)["items"])["numberMatched"] > 0


def test_paging_gives_every_match_once(client: Client, demo: Snapshot) -> None:
    counted = client.get("/api/v1/organisations", {"kind": "company"}).json()["count"]
    said = ask(client, ITEMS, kind="company", limit=60)
    ids = [feature["id"] for feature in said["features"]]
    assert (said["numberMatched"], said["numberReturned"], len(ids)) == (counted, 60, 60)
    while "next" in rels(said):
        said = ask(client, rels(said)["next"])
        ids += [feature["id"] for feature in said["features"]]
    assert len(ids) == len(set(ids)) == counted
    assert said["snapshot"] == demo.name


@pytest.mark.usefixtures("demo")
def test_a_box_with_or_without_heights_chooses_the_points_inside(client: Client) -> None:
    flat = ask(client, ITEMS, bbox="24,42,25,42.5", limit=1000, **{"bbox-crs": CRS84})
    deep = ask(client, ITEMS, bbox="24,42,-10,25,42.5,900", limit=1000)
    assert 0 < flat["numberMatched"] == deep["numberMatched"]
    for feature in flat["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert 24 <= lon <= 25
        assert 42 <= lat <= 42.5


@pytest.mark.usefixtures("demo")
def test_the_address_of_a_filtered_map_stays_filtered(client: Client) -> None:
    home = rels(ask(client, HOME, district="PDV", kind="company"))
    one = ask(client, home["data"])["collections"][0]
    count = client.get("/api/v1/organisations", {"district": "PDV", "kind": "company"}).json()["count"]
    assert ask(client, rels(one)["items"])["numberMatched"] == count > 0


@pytest.mark.usefixtures("demo")
def test_features_have_no_time_so_every_time_matches(client: Client) -> None:
    whole = ask(client, ITEMS)["numberMatched"]
    for time in ("2026-11-23", "2026-11-23T10:00:00Z", "../2026-11-23", "2020-01-01/..", "2020-01-01/2021-01-01"):
        assert ask(client, ITEMS, datetime=time)["numberMatched"] == whole


@pytest.mark.usefixtures("demo")
def test_one_feature_is_the_feature_of_the_list(client: Client) -> None:
    for collection in ("organisations", "settlements"):
        listed = ask(client, f"{HOME}collections/{collection}/items", limit=1)["features"][0]
        one = ask(client, f"{HOME}collections/{collection}/items/{listed['id']}")
        assert {name: one[name] for name in listed} == listed
        assert {"self", "collection"} <= set(rels(one))


@pytest.mark.usefixtures("demo")
def test_settlements_add_up_to_the_organisations_with_a_place(client: Client) -> None:
    places = ask(client, f"{HOME}collections/settlements/items", limit=1000)["features"]
    located = ask(client, ITEMS, bbox="-180,-90,180,90")["numberMatched"]
    assert sum(place["properties"]["organisations"] for place in places) == located > 0


@pytest.mark.usefixtures("demo")
def test_a_limit_above_the_greatest_is_the_greatest(client: Client) -> None:
    assert ask(client, ITEMS, limit=10**7)["numberReturned"] <= 1000


@pytest.mark.usefixtures("demo")
def test_html_leads_to_the_pages(client: Client) -> None:
    answer = client.get(ITEMS, {"f": "html", "district": "PDV", "limit": 5})
    assert answer["Location"].endswith("/map/?district=PDV")
    first = ask(client, ITEMS, limit=1)["features"][0]["id"]
    assert first in client.get(f"{ITEMS}/{first}", {"f": "html"})["Location"]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("params", "wrong"),
    [
        ({"limit": "0"}, "limit"), ({"limit": "x"}, "limit"), ({"offset": "-1"}, "offset"),
        ({"bbox": "1,2,3"}, "bbox"), ({"bbox": "179,0,-179,1"}, "bbox"), ({"bbox-crs": "EPSG:3857"}, "bbox-crs"),
        ({"datetime": "yesterday"}, "datetime"), ({"datetime": "/"}, "datetime"), ({"colour": "red"}, "colour"),
        ({"f": "gml"}, "f"), ({"snapshot": "000000000000", "offset": "5"}, "snapshot"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_said(client: Client, params: dict[str, str], wrong: str) -> None:
    answer = client.get(ITEMS, params)
    assert (answer.status_code, answer.json()["parameter"]) == (400, wrong)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "path", ["collections/rivers", "collections/rivers/items", "collections/organisations/items/x"]
)
def test_what_is_not_here_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"{HOME}{path}").status_code == 404
