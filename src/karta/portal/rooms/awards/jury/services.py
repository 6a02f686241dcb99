"""Writes between the awards and the jury: entries handed over, applicants told, winners published as claims."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from karta.portal.directory.claiming import Said, add_claim
from karta.portal.directory.codes import free_code
from karta.portal.directory.models import Body, Claim, Source
from karta.portal.directory.queries import bodies_of
from karta.portal.directory.timing import SOFIA
from karta.portal.engines.review import services as review
from karta.portal.engines.review.sources import Result
from karta.portal.platform import audit, mail
from karta.portal.rooms.awards import letters, queries, rules
from karta.portal.rooms.awards.categories import categories, usual_criteria
from karta.portal.rooms.awards.errors import NotNow
from karta.portal.rooms.awards.jury.shown import identified, shown
from karta.portal.rooms.awards.models import Award, Submission

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from karta.portal.engines.review.models import Round

APP = "awards"


@transaction.atomic
def hand_over(*, award_id: int, by: AbstractBaseUser, at: datetime) -> Round:
    """Make a round of the jury with every entry that is submitted and not withdrawn; its rules are set there.

    Errors: PermissionDenied; NotNow before the deadline and what was on its way, a second time, or without entries.
    """
    _may(by)
    award = Award.objects.select_for_update(of=("self",)).select_related("edition").get(pk=award_id)
    standing = queries.standing(award)
    if award.handed_at is not None or not standing or not rules.may_hand_over(award, at):
        raise NotNow(f"award {award_id}: closes at {award.closes_at}, {len(standing)} entries, {award.handed_at}")
    named = [{"code": one.code, "name_bg": one.name["bg"], "name_en": one.name["en"]} for one in categories().values()]
    made = review.make_round(
        app=APP, sent_key=f"awards-{award.pk}", categories=named, criteria=usual_criteria(), by=by, at=at,
        title_bg=award.edition.name_bg[:160], title_en=award.edition.name_en[:160], opens_at=at,
        closes_at=at + rules.JURY_TIME, blind=True,
    )  # fmt: skip
    asked = {code: queries.asked(award, code) for code in categories()}
    for one in standing:
        review.enter(
            round_id=made.pk, category=one.category, object_id=str(one.entry_id), shown=shown(one, asked[one.category]),
            identity=identified(one), by=by, at=at,
        )  # fmt: skip
    award.round, award.handed_at = made, at
    award.save(update_fields=["round", "handed_at"])
    audit.record("award.handed_over", target=award, by=by, at=at, entries=len(standing), round=made.pk)
    return made


def tell(found: Round, results: list[Result], *, at: datetime) -> None:
    """Write to the applicants of a category that its decision was issued. Call it inside the issuing transaction."""
    award = Award.objects.select_related("edition").get(round=found)
    for submission in _submissions(results).values():
        to = queries.address_of(submission.entry.applicant)
        letter = letters.decided(submission, award, to, at=at)
        if letter is not None:
            mail.send(letter)


@transaction.atomic
def publish(*, award_id: int, by: AbstractBaseUser, at: datetime) -> list[Claim]:
    """Publish the winners of every decided category as claims on the edition, with the jury's decision as source.

    A category that was published before is the claim that stands. Errors: PermissionDenied, NotNow without results.
    """
    _may(by)
    award = Award.objects.select_for_update(of=("self",)).select_related("edition", "round").get(pk=award_id)
    results = queries.results(award)
    if not results:
        raise NotNow(f"award {award_id}: no decision was issued")
    source = _source(award, at)
    submissions = _submissions(results)
    won: dict[str, list[tuple[int, int, Submission]]] = defaultdict(list)
    for one in results:
        submission = submissions.get(one.object_id)
        if one.place is not None and submission is not None:
            won[one.category].append((one.place, submission.entry.number or 0, submission))
    made = []
    for code, placed in won.items():
        category = categories()[code]
        winners = [submission for _place, _number, submission in sorted(placed, key=lambda row: row[:2])]
        said = Said(source.code, _columns(category, winners), [_named(one) for one in winners])
        reason = f"jury of {award.edition.code}"
        made.append(add_claim(kind="edition", code=award.edition.code, said=said, reason=reason, by=by, at=at))
    award.published_at = at
    award.save(update_fields=["published_at"])
    audit.record("award.published", target=award, by=by, at=at, claims=[one.claim_id for one in made])
    return made


def _columns(category: Any, winners: list[Submission]) -> dict[str, Any]:
    return {
        "property": category.property, "basis": category.basis,
        "as_published": "; ".join(one.name for one in winners),
    }  # fmt: skip


def _named(winner: Submission) -> tuple[str, str]:
    """The body that a winner is, with its name as entered: one of its organisation on the map, else a new one."""
    known = bodies_of([winner.org_id]) if winner.org_id else []
    if winner.org_id and not known:
        name = {"name_bg": winner.name, "name_en": winner.name}
        known = [Body.objects.create(code=free_code(Body, winner.name), org_id=winner.org_id, **name)]
    return (known[0].code if known else "", winner.name)


def _source(award: Award, at: datetime) -> Source:
    """The jury's decision as a source, one an award, with the address of its page."""
    with override("en"):
        path = reverse("awards:award", args=[award.edition.code])
    made, _is_new = Source.objects.get_or_create(
        code=f"jury-{award.edition.code}"[:60],
        defaults={
            "title_bg": f"Решение на журито: {award.edition.name_bg}"[:250],
            "title_en": f"Decision of the jury: {award.edition.name_en}"[:250],
            "address": f"{settings.ADDRESS}{path}" if settings.ADDRESS else "",
            "retrieved": at.astimezone(SOFIA).date(),
        },
    )
    return made


def _submissions(results: list[Result]) -> dict[str, Submission]:
    """Entry's id → its last version, of those that were not erased since."""
    wanted = [one.object_id for one in results]
    found = Submission.objects.filter(entry__in=wanted).select_related("entry__applicant").order_by("version")
    return {str(one.entry_id): one for one in found}


def _may(by: AbstractBaseUser) -> None:
    if not rules.may_run(by):
        raise PermissionDenied("awards: you may not run them; ask a steward")
