"""One organisation: everything that its page prints, and the proof of each of its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from karta.explore.blocks import rows_of
from karta.explore.claims import Claim, claims, years
from karta.explore.frame import Frame, frame
from karta.explore.history import Spell, history
from karta.explore.labels import label_of
from karta.explore.rows import OrganisationRow, rows_at
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES, PROFILE_MEASURES

# The public lookup of the Commercial Register and Register of Non-Profit Legal Entities, by ЕИК.
REGISTER = "https://portal.registryagency.bg/CR/Reports/ActiveConditionTabResult?uic="
LEI_RECORD = "https://search.gleif.org/#/record/"
RELATIONS = """
    SELECT r.org_id AS subject, r.relation, true AS is_outgoing, r.target_org_id AS org_id,
        coalesce(o.name_bg, r.target_name) AS name_bg, coalesce(o.name_en, r.target_name) AS name_en,
        r.note, r.source_id, r.claim_id
    FROM relations r LEFT JOIN organisations o ON o.org_id = r.target_org_id
    WHERE r.org_id >= $low AND r.org_id < $high
    UNION ALL
    SELECT r.target_org_id, r.relation, false, r.org_id, o.name_bg, o.name_en, r.note, r.source_id, r.claim_id
    FROM relations r JOIN organisations o ON o.org_id = r.org_id
    WHERE r.target_org_id >= $low AND r.target_org_id < $high
    ORDER BY subject, is_outgoing DESC, relation, name_bg, org_id"""
Break = Literal["statement", "basis"]


class NoSuchOrganisation(LookupError):
    """No organisation of the snapshot has this id, and none had it before."""


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a series: the claim shown for it and the ones beside it. `break_before`: what changed since the
    point before, so that no line joins the two (ARCHITECTURE §3b line 11)."""

    year: int
    winner: Claim
    losers: list[Claim]
    break_before: Break | None


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over the years, oldest first. Years without a claim are not there: the drawing leaves a gap."""

    measure: str
    points: list[Point]


@dataclass(frozen=True, slots=True)
class Related:
    """One relation. `is_outgoing`: this organisation is the one that has it (`member_of` the other)."""

    relation: str
    is_outgoing: bool
    org_id: str | None
    name_bg: str | None
    name_en: str | None
    note: str | None
    source_id: str | None
    claim_id: str | None


@dataclass(frozen=True, slots=True)
class Proof:
    """Where one figure comes from. `winner` is None where the year has no claim on this measure."""

    organisation: OrganisationRow
    measure: str
    year: int | None
    winner: Claim | None
    losers: list[Claim]


@dataclass(frozen=True, slots=True)
class Profile:
    """One organisation. `asked_id` differs from its id where it was redirected.

    names, sites, links  rows of those tables as dictionaries; sites bear `place_bg` and `place_en`
    history              what it was before, where a source says from when to when
    claims               every public claim: figures first (`claims.claims`)
    sources              manifest entries of all sources that speak of it
    publications         what compiled lists read: ref, title, url, published_on
    register_links       (name, address): the Commercial Register by ЕИК, GLEIF, ROR
    missing              what nobody has told: measures and attributes without a value
    """

    asked_id: str
    organisation: OrganisationRow
    names: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    series: list[Series]
    relations: list[Related]
    history: list[Spell]
    claims: list[Claim]
    links: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    publications: list[dict[str, Any]]
    register_links: list[tuple[str, str]]
    missing: list[str]


def profile(snapshot: Snapshot, org_id: str) -> Profile:
    """Everything about one organisation; a former id leads to the present one.

    Errors: NoSuchOrganisation.
    """
    rows = frame(snapshot)
    organisation = _organisation(snapshot, rows, org_id)
    found = claims(snapshot, rows, organisation.org_id)
    return Profile(
        asked_id=org_id,
        organisation=organisation,
        names=_table(rows, "names", organisation.org_id, "name_kind DESC, language, name"),
        sites=_sites(snapshot, rows, organisation.org_id),
        series=[made for measure in PROFILE_MEASURES if (made := _series(organisation, found, measure)).points],
        relations=_relations(rows, organisation.org_id),
        history=history(found),
        claims=found,
        links=_table(rows, "links", organisation.org_id, "source_id, record_id"),
        sources=_sources(snapshot, organisation, found),
        publications=_publications(found),
        register_links=_register_links(organisation),
        missing=_missing(organisation),
    )


def series_of(snapshot: Snapshot, org_id: str) -> tuple[OrganisationRow, list[Series]]:
    """One organisation with its measures over the years, without the rest of its page. Errors: NoSuchOrganisation."""
    rows = frame(snapshot)
    organisation = _organisation(snapshot, rows, org_id)
    found = claims(snapshot, rows, organisation.org_id)
    return organisation, [one for name in PROFILE_MEASURES if (one := _series(organisation, found, name)).points]


def claims_of(snapshot: Snapshot, org_id: str) -> list[dict[str, Any]]:
    """The claims on one organisation as JSON: rule, disagreement, why a claim lost. Errors: NoSuchOrganisation."""
    rows = frame(snapshot)
    organisation = _organisation(snapshot, rows, org_id)
    return [claim.as_dict() for claim in claims(snapshot, rows, organisation.org_id)]


def proof(snapshot: Snapshot, org_id: str, measure: str, year: int | None = None) -> Proof:
    """The claims behind one figure: that of `year`, or the one shown. Errors: NoSuchOrganisation."""
    rows = frame(snapshot)
    organisation = _organisation(snapshot, rows, org_id)
    by_year = years(claims(snapshot, rows, organisation.org_id), measure)
    if year is None:
        year = next((there for there, told in by_year.items() if any(claim.is_shown for claim in told)), None)
    told = by_year.get(year, []) if year is not None else []
    winner = next((claim for claim in told if claim.is_year_winner), None)
    return Proof(organisation, measure, year, winner, [claim for claim in told if claim is not winner])


def _organisation(snapshot: Snapshot, rows: Frame, org_id: str) -> OrganisationRow:
    row = rows.row_of(org_id)
    if row is None:
        moved = rows.query("SELECT org_id FROM redirects WHERE old_org_id = ?", [org_id]).fetchone()
        row = rows.row_of(moved[0]) if moved else None
    if row is None:
        raise NoSuchOrganisation(f"{org_id}: no organisation of {snapshot.name} has this id")
    return rows_at(snapshot, rows, np.array([row], dtype=np.int64))[0]


def _table(rows: Frame, table: str, org_id: str, order: str) -> list[dict[str, Any]]:
    of_block = "WHERE org_id >= $low AND org_id < $high"
    return rows_of(rows, f"SELECT org_id AS subject, * FROM {table} {of_block} ORDER BY org_id, {order}", org_id)


def _sites(snapshot: Snapshot, rows: Frame, org_id: str) -> list[dict[str, Any]]:
    labelled = label_of(snapshot, rows, "ekatte")
    sites = _table(rows, "sites", org_id, "site_kind DESC, site_id")
    for site in sites:
        code = site["ekatte"] or site["municipality"] or site["district"] or _abroad(site)
        site["place_bg"], site["place_en"] = labelled(code) if code else (None, None)
    return sites


def _series(organisation: OrganisationRow, found: list[Claim], measure: str) -> Series:
    points: list[Point] = []
    scope = basis = None
    for year, told in years(found, measure).items():
        winner = next((claim for claim in told if claim.is_year_winner), None)
        if winner is None:
            continue
        scope_before, basis_before = scope, basis
        scope = _scope(organisation, winner)
        # An unspecified basis joins whatever stands before it, so the last stated one is what may be switched.
        stated = winner.published["basis"]
        basis = basis_before if stated in (None, "unspecified") else stated
        broken: Break | None = None
        if points and scope != scope_before:
            broken, basis = "statement", stated
        elif points and basis_before not in (None, "unspecified") and basis != basis_before:
            broken = "basis"
        points.append(Point(year, winner, [claim for claim in told if claim is not winner], broken))
    return Series(measure, points)


def _scope(organisation: OrganisationRow, claim: Claim) -> str:
    """For a legal unit individual and unknown are one series (ARCHITECTURE §3b line 5); for a group each is its own."""
    statement = claim.published["statement"] or "unknown"
    if organisation.attributes["unit_kind"] != "group" and statement == "unknown":
        return "individual"
    return str(statement)


def _relations(rows: Frame, org_id: str) -> list[Related]:
    return [Related(**row) for row in rows_of(rows, RELATIONS, org_id)]


def _sources(snapshot: Snapshot, organisation: OrganisationRow, found: list[Claim]) -> list[dict[str, Any]]:
    named = {*organisation.source_ids, *(claim.published["source_id"] for claim in found)}
    return [source for source in snapshot.manifest["sources"] if source["source_id"] in named]


def _publications(found: list[Claim]) -> list[dict[str, Any]]:
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for claim in found:
        told = claim.published
        if told["publication_title"]:
            key = (told["source_id"], told["publication_ref"] or told["publication_title"])
            seen.setdefault(key, {
                "source_id": told["source_id"],
                "ref": told["publication_ref"],
                "title": told["publication_title"],
                "url": told["publication_url"],
                "published_on": told["published_on"],
            })  # fmt: skip
    return [seen[key] for key in sorted(seen)]


def _register_links(organisation: OrganisationRow) -> list[tuple[str, str]]:
    known = organisation.attributes
    links = []
    if known["eik"] and known["country"] in (None, "BG"):
        links.append(("commercial_register", REGISTER + known["eik"]))
    if known["lei"]:
        links.append(("gleif", LEI_RECORD + known["lei"]))
    if known["ror_id"]:
        links.append(("ror", known["ror_id"]))
    return links


def _abroad(place: Mapping[str, Any]) -> str | None:
    """The country of what lies outside Bulgaria: nothing smaller is known there."""
    return place["country"] if place["country"] != "BG" else None


def _missing(organisation: OrganisationRow) -> list[str]:
    """Bulgaria's register number and municipalities are not unknown of an organisation abroad: it has none."""
    of_bulgaria = () if _abroad(organisation.attributes) else ("eik", "municipality")
    attributes = (*of_bulgaria, "nace_code", "segment", "founded_year", "website")
    unknown = [name for name in attributes if organisation.attributes[name] is None]
    return [*unknown, *(measure for measure in MEASURES if organisation.measures[measure].state == "unknown")]
