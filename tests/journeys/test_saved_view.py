"""A visitor keeps a view, asks to be told of its changes and for an API key; the worker notices a publication."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from karta.snapshot.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from live import LivePortal

FILTER = "kind=hospital&district=SOF"


@pytest.mark.parametrize("language", ["bg", "en"])
def test_keep_a_view_and_be_told_of_it(page: Page, portal: LivePortal, axe: Any, language: str) -> None:
    page.goto(f"{portal.url}/{language}/map/?{FILTER}")
    count = page.locator("#sum .cnt b").inner_text()
    page.locator("#keep summary").click()
    page.locator("#keep a[href*='/saved/new/']").click()
    page.locator("main form button").wait_for()
    assert axe(page) == []
    page.locator("main form button").click()
    saved = page.locator("main a.mono").get_attribute("href") or ""
    assert axe(page) == []
    page.goto(saved)
    assert page.locator("main .card b").inner_text() == count
    page.locator("main a[href*='/alerts/new/']").click()
    page.locator("main form button").click()
    page.locator("[role=alert]").wait_for()
    assert page.locator("[role=alert] a").get_attribute("href") == "#id_email"
    assert axe(page) == []
    page.fill("#id_email", "reader@example.org")
    page.locator("main form button").click()
    page.locator("main .note.ok").wait_for()
    assert axe(page) == []
    page.goto(f"{portal.url}/{language}/account/keys/")
    assert axe(page) == []


def test_the_worker_notices_a_publication_on_the_command_line(portal: LivePortal) -> None:
    current = Store(portal.data).current()
    assert current is not None
    assert _noticed(portal, current.name)
    other = current.with_name(re.sub(r"^\d{8}T\d{6}Z", "20200101T000000Z", current.name))
    shutil.copytree(current, other)
    manifest = json.loads((other / "manifest.json").read_text("utf-8"))
    (other / "manifest.json").write_text(json.dumps({**manifest, "name": other.name}), "utf-8")
    karta = Path(sys.executable).with_name("karta")
    env = {**os.environ, "KARTA_DATA": str(portal.data)}
    subprocess.run([karta, "publish", other.name], env=env, check=True, capture_output=True)
    assert _noticed(portal, other.name)


def _noticed(portal: LivePortal, name: str) -> bool:
    """Whether the worker knows of this publication within twenty seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with sqlite3.connect(portal.data / "portal/portal.sqlite3") as database:
            rows = database.execute("SELECT snapshot FROM directory_noticed").fetchall()
        database.close()
        if rows == [(name,)]:
            return True
        time.sleep(0.5)
    return False
