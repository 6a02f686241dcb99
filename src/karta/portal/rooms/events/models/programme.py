"""The programme of an edition: halls, tracks, sessions, who speaks in them and which bodies carry them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karta.portal.directory.models import Body, Edition
from karta.portal.directory.models.texts import Bilingual


class Hall(models.Model):
    """A room of an edition: a column of its programme. `seats`: how many it holds, None where nobody said."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="halls")
    name_bg = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    seats = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    name = Bilingual("name")

    def __str__(self) -> str:
        return f"hall {self.pk}"


class Track(models.Model):
    """A thread of sessions through an edition, such as a topic."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="tracks")
    name_bg = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    name = Bilingual("name")

    def __str__(self) -> str:
        return f"track {self.pk}"


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions by whether readers see them."""

    def public(self) -> SessionQuerySet:
        """Those that everybody may see: published ones, and cancelled ones as such."""
        return self.filter(state__in=Session.PUBLIC)

    def standing(self) -> SessionQuerySet:
        """Those that take place: published and not cancelled."""
        return self.filter(state=Session.State.PUBLISHED)


class Session(models.Model):
    """One session. `starts_at` and `ends_at` are instants, both or neither: hours may not be announced yet.

    `uid` and `sequence` are those of RFC 5545: the one never changes, the other rises with each change of a published
    session's time, hall or state. `version` rises with every write, so that two editors notice each other. A moved
    session is a published one with `moved_at`. `fact`: the event of the directory where a public source names this
    session; what sources say of it stays on that event's page alone.
    """

    class Kind(models.TextChoices):
        TALK = "talk", pgettext_lazy("session", "talk")
        PANEL = "panel", pgettext_lazy("session", "panel")
        DISCUSSION = "discussion", pgettext_lazy("session", "discussion")
        WORKSHOP = "workshop", pgettext_lazy("session", "workshop")
        TRAINING = "training", pgettext_lazy("session", "training")
        PRESENTATION = "presentation", pgettext_lazy("session", "presentation")
        AWARD = "award", pgettext_lazy("session", "award")
        MEETING = "meeting", pgettext_lazy("session", "networking")
        BREAK = "break", pgettext_lazy("session", "break")

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("session", "planned")
        PUBLISHED = "published", pgettext_lazy("session", "published")
        CANCELLED = "cancelled", pgettext_lazy("session", "cancelled")

    PUBLIC = (State.PUBLISHED, State.CANCELLED)

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="programme")
    hall = models.ForeignKey(Hall, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    track = models.ForeignKey(Track, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions")
    kind = models.CharField(max_length=14, choices=Kind)
    title_bg = models.CharField(max_length=250)
    title_en = models.CharField(max_length=250)
    about_bg = models.TextField(max_length=4000, blank=True)
    about_en = models.TextField(max_length=4000, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    capacity = models.PositiveIntegerField(null=True, blank=True)  # None: whoever comes
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True)  # when a published one last got another time or hall
    fact = models.OneToOneField(
        Edition, null=True, blank=True, on_delete=models.SET_NULL, related_name="programme_session"
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = (models.F("starts_at").asc(nulls_last=True), "ends_at", "hall__position", "pk")
        indexes = (models.Index(fields=("edition", "state", "starts_at")),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(starts_at=None, ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_after_it_starts",
            ),
        )

    title = Bilingual("title")
    about = Bilingual("about")

    def __str__(self) -> str:
        return f"session {self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it."""
        return self.state != self.State.PLANNED


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    """Speakers by whether they may be named."""

    def named(self) -> SpeakerQuerySet:
        """Those who agreed to be named and did not take it back."""
        return self.filter(consented_at__isnull=False, withdrawn_at=None)


class Speaker(models.Model):
    """A person who speaks at an edition. Public only while they agree to it: `is_named`. The address never is."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="speakers")
    name_bg = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    affiliation_bg = models.CharField(max_length=200, blank=True)  # in words; with `body` its role or unit there
    affiliation_en = models.CharField(max_length=200, blank=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="bg")  # that the speaker is written to in
    asked_at = models.DateTimeField(null=True, blank=True)  # the newest invitation; links of earlier ones end with it
    consented_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ("name_en", "pk")

    name = Bilingual("name")
    affiliation = Bilingual("affiliation")

    def __str__(self) -> str:
        return f"speaker {self.pk}"

    @property
    def is_named(self) -> bool:
        """Whether the person agreed to be named and did not take it back."""
        return self.consented_at is not None and self.withdrawn_at is None


class SessionSpeaker(models.Model):
    """That somebody speaks in a session, and as what."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", pgettext_lazy("in a session", "speaker")
        MODERATOR = "moderator", pgettext_lazy("in a session", "moderator")
        PANELLIST = "panellist", pgettext_lazy("in a session", "panellist")
        TRAINER = "trainer", pgettext_lazy("in a session", "trainer")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="parts")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="parts")
    role = models.CharField(max_length=10, choices=Role, default=Role.SPEAKER)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("session_id", "position", "pk")
        constraints = (models.UniqueConstraint(fields=("session", "speaker"), name="speaker_once_in_session"),)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.speaker_id}"


class SessionPartner(models.Model):
    """A body that carries a session, and as what; one body may have several roles."""

    class Role(models.TextChoices):
        ORGANISER = "organiser", _("organiser")
        CO_ORGANISER = "co_organiser", _("co-organiser")
        SUPPORTER = "supporter", _("supporter")
        PARTNER = "partner", _("partner")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="partners")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=14, choices=Role, default=Role.PARTNER)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("session_id", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=("session", "body", "role"), name="partner_role_once_in_session"),
        )

    def __str__(self) -> str:
        return f"{self.session_id}: {self.body_id} {self.role}"
