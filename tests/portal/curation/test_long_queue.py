"""The queue of a synthetic economy, as the benchmark makes it: any page of it, and none beyond."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bench.curation import make_queue
from django.test import Client

pytestmark = pytest.mark.django_db
PAIRS = 900


def test_any_page_of_a_long_queue(keeper: Client, tmp_path: Path, settings: Any) -> None:
    settings.DATA, settings.RATE_LIMITS, settings.ALLOWED_HOSTS = tmp_path, None, ["testserver"]
    make_queue(tmp_path, organisations=400, pairs=PAIRS)
    page = keeper.get("/en/curation/?page=60")
    assert (page.context["found"], page.context["page"], page.context["pages"]) == (PAIRS, 60, 75)
    assert page.context["number"] == 59 * 12 + 1
    shown = [item["left"] for item in page.context["items"]]
    assert len(set(shown)) == 12
    assert keeper.get("/en/curation/?page=9999").context["page"] == 75
    some = keeper.get("/en/curation/?why=ambiguous&band=90").context
    assert 0 < some["found"] < PAIRS
    assert all(item["score"] >= 0.9 for item in some["items"])
    assert some["left"] == PAIRS
