"""The embed generator's HTML, pasted into a page of another origin, shows the right count; both languages."""

from __future__ import annotations

import http.server
import json
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from live import LivePortal

FILTER = "kind=hospital&district=SOF"


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[Any]:
    """`foreign(html)`: the address of a page of somebody else's that holds this HTML."""
    handler = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *given: handler(*given, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def put(body: str) -> str:
        told = "document.title = m.data.type + ' ' + (m.data.height > 100)"
        head = f"<title>Elsewhere</title><script>addEventListener('message', m => {{ {told} }})</script>"
        text = f"<!doctype html><html lang=en>{head}<main><h1>Our page</h1>{body}</main></html>"
        (tmp_path / "index.html").write_text(text, "utf-8")
        return f"http://127.0.0.1:{server.server_port}/index.html"

    yield put
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("language", "view"), [("bg", "map"), ("en", "list"), ("bg", "chart")])
def test_a_pasted_frame_shows_the_right_count(
    page: Page, live_portal: LivePortal, foreign: Any, axe: Any, language: str, view: str
) -> None:
    with urllib.request.urlopen(f"{live_portal.url}/api/v1/organisations?{FILTER}&limit=1") as answer:
        count = json.load(answer)["count"]
    page.goto(f"{live_portal.url}/{language}/map/?{FILTER}")
    page.locator("#keep summary").click()
    page.locator("#keep a[href*='/map/embed/']").click()
    page.select_option("#view", view)
    page.locator("main form button").click()
    page.wait_for_url(f"**view={view}**")
    preview = page.frame_locator("iframe")
    assert preview.locator(".cnt b").inner_text() == str(count)
    assert axe(page) == []
    pasted = page.input_value("#embed-html")

    page.goto(foreign(pasted))
    frame = page.frame_locator("iframe")
    assert frame.locator(".cnt b").inner_text() == str(count)
    assert frame.locator("html").get_attribute("lang") == language
    page.wait_for_function("() => document.title === 'karta-embed true'")
    assert axe(page) == []
    with page.context.expect_page() as opened:
        frame.locator(".efoot a").click()
    opened.value.wait_for_load_state()
    assert opened.value.locator("#sum .cnt b").inner_text() == str(count)
