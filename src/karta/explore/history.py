"""What an organisation was before: names, states, forms, seats and capitals with the days on which they held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from karta.explore.claims import Claim

ATTRIBUTES = ("name", "status", "legal_form", "address", "capital")  # in the order of the page
_FORMER = "former_"  # properties of claims on what an attribute was


@dataclass(frozen=True, slots=True)
class Spell:
    """One value of an attribute, from one day up to, not including, another.

    `valid_from`: None where the source does not say since when. `valid_to`: None where it holds still.
    `source_id`, `record_id`, `locator`, `claim_id`: where it is read.
    """

    attribute: str
    value: str
    valid_from: date | None
    valid_to: date | None
    source_id: str
    record_id: str
    locator: str
    claim_id: str


def history(found: Sequence[Claim]) -> list[Spell]:
    """The spells of every attribute that changed, by attribute, newest first; one that never changed is left out.

    What holds now stands above what was, from the same source and in the same language only: two sources that name an
    organisation differently are no change.
    """
    told = [(claim, claim.property.removeprefix(_FORMER)) for claim in found if not claim.is_figure]
    changed = {_series(claim, attribute) for claim, attribute in told if claim.published["valid_to"] is not None}
    spells = [_spell(claim, attribute) for claim, attribute in told if _series(claim, attribute) in changed]
    dated = [one for one in spells if one.attribute in ATTRIBUTES]
    return sorted(dated, key=lambda one: (
        ATTRIBUTES.index(one.attribute), -(one.valid_to or date.max).toordinal(),
        -(one.valid_from or date.min).toordinal(), one.claim_id,
    ))  # fmt: skip


def _series(claim: Claim, attribute: str) -> tuple[str, str, str | None]:
    return claim.published["source_id"], attribute, claim.published["language"]


def _spell(claim: Claim, attribute: str) -> Spell:
    told = claim.published
    return Spell(
        attribute=attribute,
        value=str(told["value"]),
        valid_from=told["valid_from"],
        valid_to=told["valid_to"],
        source_id=told["source_id"],
        record_id=told["record_id"],
        locator=told["locator"],
        claim_id=claim.claim_id,
    )
