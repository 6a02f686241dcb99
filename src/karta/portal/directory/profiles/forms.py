"""Forms of an organisation: ask to act for it, write its profile, its figures, what it offers and looks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.forms import UNIT_LABELS
from karta.portal.directory.models import Representative
from karta.portal.directory.profiles import rules, wording
from karta.portal.directory.profiles.domains import host_of
from karta.portal.directory.profiles.models import Offer
from karta.portal.platform.forms import SentForm, no_personal_number
from karta.vocab.labels import closed_list, label
from karta.vocab.numbers import NotANumber, parse_number

_LONG = forms.Textarea(attrs={"rows": 4})
_COUNTS = {"headcount": "persons"}
STATEMENTS = {"individual": _("of the organisation alone"), "consolidated": _("of the whole group")}


class SeenForm(SentForm):
    """A form that knows which version its reader saw."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)


class EmailProofForm(forms.Form):
    """An address at the organisation's website."""

    email = forms.EmailField(
        label=_("Your address at the organisation"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("A code goes there. Nobody else sees the address."),
    )  # fmt: skip


class StewardProofForm(forms.Form):
    """Why a steward should believe it."""

    reason = forms.CharField(
        label=_("Who you are in the organisation, and how that can be checked"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A public page that names you, a telephone number of the organisation. Only stewards read it."),
        validators=[no_personal_number],
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code of the letter."""

    code = forms.CharField(
        label=_("Code"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        help_text=_("Ten letters and digits, as in the letter."),
    )  # fmt: skip


class DecisionForm(forms.Form):
    """What a steward decides on a request."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The asker reads it. It may be empty where you accept."),
    )  # fmt: skip
    what = forms.ChoiceField(choices=[(one, one) for one in ("accept", "decline", "take_away")])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("what") in ("decline", "take_away") and not said.get("reason", "").strip():
            self.add_error("reason", gettext("Say why: the asker reads it."))
        return said


def segments() -> list[tuple[str, str]]:
    """Segments of the closed list in the reader's language."""
    language = (get_language() or "bg")[:2]
    return [("", "–"), *((code, str(label("segment", code, language))) for code in closed_list("segment"))]


class ProfileForm(SeenForm):
    """What an organisation says of itself. `bearer`: name → another organisation that bears it, or None."""

    name_bg = forms.CharField(label=_("Name in Bulgarian"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    description_bg = forms.CharField(
        label=_("What you do, in Bulgarian"), max_length=600, required=False, widget=_LONG,
        help_text=_("Two or three sentences, at most 600 characters."),
    )  # fmt: skip
    description_en = forms.CharField(label=_("What you do, in English"), max_length=600, required=False, widget=_LONG)
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    founded = forms.IntegerField(label=_("Year founded"), required=False, min_value=1000)
    segment = forms.ChoiceField(label=_("Main field"), choices=segments, required=False)

    def __init__(self, *args: Any, bearer: Callable[[str], str | None] = lambda _name: None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bearer = bearer

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name in ("name_bg", "name_en", "description_bg", "description_en"):
            self._each(name, lambda text, one=name: self._text(one, text))
        if said.get("website"):
            self._each("website", _website)
        if (founded := said.get("founded")) and founded > timezone.localdate().year:
            self.add_error("founded", gettext("This year is still to come."))
        if not any(said.get(name) for name in ("name_bg", "name_en")) and not self.errors:
            self.add_error("name_bg", gettext("Write the name in one language at least."))
        return said

    def _each(self, name: str, check: Callable[[str], str]) -> None:
        if self.cleaned_data.get(name):
            try:
                self.cleaned_data[name] = check(self.cleaned_data[name])
            except forms.ValidationError as error:
                self.add_error(name, error)

    def _text(self, name: str, text: str) -> str:
        kind, _, language = name.partition("_")
        said = wording.clean(text, is_long=kind == "description")
        if kind == "description":
            wording.check_language(said, "bg" if language == "bg" else "en")
            return said
        wording.check_name(said)
        if language == "en":
            wording.check_language(said, "en")
        if self._bearer(said):
            raise forms.ValidationError(gettext(
                "Another organisation of the map bears this name. If both do, ask a steward through the contact page."
            ))  # fmt: skip
        return said

    def content(self) -> dict[str, Any]:
        """The attributes as a version holds them; empty ones are left out."""
        told = {name: self.cleaned_data.get(name) for name in rules.ATTRIBUTES}
        return {name: str(value) for name, value in told.items() if value}


def _website(address: str) -> str:
    if any(ord(char) > 126 for char in address) or host_of(address) is None:
        raise forms.ValidationError(gettext("Write the address in plain Latin letters, as https://example.bg."))
    no_personal_number(address)
    return address


class FigureForm(forms.Form):
    """One public figure of one year. An empty value: the figure is taken back."""

    measure = forms.ChoiceField(label=_("Which figure"), choices=lambda: [("", "–"), *_measures()], required=False)
    year = forms.IntegerField(label=_("Year"), min_value=1990, required=False)
    value = forms.CharField(label=_("Value"), max_length=30, required=False)
    unit = forms.ChoiceField(
        label=_("Unit"), choices=[("", "–"), *((unit, UNIT_LABELS[unit]) for unit in rules.UNITS)], required=False
    )
    statement = forms.ChoiceField(label=_("Of whom"), choices=list(STATEMENTS.items()), required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        value = said.get("value", "").strip()
        said["value"] = value
        if not value:
            return said
        for name in ("measure", "year", "unit"):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, gettext("A figure needs this."))
        if (said.get("year") or 0) > timezone.localdate().year:
            self.add_error("year", gettext("This year is still to come."))
        self._check_value(said, value)
        return said

    def _check_value(self, said: dict[str, Any], value: str) -> None:
        is_count = said.get("measure") in _COUNTS
        if said.get("measure") and said.get("unit") and is_count != (said["unit"] == "persons"):
            self.add_error("unit", gettext("Count people in persons and money in a currency."))
        try:
            number = _number(value)
        except NotANumber:
            self.add_error("value", gettext("Write one number in digits, such as 1250 or 1250,5."))
            return
        if is_count and (number < 0 or number != number.to_integral_value()):
            self.add_error("value", gettext("Write a whole number of people."))
        elif number < 0:
            self.add_error("value", gettext("Write an amount from 0 on."))
        elif number > Decimal(10) ** 12:
            self.add_error("value", gettext("This is more than any organisation has: look at the unit."))
        said["value"] = format(number.normalize(), "f")


def _number(text: str) -> Decimal:
    """A number as people here type it: a comma or point before the decimals, blanks between thousands."""
    comma = "," in text and "." not in text
    return parse_number(text, decimal="," if comma else ".")


def _measures() -> list[tuple[str, str]]:
    language = (get_language() or "bg")[:2]
    return [(one, str(label("measure", one, language)).capitalize()) for one in rules.MEASURES]


class Figures(forms.BaseFormSet):  # type: ignore[type-arg]
    """All figures of a profile; one a measure and year."""

    def clean(self) -> None:
        seen = set()
        for form in self.forms:
            key = form.cleaned_data.get("measure"), form.cleaned_data.get("year")
            if form.cleaned_data.get("value") and key in seen:
                form.add_error("year", gettext("This figure of this year stands above already."))
            seen.add(key)

    def content(self) -> dict[str, Any]:
        """`figure:<measure>:<year>` → value, unit, statement."""
        return {
            f"figure:{said['measure']}:{said['year']}": {
                "value": said["value"], "unit": said["unit"], "statement": said.get("statement") or "individual",
            }
            for said in (form.cleaned_data for form in self.forms) if said.get("value")
        }  # fmt: skip


FigureSet = forms.formset_factory(FigureForm, formset=Figures, extra=2, max_num=rules.MOST_FIGURES, absolute_max=40)


def figures_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The figures of a version as initial values of FigureSet, newest year first."""
    keys = sorted((key for key in content if key.startswith("figure:")), key=rules.order)
    return [
        {"measure": measure, "year": int(year), **content[key]}
        for key in keys for _kind, measure, year in (key.split(":"),)
    ]  # fmt: skip


class OfferForm(SeenForm):
    """One thing that an organisation offers or looks for."""

    kind = forms.ChoiceField(label=_("Which"), choices=Offer.Kind.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("About"), choices=[("", "–"), *Offer.Theme.choices])
    title_bg = forms.CharField(label=_("In one line, in Bulgarian"), max_length=120)
    title_en = forms.CharField(label=_("In one line, in English"), max_length=120)
    text_bg = forms.CharField(label=_("More, in Bulgarian"), max_length=600, required=False, widget=_LONG)
    text_en = forms.CharField(
        label=_("More, in English"), max_length=600, required=False, widget=_LONG,
        help_text=_("Optional. Everybody reads it: no names of persons."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name in ("title_bg", "title_en", "text_bg", "text_en"):
            if not said.get(name):
                continue
            try:
                said[name] = wording.clean(said[name], is_long=name.startswith("text"))
                wording.check_language(said[name], "bg" if name.endswith("bg") else "en")
            except forms.ValidationError as error:
                self.add_error(name, error)
        return said

    def content(self) -> dict[str, str]:
        """The offer without its days."""
        return {
            name: self.cleaned_data[name] for name in ("kind", "theme", "title_bg", "title_en", "text_bg", "text_en")
        }


REPRESENTATIVE_STATES = {
    "waiting": _("waiting"),
    "standing": _("act now"),
    "ended": _("ended or declined"),
}
PROOFS = dict(Representative.Proof.choices)
