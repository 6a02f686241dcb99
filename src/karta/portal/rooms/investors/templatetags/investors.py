"""`{% load investors %}`: what stands under a key of a view's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(held: Mapping[str, Any], key: str) -> Any:
    """`names|at:one.org_id`; None where there is nothing."""
    return held.get(key)
