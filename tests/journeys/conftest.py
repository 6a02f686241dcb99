"""A portal for each module that writes, with a mail server and its first steward, who signs in as people do.

own_data  the data folder of this module alone: the demo map and the facts of the cluster's page
portal    the portal over it; its letters come to `mailbox`
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browsing import PATIENCE_MS
from conftest import KARTA
from live import LivePortal, SignIn, run, serve
from portal.mailbox import Mailbox, serving_mailbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

Enter = Callable[[str], "Page"]
PASSWORD = "correct horse battery 9"
ADDRESS = "steward@example.bg"
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with serving_mailbox() as box:
        yield box


@pytest.fixture(scope="session")
def filled_data(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo data with the facts of the cluster's page, loaded as `make demo-data` does; read only."""
    data = tmp_path_factory.mktemp("filled") / "data"
    shutil.copytree(demo_data, data, symlinks=True)
    run(data, "-m", "django", "karta_demo_facts")
    return data


@pytest.fixture(scope="module")
def own_data(filled_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(filled_data, tmp_path_factory.mktemp("own") / "data", symlinks=True))


@pytest.fixture(scope="module")
def portal(own_data: Path, mailbox: Mailbox) -> Iterator[LivePortal]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KARTA_SMTP_URL", f"smtp://127.0.0.1:{mailbox.port}")
        with serve(KARTA, own_data) as served:
            yield served


@pytest.fixture(scope="module")
def steward(portal: LivePortal, chromium: Browser) -> str:
    """The address of the first steward, whose password was set through the one-time link."""
    page = chromium.new_page()
    page.goto(portal.steward_link)
    page.fill("[name=email]", ADDRESS)
    for field in ("new_password1", "new_password2"):
        page.fill(f"[name={field}]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/team/imports/")
    page.close()
    return ADDRESS


@pytest.fixture
def sign_in(portal: LivePortal, steward: str, page: Page) -> SignIn:
    """`sign_in("/bg/curation/")`: a page of the team, which asks who one is and then opens."""

    def signed_in(path: str) -> None:
        page.goto(portal.url + path)
        assert "/account/login/" in page.url
        page.fill("[name=login]", steward)
        page.fill("[name=password]", PASSWORD)
        page.click("main form.card button")
        page.wait_for_url(f"**{path}")

    return signed_in


@pytest.fixture
def enter(portal: LivePortal, steward: str, chromium: Browser) -> Iterator[Enter]:
    """`enter("ana-bg@example.org")`: a browser of that person, signed in as people do; `steward` is the first one's."""
    contexts: list[Any] = []

    def entered(address: str) -> Page:
        context = chromium.new_context(viewport=DESK, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{portal.url}/en/account/login/")
        page.fill("[name=login]", steward if address == "steward" else address)
        page.fill("[name=password]", PASSWORD)
        page.click("main form.card button")
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield entered
    for context in contexts:
        context.close()


@pytest.fixture
def clean(axe: Any) -> Callable[[Page], None]:
    """A page without a finding of axe: in Bulgarian on a phone, in English on a desk. None is wider than either."""

    def checked(page: Page) -> None:
        is_on_a_phone = "/bg/" in page.url
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            page.wait_for_function(FITS)  # what scripts draw follows the new size a moment later
            if is_on_a_phone is (size is PHONE):
                assert axe(page) == [], f"{page.url} {size}"

    return checked
