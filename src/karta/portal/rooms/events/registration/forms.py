"""Forms of registration. Each field says why the event needs it and who sees it; none asks for money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.platform.forms import OpenForm, SentForm, WallClockField, no_personal_number, one_line
from karta.portal.rooms.events.models import Admission, AskedField
from karta.portal.rooms.events.registration import rules
from karta.portal.rooms.events.registration.fields import FIELDS, SEEN_BY_EMAIL, SEEN_BY_NAME

ASK = "ask-"


def _needed(reason: Any, seen_by: Any) -> str:
    return f"{reason} {_('Seen by:')} {seen_by}"


class DetailsForm(forms.Form):
    """What somebody says of themselves: a name, and what the edition asks."""

    name = forms.CharField(
        label=_("Your name"), max_length=120, strip=False, validators=[one_line, no_personal_number],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip

    def __init__(self, admission: Admission, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _needed(_("So that we can greet you, in any alphabet."), SEEN_BY_NAME)
        self.asked = list(admission.asked.all())
        for one in self.asked:
            self.fields[ASK + one.field] = _asked_field(one, language)

    def clean_name(self) -> str:
        said = str(self.cleaned_data["name"]).strip()
        if not said:
            raise forms.ValidationError(_("Write the name that we may greet you by."))
        return said

    @property
    def answers(self) -> dict[str, str]:
        """field → what was typed, without what was left empty."""
        typed = {one.field: str(self.cleaned_data.get(ASK + one.field, "")).strip() for one in self.asked}
        return {name: said for name, said in typed.items() if said}


def _asked_field(one: AskedField, language: str) -> forms.CharField:
    asked = FIELDS[one.field]
    reason = one.reason[language] or one.reason["bg"] or one.reason["en"]
    return forms.CharField(
        label=asked.label if one.is_required else _("%(label)s (optional)") % {"label": asked.label},
        required=one.is_required, max_length=asked.longest, help_text=_needed(reason, asked.seen_by),
        validators=[one_line, no_personal_number],
    )  # fmt: skip


class RegistrationForm(OpenForm, SentForm, DetailsForm):
    """Registering without an account, or with one whose address is not confirmed."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        validators=[one_line],
    )  # fmt: skip
    field_order = ("name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = _needed(_("Your ticket and changes of the programme go there."), SEEN_BY_EMAIL)


class OwnRegistrationForm(OpenForm, SentForm, DetailsForm):
    """Registering with an account: its confirmed address is used."""


class AdmissionForm(forms.Form):
    """What the team sets. Times are those of Bulgarian clocks."""

    opens_at = WallClockField(label=_("Opens"))
    closes_at = WallClockField(label=_("Closes"))
    capacity = forms.IntegerField(
        label=_("Places"), required=False, min_value=1, max_value=100_000,
        help_text=_("Empty: no limit. A higher number is offered at once to those who wait."),
    )  # fmt: skip
    kept_days = forms.IntegerField(
        label=_("Delete after the event, days"), min_value=1, max_value=365, initial=rules.KEPT_DAYS,
        help_text=_("Everything that was typed goes then; scanned tickets stay as numbers."),
    )  # fmt: skip
    terms_bg = forms.CharField(
        label=_("Said above the form, in Bulgarian"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    terms_en = forms.CharField(
        label=_("Said above the form, in English"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    COLUMNS = ("opens_at", "closes_at", "capacity", "kept_days", "terms_bg", "terms_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, asked in FIELDS.items():
            self.fields[f"is_{name}"] = forms.BooleanField(label=asked.label, required=False)
            self.fields[f"must_{name}"] = forms.BooleanField(label=_("has to be filled in"), required=False)
            for language, label in (("bg", _("What for, in Bulgarian")), ("en", _("What for, in English"))):
                self.fields[f"{language}_{name}"] = forms.CharField(label=label, required=False, max_length=200)

    def groups(self) -> list[dict[str, Any]]:
        """Of each field that may be asked: its own fields of this form, and who sees it."""
        return [
            {"asked": asked, "is": self[f"is_{name}"], "must": self[f"must_{name}"],
             "reasons": (self[f"bg_{name}"], self[f"en_{name}"])}
            for name, asked in FIELDS.items()
        ]  # fmt: skip

    def plain(self) -> list[Any]:
        return [self[name] for name in self.COLUMNS]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        opens, closes = said.get("opens_at"), said.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("This is not after the opening: swap them."))
        for name in FIELDS:
            for language in ("bg", "en"):
                if said.get(f"is_{name}") and not said.get(f"{language}_{name}"):
                    self.add_error(f"{language}_{name}", _("Say what the event needs it for, or do not ask."))
        return said

    def asked(self) -> list[dict[str, Any]]:
        """Columns of AskedField, of each that was ticked."""
        said = self.cleaned_data
        return [
            {"field": name, "reason_bg": said[f"bg_{name}"], "reason_en": said[f"en_{name}"],
             "is_required": said[f"must_{name}"]}
            for name in FIELDS
            if said[f"is_{name}"]
        ]  # fmt: skip


class DoorForm(forms.Form):
    """A link of the day."""

    name = forms.CharField(label=_("Whose link"), max_length=60, validators=[one_line])
    hours = forms.IntegerField(label=_("Ends after, hours"), min_value=1, max_value=16, initial=10)


class EraseForm(forms.Form):
    """Erasing cannot be taken back."""

    sure = forms.BooleanField(label=_("Yes, delete this registration with all that it holds"))
