"""Jurors of a round, and what stands between them and entries."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karta.portal.engines.review.models.entries import Entry
from karta.portal.engines.review.models.rounds import Round

PERSON = settings.AUTH_USER_MODEL


class Juror(models.Model):
    """Somebody who was asked to review in a round. The invitation is to an address; the account that has it answers."""

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("juror", "invited")
        ACCEPTED = "accepted", pgettext_lazy("juror", "accepted")
        DECLINED = "declined", pgettext_lazy("juror", "declined")
        ENDED = "ended", pgettext_lazy("juror", "no longer a juror")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="jurors")
    user = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField(blank=True)  # where the invitation went; empty once its owner's account is erased
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="bg")
    number = models.PositiveSmallIntegerField()  # what other jurors call them
    state = models.CharField(max_length=8, choices=State, default=State.INVITED)
    presides = models.BooleanField(default=False)  # the vote that the tie rule "presiding" asks
    terms = models.JSONField(default=list)  # expertise, in the words or codes of Entry.terms
    org_ids = models.JSONField(default=list)  # organisations that they said they belong to
    most = models.PositiveSmallIntegerField(null=True, blank=True)  # entries; None: as the round says
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number", "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "number"), name="juror_number_once"),
            models.UniqueConstraint(
                fields=("round", "email"), condition=~models.Q(email=""), name="juror_invited_once"
            ),
            models.UniqueConstraint(
                fields=("round", "user"), condition=models.Q(user__isnull=False), name="juror_once"
            ),
            models.UniqueConstraint(
                fields=("round",), condition=models.Q(presides=True, state="accepted"), name="one_presides"
            ),
        )

    def __str__(self) -> str:
        return f"juror {self.number} of round {self.round_id}"


class Conflict(models.Model):
    """That a juror must not review an entry, and the proof of it. It stands until it is ended or set aside."""

    class Kind(models.TextChoices):
        AUTHOR = "author", _("author of the entry")
        OWN = "own", _("own organisation")
        OWNER = "owner", _("owner, subsidiary or successor")
        PROJECT = "project", _("a project in common")
        EMPLOYER = "employer", _("the same employer")
        NAMESAKE = "namesake", _("the name of an author")
        DECLARED = "declared", _("declared by the juror")

    HARD = (Kind.AUTHOR, Kind.OWN, Kind.DECLARED)  # nobody can set these aside

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    juror = models.ForeignKey(Juror, on_delete=models.CASCADE, related_name="conflicts")
    kind = models.CharField(max_length=8, choices=Kind)
    juror_org_id = models.CharField(max_length=40, blank=True)
    entry_org_id = models.CharField(max_length=40, blank=True)
    proof = models.JSONField(default=dict)  # {"steps": [{"relation", "claim_id", "source_id", …}, …]}
    words = models.TextField(max_length=1000, blank=True)  # the juror's, of a declared one
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # the map or the account no longer says so
    waived_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    waived_at = models.DateTimeField(null=True, blank=True)
    waiver = models.TextField(max_length=1000, blank=True)  # why it does not count

    class Meta:
        ordering = ("entry_id", "juror_id", "kind", "pk")
        indexes = (models.Index(fields=("entry", "juror")),)
        constraints = (
            models.UniqueConstraint(
                fields=("entry", "juror", "kind", "juror_org_id", "entry_org_id"),
                condition=models.Q(ended_at=None), name="one_standing_conflict",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"conflict {self.pk}"

    @property
    def is_hard(self) -> bool:
        return self.kind in self.HARD
