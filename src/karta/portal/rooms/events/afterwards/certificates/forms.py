"""Forms of checking a certificate."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.platform.forms import one_line
from karta.portal.rooms.events.afterwards import rules


class NumberForm(forms.Form):
    """The number that stands on a certificate."""

    number = forms.CharField(label=_("Number of the certificate"), max_length=40,
                             help_text=_("Such as 7K3M-9QXD-P2RT."))  # fmt: skip

    def clean_number(self) -> str:
        found = rules.read_number(self.cleaned_data["number"])
        if not found:
            raise forms.ValidationError(_("A number has twelve letters and digits."))
        return found


class NameForm(forms.Form):
    """The name that stands on a certificate."""

    name = forms.CharField(label=_("The name on the paper"), max_length=200, validators=[one_line])
