"""Forms of the investors' room."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.organisation_field import OrganisationField
from karta.portal.platform.forms import no_personal_number, one_line
from karta.portal.rooms.investors import rules
from karta.portal.rooms.investors.agreement import TERMS
from karta.portal.rooms.investors.models import Investor, Offer

LARGEST_AMOUNT = 10**12  # EUR


def line(label: Any, *, longest: int, **more: Any) -> forms.CharField:
    """One line of text that is no personal number."""
    return forms.CharField(label=label, max_length=longest, validators=[one_line, no_personal_number], **more)


def text(label: Any, *, longest: int, rows: int = 4, **more: Any) -> forms.CharField:
    """Text of several lines that holds no personal number."""
    return forms.CharField(
        label=label, max_length=longest, validators=[no_personal_number],
        widget=forms.Textarea(attrs={"rows": rows}), **more,
    )  # fmt: skip


class SeatForm(forms.Form):
    """Asking to be let in as an investor."""

    name = line(
        _("Your name"), longest=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("A company sees it once an introduction is made."),
    )  # fmt: skip
    organisation = line(
        _("For which organisation"), longest=200,
        help_text=_("A fund, a company, a business angels’ club. You may give its register number as well."),
    )  # fmt: skip
    reason = text(_("What you look for, and how we can check who you are"), longest=2000)
    terms = forms.BooleanField(label=TERMS.text)


class AdmissionForm(forms.Form):
    """For whom somebody is let in: an investor who is known here already, one of the map, or one by its name."""

    investor = forms.ModelChoiceField(
        Investor.objects.none(), required=False, label=_("Known investor"), empty_label=_("none of these"),
        help_text=_("Its people see each other’s notes: choose it only if you checked that the person belongs to it."),
    )  # fmt: skip
    org_id = OrganisationField(label=_("On the map"), required=False)
    name = line(_("Name"), longest=200, required=False, help_text=_("Of an investor that is new here."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investor"].queryset = Investor.objects.order_by("name", "pk")
        self.fields["investor"].label_from_instance = lambda one: one.name

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not said.get("investor") and not said.get("name"):
            self.add_error("name", _("Choose a known investor, or name a new one."))
        return said


class ReasonForm(forms.Form):
    """A reason that goes to the person by mail."""

    answer = text(_("Reason"), longest=2000)


class OfferForm(forms.Form):
    """What an organisation looks for."""

    stage = forms.ChoiceField(label=_("Stage"), choices=Offer.Stage.choices)
    use = forms.ChoiceField(label=_("What for"), choices=Offer.Use.choices)
    amount_min_eur = forms.IntegerField(
        label=_("Amount from, EUR"), required=False, min_value=0, max_value=LARGEST_AMOUNT,
        help_text=_("Leave an end empty where it is open."),
    )  # fmt: skip
    amount_max_eur = forms.IntegerField(
        label=_("Amount up to, EUR"), required=False, min_value=0, max_value=LARGEST_AMOUNT
    )
    text_bg = text(_("In short, in Bulgarian"), longest=600, help_text=_("Everybody can read it. At most 600 letters."))
    text_en = text(_("In short, in English"), longest=600)
    valid_until = forms.DateField(
        label=_("Shown until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("This day included, at most a year from today. Then it goes off the page by itself."),
    )  # fmt: skip

    based_on = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args: Any, today: date, standing: str, **kwargs: Any) -> None:
        """`standing`: which offer stands now; the form says which one it was opened with."""
        super().__init__(*args, **kwargs)
        self.today, self.standing = today, standing
        self.fields["based_on"].initial = standing

    def clean_based_on(self) -> str:
        said: str = self.cleaned_data["based_on"]
        if said and said != self.standing:
            raise forms.ValidationError(
                _("Somebody else changed it meanwhile. Look at what stands on the page, then publish again.")
            )
        return said

    def clean_valid_until(self) -> date:
        said: date = self.cleaned_data["valid_until"]
        if said < self.today:
            raise forms.ValidationError(_("This day is past: choose one from today on."))
        if said > self.today + rules.LONGEST_OFFER:
            raise forms.ValidationError(_("Choose a day within a year: then confirm the offer again."))
        return said

    def clean_text_bg(self) -> str:
        said: str = self.cleaned_data["text_bg"]
        if not re.search(r"[а-яА-Я]", said):
            raise forms.ValidationError(_("Write this in Bulgarian, in Cyrillic letters."))
        return said

    def clean_text_en(self) -> str:
        said: str = self.cleaned_data["text_en"]
        if not re.search(r"[a-zA-Z]", said):
            raise forms.ValidationError(_("Write this in English, in Latin letters."))
        return said

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        low, high = said.get("amount_min_eur"), said.get("amount_max_eur")
        if low is not None and high is not None and low > high:
            self.add_error("amount_max_eur", _("This is less than the amount from: swap them."))
        return said


class IntroductionForm(forms.Form):
    """Asking for an introduction."""

    words = text(
        _("What you write to the company"), longest=2000,
        help_text=_("It gets these words and your organisation’s name; your own name and address only once it agrees."),
    )  # fmt: skip


class RefusalForm(forms.Form):
    """Why a company does not want to meet: for the team, which tells the investor in its own words."""

    reason = text(_("Reason, for the cluster’s team"), longest=2000, rows=3)


class NoteForm(forms.Form):
    """A note; its text is nobody else's."""

    text = text(_("Note"), longest=5000)
