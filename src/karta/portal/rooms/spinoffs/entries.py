"""The list behind the number: spin-offs of the portal, organisations that the map says came out of another one, and
winners of the award, each company once. What no person has verified is being checked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from karta.portal.directory.ids import Name, present_ids
from karta.portal.directory.models import Claim, Edition, Mention
from karta.portal.directory.properties import AWARDS
from karta.portal.directory.queries import Told, claims_on, org_ids
from karta.portal.directory.timing import SOFIA
from karta.portal.rooms.spinoffs import facts, rules
from karta.portal.rooms.spinoffs.models import Decision, SpinOff

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot

VERIFIED, CLOSED, CHECKED, DECLINED = "verified", "closed", "checked", "declined"
STATES = (VERIFIED, CHECKED, CLOSED, DECLINED)


@dataclass(frozen=True, slots=True)
class Proof:
    """A source: its title, its address or "", and what it is the source of (`origin`, `founding`)."""

    title: Name
    address: str
    of: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organisation of the map sits."""

    settlement: Name | None
    district: str | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One company. `code`: its page, "" for one that nobody has taken up yet, whose `key` is its organisation or body.

    `lacking`: rules.lacking, and `decision` where only that is missing. `awards`: (edition's code, name).
    """

    key: str
    name: Name
    state: str = CHECKED
    code: str = ""
    org_id: str = ""
    body: str = ""
    website: str = ""
    origin_kind: str = ""
    origin: str = ""
    founded: Claim | None = None
    founded_year: int | None = None
    closed_year: int | None = None
    proofs: tuple[Proof, ...] = ()
    lacking: tuple[str, ...] = ()
    awards: tuple[tuple[str, Name], ...] = ()
    evidence: str = ""
    decided_on: date | None = None
    place: Place | None = None


@dataclass(slots=True)
class _Found:
    """What is known of one company while the three lists meet."""

    entry: Entry
    awards: list[tuple[str, Name]] = field(default_factory=list)


def entries(snapshot: Snapshot | None) -> list[Entry]:
    """All companies, verified first, then by name. As many queries however many there are."""
    rows = list(SpinOff.objects.all())
    present = present_ids(snapshot, [row.org_id for row in rows]) if snapshot else {}
    told = claims_on(rules.KIND, [row.code for row in rows])
    decisions = _standing_decisions()
    found = {
        row.code: _Found(_of_row(row, told[row.code], decisions.get(row.pk), present.get(row.org_id, row.org_id)))
        for row in rows
    }
    known = {one.entry.org_id: one for one in found.values() if one.entry.org_id}
    bodies = {one.entry.body: one for one in found.values() if one.entry.body}
    for entry in _of_map(snapshot) if snapshot else []:
        if entry.org_id not in known:
            known[entry.org_id] = found[entry.key] = _Found(entry)
    _add_winners(snapshot, found, known, bodies)
    return _placed(snapshot, [replace(one.entry, awards=tuple(one.awards)) for one in found.values()])


def _standing_decisions() -> dict[int, Decision]:
    """Spin-off → its newest decision that is not undone."""
    newest: dict[int, Decision] = {}
    for one in Decision.objects.filter(undone_at=None).order_by("at", "pk"):
        newest[one.spin_off_id] = one
    return newest


def _of_row(row: SpinOff, told: dict[str, Told], decision: Decision | None, org_id: str) -> Entry:
    standing = facts.standing(told)
    origin, founding = standing["origin"], standing["founding"]
    closing = told["closing"].shown if "closing" in told else None
    missing = rules.lacking(standing)
    state = row.state
    if state == SpinOff.State.VERIFIED and missing:  # a source was taken back since
        state = CHECKED
    elif state == SpinOff.State.VERIFIED and closing is not None and closing.ends_on:
        state = CLOSED
    # What is shown is what counts: a fact without a source to open stands beside what it lacks.
    return Entry(
        key=row.code, code=row.code, name=row.name, org_id=org_id, body=row.body, website=row.website, state=state,
        origin_kind=origin.value if origin else "", origin=origin.claim.as_published if origin else "",
        founded=founding.claim if founding else None,
        founded_year=founding.claim.starts_on.year if founding and founding.claim.starts_on else None,
        closed_year=closing.ends_on.year if closing and closing.ends_on else None,
        proofs=tuple(
            Proof(one.claim.source.title, one.claim.source.address, name) for name, one in standing.items() if one
        ),
        lacking=missing or (() if state in (VERIFIED, CLOSED, DECLINED) else ("decision",)),
        evidence=decision.evidence if decision else "",
        decided_on=decision.at.astimezone(SOFIA).date() if decision else None,
    )  # fmt: skip


def _of_map(snapshot: Snapshot) -> list[Entry]:
    """Organisations that the map says came out of another one; whether they are spin-offs, a person says."""
    sql = """SELECT r.org_id, any_value(o.name_bg), any_value(o.name_en), any_value(o.founded_year),
                    any_value(coalesce(t.name_bg, r.target_name)), any_value(t.kind), list(DISTINCT r.source_id)
             FROM relations r JOIN organisations o USING (org_id)
             LEFT JOIN organisations t ON t.org_id = r.target_org_id
             WHERE r.relation = 'spun_off_from' GROUP BY r.org_id ORDER BY r.org_id"""
    titles = {one["source_id"]: one["title"] for one in snapshot.manifest["sources"]}
    found = []
    for org_id, bg, en, year, origin, kind, sources in snapshot.connection().execute(sql).fetchall():
        origin_kind = rules.ORIGIN_OF_KIND.get(kind or "", "")
        missing = [*([] if origin_kind else ["origin"]), *([] if year else ["date"])]
        named = (
            Proof(titles.get(one, {"bg": one, "en": one}), f"/sources/{one}/", "origin") for one in sorted(sources)
        )
        found.append(Entry(
            key=org_id, name={"bg": bg, "en": en}, org_id=org_id, origin_kind=origin_kind, origin=origin,
            founded_year=year, proofs=tuple(named), lacking=(*missing, "decision"),
        ))  # fmt: skip
    return found


def _add_winners(
    snapshot: Snapshot | None, found: dict[str, _Found], known: dict[str, _Found], bodies: dict[str, _Found]
) -> None:
    """Winners by any public claim, each with the editions that it won."""
    named = Mention.objects.public().filter(claim__property__in=AWARDS, claim__subject_kind="edition")
    won: dict[str, dict[str, None]] = defaultdict(dict)
    body_of: dict[str, Any] = {}
    for one in named.select_related("body", "claim").order_by("claim__subject_code", "position", "pk"):
        won[one.body.code][one.claim.subject_code] = None
        body_of[one.body.code] = one.body
    editions = {
        one.code: one for one in Edition.objects.filter(code__in={code for codes in won.values() for code in codes})
    }
    same = org_ids(snapshot, body_of.values()) if snapshot else {}
    for code, edition_codes in won.items():
        org_id, body = same.get(code, ""), body_of[code]
        one = bodies.get(code) or known.get(org_id)
        if one is None:
            one = found[code] = _Found(Entry(
                key=code, name=body.name, org_id=org_id, body=code, website=body.website,
                lacking=("origin", "date", "source"),
            ))  # fmt: skip
            if org_id:
                known[org_id] = one
        one.awards += [(edition, editions[edition].name) for edition in edition_codes if edition in editions]


def _placed(snapshot: Snapshot | None, found: list[Entry]) -> list[Entry]:
    """In order, with the place of each that the map knows, and its year of foundation where nothing else says it."""
    places: dict[str, tuple[Place, int | None]] = {}
    if wanted := sorted({one.org_id for one in found if one.org_id}) if snapshot else []:
        sql = """SELECT o.org_id, p.name_bg, p.name_en, o.district, o.lon, o.lat, o.founded_year FROM organisations o
                 LEFT JOIN places p ON p.place_code = o.ekatte WHERE o.org_id IN (SELECT unnest(?))"""
        for org_id, bg, en, district, lon, lat, year in snapshot.connection().execute(sql, [wanted]).fetchall():
            places[org_id] = Place({"bg": bg, "en": en} if bg or en else None, district, lon, lat), year
    return sorted(
        (replace(one, place=places[one.org_id][0], founded_year=one.founded_year or places[one.org_id][1])
         if one.org_id in places else one for one in found),
        key=lambda one: (STATES.index(one.state), (one.name["en"] or one.name["bg"] or "").casefold(), one.key),
    )  # fmt: skip
