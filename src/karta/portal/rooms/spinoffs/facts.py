"""What is said of a spin-off as claims of the directory: origin, foundation, stage, funding, closing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from karta.portal.directory.claim_ids import claim_id
from karta.portal.directory.models import Claim, Source
from karta.portal.directory.queries import Told
from karta.portal.rooms.spinoffs import rules

PROPERTIES = ("origin", "founding", "stage", "funding", "closing")
DATED = ("founding", "closing")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to record: `columns` of Claim; where it stands: the `address` and `title` of the source."""

    property: str
    columns: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The claim that stands for one property, as rules.lacking asks of it."""

    claim: Claim

    @property
    def value(self) -> str:
        return self.claim.value

    @property
    def is_known(self) -> bool:
        if self.claim.property in DATED:
            return self.claim.starts_on is not None
        return self.claim.state == Claim.State.KNOWN

    @property
    def has_address(self) -> bool:
        return bool(self.claim.source.address)


def standing(told: dict[str, Told]) -> dict[str, Standing | None]:
    """Property → what stands, of those that a spin-off cannot count without."""
    return {one: Standing(claim) if (claim := _shown(told, one)) else None for one in rules.NEEDED}


def _shown(told: dict[str, Told], name: str) -> Claim | None:
    return told[name].shown if name in told else None


def source_of(fact: Fact, *, at: datetime) -> Source:
    """The source with this address, made where there is none. Call it inside a transaction."""
    found = Source.objects.filter(address=fact.address).order_by("pk").first()
    if found is not None:
        return found
    code = f"spin-{hashlib.sha256(fact.address.encode()).hexdigest()[:12]}"
    made, _is_new = Source.objects.get_or_create(
        code=code,
        defaults={"title_bg": fact.title, "title_en": fact.title, "address": fact.address, "retrieved": at.date()},
    )
    return made


def write(code: str, fact: Fact, *, at: datetime) -> tuple[Claim, bool]:
    """Record a fact of a spin-off: (claim, whether it is new or stands again). Call it inside a transaction."""
    source = source_of(fact, at=at)
    columns = fact.columns
    told = "|".join(str(columns.get(name, "")) for name in ("as_published", "value", "value_min", "unit", "starts_on"))
    identity = claim_id(
        source=source.code, subject=f"{rules.KIND}/{code}", property=fact.property, basis=columns.get("basis", ""),
        text=told,
    )  # fmt: skip
    made, is_new = Claim.objects.get_or_create(
        claim_id=identity,
        defaults={**columns, "subject_kind": rules.KIND, "subject_code": code, "property": fact.property,
                  "source": source, "recorded_at": at},
    )  # fmt: skip
    if made.withdrawn_at is not None:
        made.withdrawn_at, made.recorded_at, is_new = None, at, True
        made.save(update_fields=["withdrawn_at", "recorded_at"])
    return made, is_new
