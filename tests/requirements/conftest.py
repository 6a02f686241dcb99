"""The same portal over the demo map that the portal's own tests use, and its pages as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from portal.conftest import data, demo, keeper, steward
from portal.spinoffs.conftest import curator, enter

if TYPE_CHECKING:
    from django.test import Client

    from karta.snapshot.reader import Snapshot

__all__ = ["curator", "data", "demo", "enter", "keeper", "steward"]


@pytest.fixture
def html(client: Client, demo: Snapshot) -> Any:
    """`html("/en/map/", kind="hospital")`: the page as text."""

    def get(address: str, **params: Any) -> str:
        answer = client.get(address, params)
        assert answer.status_code == 200, answer.content
        return answer.content.decode()

    return get
