"""Reads about jurors, and all that tells of their conflicts. Nothing here is for a juror's page but `seats`, `seat`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from karta.portal.directory.ids import now
from karta.portal.directory.models import Mention, PublicRole, Representative
from karta.portal.directory.queries import bodies_of
from karta.portal.directory.queries import org_ids as org_ids_of
from karta.portal.engines.review.conflicts import Behind, Relation, Side, Web
from karta.portal.engines.review.models import Conflict, Entry, Juror, Party, Round
from karta.portal.platform.queries import subject_of
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

ROLES = ("coordinator", "partner", "participant")  # of bodies in projects
STANDING = (Juror.State.INVITED, Juror.State.ACCEPTED)


def seats(user: AbstractBaseUser) -> QuerySet[Juror]:
    """Where an account is or was asked to be a juror: as itself, or at an address that was verified for it."""
    subject = subject_of(user)
    own = Q(user_id=user.pk) | (Q(user=None) & subject.wrote("email"))
    found = Juror.objects.filter(own).exclude(state=Juror.State.ENDED)
    return found.select_related("round").order_by("-round__opens_at", "-pk")


def seat(user: AbstractBaseUser, round_id: int) -> Juror | None:
    """The seat of an account in a round, whatever its state; one that it took itself first."""
    return seats(user).filter(round_id=round_id).order_by("user_id", "pk").first()


def account_of(email: str) -> int | None:
    """The account for which this address was verified."""
    found = EmailAddress.objects.filter(email__iexact=email, verified=True, user__is_active=True)
    return found.values_list("user_id", flat=True).first()


def jurors(found: Round) -> QuerySet[Juror]:
    return Juror.objects.filter(round=found).select_related("user").order_by("number")


def belongings(user_ids: Iterable[int]) -> dict[int, set[str]]:
    """Account → organisations that it acts for or has a confirmed role at, under their ids of today. Two queries."""
    wanted = [one for one in user_ids if one]
    pairs = list(Representative.objects.standing().filter(user_id__in=wanted).values_list("user_id", "org_id"))
    roles = PublicRole.objects.filter(user_id__in=wanted, confirmed_at__isnull=False, ended_at=None)
    pairs += list(roles.exclude(org_id="").values_list("user_id", "org_id"))
    today = now(org_id for _user, org_id in pairs)
    found: dict[int, set[str]] = defaultdict(set)
    for user_id, org_id in pairs:
        found[user_id].add(today[org_id])
    return found


def sides(found: Iterable[Juror]) -> dict[int, Side]:
    """Juror → who they are: their account, name and organisations."""
    own = list(found)
    belong = belongings(one.user_id for one in own if one.user_id)
    today = now(org_id for one in own for org_id in one.org_ids)
    return {
        one.pk: Side(
            one.user_id, one.name,
            frozenset({today[org_id] for org_id in one.org_ids} | belong.get(one.user_id or 0, set())),
        )
        for one in own
    }  # fmt: skip


def behind(entries: QuerySet[Entry]) -> list[Behind]:
    """Who stands behind these entries, under ids of today."""
    parties: dict[int, list[Party]] = defaultdict(list)
    for one in Party.objects.filter(identity__entry__in=entries).order_by("pk"):
        parties[one.identity_id].append(one)
    users = [one.user_id for own in parties.values() for one in own if one.user_id]
    belong = belongings(users)
    today = now(one.org_id for own in parties.values() for one in own if one.org_id)
    return [
        Behind(
            entry,
            tuple(
                Side(one.user_id, one.name, frozenset(belong.get(one.user_id or 0, ())))
                for one in own if one.kind == Party.Kind.AUTHOR
            ),
            frozenset(today[one.org_id] for one in own if one.org_id),
        )
        for entry, own in parties.items()
    ]  # fmt: skip


def web(org_ids: Iterable[str]) -> Web:
    """What the map and the projects of the directory say ties these organisations. One query of the map, three here."""
    wanted = sorted(set(org_ids))
    return Web([*_of_the_map(wanted), *_of_projects(wanted)]) if wanted else Web(())


def _of_the_map(wanted: list[str]) -> list[Relation]:
    sql = """SELECT org_id, relation, coalesce(target_org_id, target_name), source_id, record_id, claim_id, target_name
        FROM relations WHERE relation IN ('owned_by', 'part_of', 'succeeded_by', 'spun_off_from', 'partner_in')
        AND (org_id IN (SELECT unnest($1)) OR target_org_id IN (SELECT unnest($1)))"""
    try:
        rows = current_snapshot().connection().execute(sql, [wanted]).fetchall()
    except NoSnapshot:
        return []
    return [
        Relation(
            org_id, relation, target,
            {"org_id": org_id, "relation": relation, "target": target, "target_name": name, "source_id": source_id,
             "record_id": record_id, "claim_id": claim_id},
        )
        for org_id, relation, target, source_id, record_id, claim_id, name in rows
    ]  # fmt: skip


def _of_projects(wanted: list[str]) -> list[Relation]:
    bodies = bodies_of(wanted)
    try:
        org_id_of = org_ids_of(current_snapshot(), bodies)
    except NoSnapshot:
        org_id_of = {body.code: body.org_id for body in bodies if body.org_id}
    named = Mention.objects.public().filter(
        body__in=bodies, claim__subject_kind="project", claim__property__in=ROLES, claim__state="known"
    )
    return [
        Relation(
            org_id_of[one.body.code], "partner_in", f"project/{one.claim.subject_code}",
            {"org_id": org_id_of[one.body.code], "relation": "partner_in", "project": one.claim.subject_code,
             "role": one.claim.property, "source": one.claim.source.title, "as_written": one.as_written},
        )
        for one in named.select_related("body", "claim__source").order_by("claim_id", "position")
        if one.body.code in org_id_of
    ]  # fmt: skip


def barring(found: Round | None = None) -> QuerySet[Conflict]:
    """Conflicts that bar an assignment now: standing and not set aside; of one round, or of all."""
    standing = Conflict.objects.filter(ended_at=None, waived_at=None)
    return standing.filter(entry__round=found) if found else standing


def is_barred(juror_id: int, entry_id: int) -> bool:
    return barring().filter(juror_id=juror_id, entry_id=entry_id).exists()


def names(org_ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Organisation → both its names; its id where the map does not know it."""
    from karta.portal.directory.ids import known, unnamed

    wanted = {one for one in org_ids if one}
    try:
        held = known(current_snapshot(), wanted)
    except NoSnapshot:
        held = {}
    return {one: held[one].name if one in held else unnamed(one) for one in wanted}
