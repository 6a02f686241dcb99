""" "How many of how many?": what others claim about the whole ecosystem, from the manifest, as claims."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Claim:
    """`value` as its source printed it; a claim is never converted and never added to anything."""

    name: str
    value: str
    source: str
    url: str
    note: str


def claims(manifest: dict[str, Any], language: str) -> list[Claim]:
    """The manifest's `ecosystem_claims` in their order; none where nobody claims anything."""
    return [
        Claim(
            name=claim["name"][language],
            value=str(claim["as_published"]),
            source=claim["source_title"],
            url=claim.get("url") or "",
            note=(claim.get("note") or {}).get(language, ""),
        )
        for claim in manifest.get("ecosystem_claims", ())
    ]
