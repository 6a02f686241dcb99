"""Fixtures of the members room."""

from __future__ import annotations

from typing import Any

import pytest

from portal.members.people import account, represent


@pytest.fixture
def director(db: None) -> Any:
    """Who acts for Sopharma."""
    user = account("director")
    represent(user)
    return user
