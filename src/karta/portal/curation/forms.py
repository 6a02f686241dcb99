"""The form by which a steward accepts or declines a proposed correction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.forms import ATTRIBUTES, UNIT_LABELS, properties
from karta.portal.directory.models import Correction
from karta.snapshot.schema import PROFILE_MEASURES
from karta.vocab.labels import label
from karta.vocab.numbers import AmbiguousNumber, NotANumber, parse_interval
from karta.vocab.persons import holds_egn

CLAIM_ACTIONS = {
    "prefer claim": _("Show the claim that the proposal names"),
    "withdraw claim": _("Take out the claim that the proposal names"),
}
_KINDS = {"headcount": "count", "fte": "count", "profit": "signed_money"}


def about(correction: Correction) -> str:
    """What a proposal is about, in the reader's words: `наети лица 2023`."""
    language = (get_language() or "bg")[:2]
    if correction.measure:
        named = label("measure", correction.measure, language) or correction.measure
    else:
        named = str(ATTRIBUTES.get(correction.property, correction.property))
    return f"{named} {correction.year}" if correction.year else named


class DecisionForm(forms.Form):
    """What becomes of a proposal: a claim is added, preferred or withdrawn, or nothing changes. Each with a reason."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    property = forms.ChoiceField(label=_("What it is about"), choices=properties, required=False)
    value = forms.CharField(label=_("Value"), max_length=400, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False, choices=[("", "–"), *UNIT_LABELS.items()])
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1800, max_value=2100)
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the proof of the figure. Do not write names or numbers of persons."),
    )  # fmt: skip

    def __init__(self, *args: Any, correction: Correction, **kwargs: Any) -> None:
        about = correction.measure or correction.property
        initial = {
            "decision": "add claim", "property": about, "value": correction.proposed_value, "unit": correction.unit,
            "year": correction.year,
        }  # fmt: skip
        super().__init__(*args, initial=initial, **kwargs)
        of_claim = CLAIM_ACTIONS if correction.claim_id else {}
        self.fields["decision"].choices = [
            ("add claim", _("Add a claim with this value")), *of_claim.items(), ("decline", _("Decline")),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A claim to add needs a property that the map knows and a value that can be read."""
        said = super().clean() or {}
        if said.get("decision") == "add claim":
            self._check_claim(said)
        for name in ("value", "reason"):
            if holds_egn(str(said.get(name, ""))):
                self.add_error(name, _("This holds a personal number. Karta keeps no data of natural persons."))
        return said

    def _check_claim(self, said: dict[str, Any]) -> None:
        about, value = said.get("property", ""), said.get("value", "").strip()
        if not value:
            self.add_error("value", _("Write the value that the map shall show."))
        elif about in PROFILE_MEASURES:
            self._check_figure(said, about, value)
        elif about not in ATTRIBUTES or about == "other":
            self.add_error("property", _("Choose what the value is: the map has no place for “something else”."))

    def _check_figure(self, said: dict[str, Any], measure: str, value: str) -> None:
        if said.get("year") is None:
            self.add_error("year", _("A figure belongs to a year: write it."))
        if not said.get("unit"):
            self.add_error("unit", _("A figure has a unit: choose it."))
        try:
            read = parse_interval(value, kind=_KINDS.get(measure, "money"))
        except AmbiguousNumber:
            self.add_error("value", _("Thousands or a fraction? Write 12345 or 12.3450."))
        except NotANumber:
            self.add_error("value", _("This cannot be read as a number. Write digits, such as 1234.5 or 250-499."))
        else:
            # The build reads a point as the decimal sign.
            said["value"] = format(read.value, "f") if read.word == "exact" else value
