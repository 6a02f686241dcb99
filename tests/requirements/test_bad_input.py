"""What nobody means to ask: a 4xx with a sentence that helps, or the right answer; never a 500 or a wrong number."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.snapshot.reader import Snapshot
from karta.snapshot.store import Store
from live import LivePortal, serve

pytestmark = pytest.mark.django_db
EVERYWHERE = (
    "/api/v1/organisations", "/api/v1/facets", "/api/v1/statistics", "/api/v1/areas", "/api/v1/tiles/5/18/11.mvt",
    "/en/map/", "/bg/map/", "/en/map/export.csv", "/en/map/feed.atom", "/embed/", "/en/map/embed/",
)  # fmt: skip


def said(answer: Any) -> str:
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8", "replace")


def refused(client: Client, query: str, parameter: str, paths: tuple[str, ...] = EVERYWHERE) -> None:
    """Every address refuses this with 400 and names the parameter; the API in both languages."""
    for path in paths:
        answer = client.get(f"{path}?{query}")
        text = said(answer)
        assert answer.status_code == 400, (path, query, answer.status_code, text[:300])
        assert parameter in text, (path, query)
        if path.startswith("/api/"):
            problem = json.loads(text)
            assert problem["parameter"] == parameter
            assert problem["message_bg"] != problem["message_en"]


def count_of(client: Client, query: str) -> int:
    answer = client.get(f"/api/v1/organisations?{query}&limit=1")
    assert answer.status_code == 200, answer.content
    return int(answer.json()["count"])


@pytest.mark.parametrize(
    "query",
    ["status=active&status=deleted&kind=hospital&size_class=0&headcount_min=250", "country=RO&district=SOF",
     "region=BG41&municipality=PDV22", "founded_min=2020&founded_max=2020&q=zzzzqqqq", "result=loss&profit_min=1"],
)  # fmt: skip
def test_filters_that_contradict_give_none_everywhere(client: Client, demo: Snapshot, query: str) -> None:
    params: dict[str, list[str]] = {}
    for pair in query.split("&"):
        params.setdefault(pair.partition("=")[0], []).append(pair.partition("=")[2])
    expected = match(demo, Filter.from_params(params)).count
    assert expected == count_of(client, query) == 0
    for path in EVERYWHERE:
        assert client.get(f"{path}?{query}").status_code == 200


@pytest.mark.parametrize("name", ["headcount", "revenue", "turnover", "profit", "assets", "founded"])
def test_a_range_upside_down_is_refused(client: Client, demo: Snapshot, name: str) -> None:
    refused(client, f"{name}_min=10&{name}_max=9", f"{name}_min")


@pytest.mark.parametrize(
    "text", [str(2**63), str(-(2**63) - 1), "9" * 400, "1e9", "0x10", "NaN", "Infinity", "1.5", "٣"]
)
def test_numbers_beyond_any_organisation_are_refused(client: Client, demo: Snapshot, text: str) -> None:
    refused(client, f"revenue_min={quote(text)}", "revenue_min")


def test_the_largest_numbers_that_are_taken_are_right(client: Client, demo: Snapshot) -> None:
    assert count_of(client, f"revenue_min={10**15 - 1}") == 0
    assert count_of(client, f"revenue_min=-{10**15 - 1}") == match(demo, Filter(revenue_min=-(10**15) + 1)).count > 0


@pytest.mark.parametrize("name", ["country", "region", "district", "municipality", "segment", "kind", "source", "id"])
@pytest.mark.parametrize("code", ["ZZZ", "'; DROP TABLE organisations; --", "неизвестен", "a" * 5000, "%00", "\u202e"])
def test_an_unknown_code_matches_nothing_and_is_said_back(client: Client, demo: Snapshot, name: str, code: str) -> None:
    for path in EVERYWHERE[:7]:
        answer = client.get(path, {name: code})
        assert answer.status_code in (200, 400)
        if answer.status_code == 200 and path == "/api/v1/organisations":
            assert answer.json()["count"] == 0


@pytest.mark.parametrize(
    "query", ["size_class=huge", "status=alive", "result=profits", "unit_kind=firm", "nace=../etc"]
)
def test_a_code_outside_a_closed_list_is_refused_with_the_list(client: Client, demo: Snapshot, query: str) -> None:
    refused(client, query, query.partition("=")[0])


@pytest.mark.parametrize(
    "box", ["170,40,-170,45", "1,2,3", "a,b,c,d", "22,45,28,41", "nan,41,28,44", "-1e400,0,1,1", "200,0,210,5"]
)
def test_a_box_that_is_none_is_refused_with_what_to_write(client: Client, demo: Snapshot, box: str) -> None:
    refused(client, f"bbox={quote(box)}", "bbox")


def test_a_box_across_the_date_line_is_told_to_be_two(client: Client, demo: Snapshot) -> None:
    problem = client.get("/api/v1/organisations?bbox=170,40,-170,45").json()
    assert "180" in problem["message_en"]
    assert "180" in problem["message_bg"]


@pytest.mark.parametrize(
    "text",
    ["x" * 10_000, "а" * 10_000, "\x00\x01\x1f", "sofia\x00pharma", "'; DROP TABLE organisations; --", "' OR '1'='1",
     ".*", "[a-z]+(", "(((((a)*)*)*)*)*$", "%", "_", "\\", '"', "софарма\u202e", "😀", "%s%s%n", "{{7*7}}",
     "AND OR NOT",     "name:*", "a" * 300 + " " + "b" * 300, "\ud7ff\ue000"],
)  # fmt: skip
def test_any_text_may_be_looked_for(client: Client, demo: Snapshot, text: str) -> None:
    query = urlencode({"q": text})
    told = {path: client.get(f"{path}?{query}") for path in EVERYWHERE}
    statuses = {answer.status_code for answer in told.values()}
    assert statuses in ({200}, {400}), {path: answer.status_code for path, answer in told.items()}
    if statuses == {200}:
        # What looks like a pattern must not act as one: only its letters and digits are looked for.
        assert count_of(client, query) == match(demo, Filter(q=text)).count
        assert not any(sign.isalnum() for sign in text) or match(demo, Filter(q=text)).count < 150
        assert "49" not in re.findall(r'name="q" value="([^"]*)"', said(client.get(f"/en/map/?{query}")))
    assert client.get("/api/v1/organisations?limit=1").json()["count"] == match(demo, Filter()).count


def test_a_page_beyond_the_end_is_empty_or_refused(client: Client, demo: Snapshot) -> None:
    mark = demo.manifest["hash"][:12]
    answer = client.get(f"/api/v1/organisations?cursor={mark}-999999")
    assert answer.status_code == 200
    assert (answer.json()["organisations"], answer.json()["next"]) == ([], None)
    assert client.get("/en/map/?cursor=999999").status_code in (200, 400)
    assert client.get("/en/organisations/?page=999999").status_code == 200
    for cursor in (f"{mark}--1", f"{mark}-1e3", f"{mark}-{'9' * 30}", "x" * 10_000, mark, "\x00"):
        refused(client, urlencode({"cursor": cursor}), "cursor", ("/api/v1/organisations",))


@pytest.mark.parametrize(
    "tile", ["0/1/0", "0/0/1", "5/32/0", "30/0/0", "-1/0/0", "5/-1/2", "a/b/c", "22/99999999/1", f"{10**30}/0/0"]
)
def test_a_tile_out_of_range_is_a_4xx(client: Client, demo: Snapshot, tile: str) -> None:
    answer = client.get(f"/api/v1/tiles/{tile}.mvt")
    assert answer.status_code in (400, 404)
    assert answer.json()["message_bg"]


def test_two_hundred_filters_at_once(client: Client, demo: Snapshot) -> None:
    codes = [f"X{number:02d}" for number in range(199)]
    query = urlencode([("district", code) for code in codes] + [("district", "SOF")])
    assert count_of(client, query) == count_of(client, "district=SOF") > 0
    for path in EVERYWHERE:
        assert client.get(f"{path}?{query}").status_code == 200
    refused(client, urlencode([(f"filter_{number}", "x") for number in range(200)]), "filter_0")


def test_a_parameter_twice_or_empty(client: Client, demo: Snapshot) -> None:
    refused(client, "headcount_min=1&headcount_min=2", "headcount_min")
    assert count_of(client, "headcount_min=&q=&district=") == match(demo, Filter()).count


# A server of its own from here on: what happens under a running one.


def fetch(portal: LivePortal, path: str, *, timeout: float = 20) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(portal.url.removeprefix("http://"), timeout=timeout)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.fixture
def own_portal(data_copy: Path) -> Any:
    """A portal over a copy of the demo map that the test may break."""
    import sys

    with serve(Path(sys.executable).with_name("karta"), data_copy) as portal:
        yield portal


def test_a_snapshot_half_deleted_under_a_running_server(own_portal: LivePortal) -> None:
    paths = ("/api/v1/organisations?limit=1", "/api/v1/facets?kind=hospital", "/en/map/?district=SOF",
             "/en/map/export.csv?kind=hospital", "/embed/?kind=hospital")  # fmt: skip
    before = {path: fetch(own_portal, path) for path in paths}
    assert {status for status, _ in before.values()} == {200}
    current = Store(own_portal.data).current()
    assert current is not None
    for number, file in enumerate(sorted(current.rglob("*.parquet"))):
        if number % 2:
            file.unlink()
    for path in paths:
        status, body = fetch(own_portal, path)
        assert status in (200, 503), (path, status, body[:300])
        if status == 200 and not path.startswith("/en/map/?"):  # that page has a token of its own in each answer
            assert body == before[path][1]
    shutil.rmtree(current)
    for path in paths:
        status, body = fetch(own_portal, path)
        assert status == 503, (path, status, body[:300])


def test_current_moving_in_mid_request(own_portal: LivePortal) -> None:
    """Two publications of the same rows: every answer names one snapshot, and its count is that one's."""
    store = Store(own_portal.data)
    first = store.current()
    assert first is not None
    second = first.with_name(re.sub(r"^\d{8}T\d{6}Z", "20200101T000000Z", first.name))
    shutil.copytree(first, second)
    manifest = json.loads((second / "manifest.json").read_text("utf-8"))
    (second / "manifest.json").write_text(json.dumps({**manifest, "name": second.name}), "utf-8")
    ended = threading.Event()

    def move() -> None:
        while not ended.is_set():
            for folder in (second, first):
                store.publish(folder.name)
                time.sleep(0.02)

    mover = threading.Thread(target=move)
    mover.start()
    try:
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(lambda n: fetch(own_portal, f"/api/v1/facets?revenue_min={n}"), range(120)))
    finally:
        ended.set()
        mover.join()
    assert {status for status, _ in told} == {200}
    answers = [json.loads(body) for _, body in told]
    assert {answer["snapshot"] for answer in answers} == {first.name, second.name}
    for answer in answers:
        assert sum(one["count"] for one in answer["facets"]["kind"]) == answer["count"]


def test_a_slow_client_holds_nobody_up(own_portal: LivePortal) -> None:
    host, port = own_portal.url.removeprefix("http://").split(":")
    slow = [socket.create_connection((host, int(port)), timeout=20) for _ in range(8)]
    try:
        for one in slow[:4]:
            one.sendall(b"GET /api/v1/facets HTTP/1.1\r\nHost: 127.0.0.1\r\n")  # the rest never comes
        for one in slow[4:]:
            one.sendall(b"GET /en/map/export.csv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")  # nobody reads the answer
        started = time.monotonic()
        assert fetch(own_portal, "/api/v1/organisations?limit=1")[0] == 200
        assert time.monotonic() - started < 5
    finally:
        for one in slow:
            one.close()
