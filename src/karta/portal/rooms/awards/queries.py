"""Reads of the awards' room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Count, Prefetch, Q, QuerySet

from karta.portal.directory.ids import Name, known
from karta.portal.directory.models import Edition
from karta.portal.engines.review import queries as review
from karta.portal.engines.review.sources import Result
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot
from karta.portal.rooms.awards.entries.blind import key_of_text, names_in, own_names
from karta.portal.rooms.awards.models import Award, Entry, File, Question, Submission

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def address_of(user: AbstractBaseUser | Any) -> str | None:
    """The verified address of an open account, the primary one first; None where it has none."""
    if not user.is_active:
        return None
    verified = EmailAddress.objects.filter(user_id=user.pk, verified=True).order_by("-primary", "pk")
    return verified.values_list("email", flat=True).first()


# awards


def editions() -> list[Edition]:
    """Editions of awards with what they take entries for, newest first, those without a full date last."""
    found = Edition.objects.filter(kind=Edition.Kind.AWARD).select_related("award", "part_of")
    return list(found.order_by("-is_fully_dated", "-starts_on", "code"))


def edition_of(code: str) -> Edition | None:
    """One of them."""
    found = Edition.objects.filter(kind=Edition.Kind.AWARD, code=code)
    return found.select_related("award", "part_of", "follows").first()


def edition_after(edition: Edition) -> Edition | None:
    """The edition that follows one."""
    return Edition.objects.filter(follows=edition).first()


def award_of(code: str) -> Award | None:
    """What an edition takes entries for; None where nobody opened it."""
    return Award.objects.select_related("edition", "round").filter(edition__code=code).first()


def asked(award: Award, category: str) -> list[Question]:
    """What an award asks in a category, in its order; without one, what it asks in all."""
    wanted = Q(category="") | Q(category=category)
    return list(award.questions.filter(wanted).order_by("position", "pk"))


# an applicant


def own_entries(user: AbstractBaseUser) -> list[Entry]:
    """All entries of an account, newest first, each with its versions."""
    found = Entry.objects.filter(applicant_id=user.pk).select_related("award__edition")
    return list(found.prefetch_related("submissions").order_by("-made_at", "pk"))


def own_entry(user: AbstractBaseUser, entry_id: UUID) -> Entry | None:
    """One of them; None for one that is another's."""
    found = Entry.objects.filter(applicant_id=user.pk, pk=entry_id)
    found = found.select_related("award__edition", "award__round", "applicant")
    return found.prefetch_related("submissions__deck", "submissions__blind").first()


def present_files(entry: Entry) -> dict[str, File]:
    """Kind → the file that the draft holds."""
    return {one.kind: one for one in entry.files.filter(replaced_at=None).defer("pages")}


@dataclass(frozen=True, slots=True)
class Found:
    """A name of the entrant's own where none ought to be. `where`: a question's label, or "" for the file; `page`: of
    the file, 0 for its properties."""

    name: str
    where: Name | None
    page: int | None


def names_left(entry: Entry, questions: Sequence[Question]) -> list[Found]:
    """Where a draft still names who enters it: in its answers, and in the copy without names as far as it was read."""
    own = entrant_names(entry)
    found = [
        Found(name, one.label, None)
        for one in questions
        for name in names_in(key_of_text(entry.answers.get(str(one.pk), "")), own)
    ]
    blind = entry.files.filter(kind=File.Kind.BLIND, replaced_at=None).first()
    for page, key in enumerate((blind.pages if blind else None) or []):
        found += [Found(name, None, page) for name in names_in(key, own)]
    return found


def blind_state(entry: Entry) -> str:
    """How far the copy without names was looked through: none | waiting | unreadable | read."""
    blind = entry.files.filter(kind=File.Kind.BLIND, replaced_at=None).first()
    if blind is None:
        return "none"
    if blind.read_at is None:
        return "waiting"
    return "unreadable" if blind.pages is None else "read"


def entrant_names(entry: Entry) -> list[str]:
    """Names that tell who enters: of the organisation, as it is written here and on the map, and of the account."""
    told = [entry.name]
    if entry.org_id:
        try:
            on_map = known(current_snapshot(), [entry.org_id]).get(entry.org_id)
        except NoSnapshot:
            on_map = None
        told += list(on_map.name.values()) if on_map else []
    person = [entry.applicant.get_full_name(), entry.applicant.last_name]
    address = address_of(entry.applicant)
    return own_names(told, person, [address] if address else [])


def own_file(user: AbstractBaseUser, file_id: UUID) -> File | None:
    """A file of an account's own entry; None for another's."""
    return File.objects.filter(pk=file_id, entry__applicant_id=user.pk).defer("pages").first()


def own_submission(user: AbstractBaseUser, entry_id: UUID, version: int) -> Submission | None:
    found = Submission.objects.filter(entry_id=entry_id, entry__applicant_id=user.pk, version=version)
    return found.select_related("entry__award__edition", "deck", "blind").first()


# the team


def desk() -> list[Award]:
    """Awards that were opened, latest deadline first, each with its number of entries by state."""
    counts = {state: Count("entries", filter=Q(entries__state=state)) for state in Entry.State.values}
    return list(Award.objects.select_related("edition").annotate(**counts))


def editions_to_open() -> QuerySet[Edition]:
    """Editions of awards that take no entries yet."""
    return Edition.objects.filter(kind=Edition.Kind.AWARD, award=None).order_by("-starts_on", "code")


def entries_of(award: Award) -> list[Entry]:
    """All entries of an award, by number, those never submitted last; each with its versions, newest first."""
    submissions = Prefetch("submissions", Submission.objects.select_related("deck", "blind").defer("content"))
    found = award.entries.select_related("applicant").prefetch_related(submissions)
    return sorted(found, key=lambda one: (one.number is None, one.number or 0, one.made_at))


def standing(award: Award) -> list[Submission]:
    """The last version of every entry that is submitted and not withdrawn, by number."""
    entries = award.entries.filter(state=Entry.State.SUBMITTED).select_related("applicant").order_by("number")
    last = Prefetch("submissions", Submission.objects.select_related("deck", "blind"))
    return [one.submissions.all()[0] for one in entries.prefetch_related(last)]


def applicants(award: Award) -> set[int]:
    return set(award.entries.exclude(state=Entry.State.DRAFT).values_list("applicant_id", flat=True))


def expired(drafts_before: datetime, entries_before: datetime) -> QuerySet[Entry]:
    """Entries to awards that closed before these instants: those never submitted, and the others."""
    return Entry.objects.filter(
        Q(number=None, award__closes_at__lt=drafts_before) | Q(award__closes_at__lt=entries_before)
    )


def submitted_file(file_id: UUID) -> File | None:
    """A file that some submitted version holds."""
    held = Submission.objects.filter(Q(deck=file_id) | Q(blind=file_id))
    return File.objects.filter(pk=file_id).defer("pages").first() if held.exists() else None


# the jury


def results(award: Award) -> list[Result]:
    """What was decided and issued; nothing before."""
    return review.results(award.round) if award.round else []


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an applicant is told: the verdict, the place where they won, and what jurors wrote to them."""

    verdict: str
    place: int | None
    feedback: list[str]


def outcome(entry: Entry) -> Outcome | None:
    """What the jury decided on an entry; None before its decision was issued."""
    own = [one for one in results(entry.award) if one.object_id == str(entry.pk)]
    if not own:
        return None
    return Outcome(own[0].verdict, own[0].place, review.feedback("awards", str(entry.pk)))


def submitted_names(entry_ids: Iterable[str]) -> dict[str, str]:
    """Entry's id → the name of its spin-off as it was last submitted."""
    found = Submission.objects.filter(entry__in=list(entry_ids)).order_by("version")
    return {str(entry): name for entry, name in found.values_list("entry", "name")}
