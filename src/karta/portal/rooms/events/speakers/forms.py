"""Forms of speakers: the team's, and the one by which a speaker agrees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.alphabets import in_bulgarian_letters, in_latin_letters
from karta.portal.directory.models import Body
from karta.portal.platform.forms import LongSelect, no_personal_number, one_line
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.rooms.events.models import Speaker
from karta.portal.rooms.events.speakers.services import Shown

SHOWN = ("name_bg", "name_en", "affiliation_bg", "affiliation_en")


def _words(label: Any, longest: int, alphabet: Any, lang: str, **more: Any) -> forms.CharField:
    checks = [one_line, no_personal_number, *([alphabet] if alphabet else [])]
    return forms.CharField(
        label=label, max_length=longest, validators=checks, widget=forms.TextInput(attrs={"lang": lang}), **more
    )


class ShownForm(forms.Form):
    """What readers would see of a speaker."""

    name_bg = _words(_("Name in Bulgarian letters"), 120, in_bulgarian_letters, "bg")
    name_en = _words(_("Name in Latin letters"), 120, in_latin_letters, "en")
    affiliation_bg = _words(_("Position and organisation, in Bulgarian"), 200, None, "bg", required=False)
    affiliation_en = _words(_("Position and organisation, in English"), 200, None, "en", required=False)

    def shown(self) -> Shown:
        return Shown(**{name: self.cleaned_data[name] for name in SHOWN})


class SpeakerForm(ShownForm):
    """Who is to speak, as the team notes it."""

    body = forms.TypedChoiceField(
        label=_("Organisation in the directory"), required=False, coerce=int, empty_value=None, widget=LongSelect
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Only the team sees it. Without it nobody can be asked, and the name is not shown."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Is written to in"), choices=[("bg", _("Bulgarian")), ("en", _("English"))])
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, speaker: Speaker | None, **kwargs: Any) -> None:
        names = (*SHOWN, "email", "language")
        first: dict[str, Any] = {name: getattr(speaker, name) for name in names} if speaker else {"language": "bg"}
        first |= {"body": speaker.body_id if speaker else None, "seen": speaker.version if speaker else 0}
        super().__init__(*args, initial=first, **kwargs)
        bodies = sorted(((one.pk, in_language(one.name)) for one in Body.objects.all()), key=lambda one: one[1].lower())
        self.fields["body"].choices = [("", "–"), *bodies]
        self.order_fields(
            ["name_bg", "name_en", "email", "language", "body", "affiliation_bg", "affiliation_en", "seen"]
        )


class ConsentForm(ShownForm):
    """By which a speaker agrees to be shown, in words that they may correct."""

    agrees = forms.BooleanField(
        label=_("My name and organisation may stand beside my sessions on the pages of the portal, for everybody."),
        error_messages={"required": _("Without your consent the name cannot be shown.")},
    )
