"""Spin-offs, decisions on whether they count, and proposals. What sources say of one are claims (directory)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karta.portal.directory.models.texts import Bilingual
from karta.portal.rooms.spinoffs import rules

PERSON = settings.AUTH_USER_MODEL


class Origin(models.TextChoices):
    UNIVERSITY = rules.UNIVERSITY, _("university")
    INSTITUTE = rules.INSTITUTE, _("research institute")
    CORPORATION = rules.CORPORATION, _("corporation")


class Stage(models.TextChoices):
    RESEARCH = "research", _("research")
    PROTOTYPE = "prototype", _("prototype")
    PILOT = "pilot", _("pilot with users")
    MARKET = "market", _("on the market")
    GROWTH = "growth", _("growth")
    ACQUIRED = "acquired", _("acquired")


class Funding(models.TextChoices):
    GRANT = "grant", _("grant")
    EQUITY = "equity", _("equity")
    LOAN = "loan", _("loan")
    OTHER = "other_funding", _("other funding")


class SpinOff(models.Model):
    """A company that is, or may be, a spin-off. `state` repeats the standing decision, so that lists read one row.

    `org_id`: the organisation of the map; `body`: the code of the directory's body, as awards name it; "" for none.
    """

    class State(models.TextChoices):
        CHECKED = "checked", pgettext_lazy("spin-off", "being checked")
        VERIFIED = "verified", pgettext_lazy("spin-off", "verified")
        DECLINED = "declined", pgettext_lazy("spin-off", "not a spin-off")

    code = models.SlugField(max_length=60, unique=True)
    name_bg = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    org_id = models.CharField(max_length=40, blank=True, db_index=True)
    body = models.CharField(max_length=40, blank=True)
    website = models.URLField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.CHECKED, db_index=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("name_en", "pk")
        constraints = (
            models.UniqueConstraint(fields=("org_id",), condition=~models.Q(org_id=""), name="one_spin_off_of_the_map"),
            models.UniqueConstraint(fields=("body",), condition=~models.Q(body=""), name="one_spin_off_of_a_body"),
        )

    name = Bilingual("name")

    def __str__(self) -> str:
        return self.code


class Decision(models.Model):
    """One decision on a spin-off and what it rests on. Never changed but for `undone_at`; the newest that is not
    undone stands. `evidence` is public."""

    class What(models.TextChoices):
        VERIFIED = "verified", pgettext_lazy("decision", "verified")
        WITHDRAWN = "checked", pgettext_lazy("decision", "verification withdrawn")
        DECLINED = "declined", pgettext_lazy("decision", "not a spin-off")

    spin_off = models.ForeignKey(SpinOff, on_delete=models.CASCADE, related_name="decisions")
    what = models.CharField(max_length=10, choices=What)
    evidence = models.TextField(max_length=2000)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.what} {self.spin_off_id}"


class Proposal(models.Model):
    """ "We are a spin-off", with proof. Deleted `delete_at`; until it is decided that is not set."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("proposal", "waits")
        TAKEN = "taken", pgettext_lazy("proposal", "taken up")
        DECLINED = "declined", pgettext_lazy("proposal", "declined")

    sent_key = models.CharField(max_length=64, unique=True)  # the same form sent twice is one proposal
    name = models.CharField(max_length=200)
    website = models.URLField(max_length=300, blank=True)
    origin_kind = models.CharField(max_length=12, choices=Origin)
    origin = models.CharField(max_length=200)
    founded = models.CharField(max_length=20)  # as it was written; it reads as a date
    address = models.URLField(max_length=500)  # where both are said
    words = models.TextField(max_length=3000, blank=True)
    email = models.EmailField()
    language = models.CharField(max_length=2)
    sent_at = models.DateTimeField(db_index=True)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_index=True)
    spin_off = models.ForeignKey(SpinOff, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals")
    answer = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    delete_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("due_on", "sent_at", "pk")

    def __str__(self) -> str:
        return f"proposal {self.pk}"
