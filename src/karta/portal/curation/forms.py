"""The forms by which stewards decide: on a proposed correction, on pairs of organisations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.forms import ATTRIBUTES, UNIT_LABELS, properties
from karta.portal.directory.models import Correction
from karta.snapshot.schema import PROFILE_MEASURES
from karta.vocab.decisions import PAIRS, BadDecision, read_line
from karta.vocab.labels import label
from karta.vocab.numbers import AmbiguousNumber, NotANumber, parse_interval
from karta.vocab.persons import holds_egn

CLAIM_ACTIONS = {
    "prefer claim": _("Show the claim that the proposal names"),
    "withdraw claim": _("Take out the claim that the proposal names"),
}
# Reasons that recur; the first stands where nobody says more.
READY = {
    "compared": _("Compared side by side"),
    "spelling": _("Another spelling or translation of one name"),
    "facts": _("The same address, website or field of work"),
    "part": _("A branch, institute or department"),
    "name_only": _("Only the names are alike"),
    "unknown": _("The sources do not tell"),
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


class ReasonForm(forms.Form):
    """Why somebody decided: a reason that recurs, their own words, or both."""

    ready = forms.ChoiceField(choices=list(READY.items()), required=False)
    reason = forms.CharField(max_length=2000, required=False)

    def clean_reason(self) -> str:
        said: str = self.cleaned_data["reason"]
        if holds_egn(said):
            raise forms.ValidationError(_("This holds a personal number. Karta keeps no data of natural persons."))
        return said

    def reason_told(self) -> str:
        """The ready reason and what was typed."""
        ready, typed = self.cleaned_data["ready"] or "compared", self.cleaned_data["reason"].strip()
        told = "" if typed and ready == "compared" else gettext(str(READY[ready]))
        return ". ".join(filter(None, (told, typed)))


class SplitForm(ReasonForm):
    """Parting records of an organisation; the records are read beside it."""


class PairForm(ReasonForm):
    """A decision on one pair or on several: `pair` is "<left id> <right id>", as often as there are pairs. Of
    `part_of:left` the left is the part."""

    decision = forms.CharField()

    def clean(self) -> dict[str, Any]:
        """Adds `pairs`, and `part` where one is a part of the other."""
        said = super().clean() or {}
        decision, _colon, part = str(said.get("decision", "")).partition(":")
        pairs = [tuple(named.split()) for named in self.data.getlist("pair")]
        if decision not in PAIRS or (decision == "part_of" and part not in ("left", "right")):
            self.add_error("decision", _("Choose a decision."))
        if not pairs or any(len(pair) != 2 for pair in pairs):
            self.add_error(None, _("Choose at least one pair."))
        return said | {"decision": decision, "part": part, "pairs": pairs}


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of an uploaded file that is no decision."""

    number: int
    message_en: str
    message_bg: str


MOST_ERRORS = 20
LARGEST_UPLOAD = 50 * 1024 * 1024


class UploadForm(forms.Form):
    """A file of decisions, checked line by line: all of it or nothing."""

    file = forms.FileField(label=_("File of decisions"), widget=forms.FileInput(attrs={"accept": ".jsonl,.json,.txt"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[dict[str, Any]] = []
        self.bad: list[BadLine] = []

    def clean_file(self) -> Any:
        """Fills `lines` and `bad`."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_UPLOAD:
            raise forms.ValidationError(_("The file is larger than 50 MB. Send it in parts."))
        for number, raw in enumerate(file.read().removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
            self._read(number, raw)
        if self.bad:
            raise forms.ValidationError(_("Nothing was taken in: correct these lines and send the file again."))
        if not self.lines:
            raise forms.ValidationError(_("The file holds no decision."))
        return file

    def _read(self, number: int, raw: bytes) -> None:
        if not raw.strip():
            return
        try:
            text = raw.decode("utf-8")
            line = read_line(text)
        except UnicodeDecodeError:
            self.bad.append(BadLine(number, "it is not UTF-8", "не е UTF-8"))
        except BadDecision as error:
            self.bad.append(BadLine(number, error.message_en, error.message_bg))
        else:
            if holds_egn(text):
                self.bad.append(BadLine(number, "it holds a personal number", "съдържа личен номер"))
            else:
                self.lines.append(line)

    def line_errors(self, language: str) -> list[tuple[int, str]]:
        """Number and what is wrong, of the first bad lines."""
        return [(one.number, getattr(one, f"message_{language}")) for one in self.bad[:MOST_ERRORS]]
