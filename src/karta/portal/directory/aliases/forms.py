"""Forms of joinings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Body, Claim
from karta.portal.platform.forms import LongSelect, no_personal_number


def _reason(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=2000, validators=[no_personal_number], widget=forms.Textarea(attrs={"rows": 2})
    )


class MergeForm(forms.Form):
    """Which two are one, on what evidence."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("Kept name"), widget=LongSelect)
    gone = forms.ModelChoiceField(Body.objects.none(), label=_("Name to join with it"), widget=LongSelect)
    claims = forms.CharField(
        label=_("Evidence"), max_length=500, help_text=_("Ids of claims of 16 characters, parted by blanks.")
    )
    reason_bg = _reason(_("Why, in Bulgarian"))
    reason_en = _reason(_("Why, in English"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("body", "gone"):
            self.fields[name].queryset = Body.objects.order_by("name_en")
            self.fields[name].label_from_instance = lambda one: f"{one.name_en or one.name_bg} ({one.code})"

    def clean_claims(self) -> list[Claim]:
        """The claims. Errors: ValidationError where one is not there."""
        said = self.cleaned_data["claims"].split()
        found = list(Claim.objects.public().filter(claim_id__in=said))
        if missing := set(said) - {one.claim_id for one in found}:
            raise forms.ValidationError(_("No public claim has the id %(id)s.") % {"id": ", ".join(sorted(missing))})
        return found


class PartForm(forms.Form):
    """Why a joining is taken back."""

    reason = _reason(_("Why it is taken back"))
