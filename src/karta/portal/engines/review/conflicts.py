"""Conflicts of interest between jurors and entries, from what accounts, jurors and the map say. Pure.

Each is told with its proof: the claim or record behind a relation of the map, the project in common, the account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from karta.matching.names import search_key

AUTHOR, NAMESAKE, OWN, OWNER, PROJECT, EMPLOYER = "author", "namesake", "own", "owner", "project", "employer"
# Relations of the map that make one of two organisations the other's owner, part or successor; a common university,
# group or predecessor ties two as well.
TIES = ("owned_by", "part_of", "succeeded_by", "spun_off_from")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of the map or of the directory. `target`: an org_id, or a name where the map has no such
    organisation. `proof`: JSON, told as it is."""

    org_id: str
    relation: str
    target: str
    proof: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """A person: their account, name, and the organisations that they belong to."""

    user_id: int | None = None
    name: str = ""
    org_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Behind:
    """Who stands behind an entry."""

    entry: int
    authors: tuple[Side, ...] = ()
    org_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """One conflict of a juror with an entry, between these organisations where it is one of organisations."""

    entry: int
    kind: str
    juror_org_id: str = ""
    entry_org_id: str = ""
    proof: dict[str, Any] = field(default_factory=dict, compare=False)


class Web:
    """What ties organisations together."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        self._of: dict[str, list[Relation]] = defaultdict(list)
        self._to: dict[str, list[Relation]] = defaultdict(list)
        for one in relations:
            self._of[one.org_id].append(one)
            self._to[one.target].append(one)
        self._known: dict[str, dict[tuple[str, str], dict[str, Any]]] = {}

    def near(self, org_id: str) -> dict[tuple[str, str], dict[str, Any]]:
        """(other organisation, OWNER or PROJECT) → the proof, of each that is tied to this one."""
        if org_id not in self._known:
            self._known[org_id] = self._near(org_id)
        return self._known[org_id]

    def _near(self, org_id: str) -> dict[tuple[str, str], dict[str, Any]]:
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for one in self._of[org_id]:
            if one.relation in TIES:
                found.setdefault((one.target, OWNER), {"steps": [one.proof]})
            for other in self._to[one.target]:
                if other.org_id != org_id and (kind := _shared(one, other)):
                    found.setdefault((other.org_id, kind), {"steps": [one.proof, other.proof]})
        for one in self._to[org_id]:
            if one.relation in TIES:
                found.setdefault((one.org_id, OWNER), {"steps": [one.proof]})
        return found


def _shared(one: Relation, other: Relation) -> str:
    if one.relation == other.relation == "partner_in":
        return PROJECT
    return OWNER if one.relation in TIES and other.relation in TIES else ""


def found(juror: Side, behind: Behind, web: Web) -> list[Found]:
    """Every conflict of a juror with an entry, each kind and pair of organisations once."""
    told: dict[Found, None] = {}
    for author in behind.authors:
        told.update(dict.fromkeys(_personal(juror, author, behind.entry)))
    for own in sorted(juror.org_ids):
        for org_id in sorted(behind.org_ids):
            if own == org_id:
                told[Found(behind.entry, OWN, own, org_id)] = None
            for kind in (OWNER, PROJECT):
                if proof := web.near(own).get((org_id, kind)):
                    told[Found(behind.entry, kind, own, org_id, proof)] = None
    return list(told)


def _personal(juror: Side, author: Side, entry: int) -> list[Found]:
    if juror.user_id is not None and juror.user_id == author.user_id:
        return [Found(entry, AUTHOR)]
    told = [Found(entry, EMPLOYER, one, one) for one in sorted(juror.org_ids & author.org_ids)]
    if juror.name and author.name and search_key(juror.name) == search_key(author.name):
        told.append(Found(entry, NAMESAKE))
    return told
