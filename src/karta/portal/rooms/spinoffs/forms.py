"""Forms of the goal: assumptions of a forecast, a proposal, and what the team records and decides."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Claim
from karta.portal.directory.organisation_field import OrganisationField
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.forms import OpenForm, SentForm, no_personal_number, one_line
from karta.portal.rooms.spinoffs.facts import Fact
from karta.portal.rooms.spinoffs.forecast import LAG, Assumed
from karta.portal.rooms.spinoffs.models import Decision, Funding, Origin, Stage
from karta.portal.rooms.spinoffs.queries import WINDOW
from karta.vocab.dates import DateSpan, NotADate, parse_date

FIRST_YEAR = 1900
CURRENCIES = (("EUR", "EUR"), ("BGN", "BGN"), ("USD", "USD"))
TEXT = (one_line, no_personal_number)


def _number(label: Any, low: float, high: float, step: str, hint: Any = "") -> forms.FloatField:
    return forms.FloatField(
        label=label, min_value=low, max_value=high, required=False, help_text=hint,
        widget=forms.NumberInput(attrs={"step": step, "inputmode": "decimal", "class": "num"}),
    )  # fmt: skip


class AssumptionForm(forms.Form):
    """What a reader sets in place of what is learned; an empty field is learned. The address holds it all."""

    rate = _number(_("Founded a year"), 0, 200, "0.1")
    verified_pct = _number(_("Verified of those decided, %"), 0, 100, "0.1")
    survival_pct = _number(_("Working a year later, %"), 50, 100, "0.1")
    lag_years = _number(_("From founding to decision, years"), 0, 5, "0.1")
    window_years = forms.IntegerField(
        label=_("Learn from the last whole years"), min_value=3, max_value=30, required=False,
        widget=forms.NumberInput(attrs={"class": "num"}),
    )  # fmt: skip

    def assumed(self) -> Assumed:
        """What was set. Only of a valid form, or one that nobody sent."""
        said = self.cleaned_data if self.is_bound else {}
        lag = said.get("lag_years")
        return Assumed(
            rate=said.get("rate"), share=_share(said.get("verified_pct")), survival=_share(said.get("survival_pct")),
            lag=LAG if lag is None else lag,
        )  # fmt: skip

    def window(self) -> int:
        return (self.cleaned_data.get("window_years") if self.is_bound else None) or WINDOW

    @property
    def is_set(self) -> bool:
        """Whether a reader set anything."""
        return self.is_bound and any(value is not None for value in self.cleaned_data.values())


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


class DateText(forms.CharField):
    """A day, month or year as people write it; cleaned to its text, `span_of` reads it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, help_text=_("A year, or a day: 2021, 03/2021, 15.03.2021."), **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            found = span_of(value)
            today = timezone.now().astimezone(SOFIA).date()
            if found.start > today or found.start.year < FIRST_YEAR:
                raise forms.ValidationError(_("This date is not possible: it lies ahead, or before 1900."))


def span_of(text: str) -> DateSpan:
    """Errors: ValidationError."""
    try:
        return parse_date(text)
    except NotADate as error:
        raise forms.ValidationError(_("Write a year, or a day such as 15.03.2021.")) from error


def dated(text: str) -> dict[str, Any]:
    """Columns of a claim on a date."""
    found = span_of(text)
    return {"as_published": text, "starts_on": found.start, "ends_on": found.end, "date_precision": found.precision}


def of_year(year: int) -> dict[str, Any]:
    return {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, calendar.monthrange(year, 12)[1]),
            "date_precision": Claim.Precision.YEAR}  # fmt: skip


class ProposalForm(OpenForm, SentForm):
    """ "We are a spin-off". Only what the rule asks for, and where to answer."""

    name = forms.CharField(label=_("Company"), max_length=200, validators=TEXT)
    site = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    origin_kind = forms.ChoiceField(label=_("It comes out of a"), choices=Origin.choices)
    origin = forms.CharField(
        label=_("Name of the university, institute or corporation"), max_length=200, validators=TEXT
    )
    founded = DateText(label=_("Founded"))
    address = forms.URLField(
        label=_("Proof: address of a page that says both"), max_length=500, assume_scheme="https",
        help_text=_("A page of the university, a register, a report or a newspaper that anybody can open."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What else shows it"), max_length=3000, required=False, validators=[no_personal_number],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Optional: contracts, patents, licences. No names of people, no personal numbers."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The answer goes there. Only the cluster’s team sees it; it is deleted a year after the answer."),
    )  # fmt: skip


class SpinOffForm(forms.Form):
    """A company that the team puts into the list. What is left empty can be recorded later."""

    name_bg = forms.CharField(label=_("Name, in Bulgarian"), max_length=200, validators=TEXT)
    name_en = forms.CharField(label=_("Name, in English"), max_length=200, validators=TEXT)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    org_id = OrganisationField(label=_("Organisation of the map"), required=False)


class SourceForm(forms.Form):
    """Where a fact stands."""

    address = forms.URLField(label=_("Address of the source"), max_length=500, assume_scheme="https")
    title = forms.CharField(label=_("Title of the source"), max_length=250, validators=TEXT)

    property = ""

    def fact(self) -> Fact:
        """What was said, of a valid form."""
        return Fact(self.property, self.columns(), self.cleaned_data["address"], self.cleaned_data["title"])

    def columns(self) -> dict[str, Any]:
        raise NotImplementedError


class OriginForm(SourceForm):
    property = "origin"
    kind = forms.ChoiceField(label=_("It comes out of a"), choices=Origin.choices)
    origin = forms.CharField(label=_("Name, as the source writes it"), max_length=200, validators=TEXT)
    field_order = ("kind", "origin")

    def columns(self) -> dict[str, Any]:
        return {"value": self.cleaned_data["kind"], "as_published": self.cleaned_data["origin"]}


class DateForm(SourceForm):
    on = DateText(label=_("Date"))
    field_order = ("on",)

    def columns(self) -> dict[str, Any]:
        return dated(self.cleaned_data["on"])


class FoundingForm(DateForm):
    property = "founding"


class ClosingForm(DateForm):
    property = "closing"


class YearForm(SourceForm):
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, widget=forms.NumberInput(attrs={"class": "num"}))

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > timezone.now().astimezone(SOFIA).year:
            raise forms.ValidationError(_("This year lies ahead."))
        return year


class StageForm(YearForm):
    property = "stage"
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    field_order = ("stage", "year")

    def columns(self) -> dict[str, Any]:
        return {"value": self.cleaned_data["stage"], **of_year(self.cleaned_data["year"])}


class FundingForm(YearForm):
    property = "funding"
    kind = forms.ChoiceField(label=_("Kind of funding"), choices=Funding.choices)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=1, max_value=10**12, max_digits=15, decimal_places=2,
        widget=forms.NumberInput(attrs={"class": "num"}),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)
    field_order = ("kind", "amount", "currency", "year")

    def columns(self) -> dict[str, Any]:
        amount, said = self.cleaned_data["amount"], self.cleaned_data
        return {"basis": said["kind"], "value_min": amount, "value_max": amount, "unit": said["currency"],
                **of_year(said["year"])}  # fmt: skip


FACT_FORMS = {one.property: one for one in (OriginForm, FoundingForm, StageForm, FundingForm, ClosingForm)}


class DecisionForm(forms.Form):
    """What is decided, and on what evidence."""

    what = forms.ChoiceField(choices=Decision.What.choices)
    evidence = forms.CharField(
        label=_("On what evidence"), max_length=2000, validators=[no_personal_number],
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Everybody reads this beside the company."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Why a proposal is declined; its sender gets it by mail."""

    answer = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
