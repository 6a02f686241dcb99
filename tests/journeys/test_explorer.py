"""The explorer in a real browser: what a reader does with the map, in both languages, with and without scripts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from live import LivePortal

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


def count(page: Page) -> int:
    """The number in the counter."""
    return int(re.sub(r"\D", "", page.locator("#sum .cnt b").inner_text()))


def open_map(page: Page, portal: LivePortal, address: str = "/en/map/", *, drawn: bool = False) -> None:
    page.goto(portal.url + address)
    if drawn:
        page.wait_for_selector(".map-box.is-drawn")


def changed(page: Page, before: int) -> None:
    """Wait until the counter counts something else."""
    page.wait_for_function(
        "before => Number(document.querySelector('#sum .cnt b').textContent.replace(/\\D/g, '')) !== before", arg=before
    )


def test_a_choice_changes_counter_list_and_address_and_back_undoes_it(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    everything = count(page)
    page.check("#region-bg42")
    changed(page, everything)
    fewer = count(page)
    assert 0 < fewer < everything
    assert page.url.endswith("/en/map/?region=BG42")
    assert page.locator(".pg span").first.inner_text().endswith(f"of {fewer}")
    assert "South Central" in page.locator(".chip").inner_text()
    page.go_back()
    page.wait_for_url("**/en/map/")
    changed(page, fewer)
    assert count(page) == everything


def test_the_address_alone_gives_the_same_view(page: Page, live_portal: LivePortal) -> None:
    address = "/en/map/?region=BG41&kind=hospital&revenue_min=10000000"
    open_map(page, live_portal, address)
    first, names = count(page), page.locator(".orgs tbody th a").all_inner_texts()
    open_map(page, live_portal, address.replace("/en/", "/bg/"))
    assert (count(page), page.locator(".orgs tbody th a").count()) == (first, len(names))
    assert first == len(names) > 0


def test_a_typed_limit_filters_and_the_brush_follows(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    everything = count(page)
    page.fill("#revenue_min", "10 000 000")
    page.press("#revenue_min", "Enter")
    changed(page, everything)
    assert "revenue_min=10000000" in page.url
    page.wait_for_selector("#hist-revenue .brush-layer:not(.is-whole)")


def test_a_handle_moves_by_keyboard(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    everything = count(page)
    page.locator("#hist-revenue .grip").first.focus()
    page.keyboard.press("ArrowRight")
    changed(page, everything)
    assert re.search(r"revenue_min=\d+", page.url)
    # The handle is drawn anew and gets the focus back once the swap has settled.
    page.wait_for_function("() => document.activeElement.id === 'revenue_min-handle'")


def test_dragging_over_the_bars_filters(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    everything = count(page)
    page.wait_for_selector("#hist-revenue .brush-layer")
    box = page.locator("#hist-revenue svg.h").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 2 / 3, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    changed(page, everything)
    low, high = (int(page.input_value(f"#revenue_{end}")) for end in ("min", "max"))
    assert low < high
    assert f"revenue_min={low}&revenue_max={high}" in page.url


def test_arrows_walk_over_the_map_and_enter_filters(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal, drawn=True)
    everything = count(page)
    page.locator("#map-canvas").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert re.match(r".+: \d+ organisation", page.locator(".map-live").inner_text())
    page.keyboard.press("Enter")
    changed(page, everything)
    assert re.search(r"district=[A-Z]{3}", page.url)
    page.wait_for_selector(".map-box.is-drawn")
    page.locator("#map-canvas").focus()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") != "map-canvas"


def test_a_circle_opens_the_list_of_its_organisations(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal, "/bg/map/?district=PDV", drawn=True)
    page.evaluate("document.querySelector('#places').open = true")
    page.locator("#places a", has_text="Пловдив").first.click()
    page.wait_for_url("**bbox=**")
    assert count(page) == int(re.sub(r"\D", "", page.locator(".pg span").first.inner_text().split("от")[-1]))
    assert "Пловдив" in page.locator(".chips").inner_text()


def test_without_scripts_form_links_table_and_map_work(chromium: Browser, live_portal: LivePortal) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(live_portal.url + "/bg/map/")
    everything = count(page)
    page.check("#kind-hospital")
    page.click("#explorer-form button:has-text('Приложи')")
    hospitals = count(page)
    assert 0 < hospitals < everything
    page.locator("#map-drawn a").first.focus()
    assert page.locator("#map-drawn a[aria-label*='организаци']").count() == 28
    page.click("#results .seg a:has-text('Таблица')")
    page.wait_for_selector(".cross tfoot td")
    assert page.locator(".cross tfoot td").count() > 1
    page.locator(".chip a").first.click()
    assert count(page) == everything
    context.close()


def test_an_empty_result_names_the_filter_whose_removal_helps(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal, "/en/map/?kind=hospital&revenue_min=900000000000")
    assert count(page) == 0
    page.click(".empty a")
    page.wait_for_selector(".orgs")
    assert count(page) > 0


def test_what_others_claim_stands_beside_the_count(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    page.click("#claims summary")
    claims = page.locator(".claims-body").inner_text()
    assert "22 000" in claims
    assert str(count(page)) in claims


def test_typing_in_one_field_survives_the_change_of_another(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal)
    everything = count(page)
    page.check("#kind-hospital")
    page.focus("#founded_min")
    page.keyboard.type("19")
    changed(page, everything)
    page.wait_for_timeout(100)
    assert page.input_value("#founded_min") == "19"
    assert page.evaluate("document.activeElement.id") == "founded_min"


def test_a_wrong_address_says_what_is_wrong(page: Page, live_portal: LivePortal) -> None:
    answer = page.goto(live_portal.url + "/bg/map/?revenue_min=много")
    assert answer is not None
    assert answer.status == 400
    assert "revenue_min=много" in page.locator("[role=alert]").inner_text()


@pytest.mark.parametrize(("language", "size"), list(zip(["en", "bg"], SIZES, strict=True)))
@pytest.mark.parametrize("view", ["", "?tab=table", "?tab=areas&region=BG41&revenue_min=1000000&revenue_unknown=true"])
def test_accessible(page: Page, live_portal: LivePortal, axe: Any, language: str, size: str, view: str) -> None:
    page.set_viewport_size(dict(zip(("width", "height"), SIZES[size], strict=True)))
    open_map(page, live_portal, f"/{language}/map/{view}", drawn=size == "desktop")
    assert axe(page) == []


@pytest.mark.parametrize("view", ["#map", "#filters", "?tab=table"])
def test_phone_views_are_accessible_and_fit(page: Page, live_portal: LivePortal, axe: Any, view: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_map(page, live_portal, f"/bg/map/{view}", drawn=view == "#map")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_chrome_is_in_one_language(page: Page, live_portal: LivePortal) -> None:
    open_map(page, live_portal, "/bg/map/")
    chrome = "#explorer-form legend, #explorer-form summary, .seg a, .tools option, th a, .sum .btn"
    texts = [text.strip() for text in page.locator(chrome).all_text_contents()]
    assert [text for text in texts if re.fullmatch(r"[A-Za-z ]{4,}", text)] == []
    open_map(page, live_portal, "/en/map/")
    assert not re.search(r"[а-яА-Я]", page.locator("#explorer-form").inner_text())
