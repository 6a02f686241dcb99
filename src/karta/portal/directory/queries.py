"""Reads of the directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from karta.portal.directory.models import Body, Claim, Contradiction, Mention
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

    Three queries, however many there are.
    """
    wanted = list(codes)
    told: dict[str, dict[str, Told]] = {code: defaultdict(Told) for code in wanted}
    if not wanted:
        return told
    mentions = Prefetch("mentions", Mention.objects.select_related("body").order_by("position"))
    found = Claim.objects.public().filter(subject_kind=kind, subject_code__in=wanted)
    for claim in found.select_related("source").prefetch_related(mentions).order_by("pk"):
        told[claim.subject_code][claim.property].claims.append(claim)
    for one in Contradiction.objects.filter(subject_kind=kind, subject_code__in=wanted).select_related("chosen_by"):
        told[one.subject_code][one.property].contradictions.append(one)
    return told


def standing(kind: str, code: str, property: str) -> Claim | None:
    """The claim that stands for one property of one subject, or None."""
    return claims_on(kind, [code])[code][property].shown


def org_ids(snapshot: Snapshot, bodies: Iterable[Body]) -> dict[str, str]:
    """Organisations of the map that these bodies are: code → org_id, of the bodies that it knows. One query of it."""
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
    return found


def bodies_of(org_ids: Iterable[str]) -> list[Body]:
    """Bodies that are one of these organisations of the current map; without a map, those that a person joined."""
    wanted = list(org_ids)
    try:
        sql = "SELECT source_id, record_id FROM links WHERE org_id IN (SELECT unnest(?))"
        records = set(current_snapshot().connection().execute(sql, [wanted]).fetchall())
    except NoSnapshot:
        records = set()
    same = Body.objects.filter(Q(org_id__in=wanted) | Q(record_id__in=[record for _, record in records]))
    return [one for one in same if one.org_id in wanted or (one.source_id, one.record_id) in records]


def mentioning(kinds: Iterable[str], org_ids: Iterable[str]) -> dict[str, dict[str, list[Mention]]]:
    """Where public claims on subjects of these kinds name these organisations: kind → code → mentions. Two queries,
    and one of the map."""
    found = Mention.objects.public().filter(body__in=bodies_of(org_ids), claim__subject_kind__in=list(kinds))
    told: dict[str, dict[str, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for one in found.select_related("claim").order_by("claim_id", "position"):
        told[one.claim.subject_kind][one.claim.subject_code].append(one)
    return told


def contradictions(requirement: str = "") -> list[Contradiction]:
    """All contradictions in order, with their claims, or those of one requirement."""
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
