"""Two organisations side by side: what each is said to be, what agrees, and the evidence in words and weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from karta.explore.frame import frame
from karta.explore.rows import OrganisationRow, rows_at
from karta.matching.model import Scored, model, score
from karta.matching.reading import Named
from karta.matching.reasons import shares
from karta.portal.curation import rules
from karta.portal.directory import ids
from karta.snapshot.reader import Snapshot
from karta.vocab.decisions import RecordKey

_NAMED_BY = ("legal_form", "settlement", "website", "eik", "country")
_FACTS = (*rules.REGISTER_IDS, "legal_form", "settlement", "website", "address", "country")
_SPELLINGS = ("official", "alias")  # what the model compares; acronyms alone decide nothing
MOST_NAMES = 6  # of one record that are compared
# One organisation and one table at a time: then only the part of one file is read in which it stands. An organisation
# has few claims: chosen and sorted here they cost a third less than by the database.
_CLAIMS = "SELECT property, basis, value, source_id, record_id, claim_id FROM claims WHERE org_id = ?"
_LINKS = """SELECT source_id, record_id, link_rule, explanation_en, explanation_bg, linked_source_id, linked_record_id,
            score FROM links WHERE org_id = ? ORDER BY link_rule <> 'first', source_id, record_id"""


class NoSuchOrganisation(LookupError):
    """No organisation of the snapshot has this id, and none had it before."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A written form of a name and who writes it so."""

    name: str
    kind: str
    record: RecordKey


@dataclass(frozen=True, slots=True)
class Linked:
    """One record of an organisation and why it hangs there."""

    record: RecordKey
    rule: str
    explanation: dict[str, str]
    to: RecordKey | None
    score: float | None


@dataclass(slots=True)
class Side:
    """One of two organisations. `facts`: property → value → records that say so; `shown`: source of each shown figure,
    by its claim."""

    row: OrganisationRow
    names: list[Spelling] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, list[RecordKey]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    @property
    def org_id(self) -> str:
        return self.row.org_id

    @property
    def title(self) -> dict[str, str | None]:
        """Both names, for the reader's language."""
        return {"bg": self.row.attributes["name_bg"], "en": self.row.attributes["name_en"]}

    @property
    def ids(self) -> set[tuple[str, str]]:
        """Valid register numbers, (scheme, value); of a branch its company's."""
        return rules.register_ids((name, value) for name in rules.REGISTER_IDS for value in self.facts.get(name, ()))

    @property
    def records(self) -> list[RecordKey]:
        return list(self.row.records)

    def names_of(self, record: RecordKey) -> list[Spelling]:
        return [one for one in self.names if one.record == record]

    def ids_of(self, record: RecordKey) -> set[tuple[str, str]]:
        """Valid register numbers that one record bears."""
        told = ((name, value) for name in rules.REGISTER_IDS for value, who in self.facts.get(name, {}).items()
                if record in who)  # fmt: skip
        return rules.register_ids(told)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How likely two records are one organisation. `weights`: words and log-odds; `start`: log-odds before any."""

    score: float
    weights: list[tuple[str, float]]
    start: float
    part: str | None
    by_eik: bool
    thresholds: dict[str, float]


def present_id(snapshot: Snapshot, org_id: str) -> str:
    """The id that an organisation has now. Errors: NoSuchOrganisation."""
    found = ids.present_id(snapshot, org_id)
    if found is None:
        raise NoSuchOrganisation(f"{org_id}: no organisation of {snapshot.name} has this id")
    return found


def sides(snapshot: Snapshot, org_ids: Iterable[str]) -> list[Side]:
    """These organisations with their names and facts, in this order. Errors: NoSuchOrganisation."""
    rows = frame(snapshot)
    wanted = [present_id(snapshot, org_id) for org_id in org_ids]
    positions = sorted({snapshot.index.row_of(org_id) or 0 for org_id in wanted})
    found = {row.org_id: Side(row) for row in rows_at(snapshot, rows, np.array(positions, dtype=np.int64))}
    for org_id, side in found.items():
        figures = {one.claim_id for one in side.row.measures.values() if one.claim_id}
        told = [row for row in rows.query(_CLAIMS, [org_id]).fetchall() if row[2] is not None]
        for name, basis, value, source, record, claim_id in sorted(told, key=_order):
            if claim_id in figures:
                side.shown[claim_id] = source
            elif name == "name":
                side.names.append(Spelling(value, basis or "official", (source, record)))
            elif name in _FACTS:
                side.facts[name][value].append((source, record))
    return [found[org_id] for org_id in wanted]


def _order(claim: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    """What is official first, then by what is said and who says it."""
    return claim[1] not in (None, "official"), tuple(part or "" for part in claim)


def links(snapshot: Snapshot, side: Side) -> list[Linked]:
    """The records of an organisation and why each hangs there, the first one first."""
    return [
        Linked(_key(key), rule, {"en": english, "bg": bulgarian}, (to_source, to_record) if to_source else None, scored)
        for *key, rule, english, bulgarian, to_source, to_record, scored in frame(snapshot)
        .query(_LINKS, [side.org_id])
        .fetchall()
    ]


def _key(parts: list[str]) -> RecordKey:
    return parts[0], parts[1]


def evidence(left: Side, right: Side, records: tuple[RecordKey, RecordKey], language: str) -> Evidence:
    """What the model says of two records: their likeliest names, as the build compares them."""
    scored: Scored = max(
        (score(one, other) for one in _named(left, records[0]) for other in _named(right, records[1])),
        key=lambda found: (found.decision == "same", found.decision == "part_of", found.score),
    )
    thresholds = {name: float(value) for name, value in model()["thresholds"].items()}
    start = float(model()["intercept"])
    return Evidence(scored.score, shares(scored, language), start, scored.part, scored.by_eik, thresholds)


def _named(side: Side, key: RecordKey) -> list[Named]:
    spellings = side.names_of(key)
    names = [one.name for one in spellings if one.kind in _SPELLINGS] or [one.name for one in spellings]
    names = names or [name for name in side.title.values() if name]
    told = {name: next((v for v, who in side.facts.get(name, {}).items() if key in who), None) for name in _NAMED_BY}
    place = told["settlement"] or (side.row.labels.get("ekatte") or (None,))[0]
    return [
        Named(name, told["legal_form"], place, told["website"], told["eik"], told["country"])
        for name in dict.fromkeys(names[:MOST_NAMES])
    ]
