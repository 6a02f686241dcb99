"""What a first visit is sent: bytes on the wire as a browser counts them, from the portal as it is really served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bench.portal.browser import MOST_KB, sent_kb

from live import LivePortal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# MapLibre, of 250 kB, draws the live map alone; the map's own budget is that of frontend/scripts.
PAGES = ("", "news/", "search/?q=sofarma", "events/", "projects/", "contact/", "organisations/",
         "organisations/bg-eik-831902088/", "places/", "contradictions/", "account/login/")  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("language", ["bg", "en"])
def test_a_first_visit_is_sent_little(chromium: Browser, live_portal: LivePortal, language: str) -> None:
    sent = {path: sent_kb(chromium, f"{live_portal.url}/{language}/{path}") for path in PAGES}
    assert all(len(files) >= 4 for files in sent.values())  # the page, its style, its script, its letters
    assert {path: files for path, files in sent.items() if sum(files.values()) > MOST_KB} == {}
