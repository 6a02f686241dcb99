"""Writes of rounds and entries. One transaction each, with an audit line that names numbers and codes alone."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from karta.portal.engines.review import rules, ties
from karta.portal.engines.review.errors import Fixed, Incomplete, NotNow, NotThere
from karta.portal.engines.review.models import Category, Criterion, Entry, Identity, Party, Round
from karta.portal.engines.review.sources import Identified, Shown
from karta.portal.platform import audit

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def refuse_others(by: AbstractBaseUser) -> None:
    """Errors: PermissionDenied for whoever does not lead rounds."""
    if not rules.may_lead(by):
        raise PermissionDenied("review: you may not decide this; ask a steward")


def locked(round_id: int) -> Round:
    """The round, held until the transaction ends. Errors: NotThere."""
    found = Round.objects.select_for_update().filter(pk=round_id).first()
    if found is None:
        raise NotThere(f"round {round_id}")
    return found


# rounds


@transaction.atomic
def make_round(
    *, app: str, sent_key: str, categories: Iterable[dict[str, Any]] = (), criteria: Iterable[dict[str, Any]] = (),
    by: AbstractBaseUser, at: datetime, **said: Any,
) -> Round:  # fmt: skip
    """Make a round of a room, in draft. `said`: columns of Round; `categories` and `criteria`: columns of theirs.

    Sent twice (`sent_key`), it is one round. Errors: PermissionDenied, ValueError for a tie rule that is none.
    """
    refuse_others(by)
    ties.check(said.get("tie_rules", []))
    made, is_new = Round.objects.get_or_create(
        sent_key=sent_key, defaults={"app": app, "made_by_id": by.pk, "made_at": at, **said}
    )
    if is_new:
        for position, one in enumerate(categories):
            Category.objects.create(round=made, **{"position": position, **one})
        for position, one in enumerate(criteria):
            Criterion.objects.create(round=made, **{"position": position, **one})
        audit.record("round.made", target=made, by=by, at=at, app=app)
    return made


@transaction.atomic
def change_round(*, round_id: int, by: AbstractBaseUser, at: datetime, **said: Any) -> Round:
    """Change columns of a round. After it was opened its title and a later end alone.

    Errors: PermissionDenied, NotThere, Fixed, NotNow for the end of a round that is over.
    """
    refuse_others(by)
    found = locked(round_id)
    changed = {name: value for name, value in said.items() if getattr(found, name) != value}
    ties.check(changed.get("tie_rules", []))
    if not rules.may_change_rules(found):
        _only_later(found, changed, at)
    for name, value in changed.items():
        setattr(found, name, value)
    if changed:
        found.save(update_fields=list(changed))
        audit.record("round.changed", target=found, by=by, at=at, columns=sorted(changed))
    return found


def _only_later(found: Round, changed: dict[str, Any], at: datetime) -> None:
    fixed = set(changed) - {"title_bg", "title_en", "closes_at"}
    if fixed:
        raise Fixed(f"round {found.pk}: {', '.join(sorted(fixed))} are fixed since it was opened")
    if "closes_at" in changed and (rules.phase(found, at) == "closed" or changed["closes_at"] <= at):
        raise NotNow(f"round {found.pk}: its end can be moved while it is open, to a later moment than now")


@transaction.atomic
def put_category(
    *, round_id: int, category_id: int | None, by: AbstractBaseUser, at: datetime, **said: Any
) -> Category:
    """Add a category or change one. Errors: PermissionDenied, NotThere, Fixed."""
    return _put(_changeable(round_id, by), Category, category_id, said, by=by, at=at)


@transaction.atomic
def put_criterion(
    *, round_id: int, criterion_id: int | None, by: AbstractBaseUser, at: datetime, **said: Any
) -> Criterion:
    """Add a criterion or change one. Errors: PermissionDenied, NotThere, Fixed."""
    return _put(_changeable(round_id, by), Criterion, criterion_id, said, by=by, at=at)


def _put(found: Round, model: Any, pk: int | None, said: dict[str, Any], *, by: AbstractBaseUser, at: datetime) -> Any:
    said.setdefault("position", model.objects.filter(round=found).count())
    row = model.objects.filter(round=found, pk=pk).first() if pk else model(round=found)
    if row is None:
        raise NotThere(f"{model.__name__} {pk} of round {found.pk}")
    if pk:
        del said["position"]
    for name, value in said.items():
        setattr(row, name, value)
    row.save()
    audit.record("round.rules_changed", target=row, by=by, at=at, round=found.pk)
    return row


@transaction.atomic
def remove_category(*, round_id: int, category_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Remove a category that holds no entry. Errors: PermissionDenied, NotThere, Fixed, NotNow."""
    found = _changeable(round_id, by)
    row = found.categories.filter(pk=category_id).first()
    if row is None:
        raise NotThere(f"category {category_id} of round {round_id}")
    if row.entries.exists():
        raise NotNow(f"category {category_id}: it holds entries")
    audit.record("round.category_removed", target=row, by=by, at=at, round=found.pk)
    row.delete()


@transaction.atomic
def remove_criterion(*, round_id: int, criterion_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Remove a criterion. Errors: PermissionDenied, NotThere, Fixed."""
    found = _changeable(round_id, by)
    row = found.criteria.filter(pk=criterion_id).first()
    if row is None:
        raise NotThere(f"criterion {criterion_id} of round {round_id}")
    audit.record("round.criterion_removed", target=row, by=by, at=at, round=found.pk)
    row.delete()


def _changeable(round_id: int, by: AbstractBaseUser) -> Round:
    refuse_others(by)
    found = locked(round_id)
    if not rules.may_change_rules(found):
        raise Fixed(f"round {round_id}: its rules are fixed since it was opened")
    return found


@transaction.atomic
def open_round(*, round_id: int, by: AbstractBaseUser, at: datetime) -> Round:
    """Fix the rules and the entries of a round; scoring begins at `opens_at`.

    Errors: PermissionDenied, NotThere, Fixed where it was opened, Incomplete where something is missing.
    """
    found = _changeable(round_id, by)
    if missing := _missing(found, at):
        raise Incomplete(missing)
    found.state, found.opened_at = Round.State.OPEN, at
    found.save(update_fields=["state", "opened_at"])
    fixed = {name: str(getattr(found, name)) for name in Round.RULES}
    audit.record("round.opened", target=found, by=by, at=at, rules=fixed, entries=found.entries.count())
    return found


def _missing(found: Round, at: datetime) -> str:
    if not found.criteria.exists():
        return _("The round has no criteria: add at least one.")
    if not found.entries.filter(withdrawn_at=None).exists():
        return _("The round has no entries yet: the room enters them.")
    if not found.tie_rules:
        return _("Say how ties are broken: once the round is open, it cannot be said any more.")
    if found.closes_at <= at:
        return _("The round would be over already: choose a later end.")
    return ""


@transaction.atomic
def close_round(*, round_id: int, by: AbstractBaseUser, at: datetime) -> Round:
    """End scoring before its time; jurors see what others said from now on.

    Errors: PermissionDenied, NotThere, NotNow for a round that is not open.
    """
    refuse_others(by)
    found = locked(round_id)
    if found.state != Round.State.OPEN:
        raise NotNow(f"round {round_id}: {found.state}")
    found.state, found.closed_at = Round.State.CLOSED, at
    found.save(update_fields=["state", "closed_at"])
    audit.record("round.closed", target=found, by=by, at=at)
    return found


# entries


@transaction.atomic
def enter(
    *, round_id: int, category: str, object_id: str, shown: Shown, identity: Identified,
    by: AbstractBaseUser | None, at: datetime,
) -> Entry:  # fmt: skip
    """Put an object of the round's room into a category, or change what was put; its code stays.

    The room answers for who may. Errors: NotThere for no such round or category, NotNow once the round was opened.
    """
    found = locked(round_id)
    chosen = found.categories.filter(code=category).first()
    if chosen is None:
        raise NotThere(f"round {round_id}: no category {category}")
    if not rules.may_change_rules(found):
        raise NotNow(f"round {round_id}: entries are fixed since it was opened")
    told = asdict(shown)
    columns = {**told, "parts": list(told["parts"]), "documents": list(told["documents"]),
               "terms": list(told["terms"]), "sha256": shown.sha256(), "category": chosen, "entered_at": at,
               "withdrawn_at": None}  # fmt: skip
    entry = Entry.objects.filter(round=found, app=found.app, object_id=object_id).first()
    if entry is None:
        entry = Entry(round=found, app=found.app, object_id=object_id, code=_free_code(found))
    for name, value in columns.items():
        setattr(entry, name, value)
    entry.save()
    _identify(entry, identity)
    audit.record("entry.entered", target=entry, by=by, at=at, round=found.pk, sha256=entry.sha256)
    return entry


def _free_code(found: Round) -> str:
    taken = set(found.entries.values_list("code", flat=True))
    while True:
        code = "".join(secrets.choice(rules.SIGNS) for _sign in range(4))
        if code not in taken:
            return code


def _identify(entry: Entry, identity: Identified) -> None:
    kept, _made = Identity.objects.update_or_create(entry=entry, defaults={"title": identity.title})
    kept.parties.all().delete()
    parties = [Party(identity=kept, kind=Party.Kind.AUTHOR, **asdict(one)) for one in identity.authors]
    parties += [Party(identity=kept, kind=Party.Kind.ORGANISATION, **asdict(one)) for one in identity.organisations]
    Party.objects.bulk_create(parties)


@transaction.atomic
def withdraw(*, round_id: int, object_id: str, by: AbstractBaseUser | None, at: datetime) -> Entry:
    """Take an entry out of a round: nobody reviews it any more and it cannot win. The room answers for who may.

    Errors: NotThere, NotNow once the decision of its category was issued.
    """
    found = locked(round_id)
    entry = Entry.objects.filter(round=found, object_id=object_id, withdrawn_at=None).select_related("category").first()
    if entry is None:
        raise NotThere(f"round {round_id}: no entry {object_id}")
    if entry.category.decisions.filter(state="issued").exists():
        raise NotNow(f"entry {entry.code}: its category is decided")
    entry.withdrawn_at = at
    entry.save(update_fields=["withdrawn_at"])
    gone = entry.assignments.exclude(state="removed").update(state="removed", removed_at=at, removed_for="withdrawn")
    audit.record("entry.withdrawn", target=entry, by=by, at=at, round=found.pk, assignments=gone)
    return entry
