"""Reads of the directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from karta.explore.rows import records_of
from karta.portal.directory.models import Body, Claim, Contradiction, Mention
from karta.portal.platform.public_state import kept, kept_each
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot


@dataclass(slots=True)
class Told:
    """What is told of one subject on one property: the public claims in order, the one that stands, why it does."""

    claims: list[Claim] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)

    @property
    def shown(self) -> Claim | None:
        """The preferred claim of a contradiction; else the only claim that is no correction; else the last recorded."""
        preferred = {one.preferred_id for one in self.contradictions} - {None}
        if preferred and any(one.pk in preferred for one in self.claims):
            return next(claim for claim in self.claims if claim.pk in preferred)
        return max(self.claims, key=lambda claim: (claim.recorded_at, -claim.pk), default=None)


def claims_on(kind: str, codes: Iterable[str]) -> dict[str, dict[str, Told]]:
    """Public claims on these subjects of one kind, with whom they mention: code → property → what is told.

    Two queries, however many there are, and one of contradictions; each subject is asked for once a state.
    """
    wanted = list(codes)
    held = kept_each(f"claims_on {kind}", wanted, lambda codes: _claims_on(kind, codes))
    return {code: defaultdict(Told, told) for code, told in held.items()}


def _claims_on(kind: str, codes: list[str]) -> dict[str, dict[str, Told]]:
    told: dict[str, dict[str, Told]] = {code: defaultdict(Told) for code in codes}
    mentions = Prefetch("mentions", Mention.objects.select_related("body").order_by("position"))
    found = Claim.objects.public().filter(subject_kind=kind, subject_code__in=codes)
    for claim in found.select_related("source").prefetch_related(mentions).order_by("pk"):
        told[claim.subject_code][claim.property].claims.append(claim)
    held = kept("contradictions by subject", _contradictions_by_subject)
    for code in told:
        for one in held.get((kind, code), []):
            told[code][one.property].contradictions.append(one)
    return told


def _contradictions_by_subject() -> dict[tuple[str, str], list[Contradiction]]:
    found: dict[tuple[str, str], list[Contradiction]] = defaultdict(list)
    for one in Contradiction.objects.select_related("chosen_by"):
        found[one.subject_kind, one.subject_code].append(one)
    return dict(found)


def standing(kind: str, code: str, property: str) -> Claim | None:
    """The claim that stands for one property of one subject, or None."""
    return claims_on(kind, [code])[code][property].shown


def org_ids(snapshot: Snapshot, bodies: Iterable[Body]) -> dict[str, str]:
    """Organisations of the map that these bodies are: code → org_id, of the bodies that it knows. One query of it."""
    named = {body.code: body for body in bodies}
    held = kept_each(
        f"org_ids {snapshot.name}", named, lambda codes: _org_ids(snapshot, [named[code] for code in codes])
    )
    return {code: org_id for code, org_id in held.items() if org_id is not None}


def _org_ids(snapshot: Snapshot, bodies: list[Body]) -> dict[str, str | None]:
    wanted = {(body.source_id, body.record_id): body.code for body in bodies if body.record_id}
    found = {body.code: body.org_id for body in bodies if body.org_id}
    if wanted:
        rows = snapshot.connection().execute(
            """SELECT source_id, record_id, org_id FROM links
               WHERE source_id IN (SELECT unnest(?)) AND record_id IN (SELECT unnest(?))""",
            [sorted({source for source, _ in wanted}), sorted({record for _, record in wanted})],
        ).fetchall()  # fmt: skip
        for source, record, org_id in rows:
            if code := wanted.get((source, record)):
                found.setdefault(code, org_id)
    return {body.code: found.get(body.code) for body in bodies}


def bodies_of(org_ids: Iterable[str]) -> list[Body]:
    """Bodies that are one of these organisations of the current map; without a map, those that a person joined.

    Most organisations are no body: what bodies are is asked once a state, and the bodies only where there are any.
    """
    by_org, by_record = kept("what bodies are", _what_bodies_are)
    wanted = list(org_ids)
    try:
        records = records_of(current_snapshot(), wanted)
    except NoSnapshot:
        records = set()
    found = [by_org.get(one, []) for one in wanted] + [by_record.get(record, []) for record in records]
    return list(Body.objects.filter(pk__in={pk for pks in found for pk in pks})) if any(found) else []


def _what_bodies_are() -> tuple[dict[str, list[int]], dict[tuple[str, str], list[int]]]:
    """Keys of bodies by the organisation that a person set, and by the record that they are."""
    by_org: dict[str, list[int]] = defaultdict(list)
    by_record: dict[tuple[str, str], list[int]] = defaultdict(list)
    for pk, org_id, source_id, record_id in Body.objects.values_list("pk", "org_id", "source_id", "record_id"):
        if org_id:
            by_org[org_id].append(pk)
        if record_id:
            by_record[source_id, record_id].append(pk)
    return dict(by_org), dict(by_record)


def mentioning(kinds: Iterable[str], org_ids: Iterable[str]) -> dict[str, dict[str, list[Mention]]]:
    """Where public claims on subjects of these kinds name these organisations: kind → code → mentions. Two queries,
    none for organisations that are no body."""
    told: dict[str, dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    bodies = bodies_of(org_ids)
    if not bodies:
        return told
    found = Mention.objects.public().filter(body__in=bodies, claim__subject_kind__in=list(kinds))
    for one in found.select_related("claim").order_by("claim_id", "position"):
        told[one.claim.subject_kind][one.claim.subject_code].append(one)
    return told


def contradictions(requirement: str = "") -> list[Contradiction]:
    """All contradictions in order, with their claims, or those of one requirement; asked once a state."""
    return kept(f"contradictions {requirement}", lambda: _contradictions(requirement))


def _contradictions(requirement: str) -> list[Contradiction]:
    found = Contradiction.objects.filter(Q(requirement=requirement) if requirement else Q())
    claims = Prefetch("claims", Claim.objects.select_related("source").order_by("pk"))
    return list(found.select_related("preferred", "chosen_by").prefetch_related(claims))


@dataclass(frozen=True, slots=True)
class Part:
    """A body in one role, with the claims that say so and the form in which each writes it."""

    body: Body
    claims: list[tuple[Claim, str]]
    of: int  # claims on this role in all: fewer here, and some source leaves the body out

    @property
    def is_in_all(self) -> bool:
        return len(self.claims) == self.of


def parts(told: Told) -> list[Part]:
    """Who has a role by these claims, in the order of the claim that names most; each body once."""
    found: dict[str, list[tuple[Claim, str]]] = {}
    bodies: dict[str, Body] = {}
    naming = [claim for claim in told.claims if claim.state == Claim.State.KNOWN]
    for claim in sorted(naming, key=lambda one: -len(one.mentions.all())):
        for mention in claim.mentions.all():
            bodies[mention.body.code] = mention.body
            found.setdefault(mention.body.code, []).append((claim, mention.as_written))
    return [Part(bodies[code], claims, len(naming)) for code, claims in found.items()]
