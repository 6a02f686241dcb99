"""An import, from the upload to the published rows."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karta.portal.engines.builds.models import Run


class Import(models.Model):
    """One file that a steward brings in. Texts of runs are in both languages; cells are of organisations only."""

    class State(models.TextChoices):
        READING = "reading", _("being read")
        REFUSED = "refused", _("cannot be read")
        COLUMNS = "columns", _("columns to confirm")
        CHECKING = "checking", _("being checked")
        CHECK = "check", _("rows to look through")
        BUILDING = "building", _("being built")
        REVIEW = "review", _("changes to look through")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")

    BUSY = (State.READING, State.CHECKING, State.BUILDING)
    CLOSED = (State.PUBLISHED, State.DISCARDED)

    file_name = models.CharField(max_length=100)
    folder = models.CharField(max_length=32)  # under settings.MEDIA_ROOT; empty once the file is gone
    size = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.READING, db_index=True)
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    form = models.JSONField(default=dict)  # encoding, delimiter, sheet, header_row that the steward chose
    columns = models.JSONField(default=list)  # guesses: column, sample, guess, confidence, is_ignored
    mapping = models.JSONField(default=dict)  # the keys of mapping.yml
    earlier = models.JSONField(default=dict)  # the mapping of an earlier file with the same columns
    notes = models.JSONField(default=list)
    preview = models.JSONField(default=dict)  # last line of the preview; emptied when the import is closed
    error = models.JSONField(default=dict)  # {"code", "message_en", "message_bg"} of the last run
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    persons = models.PositiveIntegerField(default=0)
    source_id = models.CharField(max_length=80, blank=True)
    version = models.CharField(max_length=40, blank=True)
    snapshot = models.CharField(max_length=80, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"import {self.pk}: {self.file_name} {self.state}"

    @property
    def home(self) -> Path:
        """Folder of the upload and what belongs to it."""
        return Path(settings.MEDIA_ROOT) / self.folder

    @property
    def upload(self) -> Path:
        return self.home / self.file_name

    @property
    def mapping_file(self) -> Path:
        return self.home / "mapping.yml"

    @property
    def problems_file(self) -> Path:
        return self.home / "problems.csv"

    @property
    def is_busy(self) -> bool:
        return self.state in self.BUSY

    @property
    def title(self) -> dict[str, str]:
        return self.mapping.get("title") or {"bg": self.file_name, "en": self.file_name}
