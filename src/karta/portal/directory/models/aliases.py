"""That a written form names a body: a decision with its evidence, which can be taken back (SPN-12)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from karta.portal.directory.models.bodies import Body
from karta.portal.directory.models.claims import Claim
from karta.portal.directory.models.texts import Bilingual

PERSON = settings.AUTH_USER_MODEL


class AliasMerge(models.Model):
    """One written form, or a body that stood under it, joined with `body`. `by` None: as the facts ship it.

    `mentions`: pks of the mentions that stand under `body` because of it, so that taking it back moves exactly these.
    `gone`: the body that they stood under before, or, once it is taken back, the one that they stand under.
    """

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="merges")
    written = models.CharField(max_length=250)
    gone = models.ForeignKey(Body, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mentions = models.JSONField(default=list)
    claims = models.ManyToManyField(Claim, related_name="+")  # the evidence
    reason_bg = models.TextField(max_length=2000)
    reason_en = models.TextField(max_length=2000)
    by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ("body", "-at", "-pk")

    reason = Bilingual("reason")

    def __str__(self) -> str:
        return f"merge {self.pk}: {self.written}"
