"""Entries as jurors see them: without anybody's name."""

from __future__ import annotations

from django.db import models

from karta.portal.engines.review.models.rounds import Category, Round


class Entry(models.Model):
    """What a room put into a round, as it was when the round opened. Its names are in `identities`."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="entries")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="entries")
    app = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    code = models.CharField(max_length=6)  # what people of the round call it
    title = models.CharField(max_length=200)  # without names
    parts = models.JSONField(default=list)  # [{"bg": heading, "en": heading, "text": …}, …]
    documents = models.JSONField(default=list)  # [{"key", "name", "media_type", "size", "sha256"}, …]
    terms = models.JSONField(default=list)  # what it is about, in the words or codes that jurors' terms are in
    sha256 = models.CharField(max_length=64)  # of title, parts and documents
    entered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("code", "pk")
        constraints = (
            models.UniqueConstraint(fields=("round", "app", "object_id"), name="entry_once"),
            models.UniqueConstraint(fields=("round", "code"), name="entry_code_once"),
        )

    def __str__(self) -> str:
        return f"entry {self.code}"
