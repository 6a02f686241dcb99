"""A run of the data half, from the click that asked for it to its result."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """One child process. Progress, result and error are what it printed; texts stand in both languages."""

    class Kind(models.TextChoices):
        GUESS = "guess", _("reading the file")
        PREVIEW = "preview", _("checking the rows")
        BUILD = "build", _("building the map")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    subject = models.CharField(max_length=80, blank=True)  # what it is for: "import:12"
    step = models.CharField(max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.JSONField(default=dict)  # {"bg", "en"} of the step
    result = models.JSONField(default=dict)  # the last line that the process printed
    error = models.JSONField(default=dict)  # {"code", "message_en", "message_bg"}
    is_cancel_asked = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_index=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return f"run {self.pk}: {self.kind} {self.state}"

    @property
    def is_active(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)
