"""Writes of slides: kept, authors asked, agreed to, taken back, removed. One transaction each, with an audit line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from karta.portal.directory.models import Edition
from karta.portal.platform import audit, mail
from karta.portal.platform.uploads import Taken
from karta.portal.rooms.events.afterwards import letters, rules
from karta.portal.rooms.events.afterwards.errors import Again, NotNow
from karta.portal.rooms.events.afterwards.models import Author, Consent, Deck
from karta.portal.rooms.events.models import Session, Speaker

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@transaction.atomic
def add_deck(
    *, edition: Edition, session: Session | None, title: dict[str, str], language: str, speakers: Iterable[Speaker],
    file: Any, taken: Taken, by: AbstractBaseUser, at: datetime,
) -> Deck:  # fmt: skip
    """Keep slides that nobody but the team and their authors can open yet. Errors: PermissionDenied, Again; ValueError
    without an author, or with one of another edition."""
    _refuse_others(by)
    authors = list(speakers)
    if not authors or any(one.edition_id != edition.pk for one in authors):
        raise ValueError(f"slides of edition {edition.pk}: name at least one of its speakers, and none of another")
    if Deck.objects.filter(edition=edition, sha256=taken.sha256).exists():
        raise Again(f"edition {edition.pk}: these slides are there already")
    made = Deck(
        edition=edition, session=session, title_bg=title["bg"], title_en=title["en"], language=language,
        name=taken.name, size=taken.size, sha256=taken.sha256, added_at=at, added_by_id=by.pk,
    )  # fmt: skip
    made.file.save("", file, save=False)
    made.save()
    Author.objects.bulk_create(Author(deck=made, speaker=one) for one in authors)
    audit.record("slides.added", target=made, by=by, at=at, edition=edition.code, size=taken.size)
    return made


@transaction.atomic
def ask(*, deck_id: int, origin: str, by: AbstractBaseUser, at: datetime) -> int:
    """Send every author who has an address and does not agree now their link; how many letters.

    Errors: PermissionDenied; NotNow where no author has an address.
    """
    _refuse_others(by)
    deck = Deck.objects.select_for_update().get(pk=deck_id)
    waiting = deck.authors.exclude(pk__in=_agreeing(deck)).select_related("speaker")
    asked = [one for one in waiting if one.speaker and one.speaker.email]
    if not asked:
        raise NotNow(f"{deck}: nobody to ask has an address")
    for author in asked:
        author.asked_at = at
        author.save(update_fields=["asked_at"])
        mail.send(letters.please_agree(author, origin=origin, at=at))
    audit.record("slides.asked", target=deck, by=by, at=at, letters=len(asked))
    return len(asked)


@transaction.atomic
def agree(*, author_id: int, speaker_id: int, licence: str, at: datetime) -> Consent:
    """An author lets everybody have the slides; once said, saying it again changes nothing but the terms.

    Errors: Author.DoesNotExist for another speaker's; NotNow where the file is gone.
    """
    author = _own(author_id, speaker_id)
    deck = Deck.objects.select_for_update().get(pk=author.deck_id)
    if not deck.file:
        raise NotNow(f"{deck}: its file was deleted")
    standing = author.consents.filter(withdrawn_at=None).first()
    if standing and standing.licence == licence:
        return standing
    author.consents.filter(withdrawn_at=None).update(withdrawn_at=at)
    made = Consent.objects.create(author=author, licence=Consent.Licence(licence), given_at=at)
    withdrew = Consent.objects.filter(author__deck=deck).exclude(author__in=_agreeing(deck))
    if not withdrew.exists():
        deck.delete_at = None
        deck.save(update_fields=["delete_at"])
    audit.record("slides.agreed", target=deck, by=None, at=at, author=author.pk, licence=licence)
    return made


@transaction.atomic
def withdraw(*, author_id: int, speaker_id: int, at: datetime) -> None:
    """An author takes the agreement back: nobody else can open the slides from now on, and the file goes after
    rules.FILE_LIFE unless it is given again. Errors: Author.DoesNotExist for another speaker's."""
    author = _own(author_id, speaker_id)
    deck = Deck.objects.select_for_update().get(pk=author.deck_id)
    if author.consents.filter(withdrawn_at=None).update(withdrawn_at=at):
        deck.delete_at = at + rules.FILE_LIFE
        deck.save(update_fields=["delete_at"])
        audit.record("slides.withdrawn", target=deck, by=None, at=at, author=author.pk)


@transaction.atomic
def remove(*, deck_id: int, by: AbstractBaseUser, at: datetime) -> None:
    """Delete slides, their file and who agreed to what; the log keeps that they were. Errors: PermissionDenied."""
    _refuse_others(by)
    deck = Deck.objects.select_for_update().get(pk=deck_id)
    audit.record("slides.removed", target=deck, by=by, at=at)
    _forget_file(deck)
    deck.delete()


@transaction.atomic
def forget_expired(*, at: datetime) -> int:
    """Delete slides whose author took the agreement back long enough ago, or was erased; how many. By the worker."""
    nobodys = Author.objects.filter(speaker=None).values("deck_id")
    expired = list(Deck.objects.select_for_update().filter(Q(delete_at__lte=at) | Q(pk__in=nobodys)))
    for deck in expired:
        audit.record("slides.expired", target=deck, by=None, at=at)
        _forget_file(deck)
        deck.delete()
    return len(expired)


@transaction.atomic
def forget_slides_of(deck_ids: Iterable[int], *, at: datetime) -> int:
    """Delete slides of somebody who is being erased, also those that others made with them; how many."""
    found = list(Deck.objects.select_for_update().filter(pk__in=list(deck_ids)))
    for deck in found:
        audit.record("slides.erased", target=deck, by=None, at=at)
        _forget_file(deck)
        deck.delete()
    return len(found)


def _agreeing(deck: Deck) -> Any:
    """Ids of the authors who agree now."""
    return Consent.objects.filter(author__deck=deck, withdrawn_at=None).values("author_id")


def _forget_file(deck: Deck) -> None:
    storage, name = deck.file.storage, deck.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def _own(author_id: int, speaker_id: int) -> Author:
    return Author.objects.select_for_update().get(pk=author_id, speaker_id=speaker_id)


def _refuse_others(by: AbstractBaseUser) -> None:
    if not rules.may_keep(by):
        raise PermissionDenied("slides: you may not change them; ask an editor")
