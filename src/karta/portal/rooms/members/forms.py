"""Forms of the room: ask for membership, decide, kinds, terms of dues, payments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.exceptions import ValidationError as BadNumber

from karta.portal.directory.alphabets import in_bulgarian_letters, in_latin_letters
from karta.portal.directory.organisation_field import OrganisationField
from karta.portal.platform.forms import no_personal_number
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.members import rules
from karta.portal.rooms.members.models import Kind, Membership
from karta.vocab import formats

FIRST_YEAR, LAST_YEAR = 1990, 2100


def day_field(label: Any, **said: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **said)


def euros(label: Any, **said: Any) -> forms.DecimalField:
    """An amount to the cent; a comma is read as a decimal sign, too."""
    return forms.DecimalField(
        label=label, max_digits=10, decimal_places=2, localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}), **said,
    )  # fmt: skip


def reason_field(label: Any, **said: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **said)


class KindChoice(forms.ModelChoiceField):
    """A kind of membership by its name, with its due where the team set one."""

    def label_from_instance(self, kind: Kind) -> str:
        name = kind.name[language()] or kind.code
        if kind.due_eur is None:
            return name
        return gettext("%(kind)s, %(due)s a year") % {
            "kind": name, "due": formats.to_the_cent(kind.due_eur, language())
        }  # fmt: skip


class AskForm(forms.Form):
    """Ask for membership of an organisation that one acts for."""

    org_id = forms.ChoiceField(label=_("Organisation"))
    kind = KindChoice(label=_("Kind of membership"), queryset=Kind.objects.none())
    reason = reason_field(_("What the cluster should know"), required=False, validators=[no_personal_number])

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org_id"].choices = organisations
        self.fields["kind"].queryset = Kind.objects.filter(is_open=True, is_personal=False)


class PersonalForm(forms.Form):
    """Ask for membership as a person."""

    name_bg = forms.CharField(
        label=_("Your name in Bulgarian letters"), max_length=120, validators=[in_bulgarian_letters],
        widget=forms.TextInput(attrs={"autocomplete": "name", "lang": "bg"}),
    )  # fmt: skip
    name_en = forms.CharField(
        label=_("Your name in Latin letters"), max_length=120, validators=[in_latin_letters],
        widget=forms.TextInput(attrs={"lang": "en"}),
    )  # fmt: skip
    kind = KindChoice(label=_("Kind of membership"), queryset=Kind.objects.none())
    reason = reason_field(_("What the cluster should know"), required=False, validators=[no_personal_number])
    is_listed = forms.BooleanField(
        required=False,
        label=_("My name may stand in the public list of the cluster’s members, for everybody to see."),
        help_text=_("Optional. You take it back at any time under “Your data”; the name goes at once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = Kind.objects.filter(is_open=True, is_personal=True)


class AdmitForm(forms.Form):
    """Enter an organisation that is a member already."""

    org_id = OrganisationField(label=_("Organisation"))
    kind = KindChoice(label=_("Kind of membership"), queryset=Kind.objects.filter(is_personal=False))
    starts_on = day_field(_("Member since"))
    email = forms.EmailField(
        label=_("Address for letters about dues"), required=False,
        help_text=_("Without it they go to whoever acts for the organisation."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)


class DecideForm(forms.Form):
    """The state that a membership is to have, and why."""

    state = forms.ChoiceField(choices=[(one, one) for one in rules.FOLLOWS], widget=forms.HiddenInput)
    day = day_field(_("From or on which day"), required=False, help_text=_("Without one: today."))
    reason = reason_field(
        _("Reason"), required=False, help_text=_("The member reads it. To decline, suspend or end, it is needed.")
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("state") in rules.NEEDS_REASON and not said.get("reason", "").strip():
            self.add_error("reason", _("Write why: the member reads it."))
        return said


class DetailsForm(forms.Form):
    """What else the team keeps of a member."""

    kind = KindChoice(label=_("Kind of membership"), queryset=Kind.objects.none())
    email = forms.EmailField(
        label=_("Address for letters about dues"), required=False,
        help_text=_("Without it they go to whoever acts for the organisation."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = Kind.objects.filter(is_personal=membership.is_personal)


class KindForm(forms.Form):
    """A kind of membership and its yearly due."""

    name_bg = forms.CharField(label=_("Name in Bulgarian"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)
    is_personal = forms.BooleanField(label=_("For persons, not organisations"), required=False)
    due_eur = euros(
        _("Due for a year, EUR"), required=False, min_value=Decimal("0.00"),
        help_text=_("0 is free. Empty: not set yet, and nobody is charged."),
    )  # fmt: skip
    is_open = forms.BooleanField(label=_("May be asked for"), required=False, initial=True)


class TermsForm(forms.Form):
    """When dues are due, when members are reminded, where they pay."""

    due_days = forms.IntegerField(label=_("Due after charging, days"), min_value=1, max_value=365)
    before = forms.CharField(
        label=_("Remind so many days before the due day"), required=False, help_text=_("Numbers with commas: 14, 3")
    )
    after = forms.CharField(
        label=_("Remind so many days after the due day"), required=False, help_text=_("Numbers with commas: 7, 30")
    )
    is_pro_rata = forms.BooleanField(
        label=_("In the first year charge only the months from joining on"), required=False
    )
    payee_bg = forms.CharField(label=_("Payee in Bulgarian"), required=False, max_length=70)
    payee_en = forms.CharField(label=_("Payee in English"), required=False, max_length=70)
    iban = forms.CharField(label="IBAN", required=False, max_length=42)
    bic = forms.RegexField(r"^[A-Za-z]{6}[A-Za-z0-9]{2}([A-Za-z0-9]{3})?$", label="BIC", required=False)

    def clean_before(self) -> list[int]:
        return [-one for one in self._days("before")]

    def clean_after(self) -> list[int]:
        return self._days("after")

    def _days(self, name: str) -> list[int]:
        parts = [part.strip() for part in self.cleaned_data[name].split(",") if part.strip()]
        if any(not part.isdecimal() or not 1 <= int(part) <= 365 for part in parts):
            raise forms.ValidationError(_("Write days from 1 to 365 with commas between them."))
        return sorted({int(part) for part in parts})

    def clean_iban(self) -> str:
        said = self.cleaned_data["iban"]
        if not said:
            return ""
        try:
            return iban.compact(iban.validate(said))
        except BadNumber as error:
            raise forms.ValidationError(_("This is no IBAN: its check digits or its length are wrong.")) from error

    def clean_bic(self) -> str:
        return str(self.cleaned_data["bic"]).upper()


class YearForm(forms.Form):
    """Which year to charge, due when."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    due_on = day_field(_("Due on"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        said: date = self.cleaned_data["due_on"]
        if said < self.today:
            raise forms.ValidationError(_("This day is past: members must be able to pay in time."))
        return said


class PaymentForm(forms.Form):
    """Money that came."""

    amount_eur = euros(_("Amount, EUR"), min_value=Decimal("0.01"))
    paid_on = day_field(_("Paid on"))
    reference = forms.CharField(label=_("Reference in the bank statement"), max_length=140, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_paid_on(self) -> date:
        said: date = self.cleaned_data["paid_on"]
        if said > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return said


class ReasonForm(forms.Form):
    """Why a due is waived."""

    reason = reason_field(_("Reason"), validators=[no_personal_number])
