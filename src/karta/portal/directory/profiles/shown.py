"""What an organisation's page on the map shows of its own words: what is published, what comes with the next build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils import timezone

from karta.portal.directory.profiles import printed, queries, rules
from karta.portal.directory.profiles.models import Offer
from karta.portal.directory.profiles.printed import Line
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.public_state import kept
from karta.portal.platform.templatetags.karta import language
from karta.snapshot.schema import OWN_SOURCE

# property of a claim → what its key begins with
_KEYS = {"name": "name_", "description": "description_", "website": "website", "founded_year": "founded",
         "segment": "segment"}  # fmt: skip


class Said(Protocol):
    """What is asked of a claim of the snapshot (karta.explore.claims.Claim)."""

    property: str
    year: int | None
    is_figure: bool
    published: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """`description` as published; `offers` with whether each is old; `pending`: what the newest version says otherwise
    than the snapshot."""

    description: dict[str, str | None]
    offers: list[tuple[Offer, bool]]
    pending: list[Line]


def own_words(ids: Iterable[str], claims: Iterable[Said], *, is_now: bool) -> OwnWords:
    """`ids`: the organisation's present and former ones; `claims`: all on it. Of a past moment only what was published.

    Two queries, asked once a state of the portal.
    """
    told = list(claims)
    published = _published(told)
    description = {one: published.get(f"description_{one}") for one in ("bg", "en")}
    if not is_now:
        return OwnWords(description, [], [])
    known = tuple(ids)
    today = timezone.now().astimezone(SOFIA).date()
    speaking = kept("organisations with words of their own", queries.speaking)
    is_silent = speaking.isdisjoint(known)
    content, told_offers = ({}, []) if is_silent else kept(f"own_words {known}", lambda: _held(known))
    said = {key: _bare(value) for key, value in content.items() if not key.startswith("offer:")}
    names = {claim.published["value"] for claim in told if claim.property == "name"}
    pending = [
        printed.line(key, None, content.get(key))
        for key in rules.changed(published, said)
        if _is_news(key, content.get(key), names)
    ]
    offers = [(one, rules.is_old(one.confirmed, today)) for one in told_offers]
    return OwnWords(description, offers, pending)


def _held(ids: tuple[str, ...]) -> tuple[dict[str, Any], list[Offer]]:
    version = queries.newest(ids)
    return version.content if version else {}, list(Offer.objects.filter(org_id__in=ids))


def _is_news(key: str, value: Any, names: set[Any]) -> bool:
    """Whether a reader of this language learns something: the other one has its own page, known names are there."""
    name, _, spoken = key.rpartition("_")
    if name not in ("name", "description"):
        return True
    return spoken == language() and not (name == "name" and value in names)


def _published(claims: Iterable[Said]) -> dict[str, Any]:
    """What the snapshot holds of the organisation's own word, by the keys of a version."""
    found: dict[str, Any] = {}
    for claim in claims:
        told = claim.published
        if told["source_id"] != OWN_SOURCE:
            continue
        if claim.is_figure:
            found[f"figure:{claim.property}:{claim.year}"] = (told["as_published"], told["statement"])
        elif claim.property in _KEYS:
            key = _KEYS[claim.property]
            found[key + (told["language"] or "") if key.endswith("_") else key] = told["as_published"]
    return found


def _bare(value: Any) -> Any:
    """A figure as a claim can be compared with it: claims hold thousands multiplied out."""
    return (value["value"], value["statement"]) if isinstance(value, dict) else value
