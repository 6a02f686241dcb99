"""Feedback on an edition and its sessions. Nothing here leads from an answer to who gave it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from karta.portal.directory.models import Edition
from karta.portal.rooms.events.models import Session

PERSON = settings.AUTH_USER_MODEL


class Round(models.Model):
    """That people who came to an edition were asked, once. Its row is the lock of its answers."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="feedback")
    asked_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    invited = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"feedback on edition {self.edition_id}"


class Ballot(models.Model):
    """A right to one answer. Only the SHA-256 of its token is kept; the token went out in a letter that is gone.

    It names nobody, has a random key and no time, is written among all others in random order, and is deleted by the
    answer: neither contents nor order of rows tell whose answer came of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="ballots")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.CASCADE, related_name="ballots")
    token_hash = models.CharField(max_length=64, db_index=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("token_hash", "session"), name="one_ballot_of_session"),
            models.UniqueConstraint(
                fields=("token_hash",), condition=models.Q(session=None), name="one_ballot_of_edition"
            ),
        )

    def __str__(self) -> str:
        return f"ballot on edition {self.edition_id}"


class Answer(models.Model):
    """What somebody thought. `batch`: the step in which it was published with at least four others; None: it waits.

    `words` are shown to nobody but the team, and to it only once the answer is in a batch; `public_words` is what a
    person of the team left of them.
    """

    class Words(models.TextChoices):
        NONE = "none", pgettext_lazy("open answer", "without words")
        WAITING = "waiting", pgettext_lazy("open answer", "to be read")
        SHOWN = "shown", pgettext_lazy("open answer", "shown")
        DROPPED = "dropped", pgettext_lazy("open answer", "not shown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="answers")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.CASCADE, related_name="answers")
    stars = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=2000, blank=True)
    language = models.CharField(max_length=2)
    batch = models.PositiveIntegerField(null=True, blank=True)
    words_state = models.CharField(max_length=8, choices=Words, default=Words.NONE)
    public_words = models.TextField(max_length=2000, blank=True)
    read_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("edition", "session", "batch")),)
        constraints = (models.CheckConstraint(condition=models.Q(stars__range=(1, 5)), name="one_to_five_stars"),)

    def __str__(self) -> str:
        return f"answer on edition {self.edition_id}"
