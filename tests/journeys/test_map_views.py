"""The map's views in a real browser: municipalities, changes, classes, the list in step with the map, search, marks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from live import LivePortal

VIEWS = (
    "?level=municipality&measure=revenue",
    "?level=municipality&shapes=indicative&classes=equal",
    "?statistic=change&measure=revenue&year=2022&year_from=2021&tab=areas",
    "?q=plovdiv",
)
COUNTER = "() => Number(document.querySelector('#sum .cnt b').textContent.replace(/\\D/g, ''))"


def count(page: Page) -> int:
    """The number in the counter."""
    return int(page.evaluate(COUNTER))


def open_map(page: Page, portal: LivePortal, address: str = "/en/map/") -> None:
    page.goto(portal.url + address)
    page.wait_for_selector(".map-box.is-drawn")


def changed(page: Page, before: int) -> None:
    """Wait until the counter counts something else."""
    page.wait_for_function(f"before => ({COUNTER})() !== before", arg=before)


@pytest.mark.parametrize(("language", "view"), list(zip(["bg", "en"] * len(VIEWS), VIEWS, strict=False)))
def test_views_are_accessible_and_their_state_stands_in_the_address(
    page: Page, live_portal: LivePortal, axe: Any, language: str, view: str
) -> None:
    open_map(page, live_portal, f"/{language}/map/{view}")
    assert axe(page) == []
    assert page.url.endswith(view)


@pytest.mark.parametrize("view", VIEWS[:3])
def test_views_fit_a_phone_and_are_accessible_there(page: Page, live_portal: LivePortal, axe: Any, view: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_map(page, live_portal, f"/bg/map/{view}#map")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert axe(page) == []


def test_municipalities_are_walked_by_keyboard_and_filter(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    everything = count(page)
    page.click("#map-tools .seg a:has-text('Municipalities')")
    page.wait_for_url("**level=municipality**")
    page.wait_for_function("() => JSON.parse(document.querySelector('#map-data').textContent).seats.length > 20")
    page.locator("#map-canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert re.match(r".+: \d+ organisation", page.locator(".map-live").inner_text())
    page.keyboard.press("Enter")
    changed(page, everything)
    assert re.search(r"municipality=[A-Z]{3}\d\d", page.url)


def test_indicative_areas_come_with_their_warning_and_go_with_the_switch(page: Page, live_portal: LivePortal) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_map(page, live_portal, "/en/map/?level=municipality")
    assert not [url for url in asked if "indicative" in url]
    page.check("#shapes")
    page.wait_for_url("**shapes=indicative**")
    page.wait_for_function("() => document.querySelector('#map-attr').textContent.includes('not official boundaries')")
    page.wait_for_timeout(500)
    assert [url for url in asked if "bg-municipalities.geojson" in url]
    page.uncheck("#shapes")
    page.wait_for_function("() => !document.querySelector('#map-attr').textContent.includes('not official')")
    assert "shapes" not in page.url


def test_the_years_of_a_change_are_picked_and_the_table_says_both(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal, "/en/map/?measure=revenue&year=2022")
    page.select_option("#statistic", "change")
    page.wait_for_selector("#year_from")
    page.select_option("#year_from", "2020")
    page.wait_for_url("**year_from=2020**")
    page.wait_for_function("() => document.querySelector('#map-legend').textContent.includes('2020 → 2022')")
    page.click("#results .seg a:has-text('By area')")
    page.wait_for_selector("#results th:has-text('2020')")
    assert page.locator("#results tbody td small", has_text="n =").count() > 0
    assert page.locator("#map-legend .ramp i[class^=k-div]").count() % 2 == 1


def test_classes_are_picked_in_the_legend(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    before = page.locator("#map-legend .ramp").inner_text()
    page.select_option("#classes", "equal")
    page.wait_for_url("**classes=equal**")
    page.wait_for_function("before => document.querySelector('#map-legend .ramp').innerText !== before", arg=before)


def test_the_list_follows_the_map_and_stops_when_told(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    everything = count(page)
    steps = page.evaluate("history.length")
    page.check("#follow-map")
    page.wait_for_url("**follow=true**")
    whole, before = count(page), page.url
    for _ in range(3):
        page.click("[data-zoom=in]")
        page.wait_for_timeout(400)
    changed(page, whole)
    page.wait_for_timeout(1000)
    page.wait_for_load_state("networkidle")
    assert page.url != before
    fewer = count(page)
    assert 0 < fewer < everything
    west, south, east, north = (float(end) for end in re.findall(r"-?\d+\.\d+", page.url.split("bbox=")[1])[:4])
    ats = page.eval_on_selector_all("#results tr[data-at]", "rows => rows.map(row => row.dataset.at.split(','))")
    assert ats
    assert all(west <= float(lon) <= east and south <= float(lat) <= north for lon, lat in ats)
    # The map itself stays whole: its values are not those of the view alone.
    assert page.locator("#map-areas tbody tr").count() == 28
    assert page.evaluate("history.length") <= steps + 1
    page.uncheck("#follow-map")
    changed(page, fewer)
    assert count(page) == everything
    assert "bbox" not in page.url


def test_a_search_finds_places_and_the_map_goes_there(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal, "/bg/map/?q=plovdiv")
    tiles: list[str] = []
    page.on("request", lambda request: tiles.append(request.url) if "/tiles/" in request.url else None)
    link = page.locator(".found-places a", has_text="населено място").first
    assert "Пловдив" in link.inner_text()
    link.click()
    page.wait_for_timeout(1500)
    assert max(int(re.findall(r"/tiles/(\d+)/", url)[0]) for url in tiles) >= 9
    assert page.evaluate("document.activeElement.id") == "map-canvas"


def test_an_area_marks_its_rows_and_a_row_rings_its_point(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal, "/en/map/?level=region")
    page.locator("#map-canvas").focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    region = page.locator(".map-live").inner_text().split(":")[0]
    marked = page.locator("#results tr.is-marked")
    assert marked.count() > 0
    assert marked.count() < page.locator("#results tr[data-areas]").count(), region
    page.locator("#map-legend").focus()
    page.wait_for_timeout(400)
    before = page.locator("#map-canvas canvas").screenshot()
    page.locator("#results tr[data-at] th a").nth(1).focus()
    page.wait_for_timeout(600)
    assert page.locator("#map-canvas canvas").screenshot() != before


def test_print_after_a_change_has_the_new_drawing(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    everything = count(page)
    page.check("#region-bg42")
    changed(page, everything)
    page.wait_for_selector("#map-drawn svg", state="attached")
    links = page.eval_on_selector_all("#map-drawn a", "links => links.map(link => link.getAttribute('href'))")
    assert links
    assert all("region=BG42" in href for href in links)
