"""Writes of awards: opened, changed, what they ask. One transaction each, with an audit line."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from karta.portal.directory.models import Edition
from karta.portal.platform import audit
from karta.portal.rooms.awards import rules
from karta.portal.rooms.awards.categories import usual_questions
from karta.portal.rooms.awards.errors import NotNow, TooMany
from karta.portal.rooms.awards.models import Award, Entry, Question

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

TIMES = ("opens_at", "closes_at")


@transaction.atomic
def open_award(*, edition: Edition, by: AbstractBaseUser, at: datetime, **said: Any) -> Award:
    """Have an edition take entries, with the usual questions. `said`: opens_at, closes_at, about_bg, about_en."""
    _may(by)
    made, is_new = Award.objects.get_or_create(edition=edition, defaults={**said, "made_at": at})
    if not is_new:
        raise NotNow(f"award of {edition.code}: is there")
    for position, one in enumerate(usual_questions(), start=1):
        Question.objects.create(
            award=made, position=position, category=one["category"], longest=one["longest"],
            is_required=one["required"], label_bg=one["label"]["bg"], label_en=one["label"]["en"],
            hint_bg=one["hint"]["bg"], hint_en=one["hint"]["en"],
        )  # fmt: skip
    audit.record("award.opened", target=made, by=by, at=at, edition=edition.code)
    return made


@transaction.atomic
def change_award(*, award_id: int, by: AbstractBaseUser, at: datetime, **said: Any) -> Award:
    """Change times and words. Nothing of the times moves once it closed. Errors: NotNow."""
    _may(by)
    found = Award.objects.select_for_update().get(pk=award_id)
    moved = {name: said[name] for name in TIMES if said[name] != getattr(found, name)}
    if moved and (rules.phase(found, at) == "closed" or found.handed_at):
        raise NotNow(f"award {award_id}: closed at {found.closes_at}")
    if "closes_at" in moved and moved["closes_at"] <= at:
        raise NotNow(f"award {award_id}: {moved['closes_at']} is past; entries would close unannounced")
    for name, value in said.items():
        setattr(found, name, value)
    found.save(update_fields=list(said))
    audit.record("award.changed", target=found, by=by, at=at, **{k: v.isoformat() for k, v in moved.items()})
    return found


@transaction.atomic
def write_question(
    *, award_id: int, question_id: int | None, by: AbstractBaseUser, at: datetime, **said: Any
) -> Question:  # fmt: skip
    """Add a question, or change one, before anybody began an entry. Errors: NotNow, TooMany."""
    award = _changeable(award_id, by)
    if question_id is None:
        last = award.questions.last()
        if last is not None and award.questions.count() >= rules.MOST_QUESTIONS:
            raise TooMany(f"award {award_id}: asks {rules.MOST_QUESTIONS} questions")
        made = Question.objects.create(award=award, position=last.position + 1 if last else 1, **said)
    else:
        made = award.questions.get(pk=question_id)
        for name, value in said.items():
            setattr(made, name, value)
        made.save()
    audit.record("award.question_written", target=award, by=by, at=at, question=made.pk)
    return made


@transaction.atomic
def drop_question(*, award_id: int, question_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Ask one thing less, before anybody began an entry. Errors: NotNow."""
    award = _changeable(award_id, by)
    award.questions.filter(pk=question_id).delete()
    audit.record("award.question_dropped", target=award, by=by, at=at, question=question_id)


def _changeable(award_id: int, by: AbstractBaseUser) -> Award:
    _may(by)
    award = Award.objects.select_for_update().get(pk=award_id)
    if Entry.objects.filter(award=award).exists():
        raise NotNow(f"award {award_id}: somebody has begun an entry; the questions stay")
    return award


def _may(by: AbstractBaseUser) -> None:
    if not rules.may_run(by):
        raise PermissionDenied("awards: you may not run them; ask a steward")
