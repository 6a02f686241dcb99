"""The form of one's own public role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.alphabets import in_bulgarian_letters, in_latin_letters
from karta.portal.directory.organisation_field import OrganisationField
from karta.portal.platform.forms import no_personal_number


def _text(label: Any, alphabet: Any, **attributes: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=120, validators=[alphabet, no_personal_number],
        widget=forms.TextInput(attrs=attributes),
    )  # fmt: skip


class RoleForm(forms.Form):
    """Who one is, where, as what, since when; and that one agrees."""

    org_id = OrganisationField(
        label=_("Organisation"), required=False,
        help_text=_("Begin to type its name and choose it. Empty: the cluster itself."),
    )  # fmt: skip
    title_bg = _text(_("Role in Bulgarian"), in_bulgarian_letters, lang="bg")
    title_en = _text(_("Role in English"), in_latin_letters, lang="en")
    name_bg = _text(_("Your name in Bulgarian letters"), in_bulgarian_letters, lang="bg", autocomplete="name")
    name_en = _text(_("Your name in Latin letters"), in_latin_letters, lang="en")
    starts_on = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    agrees = forms.BooleanField(
        label=_("My name may stand beside my public role on the pages of the portal, for everybody to see."),
        help_text=_("You take this back at any time under “Your data”; the name goes from every page at once."),
        error_messages={"required": _("Without your consent the role cannot be shown.")},
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("This is before the first day."))
        return said
