"""Reads of own profiles: which ids an organisation has had, its newest version, its website, its offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from karta.matching.names import search_key
from karta.portal.directory.ids import Name, ids_of, known, now
from karta.portal.directory.models import Representative
from karta.portal.directory.profiles import rules
from karta.portal.directory.profiles.models import Offer, Version
from karta.snapshot.schema import OWN_SOURCE

if TYPE_CHECKING:
    from karta.snapshot.reader import Snapshot


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation of the snapshot, as its own pages name it."""

    org_id: str
    name: dict[str, str | None]
    kind: str | None
    ids: tuple[str, ...]  # the present one and those that it had before


def organisation(snapshot: Snapshot, org_id: str) -> Organisation | None:
    """The organisation that has this id or had it; None where there is none."""
    ids = tuple(ids_of(snapshot, org_id))
    sql = "SELECT org_id, name_bg, name_en, kind FROM organisations WHERE org_id = ?"
    row = snapshot.connection().execute(sql, ids[:1]).fetchone() if ids else None
    return None if row is None else Organisation(row[0], {"bg": row[1], "en": row[2]}, row[3], ids)


def newest(ids: Iterable[str]) -> Version | None:
    """The version that stands; its content may be empty."""
    return Version.objects.filter(org_id__in=list(ids)).order_by("-pk").first()


def versions(ids: Iterable[str]) -> QuerySet[Version]:
    """All versions, newest first."""
    return Version.objects.filter(org_id__in=list(ids)).order_by("-pk")


def speaking() -> frozenset[str]:
    """Ids, as they were kept, of all organisations that ever wrote a profile or an offer."""
    written = (model.objects.order_by().values_list("org_id", flat=True).distinct() for model in (Version, Offer))
    return frozenset(org_id for ids in written for org_id in ids)


def standing() -> list[Version]:
    """The newest version of every organisation under its present id, those that were taken back left out."""
    present = now(Version.objects.order_by().values_list("org_id", flat=True).distinct())
    found: dict[str, Version] = {}
    for version in Version.objects.order_by("pk").iterator():
        found[present[version.org_id]] = version
    return [version for _, version in sorted(found.items()) if version.content]


def representatives(ids: Iterable[str]) -> list[Representative]:
    """Who acts for an organisation, who has been longest first."""
    own = Representative.objects.standing().filter(org_id__in=list(ids))
    return list(own.select_related("user").order_by("proven_at", "pk"))


def pending(user_id: int, ids: Iterable[str]) -> Representative | None:
    """What an account asked for and nobody has decided."""
    mine = Representative.objects.filter(user_id=user_id, org_id__in=list(ids), proven_at=None, ended_at=None)
    return mine.first()


def requests(state: str) -> QuerySet[Representative]:
    """Requests for stewards: waiting (oldest first), standing or ended (newest first)."""
    found = Representative.objects.select_related("user", "proven_by")
    if state == "waiting":
        return found.filter(proof=Representative.Proof.STEWARD, proven_at=None, ended_at=None).order_by("asked_at")
    if state == "standing":
        return found.standing().order_by("-proven_at")
    return found.exclude(ended_at=None).order_by("-ended_at")


def counts() -> dict[str, int]:
    """How many requests stand in each state."""
    return {state: requests(state).count() for state in ("waiting", "standing", "ended")}


def website_by_others(snapshot: Snapshot, org_id: str) -> str | None:
    """The website as other sources tell it, the better source first: the organisation's own word proves nothing."""
    sql = """SELECT value FROM claims JOIN organisations o USING (org_id)
             WHERE org_id = ? AND property = 'website' AND state = 'known' AND source_id <> ?
             ORDER BY value <> coalesce(o.website, ''), coalesce(rank, 127), recorded_at DESC, source_id, position
             LIMIT 1"""
    row = snapshot.connection().execute(sql, (org_id, OWN_SOURCE)).fetchone()
    return str(row[0]) if row else None


def websites_of_others(snapshot: Snapshot, org_id: str, domain: str) -> list[str]:
    """Websites of other organisations that may lie on a domain."""
    sql = "SELECT website FROM organisations WHERE org_id <> ? AND contains(lower(website), ?)"
    return [found for (found,) in snapshot.connection().execute(sql, (org_id, domain)).fetchall()]


def bearer_of(snapshot: Snapshot, name: str, org_id: str) -> str | None:
    """Another organisation that bears this name by a source other than itself; None where this one bears it too."""
    sql = (
        """SELECT org_id FROM names WHERE search_key = ? AND source_id <> ? ORDER BY org_id = ? DESC, org_id LIMIT 1"""
    )
    row = snapshot.connection().execute(sql, (search_key(name), OWN_SOURCE, org_id)).fetchone()
    return None if row is None or row[0] == org_id else str(row[0])


@dataclass(frozen=True, slots=True)
class Asked:
    """Which offers to list; "" is any."""

    kind: str = ""
    theme: str = ""
    segment: str = ""
    region: str = ""

    def params(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class Listed:
    """An offer with the organisation that makes it."""

    offer: Offer
    org_id: str
    name: dict[str, str | None]
    segment: str | None
    region: str | None
    is_old: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """Offers that match, newest confirmed first; the segments and regions that any offer has."""

    offers: list[Listed]
    segments: list[str] = field(default_factory=list)
    regions: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)


_MAKERS = """SELECT asked, o.org_id, o.name_bg, o.name_en, o.segment, o.region, p.name_bg, p.name_en
    FROM (SELECT unnest(?) AS asked) LEFT JOIN redirects r ON r.old_org_id = asked
    JOIN organisations o ON o.org_id = coalesce(r.org_id, asked)
    LEFT JOIN places p ON p.place_code = o.region AND p.level = 'region'"""


def offers(snapshot: Snapshot, asked: Asked, today: date) -> Listing:
    """Offers and needs of organisations that the map shows. Two queries of the database, one of the snapshot."""
    makers = sorted(Offer.objects.order_by().values_list("org_id", flat=True).distinct())
    rows = snapshot.connection().execute(_MAKERS, (makers,)).fetchall() if makers else []
    known = {row[0]: row for row in rows}
    wanted = [
        row[0] for row in rows
        if asked.segment in ("", row[4] or "unknown") and asked.region in ("", row[5] or "unknown")
    ]  # fmt: skip
    exact: dict[str, Any] = {name: value for name in ("kind", "theme") if (value := getattr(asked, name))}
    listed = [
        Listed(one, row[1], {"bg": row[2], "en": row[3]}, row[4], row[5], rules.is_old(one.confirmed, today))
        for one in Offer.objects.filter(Q(org_id__in=wanted), **exact)
        for row in (known[one.org_id],)
    ]
    regions = {row[5]: {"bg": row[6], "en": row[7]} for row in rows if row[5]}
    return Listing(listed, sorted({row[4] for row in rows if row[4]}), sorted(regions.items()))


def names(snapshot: Snapshot, ids: Iterable[str]) -> dict[str, Name]:
    """Both names of organisations, under the ids asked for."""
    return {org_id: one.name for org_id, one in known(snapshot, ids).items()}
