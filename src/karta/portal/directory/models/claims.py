"""Claims: each one thing that one source says (ARCHITECTURE §3), and the contradictions between them (X-02, X-05)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models.bodies import Body
from karta.portal.directory.models.texts import Bilingual


class Source(models.Model):
    """What says it: a page, a notice, a document."""

    code = models.SlugField(max_length=60, unique=True)
    title_bg = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    address = models.URLField(max_length=500, blank=True)
    retrieved = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)

    title = Bilingual("title")

    def __str__(self) -> str:
        return self.code


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims by whether they count."""

    def standing(self) -> ClaimQuerySet:
        """Those that nobody took back or replaced by a correction."""
        return self.filter(withdrawn_at=None)

    def public(self) -> ClaimQuerySet:
        """Standing ones that everybody may see."""
        return self.standing().filter(visibility=Claim.Visibility.PUBLIC)


class MentionQuerySet(models.QuerySet["Mention"]):
    """Mentions by whether their claim counts."""

    def public(self) -> MentionQuerySet:
        """Those of standing claims that everybody may see."""
        return self.filter(claim__withdrawn_at=None, claim__visibility=Claim.Visibility.PUBLIC)


class Claim(models.Model):
    """One thing that one source says of a subject. `as_published` keeps the characters as printed, always.

    Dates (X-03): `starts_on` … `ends_on` is the span that the printed date can mean, either end None where it is
    lost; `starts_at`, `ends_at` are wall-clock times in `time_zone`. Numbers are closed intervals (vocab.numbers):
    `value_min` … `value_max`, None for an infinite end, `bound` the word that made them one. Whom it names are
    its mentions. Of the states of a value (X-06) confidential is `suppressed`, rounded an interval, zero a number.
    """

    class State(models.TextChoices):
        KNOWN = "known", _("known")
        MISSING = "missing", _("missing")
        NOT_APPLICABLE = "not_applicable", _("not applicable")
        SUPPRESSED = "suppressed", _("confidential")

    class Method(models.TextChoices):
        AS_PUBLISHED = "as_published", _("as written")
        NORMALISED = "normalised", _("brought to plain letters")
        CORRECTED = "corrected", _("corrected reading")
        INFERRED = "inferred", _("inferred in part")
        DERIVED = "derived", _("derived")
        TRANSLATED = "translated", _("translated")

    class Precision(models.TextChoices):
        YEAR = "year", _("year")
        MONTH = "month", _("month")
        DAY = "day", _("day")
        PART_OF_DAY = "part_of_day", _("part of a day")
        UNKNOWN = "unknown", _("unknown")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everybody")
        TEAM = "team", _("the team")  # spellings of a person's name: their public role is what everybody sees

    claim_id = models.CharField(max_length=16, unique=True)  # directory.claim_ids
    subject_kind = models.CharField(max_length=20)
    subject_code = models.CharField(max_length=80)
    property = models.CharField(max_length=40)
    basis = models.CharField(max_length=40, blank=True)  # what sort of such thing: announced, launched …
    as_published = models.TextField(max_length=2000, blank=True)
    language = models.CharField(max_length=3, blank=True)  # of as_published
    value = models.CharField(max_length=500, blank=True)  # read from it: a code or a text that is no date or number
    value_min = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    value_max = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    bound = models.CharField(max_length=10, blank=True)  # Interval.word
    unit = models.CharField(max_length=20, blank=True)
    geography = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=40, blank=True)
    date_precision = models.CharField(max_length=12, choices=Precision, blank=True)
    inferred = models.CharField(max_length=20, blank=True)  # the part that the source does not print: year, time_zone …
    state = models.CharField(max_length=16, choices=State, default=State.KNOWN)
    method = models.CharField(max_length=14, choices=Method, default=Method.AS_PUBLISHED)
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="corrections")
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="claims")
    locator = models.CharField(max_length=120, blank=True)  # finds it again: "line 33"
    note_bg = models.TextField(max_length=1000, blank=True)  # our own words on it
    note_en = models.TextField(max_length=1000, blank=True)
    recorded_at = models.DateTimeField()  # when we learned it
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # taken back, or replaced by a correction; kept to read
    bodies = models.ManyToManyField(Body, through="Mention", related_name="claims")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("subject_kind", "subject_code", "property")),)

    note = Bilingual("note")

    def __str__(self) -> str:
        return f"{self.subject_kind}/{self.subject_code} {self.property}: {self.as_published[:60]}"


class Mention(models.Model):
    """A body that a claim names, in the form that the source writes."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="mentions")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mentions")
    position = models.SmallIntegerField(default=0)
    as_written = models.CharField(max_length=250, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ("claim_id", "position")
        constraints = (models.UniqueConstraint(fields=("claim", "body", "position"), name="mention_once"),)

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.body_id}"


class Contradiction(models.Model):
    """Claims on one property of one subject that do not agree, or one that cannot stand as it is printed (X-05).

    `preferred` and `reason` repeat the standing choice, so that pages read one row; choices are the history.
    """

    class Kind(models.TextChoices):
        CONFLICT = "conflict", _("sources disagree")
        SPELLING = "spelling", _("one thing, several written forms")
        IMPOSSIBLE = "impossible", _("not possible as printed")
        PARTIAL = "partial", _("a part is missing")
        BOTH = "both", _("both hold")
        DEFECT = "defect", _("defect of the source")

    code = models.SlugField(max_length=60, unique=True)
    requirement = models.CharField(max_length=10, blank=True, db_index=True)  # TR01 … of the requirements
    kind = models.CharField(max_length=10, choices=Kind)
    subject_kind = models.CharField(max_length=20)
    subject_code = models.CharField(max_length=80)
    property = models.CharField(max_length=40)
    title_bg = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    claims = models.ManyToManyField(Claim, related_name="contradictions")
    preferred = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason_bg = models.TextField(max_length=2000, blank=True)
    reason_en = models.TextField(max_length=2000, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    chosen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("requirement", "code")
        indexes = (models.Index(fields=("subject_kind", "subject_code", "property")),)

    title = Bilingual("title")
    reason = Bilingual("reason")

    def __str__(self) -> str:
        return self.code


class Choice(models.Model):
    """One decision on a contradiction: which claim is preferred (None: none), why, by whom (None: as shipped).

    Never changed but for `undone_at`; the newest that is not undone stands.
    """

    contradiction = models.ForeignKey(Contradiction, on_delete=models.CASCADE, related_name="choices")
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason_bg = models.TextField(max_length=2000, blank=True)
    reason_en = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    reason = Bilingual("reason")

    def __str__(self) -> str:
        return f"choice {self.pk} of {self.contradiction_id}"
