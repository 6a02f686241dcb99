"""Slides of an edition: a file, whose authors each say by a link of their own whether everybody may have it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Edition
from karta.portal.directory.models.texts import Bilingual
from karta.portal.rooms.events.models import Session, Speaker

PERSON = settings.AUTH_USER_MODEL


def path_of(deck: Deck, _name: str) -> str:
    """Where a deck's file is kept: under a name that says nothing and that nobody chose."""
    return f"slides/{deck.uid}"


class DeckQuerySet(models.QuerySet["Deck"]):
    """Decks by whether readers may have them."""

    def public(self) -> DeckQuerySet:
        """Those with a file whose every author agrees now; one without an author left has nobody who could."""
        authors = Author.objects.filter(deck=OuterRef("pk"))
        agreed = Consent.objects.filter(author=OuterRef("pk"), withdrawn_at=None)
        silent = authors.filter(~Exists(agreed) | models.Q(speaker=None))
        return self.filter(Exists(authors), ~Exists(silent)).exclude(file="")


class Deck(models.Model):
    """The slides of one talk, as PDF. A file is never replaced: other slides are another deck, and asked for anew."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="decks")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="decks")
    title_bg = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    language = models.CharField(max_length=2)  # that the slides are in
    file = models.FileField(upload_to=path_of, max_length=120, blank=True)
    name = models.CharField(max_length=120)  # that a download gets; uploads.take made it safe
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    delete_at = models.DateTimeField(null=True, blank=True, db_index=True)  # set when an author takes consent back

    objects = DeckQuerySet.as_manager()

    class Meta:
        ordering = ("title_en", "pk")
        constraints = (models.UniqueConstraint(fields=("edition", "sha256"), name="deck_once_in_edition"),)

    title = Bilingual("title")

    def __str__(self) -> str:
        return f"slides {self.pk}"


class Author(models.Model):
    """That somebody made a deck. `speaker` None: they were erased, and the deck is nobody's to see."""

    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="authors")
    speaker = models.ForeignKey(Speaker, null=True, on_delete=models.SET_NULL, related_name="slides")
    asked_at = models.DateTimeField(null=True, blank=True)  # when the newest letter with the link went out

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("deck", "speaker"), name="author_once_of_deck"),)

    def __str__(self) -> str:
        return f"author {self.pk} of slides {self.deck_id}"


class Consent(models.Model):
    """That an author let everybody have a deck, on what terms, and until when. Rows are added, not changed, but for
    their end."""

    class Licence(models.TextChoices):
        BY = "cc-by-4.0", _("CC BY 4.0: may be reused with my name")
        BY_NC = "cc-by-nc-4.0", _("CC BY-NC 4.0: may be reused with my name, not for profit")
        READ = "read", _("only to be read: all rights reserved")

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="consents")
    licence = models.CharField(max_length=14, choices=Licence)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-given_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("author",), condition=models.Q(withdrawn_at=None), name="one_standing_consent_to_slides"
            ),
        )

    def __str__(self) -> str:
        return f"consent {self.pk}"
