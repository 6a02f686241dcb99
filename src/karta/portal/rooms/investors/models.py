"""Offers of organisations, seats of investors, documents and whom they are released to, introductions, notes."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karta.portal.directory.models.texts import Bilingual

PERSON = settings.AUTH_USER_MODEL


class Investor(models.Model):
    """An organisation that invests: one of the map, or one that a steward named by hand. Its seats share notes."""

    org_id = models.CharField(max_length=40, blank=True, db_index=True)
    name = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("org_id",), condition=~models.Q(org_id=""), name="one_investor_of_the_map"),
        )

    def __str__(self) -> str:
        return f"investor {self.pk}"


class Seat(models.Model):
    """A person who looks at companies for an investor. What they typed admits nobody: a steward names the investor."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("seat", "asked for")
        ADMITTED = "admitted", pgettext_lazy("seat", "admitted")
        DECLINED = "declined", pgettext_lazy("seat", "declined")
        ENDED = "ended", pgettext_lazy("seat", "ended")

    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)  # how the person is introduced
    organisation = models.CharField(max_length=200)  # for whom, in the asker's words
    reason = models.TextField(max_length=2000)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED, db_index=True)
    investor = models.ForeignKey(Investor, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)  # the team's words when it declines or ends

    class Meta:
        ordering = ("due_on", "asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("user",), condition=models.Q(state__in=("asked", "admitted")), name="one_standing_seat"
            ),
        )

    def __str__(self) -> str:
        return f"seat {self.pk}"


class Offer(models.Model):
    """That an organisation is open to investment. An edit is a new row; the newest that is not withdrawn stands."""

    class Stage(models.TextChoices):
        IDEA = "idea", _("idea and proof of concept")
        SEED = "seed", _("seed")
        EARLY = "early", _("early growth")
        GROWTH = "growth", _("growth")
        MATURE = "mature", _("mature company")

    class Use(models.TextChoices):
        RESEARCH = "research", _("research and development")
        TRIALS = "trials", _("clinical trials and approval")
        PRODUCTION = "production", _("production and equipment")
        MARKET = "market", _("entering markets")
        TEAM = "team", _("people")
        ACQUISITION = "acquisition", _("buying another company")

    org_id = models.CharField(max_length=40, db_index=True)
    stage = models.CharField(max_length=10, choices=Stage)
    use = models.CharField(max_length=12, choices=Use)
    amount_min_eur = models.PositiveBigIntegerField(null=True, blank=True)  # a closed interval; None: an open end
    amount_max_eur = models.PositiveBigIntegerField(null=True, blank=True)
    text_bg = models.TextField(max_length=600)
    text_en = models.TextField(max_length=600)
    valid_until = models.DateField()
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("org_id",), condition=models.Q(withdrawn_at=None), name="one_offer"),
        )

    text = Bilingual("text")

    def __str__(self) -> str:
        return f"offer {self.pk} of {self.org_id}"


class Document(models.Model):
    """A document of an organisation, kept in versions. Removed, its files are gone; who opened it stays told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    org_id = models.CharField(max_length=40, db_index=True)
    title = models.CharField(max_length=150)
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("title", "made_at", "pk")

    def __str__(self) -> str:
        return f"document {self.pk}"


def place(version: Version, _name: str) -> str:
    """Where a version's file is kept: nothing of its own name or type, and outside what the portal shows of itself."""
    return f"investors/{version.document_id}/{version.number}-{uuid.uuid4().hex}"


class Version(models.Model):
    """One file of a document. `media_type` is what its content is, never what its sender said."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=place, blank=True, max_length=200)
    name = models.CharField(max_length=150)  # as it is saved by whoever opens it, with the ending of its type
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("document", "number"), name="document_version_once"),)

    def __str__(self) -> str:
        return f"version {self.number} of {self.document_id}"


class Release(models.Model):
    """A document that one seat may open, until it is taken back. A new version is released with it."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="releases")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="releases")
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "seat"), condition=models.Q(ended_at=None), name="one_standing_release"
            ),
        )

    def __str__(self) -> str:
        return f"release {self.pk}"


class Opening(models.Model):
    """Each time that somebody opened a version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="openings")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.SET_NULL, related_name="+")  # None: the organisation's
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"opening {self.pk}"


class Interest(models.Model):
    """That a seat is interested in an organisation: the cluster's team sees it, the organisation does not."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="interests")
    org_id = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("seat", "org_id"), condition=models.Q(ended_at=None), name="one_standing_interest"
            ),
        )

    def __str__(self) -> str:
        return f"interest {self.pk}"


class Introduction(models.Model):
    """An investor asks to meet a company, through the cluster. By asking the investor agrees; the company answers."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("introduction", "waits for the team")
        PUT = "put", pgettext_lazy("introduction", "waits for the company")
        REFUSED = "refused", pgettext_lazy("introduction", "the company says no; the team answers")
        MADE = "made", pgettext_lazy("introduction", "made")
        DECLINED = "declined", pgettext_lazy("introduction", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("introduction", "withdrawn")

    OPEN = (State.ASKED, State.PUT, State.REFUSED)

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="introductions")
    org_id = models.CharField(max_length=40, db_index=True)
    words = models.TextField(max_length=2000)  # the investor's, for the company
    state = models.CharField(max_length=10, choices=State, default=State.ASKED, db_index=True)
    owner = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    refusal = models.TextField(max_length=2000, blank=True)  # the company's reason, for the team
    answer = models.TextField(max_length=2000, blank=True)  # what the team tells the investor
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("seat", "org_id"),
                condition=models.Q(state__in=("asked", "put", "refused")),
                name="one_open_introduction",
            ),
        )

    def __str__(self) -> str:
        return f"introduction {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Step(models.Model):
    """One step of an introduction, as its history shows it."""

    class What(models.TextChoices):
        ASKED = "asked", pgettext_lazy("step", "the investor asked")
        OWNED = "owned", pgettext_lazy("step", "taken over")
        GIVEN_BACK = "given_back", pgettext_lazy("step", "given back")
        PUT = "put", pgettext_lazy("step", "the company was asked")
        MADE = "made", pgettext_lazy("step", "the company agreed; both have each other’s address")
        REFUSED = "refused", pgettext_lazy("step", "the company declined")
        DECLINED = "declined", pgettext_lazy("step", "the investor was told")
        WITHDRAWN = "withdrawn", pgettext_lazy("step", "the investor withdrew")

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="steps")
    what = models.CharField(max_length=10, choices=What)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.what} {self.introduction_id}"


class Note(models.Model):
    """What an investor's people write down about an organisation, for themselves."""

    investor = models.ForeignKey(Investor, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    org_id = models.CharField(max_length=40, db_index=True)
    text = models.TextField(max_length=5000)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"note {self.pk}"
