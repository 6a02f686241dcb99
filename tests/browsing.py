"""How tests browse: with which program, and what they read after a click is the next page, whole."""

from __future__ import annotations

import shutil
from functools import wraps
from typing import Any

# The shell has no windows of its own to draw, a whole browser has, without a screen too.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Maps are drawn by the processor, pages without the detour over a graphics card that is none.
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
         "--disable-gpu-rasterization", "--disable-gpu-compositing"]  # fmt: skip
PATIENCE_MS = 60_000  # how long a test waits for what a page shall show: the machine may be busy with others


def program() -> str | None:
    """The browser's program; None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def read_when_it_is_there() -> None:
    """Playwright ends a click when the next page begins to come, which is too early to count what stands on it: from
    now on a click, or a key, ends when that page can be read."""
    from playwright.sync_api import Locator, Page

    for kind in (Page, Locator):
        for name in ("click", "press"):
            act = getattr(kind, name)
            if not hasattr(act, "__wrapped__"):
                setattr(kind, name, _until_it_is_there(act))


def _until_it_is_there(act: Any) -> Any:
    @wraps(act)
    def acted(where: Any, *args: Any, **said: Any) -> None:
        act(where, *args, **said)
        page = getattr(where, "page", where)
        if not page.is_closed():
            page.wait_for_load_state("domcontentloaded")

    return acted
