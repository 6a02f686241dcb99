"""The public roles of people: who speaks for an organisation, by name and title, as long as they agree to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from karta.portal.directory.models.bodies import Body
from karta.portal.directory.models.texts import Bilingual


class PublicRole(models.Model):
    """One role of one person at an organisation of the map, or at a body: the cluster itself.

    Its owner writes it; it is shown once it is confirmed, while their consent stands and its days have come. A role is
    never changed, but ended and written anew: what was confirmed is what is shown.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    org_id = models.CharField(max_length=40, blank=True, db_index=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.CASCADE, related_name="public_roles")
    name_bg = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    title_bg = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)  # given up, declined or taken back

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(org_id="", body__isnull=False) | (~Q(org_id="") & Q(body__isnull=True)),
                name="public_role_at_one",
            ),
        )

    name = Bilingual("name")
    title = Bilingual("title")

    def __str__(self) -> str:
        return f"public role {self.pk}"
