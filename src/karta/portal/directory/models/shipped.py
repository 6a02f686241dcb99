"""What the shipped facts wrote, so that loading them again never undoes what a person changed."""

from __future__ import annotations

from django.db import models


class Shipped(models.Model):
    """One object of the shipped facts as they last wrote it. A digest that differs: a person changed it since.

    A row whose object is gone: a person deleted it. Both are left as they are.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="shipped_once"),)
        verbose_name_plural = "shipped"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
