"""A page that sends no referrer sends no origin either, and Django then refuses its form."""

from __future__ import annotations

from pathlib import Path

import pytest

import karta.portal

pytestmark = pytest.mark.once

TEMPLATES = sorted(Path(karta.portal.__file__).parent.rglob("templates/**/*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_page_with_a_form_keeps_its_origin(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not ("no-referrer" in text and 'method="post"' in text), f"{path}: say same-origin instead"
