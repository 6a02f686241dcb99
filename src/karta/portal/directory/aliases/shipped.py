"""The joinings that ship with the facts, written once: what a person did with one since is left as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from karta.portal.directory.models import AliasMerge, Body, Claim, Mention


def put(said: dict[str, dict[str, Any]], claims: dict[str, Claim], at: datetime) -> int:
    """Write those that are new; how many. `said`: "body/written form" → evidence (local ids of claims), reason."""
    known = set(AliasMerge.objects.values_list("body__code", "written"))
    bodies = {one.code: one for one in Body.objects.filter(code__in=[key.partition("/")[0] for key in said])}
    count = 0
    for key, told in said.items():
        code, _, written = key.partition("/")
        if code not in bodies or (code, written) in known:
            continue
        moved = Mention.objects.filter(body=bodies[code], as_written=written).order_by("pk")
        made = AliasMerge.objects.create(
            body=bodies[code], written=written, mentions=list(moved.values_list("pk", flat=True)),
            reason_bg=told["reason"]["bg"], reason_en=told["reason"]["en"], at=at,
        )  # fmt: skip
        made.claims.set([claims[name] for name in told["evidence"] if name in claims])
        count += 1
    return count
