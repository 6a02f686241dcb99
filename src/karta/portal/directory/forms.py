"""Forms of the directory: propose a correction, be told of changes, choose between claims."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karta.portal.directory import printed
from karta.portal.directory.models import Claim
from karta.portal.platform.forms import OpenForm
from karta.snapshot.schema import PROFILE_MEASURES
from karta.vocab.labels import label
from karta.vocab.persons import holds_egn

ATTRIBUTES = {
    "name": _("Name"),
    "legal_form": _("Legal form"),
    "kind": _("Kind of organisation"),
    "status": _("Status"),
    "settlement": _("Place"),
    "nace_code": _("Sector"),
    "founded_year": _("Year of foundation"),
    "website": _("Website"),
    "other": _("Something else"),
}
UNITS = ("persons", "fte", "EUR", "thousand EUR", "BGN", "thousand BGN")
UNIT_LABELS = {
    "persons": _("persons"),
    "fte": _("full-time equivalents"),
    "EUR": _("euro"),
    "thousand EUR": _("thousand euro"),
    "BGN": _("leva"),
    "thousand BGN": _("thousand leva"),
}


def properties() -> list[tuple[str, Any]]:
    """What can be corrected: figures first, then attributes, in the reader's language."""
    language = (get_language() or "bg")[:2]
    measures = [(measure, str(label("measure", measure, language)).capitalize()) for measure in PROFILE_MEASURES]
    return [("", "–"), (str(_("Figures")), measures), (str(_("About the organisation")), list(ATTRIBUTES.items()))]


class CorrectionForm(forms.Form):
    """One thing that a profile says, what it should say, and where that can be read."""

    property = forms.ChoiceField(label=_("What is wrong"), choices=properties)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1800, max_value=2100)
    proposed_value = forms.CharField(label=_("Correct value"), max_length=400)
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, choices=[("", "–"), *((unit, UNIT_LABELS[unit]) for unit in UNITS)]
    )
    source_url = forms.URLField(
        label=_("Where it can be read (address)"), required=False, max_length=500, assume_scheme="https"
    )
    reason = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Page, line or sentence of the source. Do not write names or numbers of persons."),
    )  # fmt: skip
    contact = forms.EmailField(
        label=_("E-mail for questions"), required=False, help_text=_("Optional; only the stewards see it.")
    )
    claim_id = forms.RegexField(r"^[0-9a-f]{16}$", required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A figure needs its year, its unit and digits; no text may hold a personal number."""
        said = super().clean()
        is_figure = said.get("property") in PROFILE_MEASURES
        said["measure"] = said.get("property", "") if is_figure else ""
        if is_figure:
            self._check_figure(said)
        else:
            said["unit"] = ""
        for field in ("proposed_value", "reason"):
            if holds_egn(said.get(field, "")):
                self.add_error(
                    field, _("This holds a personal number. Karta keeps no data of natural persons: remove it.")
                )
        return said

    def _check_figure(self, said: dict[str, Any]) -> None:
        if said.get("year") is None and "year" not in self.errors:
            self.add_error("year", _("A figure belongs to a year: write it."))
        if not said.get("unit"):
            self.add_error("unit", _("A figure has a unit: choose it."))
        if not re.search(r"\d", said.get("proposed_value", "")):
            self.add_error("proposed_value", _("Write the figure in digits, as the source prints it."))


class AlertForm(OpenForm):
    """Whom to tell when a view changes."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send a link to confirm it. Every letter has a link that ends them and deletes the address."),
    )  # fmt: skip


class ChoiceForm(forms.Form):
    """Which claim of a contradiction is preferred, and why. `claims`: those that may be chosen."""

    claim = forms.TypedChoiceField(
        label=_("Preferred claim"), coerce=lambda said: int(said) if said else 0, required=False, empty_value=0,
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason_bg = forms.CharField(
        label=_("Reason, in Bulgarian"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    reason_en = forms.CharField(
        label=_("Reason, in English"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, claims: list[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "bg")[:2]
        told = [(str(one.pk), f"{printed.value(one, language)} ({one.locator or one.source.code})") for one in claims]
        self.fields["claim"].choices = [("", _("none of them")), *told]

    def clean(self) -> dict[str, Any]:
        """A reason in one language at least; no text may hold a personal number."""
        said = super().clean()
        if not any(said.get(name, "").strip() for name in ("reason_bg", "reason_en")) and not self.errors:
            self.add_error("reason_bg", _("A choice needs a reason, in one language at least."))
        for name in ("reason_bg", "reason_en"):
            if holds_egn(said.get(name, "")):
                self.add_error(
                    name, _("This holds a personal number. Karta keeps no data of natural persons: remove it.")
                )
        return said
