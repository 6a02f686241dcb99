"""The map page over the demo map."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from lxml import html

from explore.mvt_reader import points
from karta.explore import facets as facets_module
from karta.explore.areas import areas, circles
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.portal.explorer.map_page import page as page_module
from karta.portal.explorer.map_page.page import MapPage
from karta.portal.explorer.map_page.state import read_state
from karta.snapshot.reader import Snapshot, open_snapshot
from karta.snapshot.store import Store


@pytest.fixture
def snapshot(demo_data: Path) -> Snapshot:
    path = Store(demo_data).current()
    assert path is not None
    return open_snapshot(path)


@pytest.fixture
def get(demo_data: Path, settings: Any) -> Any:
    settings.DATA = demo_data
    settings.ALLOWED_HOSTS = ["testserver"]

    def ask(address: str, **headers: str) -> Any:
        return Client().get(address, headers=headers)

    return ask


def context(snapshot: Snapshot, language: str = "en", **params: Any) -> dict[str, Any]:
    with translation.override(language):
        asked = {name: value if isinstance(value, list) else [value] for name, value in params.items()}
        return MapPage(snapshot, read_state(asked), language).context()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize(
    "query", ["", "?tab=table", "?tab=areas&level=region", "?region=BG42&revenue_min=1000000&year=2022"]
)
def test_page_answers_in_both_languages(get: Any, language: str, query: str) -> None:
    response = get(f"/{language}/map/{query}")
    assert response.status_code == 200
    html = response.content.decode()
    assert f'<html lang="{language}">' in html
    # The policy of every page forbids both; a browser would silently drop them.
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))", html)


@pytest.mark.django_db
def test_htmx_gets_only_the_parts_and_caches_keep_them_apart(get: Any) -> None:
    part = get("/en/map/?region=BG42", **{"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    for name in ("explorer-form", "sum", "map-drawn", "map-legend", "strip", "results", "map-data", "ex-tabs"):
        assert f'id="{name}"' in part.content.decode()
    assert "HX-Request" in part["Vary"]
    assert "<html" in get("/en/map/", **{"HX-Request": "true", "HX-History-Restore-Request": "true"}).content.decode()


def ids(answer: Any) -> list[str]:
    """Ids of the parts of an answer, the outermost elements."""
    parts = html.fragments_fromstring(answer.content.decode().strip())
    return [part.get("id") for part in parts if not isinstance(part, str)]


@pytest.mark.django_db
def test_who_has_a_live_map_gets_the_drawing_alone_and_later(get: Any) -> None:
    parts = get("/en/map/?region=BG42", **{"HX-Request": "true", "Karta-Map": "live"})
    assert ids(parts) == ["explorer-form", "sum", "map-tools", "strip", "results", "ex-tabs"]
    values = get("/en/map/?region=BG42", **{"HX-Request": "true", "Karta-Map": "values"})
    assert ids(values) == ["map-legend", "map-attr", "map-areas", "map-data"]
    whole = get("/en/map/?region=BG42", **{"HX-Request": "true"}).content.decode()
    assert values.content.decode().strip() in whole
    drawing = get("/en/map/?region=BG42", **{"HX-Request": "true", "Karta-Map": "drawn"}).content.decode()
    assert re.match(r'\s*<div class="drawn" id="map-drawn"><svg', drawing)
    assert "Karta-Map" in parts["Vary"]
    assert 'id="map-drawn"' in get("/en/map/?region=BG42", **{"Karta-Map": "live"}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["bg", "en"])
def test_an_address_that_is_not_understood_is_refused_in_words(get: Any, language: str) -> None:
    response = get(f"/{language}/map/?kind=hospital&colour=red")
    assert response.status_code == 400
    assert "colour=red" in response.content.decode()


@pytest.mark.parametrize(
    "params", [{}, {"region": "BG41"}, {"kind": "hospital", "revenue_min": "1000000"}, {"segment": "unknown"}]
)
def test_counter_list_map_and_table_count_the_same_rows(snapshot: Snapshot, params: dict[str, str]) -> None:
    asked = Filter.from_params({name: [value] for name, value in params.items()})
    expected = match(snapshot, asked).count
    shown = context(snapshot, **params)
    assert shown["total"] == f"{expected:,}"
    assert shown["pager"].count == f"{expected:,}"
    on_map = sum(area.organisations for area in shown["values"].areas) + shown["values"].unplaced
    assert on_map == sum(area.organisations for area in areas(snapshot, asked, "district")) == expected
    table = context(snapshot, tab="table", **params)["cross"]
    assert table.total.cells[-1].organisations == f"{expected:,}"


def test_facets_are_asked_once(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(page_module, "facets", lambda *args: asked.append(args) or facets_module.facets(*args))
    context(snapshot, region="BG41")
    assert len(asked) == 1


def test_chips_say_years_and_their_links_remove_them(snapshot: Snapshot) -> None:
    shown = context(snapshot, kind=["company", "hospital"], headcount_min="50", year="2022")
    kind, headcount, year = shown["chips"]
    assert (kind.values, headcount.values, year.values) == (["company", "hospital"], ["from 50"], ["2022"])
    assert headcount.note.startswith("2022")
    assert kind.without == "/en/map/?headcount_min=50&year=2022"
    window = context(snapshot, headcount_min="50")["chips"][0].note
    assert re.match(r"2021–2026, \d+ outdated", window)


def test_the_picker_opens_on_the_best_covered_measure(snapshot: Snapshot) -> None:
    measures = context(snapshot)["measures"]
    shares = [int(re.search(r"(\d+)%", one.name)[1]) for one in measures]
    assert measures[0].is_on
    assert shares == sorted(shares, reverse=True)


def test_filters_known_for_under_five_per_cent_stand_behind_more(snapshot: Snapshot) -> None:
    shown = context(snapshot)
    seen = [one.name for key in ("open_lists", "side_histograms", "strip_histograms") for one in shown[key]]
    later = [one.name for key in ("later_lists", "later_histograms") for one in shown[key]]
    coverage = MapPage(snapshot, read_state({}), "en").found.coverage
    assert coverage["assets"] < 0.05 <= coverage["headcount"]  # outdated numbers of employees are counted as outdated
    assert {"assets", "turnover"} <= set(later)
    assert {"headcount", "size_class", "result", "region"} <= set(seen)
    assert all(coverage[name] >= 0.05 for name in seen)
    assert not shown["more_open"]
    used = context(snapshot, assets_min="1")
    assert "assets" in [
        one.name for one in (*used["side_histograms"], *used["strip_histograms"], *used["later_histograms"])
    ]


def test_the_form_never_loses_an_active_filter(snapshot: Snapshot, get: Any) -> None:
    query = (
        "region=BG42&region=XX99&district=PDV&municipality=PDV22&nace=21&segment=hospital&kind=hospital&unit_kind=part"
        "&status=active&size_class=250%2B&headcount_min=1&revenue_max=9&profit_unknown=true&result=loss&year=2022"
        "&founded_min=1900&source=bg_hlscb_home_page&disagreement=true&completeness_min=5&q=мед&id=x&bbox=22,41,29,44"
    )
    html = get(f"/en/map/?{query}", **{"HX-Request": "true"}).content.decode()
    form = {(m[1], m[2]) for m in re.finditer(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)}
    form |= {(m[1], m[2]) for m in re.finditer(r'name="(\w+)" value="([^"]*)" checked', html)}
    form |= {
        (m[1], m[2]) for m in re.finditer(r'<input[^>]*type="(?:text|search)"[^>]*name="(\w+)" value="([^"]+)"', html)
    }
    form |= {("year", m[1]) for m in re.finditer(r'<option value="(\d{4})" selected', html)}
    wanted = Filter.from_params({k: [v for n, v in _pairs(query) if n == k] for k, _ in _pairs(query)}).to_params()
    assert set(wanted) - form == set()


def _pairs(query: str) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl

    return parse_qsl(query)


def test_every_area_and_circle_is_a_link_drawn_on_the_server(snapshot: Snapshot) -> None:
    shown = context(snapshot, "bg")
    assert len(shown["drawn"].areas) == 28
    lefts = [area.left for area in shown["drawn"].areas]
    assert lefts == sorted(lefts)
    assert len(shown["drawn"].circles) == len(circles(snapshot, Filter()))
    assert all(area.area.address.startswith("/bg/map/?district=") for area in shown["drawn"].areas)


@pytest.mark.django_db
def test_a_circle_lists_exactly_its_organisations(snapshot: Snapshot, get: Any) -> None:
    for circle in circles(snapshot, Filter())[:5]:
        html = get(f"/bg/map/place/?place={circle.code}").content.decode()
        assert html.count("<li>") == circle.organisations
    assert get("/bg/map/place/?place=00000").status_code == 404


@pytest.mark.django_db
def test_the_data_block_of_the_live_map_agrees_with_the_drawn_one(get: Any) -> None:
    html = get("/bg/map/?district=PDV").content.decode()
    data = json.loads(re.search(r'<script id="map-data" type="application/json">(.*?)</script>', html)[1])
    assert [area["code"] for area in data["areas"] if area["isSelected"]] == ["PDV"]
    assert len(data["areas"]) == 28
    address = data["tiles"].format(z=0, x=0, y=0)
    tile = get(address)
    assert "immutable" in tile["Cache-Control"]
    drawn = sum(point["n"] for point in points(tile.content))
    assert 0 < drawn <= int(re.search(r'class="cnt" role="status"><b[^>]*>(?:<a[^>]*>)?(\d+)', html)[1])


def test_claims_of_others_are_shown_as_printed(snapshot: Snapshot) -> None:
    claims = context(snapshot)["claims"]
    assert [claim.value for claim in claims] == [one["as_published"] for one in snapshot.manifest["ecosystem_claims"]]
    assert claims


def test_an_empty_result_names_the_one_filter_that_helps(snapshot: Snapshot) -> None:
    shown = context(snapshot, kind="hospital", revenue_min="900000000000")
    assert shown["empty"]
    assert shown["removal"]["chip"].part == "revenue"
    assert shown["removal"]["number"] == str(match(snapshot, Filter(kind=("hospital",))).count)


def test_pages_follow_each_other_without_a_gap(snapshot: Snapshot) -> None:
    first = context(snapshot)
    second = context(snapshot, cursor="50")
    assert (first["pager"].before, first["pager"].after) == ("", "/en/map/?cursor=50")
    assert (second["pager"].first, second["pager"].before) == ("51", "/en/map/")
    assert not {row.org_id for row in first["rows"]} & {row.org_id for row in second["rows"]}
