"""`{% load karta %}`: built assets, icons, and numbers, money and dates in the reader's language."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@cache
def _manifest(built: float) -> dict[str, Any]:
    """Vite's manifest; `built` is its time of change, so that a new build is seen without a restart."""
    return json.loads((settings.FRONTEND / "manifest.json").read_text("utf-8"))


def _chunk(entry: str) -> dict[str, Any]:
    path = Path(settings.FRONTEND) / "manifest.json"
    if not path.exists():
        raise FileNotFoundError(f"{path}: the front end is not built; run make setup")
    return _manifest(path.stat().st_mtime)[f"src/{entry}/main.ts"]


@register.simple_tag
def asset(entry: str) -> SafeString:
    """Script and style elements of one front-end entry (frontend/src/<entry>/main.ts)."""
    chunk = _chunk(entry)
    styles = format_html_join("", '<link rel="stylesheet" href="{}">', ((static(css),) for css in chunk.get("css", ())))
    return format_html('{}<script type="module" src="{}"></script>', styles, static(chunk["file"]))
