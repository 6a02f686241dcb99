"""Writes of the investors' room but documents: seats, offers, interest, introductions, notes.

One transaction each, with an audit line that names numbers and ids alone: neither persons nor what anybody wrote.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from karta.portal.directory.ids import Name
from karta.portal.directory.representatives import represented
from karta.portal.directory.timing import SOFIA, working_days_after
from karta.portal.platform import audit, mail
from karta.portal.platform import services as platform
from karta.portal.rooms.investors import letters, queries, rules
from karta.portal.rooms.investors.agreement import TERMS
from karta.portal.rooms.investors.errors import NotNow, NotThere
from karta.portal.rooms.investors.models import Interest, Introduction, Investor, Note, Offer, Seat, Step

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser
State = Introduction.State
_Made = TypeVar("_Made")


def _due(at: datetime) -> date:
    return working_days_after(at.astimezone(SOFIA).date(), rules.ANSWER_DAYS)


def _once(make: Callable[[], _Made]) -> _Made:
    """Make what there may be one of. Errors: NotNow where another request made it at the same moment."""
    try:
        with transaction.atomic():
            return make()
    except IntegrityError as error:
        raise NotNow("it was made at the same moment") from error


def _refuse_others(by: AbstractBaseUser) -> None:
    if not rules.may_lead(by):
        raise PermissionDenied("investors: you may not decide this; ask a steward")


# seats


@transaction.atomic
def ask_seat(*, name: str, organisation: str, reason: str, language: str, by: AbstractBaseUser, at: datetime) -> Seat:
    """Ask to be let in as an investor, and agree to the terms. Errors: NotNow where a seat stands or waits."""
    if Seat.objects.filter(user_id=by.pk, state__in=(Seat.State.ASKED, Seat.State.ADMITTED)).exists():
        raise NotNow(f"account {by.pk}: a seat stands or waits already")
    made = _once(lambda: Seat.objects.create(
        user_id=by.pk, name=name, organisation=organisation, reason=reason, language=language, asked_at=at,
        due_on=_due(at),
    ))  # fmt: skip
    platform.give_consent(purpose=TERMS.key, by=by, at=at)
    audit.record("seat.asked", target=made, by=by, at=at)
    _write(letters.seat_asked(made, queries.address_of(by), at=at))
    return made


@transaction.atomic
def admit(*, seat_id: int, investor_id: int | None, org_id: str, name: str, by: AbstractBaseUser, at: datetime) -> Seat:
    """Let somebody in for a known investor, or for one that this makes: of the map (`org_id`), or by its name.

    Errors: PermissionDenied, NotNow for a request that was decided.
    """
    seat = _asked_seat(seat_id, by)
    if investor_id is not None:
        seat.investor = Investor.objects.get(pk=investor_id)
    elif org_id:
        seat.investor, _made = Investor.objects.get_or_create(org_id=org_id, defaults={"name": name, "made_at": at})
    else:
        seat.investor = Investor.objects.create(name=name, made_at=at)
    _decide(seat, Seat.State.ADMITTED, by=by, at=at)
    audit.record("seat.admitted", target=seat, by=by, at=at, investor=seat.investor.pk)
    _write(letters.seat_admitted(seat, queries.address_of(seat.user), at=at))
    return seat


@transaction.atomic
def decline_seat(*, seat_id: int, answer: str, by: AbstractBaseUser, at: datetime) -> Seat:
    """Do not let somebody in, with a reason. Errors: PermissionDenied, NotNow."""
    seat = _asked_seat(seat_id, by)
    seat.answer = answer
    _decide(seat, Seat.State.DECLINED, by=by, at=at)
    audit.record("seat.declined", target=seat, by=by, at=at)
    _write(letters.seat_declined(seat, queries.address_of(seat.user), at=at))
    return seat


@transaction.atomic
def end_seat(*, seat_id: int, answer: str, by: AbstractBaseUser, at: datetime) -> Seat:
    """End a seat: by its holder or by a steward. What it was released is closed and what it asked is withdrawn."""
    seat = Seat.objects.select_for_update().filter(pk=seat_id).first()
    if seat is None or (seat.user_id != by.pk and not rules.may_lead(by)):
        raise NotThere(f"seat {seat_id}")
    if seat.state not in (Seat.State.ASKED, Seat.State.ADMITTED):
        raise NotNow(f"seat {seat_id}: {seat.state} already")
    seat.answer = answer
    _decide(seat, Seat.State.ENDED, by=by, at=at)
    seat.releases.filter(ended_at=None).update(ended_at=at)
    seat.interests.filter(ended_at=None).update(ended_at=at)
    for one in seat.introductions.filter(state__in=Introduction.OPEN).select_for_update():
        _step(one, State.WITHDRAWN, by=by, at=at, closed_at=at)
    audit.record("seat.ended", target=seat, by=by, at=at)
    if seat.user_id != by.pk:
        _write(letters.seat_ended(seat, queries.address_of(seat.user), at=at))
    return seat


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Delete seats, with all that hangs on them, whose time after their end is over; how many. Run by the worker."""
    over = (Seat.State.DECLINED, Seat.State.ENDED)
    expired = Seat.objects.filter(state__in=over, decided_at__lte=at - rules.RETENTION)
    count = expired.count()
    if count:
        expired.delete()
        audit.record("seat.expired", target="seats past their retention", by=None, at=at, count=count)
    return count


def _asked_seat(seat_id: int, by: AbstractBaseUser) -> Seat:
    _refuse_others(by)
    seat = Seat.objects.select_for_update().get(pk=seat_id)
    if seat.state != Seat.State.ASKED:
        raise NotNow(f"seat {seat_id}: {seat.state} already")
    return seat


def _decide(seat: Seat, state: Seat.State, *, by: AbstractBaseUser, at: datetime) -> None:
    seat.state, seat.decided_by_id, seat.decided_at = state, by.pk, at
    seat.save(update_fields=["state", "investor", "decided_by", "decided_at", "answer"])


# offers


@transaction.atomic
def publish_offer(*, org_id: str, by: AbstractBaseUser, at: datetime, **said: Any) -> Offer:
    """Say that an organisation is open to investment; what it said before is withdrawn. Errors: NotThere, NotNow."""
    _keeper(org_id, by)
    Offer.objects.filter(org_id=org_id, withdrawn_at=None).update(withdrawn_at=at)
    made = _once(lambda: Offer.objects.create(org_id=org_id, by_id=by.pk, published_at=at, **said))
    audit.record("offer.published", target=made, by=by, at=at, org_id=org_id, stage=made.stage)
    return made


@transaction.atomic
def withdraw_offer(*, org_id: str, by: AbstractBaseUser, at: datetime) -> None:
    """Take an organisation's offer off the page. Errors: NotThere."""
    _keeper(org_id, by)
    standing = Offer.objects.select_for_update().filter(org_id=org_id, withdrawn_at=None).first()
    if standing is not None:
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
        audit.record("offer.withdrawn", target=standing, by=by, at=at, org_id=org_id)


def _keeper(org_id: str, by: AbstractBaseUser) -> None:
    if not rules.may_keep(queries.claimed(by), org_id):
        raise NotThere(f"organisation {org_id}: account {by.pk} does not act for it")


# interest and introductions


@transaction.atomic
def mark_interest(*, seat: Seat, org_id: str, by: AbstractBaseUser, at: datetime) -> Interest:
    """Say that a seat is interested in an organisation; only the team sees it."""
    made, is_new = Interest.objects.get_or_create(seat=seat, org_id=org_id, ended_at=None, defaults={"at": at})
    if is_new:
        audit.record("interest.marked", target=made, by=by, at=at, org_id=org_id)
    return made


@transaction.atomic
def end_interest(*, seat: Seat, org_ids: list[str], by: AbstractBaseUser, at: datetime) -> None:
    """Take interest in an organisation back, under whichever of its ids it was marked."""
    standing = list(Interest.objects.filter(seat=seat, org_id__in=org_ids, ended_at=None).select_for_update())
    for one in standing:
        one.ended_at = at
        one.save(update_fields=["ended_at"])
        audit.record("interest.ended", target=one, by=by, at=at, org_id=one.org_id)


@transaction.atomic
def ask_introduction(*, seat: Seat, org_id: str, words: str, by: AbstractBaseUser, at: datetime) -> Introduction:
    """Ask the cluster to be introduced; the investor agrees by it. Errors: NotNow where one is open already."""
    if Introduction.objects.filter(seat=seat, org_id=org_id, state__in=Introduction.OPEN).exists():
        raise NotNow(f"seat {seat.pk}: asked for {org_id} already")
    said = {"seat": seat, "org_id": org_id, "words": words, "asked_at": at, "due_on": _due(at)}
    made = _once(lambda: Introduction.objects.create(**said))
    Step.objects.create(introduction=made, what=Step.What.ASKED, by_id=by.pk, at=at)
    audit.record("introduction.asked", target=made, by=by, at=at, org_id=org_id)
    _write(letters.introduction_asked(made, queries.address_of(by), at=at))
    return made


@transaction.atomic
def withdraw_introduction(*, introduction_id: int, seat: Seat, by: AbstractBaseUser, at: datetime) -> Introduction:
    """The investor does not want it any more. Errors: NotThere, NotNow once it is closed."""
    found = Introduction.objects.select_for_update().filter(pk=introduction_id, seat=seat).first()
    if found is None:
        raise NotThere(f"introduction {introduction_id}")
    _expect(found, Introduction.OPEN)
    _step(found, State.WITHDRAWN, by=by, at=at, closed_at=at)
    audit.record("introduction.withdrawn", target=found, by=by, at=at)
    return found


@transaction.atomic
def own(*, introduction_id: int, owner: AbstractBaseUser | None, by: AbstractBaseUser, at: datetime) -> Introduction:
    """Make somebody of the team, or nobody, the owner of an introduction. Errors: PermissionDenied."""
    found = _led(introduction_id, by)
    found.owner_id = owner.pk if owner else None
    found.save(update_fields=["owner"])
    what = Step.What.OWNED if owner else Step.What.GIVEN_BACK
    Step.objects.create(introduction=found, what=what, by_id=by.pk, at=at)
    audit.record("introduction.owned", target=found, by=by, at=at, owner=found.owner_id)
    return found


@transaction.atomic
def put_to_company(
    *, introduction_id: int, org_ids: list[str], company: Name, by: AbstractBaseUser, at: datetime
) -> Introduction:
    """Ask the company's representatives. `org_ids`: every id that the organisation has had; `company`: its names.

    Errors: PermissionDenied, NotNow where nobody acts for the company yet or the introduction is not waiting.
    """
    found = _led(introduction_id, by)
    _expect(found, (State.ASKED,))
    asked = queries.representatives(org_ids)
    if not asked:
        raise NotNow(f"introduction {introduction_id}: nobody acts for {found.org_id} on the portal yet")
    _step(found, State.PUT, by=by, at=at, due_on=_due(at), owner_id=found.owner_id or by.pk)
    audit.record("introduction.put", target=found, by=by, at=at)
    for address in dict.fromkeys(queries.address_of(one.user) for one in asked):
        _write(letters.company_asked(found, company, address, at=at))
    return found


@transaction.atomic
def agree(
    *, introduction_id: int, org_ids: list[str], company: Name, by: AbstractBaseUser, at: datetime
) -> Introduction:
    """The company wants to meet: both sides get each other's contact by mail. Errors: NotThere, NotNow."""
    found = _put_to(introduction_id, org_ids, by)
    mine = queries.address_of(by)
    theirs = queries.address_of(found.seat.user)
    if mine is None or theirs is None or found.seat.state != Seat.State.ADMITTED:
        raise NotNow(f"introduction {introduction_id}: a side cannot be written to")
    _step(found, State.MADE, by=by, at=at, closed_at=at, answered_by_id=by.pk)
    audit.record("introduction.made", target=found, by=by, at=at)
    _write(letters.investor_introduced(found, company, theirs, contact=mine, at=at))
    _write(letters.company_introduced(found, company, mine, contact=theirs, at=at))
    return found


@transaction.atomic
def refuse(
    *, introduction_id: int, org_ids: list[str], reason: str, by: AbstractBaseUser, at: datetime
) -> Introduction:
    """The company does not want to meet; the reason goes to the team, which tells the investor. Errors: as agree."""
    found = _put_to(introduction_id, org_ids, by)
    _step(found, State.REFUSED, by=by, at=at, refusal=reason, answered_by_id=by.pk, due_on=_due(at))
    audit.record("introduction.refused", target=found, by=by, at=at)
    return found


@transaction.atomic
def tell(*, introduction_id: int, answer: str, company: Name, by: AbstractBaseUser, at: datetime) -> Introduction:
    """Tell the investor in the team's own words that it does not come about. Errors: PermissionDenied, NotNow."""
    found = _led(introduction_id, by)
    _expect(found, Introduction.OPEN)
    _step(found, State.DECLINED, by=by, at=at, answer=answer, closed_at=at, owner_id=found.owner_id or by.pk)
    audit.record("introduction.declined", target=found, by=by, at=at)
    _write(letters.introduction_declined(found, company, queries.address_of(found.seat.user), at=at))
    return found


def _led(introduction_id: int, by: AbstractBaseUser) -> Introduction:
    _refuse_others(by)
    return Introduction.objects.select_for_update().get(pk=introduction_id)


def _put_to(introduction_id: int, org_ids: list[str], by: AbstractBaseUser) -> Introduction:
    """An introduction that waits for a company that the caller acts for, under one of the company's ids."""
    found = Introduction.objects.select_for_update().filter(pk=introduction_id, org_id__in=org_ids).first()
    if found is None or not represented(by) & set(org_ids) or found.state == State.ASKED:
        raise NotThere(f"introduction {introduction_id}")
    _expect(found, (State.PUT,))
    return found


def _expect(found: Introduction, states: tuple[str, ...]) -> None:
    if found.state not in states:
        raise NotNow(f"introduction {found.pk}: {found.state}")


def _step(found: Introduction, state: State, *, by: AbstractBaseUser, at: datetime, **changed: Any) -> None:
    """Bring an introduction into a state; its history says so."""
    for name, value in {"state": state, **changed}.items():
        setattr(found, name, value)
    found.save(update_fields=["state", *(name.removesuffix("_id") for name in changed)])
    Step.objects.create(introduction=found, what=Step.What(state.value), by_id=by.pk, at=at)


# notes


@transaction.atomic
def write_note(*, seat: Seat, org_id: str, text: str, by: AbstractBaseUser, at: datetime) -> Note:
    """Write down something about an organisation, for one's own investor's seats alone."""
    made = Note.objects.create(investor=seat.investor, by_id=by.pk, org_id=org_id, text=text, made_at=at)
    audit.record("note.written", target=made, by=by, at=at)
    return made


@transaction.atomic
def change_note(*, note_id: int, seat: Seat, text: str, by: AbstractBaseUser, at: datetime) -> Note:
    """Rewrite one's own note. Errors: NotThere, also for another's."""
    found = _own_note(note_id, seat, by)
    found.text, found.changed_at = text, at
    found.save(update_fields=["text", "changed_at"])
    audit.record("note.changed", target=found, by=by, at=at)
    return found


@transaction.atomic
def delete_note(*, note_id: int, seat: Seat, by: AbstractBaseUser, at: datetime) -> None:
    """Delete one's own note. Errors: NotThere, also for another's."""
    found = _own_note(note_id, seat, by)
    audit.record("note.deleted", target=found, by=by, at=at)
    found.delete()


def _own_note(note_id: int, seat: Seat, by: AbstractBaseUser) -> Note:
    found = Note.objects.select_for_update().filter(pk=note_id, by_id=by.pk).first()
    if found is None or not rules.may_see_note(seat, found):
        raise NotThere(f"note {note_id}")
    return found


def _write(letter: Any) -> None:
    """Send a letter that could be addressed."""
    if letter is not None:
        mail.send(letter)
