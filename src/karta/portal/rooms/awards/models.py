"""Awards of editions, what they ask, entries with drafts, files and submitted versions; mentors and their hours."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from karta.portal.directory.models import Edition, PublicRole
from karta.portal.directory.models.texts import Bilingual
from karta.portal.engines.review.models import Round

PERSON = settings.AUTH_USER_MODEL


class Award(models.Model):
    """An edition that takes entries between two instants, to the second. Its categories are those of `categories`."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, related_name="award")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    about_bg = models.TextField(max_length=3000, blank=True)  # what applicants ought to know
    about_en = models.TextField(max_length=3000, blank=True)
    last_number = models.PositiveIntegerField(default=0)  # of an entry that was submitted
    round = models.OneToOneField(Round, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)  # the last results
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-closes_at", "pk")
        constraints = (models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="award_closes_later"),)

    about = Bilingual("about")

    def __str__(self) -> str:
        return f"award {self.pk}"


class Question(models.Model):
    """One thing that an award asks. `category` "": in both. Questions change until the award opens."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=20, blank=True)
    label_bg = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    hint_bg = models.CharField(max_length=300, blank=True)
    hint_en = models.CharField(max_length=300, blank=True)
    longest = models.PositiveIntegerField()  # characters of an answer
    is_required = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "pk")

    label = Bilingual("label")
    hint = Bilingual("hint")

    def __str__(self) -> str:
        return f"question {self.pk}"


class Entry(models.Model):
    """What one account enters for an organisation. Columns are the draft; what counts are its submitted versions."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("entry", "draft")
        SUBMITTED = "submitted", pgettext_lazy("entry", "submitted")
        WITHDRAWN = "withdrawn", pgettext_lazy("entry", "withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="entries")
    applicant = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200, blank=True)  # of the spin-off, as the applicant writes it
    org_id = models.CharField(max_length=40, blank=True, db_index=True)  # on the map, where it is there
    answers = models.JSONField(default=dict)  # question's pk as text → answer
    language = models.CharField(max_length=2)  # in which its applicant is written to
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(null=True, blank=True)  # given when it is submitted first, and kept
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")
        verbose_name_plural = "entries"
        constraints = (models.UniqueConstraint(fields=("award", "number"), name="entry_number_once"),)

    def __str__(self) -> str:
        return f"entry {self.pk}"


def place(file: File, _name: str) -> str:
    """Where a file is kept: nothing of its own name or type, and outside what the portal shows of itself."""
    return f"awards/{file.entry_id}/{uuid.uuid4().hex}"


class File(models.Model):
    """A deck of an entry, or its copy without names for the jury. `media_type` is what it is, not what was said.

    Replaced, it stays where a submitted version holds it; else it is deleted. `pages`: of a copy without names its
    words as search keys, the file's properties first, then each page; None before it was read, or where it cannot be.
    """

    class Kind(models.TextChoices):
        DECK = "deck", pgettext_lazy("file", "deck")
        BLIND = "blind", pgettext_lazy("file", "copy without names")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=5, choices=Kind)
    file = models.FileField(upload_to=place, max_length=200)
    name = models.CharField(max_length=150)  # made safe, with the ending of its type
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    pages = models.JSONField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("kind", "-at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("entry", "kind"), condition=Q(replaced_at=None), name="one_present_file_of_a_kind"
            ),
        )

    def __str__(self) -> str:
        return f"file {self.pk}"


class Submission(models.Model):
    """One version of an entry as it was submitted; never changed. `content`: what `sha256` is the digest of, as JSON
    text, so that whoever holds the receipt can compute it again."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    org_id = models.CharField(max_length=40, blank=True)
    answers = models.JSONField(default=dict)
    deck = models.ForeignKey(File, on_delete=models.RESTRICT, related_name="+")
    blind = models.ForeignKey(File, on_delete=models.RESTRICT, related_name="+")
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("entry", "version"), name="submission_version_once"),)

    def __str__(self) -> str:
        return f"submission {self.pk}"


class Mentor(models.Model):
    """A person with a public role who offers hours. Shown while the role is, which its owner's consent decides."""

    role = models.OneToOneField(PublicRole, on_delete=models.CASCADE, related_name="mentor")
    about_bg = models.CharField(max_length=500)  # what one may ask them
    about_en = models.CharField(max_length=500)
    language = models.CharField(max_length=2)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")

    about = Bilingual("about")

    def __str__(self) -> str:
        return f"mentor {self.pk}"


class Slot(models.Model):
    """Time that a mentor offers to one visitor."""

    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="slots")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=300)  # a room, or the address of a call; told to who booked
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_later"),
            models.UniqueConstraint(
                fields=("mentor", "starts_at"), condition=Q(cancelled_at=None), name="one_slot_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"slot {self.pk}"


class Booking(models.Model):
    """That somebody comes to a slot, until either side cancels it."""

    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="bookings")
    visitor = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    topic = models.TextField(max_length=1000)
    language = models.CharField(max_length=2)
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # the mentor's, told to the visitor

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("slot",), condition=Q(cancelled_at=None), name="one_booking_of_a_slot"),
        )

    def __str__(self) -> str:
        return f"booking {self.pk}"
