"""Who is a member of the cluster, as what, since when; what they owe and paid. Money is EUR to the cent, exact."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models.texts import Bilingual
from karta.portal.rooms.members.dues import rules as dues_rules


class Euros(models.DecimalField):
    """An amount of EUR, to the cent."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**{"max_digits": 10, "decimal_places": 2, **kwargs})


class Kind(models.Model):
    """A kind of membership and its yearly due. `due_eur` None: the team has not set one, and nobody is charged."""

    code = models.SlugField(max_length=40, unique=True)
    name_bg = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    is_personal = models.BooleanField(default=False)  # of a person, by their account; else of an organisation
    due_eur = Euros(null=True, blank=True)
    is_open = models.BooleanField(default=True)  # whether it may be asked for
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "pk")

    name = Bilingual("name")

    def __str__(self) -> str:
        return self.code


class Terms(models.Model):
    """One row: when dues are due, when members are reminded, where they pay.

    `stages`: days after the due day on which a reminder goes, below 0 before it; ascending.
    """

    due_days = models.PositiveSmallIntegerField(default=dues_rules.DUE_DAYS)
    stages = models.JSONField(default=dues_rules.usual_stages)
    is_pro_rata = models.BooleanField(default=False)
    payee_bg = models.CharField(max_length=70, blank=True)
    payee_en = models.CharField(max_length=70, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)

    class Meta:
        verbose_name_plural = "terms"

    payee = Bilingual("payee")

    def __str__(self) -> str:
        return f"due in {self.due_days} days, reminded on {self.stages}"


class Membership(models.Model):
    """One member for good: who comes back is the same row, so that nobody is charged twice for a year.

    `name`: what the map called the organisation, or what the person is called here; `origin`: where letters lead to.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        STANDING = "standing", _("standing")
        SUSPENDED = "suspended", _("suspended")
        ENDED = "ended", _("ended")

    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="memberships")
    org_id = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # of a personal membership
    name_bg = models.CharField(max_length=250)
    name_en = models.CharField(max_length=250)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED, db_index=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    asked_at = models.DateTimeField()
    email = models.EmailField(blank=True)  # for letters about dues; without it they go to those who act for the member
    language = models.CharField(max_length=2, default="bg")
    origin = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("name_bg", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(org_id="", user__isnull=False) | (~Q(org_id="") & Q(user__isnull=True)),
                name="membership_of_one",
            ),
            models.UniqueConstraint(fields=("org_id",), condition=~Q(org_id=""), name="one_membership_of_org"),
            models.UniqueConstraint(fields=("user",), name="one_membership_of_person"),
        )

    name = Bilingual("name")

    def __str__(self) -> str:
        return f"membership {self.pk}"

    @property
    def is_personal(self) -> bool:
        return not self.org_id


class Step(models.Model):
    """One change of a membership's state: to which, by whom, when, why."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Membership.State)
    reason = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"step {self.pk} of membership {self.membership_id}: {self.state}"


class RoleGiven(models.Model):
    """An account that has the role `member` through a membership: only such a role is taken when that ends."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "roles given"

    def __str__(self) -> str:
        return f"role of account {self.user_id}"


class Charge(models.Model):
    """What one member owes for one year. Kind and amount are those of the day on which it was charged."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="charges")
    year = models.PositiveSmallIntegerField()
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="+")
    amount_eur = Euros()
    charged_at = models.DateTimeField()
    due_on = models.DateField()
    reference = models.CharField(max_length=25, unique=True)  # ISO 11649
    waived_eur = Euros(default=0)
    waived_reason = models.TextField(max_length=2000, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    waived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-year", "membership__name_bg", "pk")
        constraints = (models.UniqueConstraint(fields=("membership", "year"), name="one_charge_a_year"),)

    def __str__(self) -> str:
        return f"charge {self.pk}, {self.year}"


class Payment(models.Model):
    """Money that came for a charge. One that was noted by mistake is taken back, not deleted."""

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="payments")
    amount_eur = Euros()
    paid_on = models.DateField()
    reference = models.CharField(max_length=140, blank=True)  # the bank's words
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("paid_on", "pk")

    def __str__(self) -> str:
        return f"payment {self.pk} of charge {self.charge_id}"


class Reminder(models.Model):
    """That a member was reminded of a charge at one stage: never twice. `letters`: to how many addresses."""

    charge = models.ForeignKey(Charge, on_delete=models.CASCADE, related_name="reminders")
    stage = models.SmallIntegerField()
    at = models.DateTimeField()
    letters = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("at", "pk")
        constraints = (models.UniqueConstraint(fields=("charge", "stage"), name="one_reminder_a_stage"),)

    def __str__(self) -> str:
        return f"reminder {self.pk} of charge {self.charge_id}, stage {self.stage}"
