"""Addresses of proofs: one for each number that a page prints."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from karta.explore.number import Number


def proof_address(number: Number, name: str = "aggregate_proof", **also: Any) -> str:
    """Where the proof of a number stands; `name`: another page about the same number, `also`: its own parameters."""
    extra = [(key, str(value)) for key, value in also.items() if value not in (None, "")]
    return f"{reverse(f'explorer:{name}')}?{urlencode([*number.to_params(), *extra])}"
