"""What people changed in the facts of the portal, each with its reason; nothing that was said is lost (POR-08)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models.claims import Claim


class Change(models.Model):
    """One change of one subject. `before`, `after`: the columns that changed (directory.recorded), {} for claims.

    Rows are never changed but for `undone_at`, and never deleted.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("entered")
        EDITED = "edited", _("edited")
        CLAIMED = "claimed", _("claim added")
        CORRECTED = "corrected", _("claim corrected")
        WITHDRAWN = "withdrawn", _("claim withdrawn")

    kind = models.CharField(max_length=10, choices=Kind)
    subject_kind = models.CharField(max_length=20)
    subject_code = models.CharField(max_length=80)
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="changes")
    choices = models.ManyToManyField("directory.Choice", related_name="+")  # made along with it, undone with it
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("subject_kind", "subject_code")),)

    def __str__(self) -> str:
        return f"change {self.pk} of {self.subject_kind}/{self.subject_code}: {self.kind}"
