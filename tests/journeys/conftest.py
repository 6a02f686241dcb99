"""The first steward of a portal that is being served, who signs in as people do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from live import LivePortal, SignIn

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD = "correct horse battery 9"
ADDRESS = "steward@example.bg"


@pytest.fixture(scope="module")
def steward(live_portal: LivePortal, chromium: Browser) -> str:
    """The address of the first steward, whose password was set through the one-time link."""
    page = chromium.new_page()
    page.goto(live_portal.steward_link)
    page.fill("[name=email]", ADDRESS)
    for field in ("new_password1", "new_password2"):
        page.fill(f"[name={field}]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/team/imports/")
    page.close()
    return ADDRESS


@pytest.fixture(scope="module")
def portal(live_portal: LivePortal) -> LivePortal:
    """The served portal with the facts of the cluster's page, loaded as `make demo-data` does."""
    live_portal.run("-m", "django", "karta_demo_facts")
    return live_portal


@pytest.fixture
def sign_in(live_portal: LivePortal, steward: str, page: Page) -> SignIn:
    """`sign_in("/bg/curation/")`: a page of the team, which asks who one is and then opens."""

    def signed_in(path: str) -> None:
        page.goto(live_portal.url + path)
        assert "/account/login/" in page.url
        page.fill("[name=login]", steward)
        page.fill("[name=password]", PASSWORD)
        page.click("main form.card button")
        page.wait_for_url(f"**{path}")

    return signed_in
