"""Reads of memberships."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet

from karta.portal.directory.ids import Name, family, known
from karta.portal.directory.models import Representative
from karta.portal.directory.representatives import represented
from karta.portal.platform import consents
from karta.portal.platform.models import Consent
from karta.portal.rooms.members.models import Kind, Membership, Terms

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from karta.snapshot.reader import Snapshot

LISTED = "member_list"  # the purpose to which a person agrees whose name stands in the public list


def terms() -> Terms:
    """What the team set, or what holds until it does."""
    return Terms.objects.first() or Terms()


def kinds_to_ask() -> QuerySet[Kind]:
    """Kinds that may be asked for, in order."""
    return Kind.objects.filter(is_open=True)


def kinds_with_counts() -> QuerySet[Kind]:
    """All kinds with how many memberships stand: `standing`."""
    standing = Count("memberships", filter=Q(memberships__state=Membership.State.STANDING))
    return Kind.objects.annotate(standing=standing).order_by("position", "pk")


@dataclass(frozen=True, slots=True)
class Named:
    """A member with the name and id that the map has for it now. `org_id` "": it has no page there."""

    membership: Membership
    name: dict[str, str | None]
    org_id: str


def in_both(name: Name, org_id: str) -> dict[str, str]:
    """A name for each language: the other one's where there is none, the id where there is neither."""
    return {"bg": name["bg"] or name["en"] or org_id, "en": name["en"] or name["bg"] or org_id}


def named(snapshot: Snapshot | None, memberships: Iterable[Membership]) -> list[Named]:
    """Memberships with their present names; the kept name where the map has none."""
    kept = list(memberships)
    found = known(snapshot, (one.org_id for one in kept))
    return [
        Named(one, found[one.org_id].name, found[one.org_id].org_id)
        if one.org_id in found
        else Named(one, one.name, "")
        for one in kept
    ]


def public_members() -> QuerySet[Membership]:
    """Standing memberships that everybody may see: of organisations, and of persons who agree to it now. By kind."""
    version = consents.purpose(LISTED).version
    agreed = Consent.objects.filter(purpose=LISTED, version=version, withdrawn_at=None).values("user_id")
    shown = ~Q(org_id="") | Q(user_id__in=agreed, user__is_active=True)
    found = Membership.objects.filter(shown, state=Membership.State.STANDING).select_related("kind")
    return found.order_by("kind__position", "kind_id", "name_bg", "pk")


def memberships(state: str, asked: str = "") -> QuerySet[Membership]:
    """Memberships in a state, whose name holds `asked`."""
    found = Membership.objects.filter(state=state).select_related("kind", "user")
    return found.filter(Q(name_bg__icontains=asked) | Q(name_en__icontains=asked)) if asked else found


def counts() -> dict[str, int]:
    """How many memberships stand in each state."""
    told = Membership.objects.values_list("state").annotate(Count("pk")).order_by()
    return dict.fromkeys(Membership.State.values, 0) | dict(told)


def memberships_of(user: AbstractBaseUser) -> QuerySet[Membership]:
    """What an account may see as the member: its own membership, and those of organisations that it acts for."""
    own = Q(user_id=user.pk) | Q(org_id__in=family(represented(user)))
    return Membership.objects.filter(own).select_related("kind").order_by("user_id", "name_bg", "pk")


def acting(membership: Membership) -> list[Any]:
    """Open accounts that act for a member."""
    if membership.is_personal:
        return [membership.user] if membership.user.is_active else []
    return list(representatives_of([membership.org_id]))


def representatives_of(org_ids: Iterable[str]) -> QuerySet[Any]:
    """Open accounts that act for any of these organisations, under whichever of its ids."""
    proven = Representative.objects.standing().filter(org_id__in=family(org_ids))
    return get_user_model().objects.filter(is_active=True, pk__in=proven.values("user_id")).order_by("pk")


def addresses(membership: Membership, *, is_about_dues: bool = False) -> list[str]:
    """Where letters to a member go; none where nobody acts for it and the team wrote no address."""
    if is_about_dues and membership.email:
        return [membership.email]
    found = [user.email for user in acting(membership) if user.email]
    return list(dict.fromkeys(found)) or ([membership.email] if membership.email else [])


def entitled(user_id: int | None = None) -> set[int]:
    """Accounts that have the role of members through a standing membership, or whether one account has."""
    standing = Membership.objects.filter(state=Membership.State.STANDING)
    persons = standing.filter(org_id="", user__is_active=True)
    accounts = representatives_of(standing.exclude(org_id="").values_list("org_id", flat=True))
    if user_id is not None:
        persons, accounts = persons.filter(user_id=user_id), accounts.filter(pk=user_id)
    return set(persons.values_list("user_id", flat=True)) | set(accounts.values_list("pk", flat=True))
