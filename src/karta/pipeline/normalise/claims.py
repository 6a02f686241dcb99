"""One row of the working table `claims`, and how it gets its id."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from karta.vocab.numbers import Interval


class Claim(NamedTuple):
    """A row of `claims`, in the order of CLAIM_COLUMNS. What the columns mean stands in snapshot.schema."""

    claim_id: str
    property: str
    value: str | None
    value_min: float | None = None
    value_max: float | None = None
    unit: str | None = None
    statement: str | None = None
    basis: str | None = None
    population: str | None = None
    language: str | None = None
    geography: str | None = None
    period_start: date | None = None
    period_end: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    date_precision: str = "unknown"
    observed_on: date | None = None
    is_period_inferred: bool = False
    recorded_at: date | None = None
    source_id: str = ""
    record_id: str = ""
    locator: str = ""
    as_published: str | None = None
    method: str = "as_published"
    state: str = "known"
    visibility: str = "public"
    rank: int | None = None
    publication_ref: str | None = None
    publication_title: str | None = None
    publication_url: str | None = None
    published_on: str | None = None
    note: str | None = None
    position: int = 0


def claim_id(
    source_id: str,
    record_id: str,
    property_name: str,
    *,
    period: str = "",
    statement: str = "",
    basis: str,
    locator: str,
) -> str:
    """First 16 hex digits of SHA-256 over what tells one claim from another (ARCHITECTURE §3)."""
    joined = "\x1f".join((source_id, record_id, property_name, period, statement, basis, locator))
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def plain(value: Decimal) -> str:
    """A number without exponent, blanks or idle zeros: 877085000, 16854.5."""
    if value == value.to_integral_value():
        return str(int(value))
    return format(value.normalize(), "f")


def ends(interval: Interval, scale: Decimal) -> tuple[float, float]:
    """Both ends in the claim's unit; infinite ones stay infinite."""
    return float(interval.low * scale), float(interval.high * scale)
