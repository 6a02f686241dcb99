"""What readers choose in the list, and what editors decide about names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.platform.forms import LongSelect


class ListForm(forms.Form):
    """The filter of the list: every choice is optional."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, widget=LongSelect)
    languages = forms.ChoiceField(
        label=_("Language"), required=False, widget=LongSelect,
        choices=[
            ("", _("any")), ("bg", _("readable in Bulgarian")), ("en", _("readable in English")),
            ("both", _("only what is in both languages")),
        ],
    )  # fmt: skip
    year = forms.ChoiceField(label=_("Year"), required=False, widget=LongSelect)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False, widget=LongSelect)

    def __init__(
        self,
        *args: Any,
        kinds: list[tuple[str, str]],
        years: list[str],
        organisations: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("all")), *kinds]
        self.fields["year"].choices = [("", _("all")), *((year, year) for year in years)]
        self.fields["organisation"].choices = [("", _("all")), *organisations]


class NamesForm(forms.Form):
    """Whom each uncertain name of a text means."""

    def __init__(self, *args: Any, asked: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in asked:
            self.fields[one["key"]] = forms.ChoiceField(
                label=one["written"], help_text=one["line"], required=False, widget=forms.RadioSelect, initial="later",
                choices=[*one["choices"], ("", _("nobody on the map")), ("later", _("decide later"))],
            )  # fmt: skip

    def chosen(self) -> dict[str, str]:
        """Search key → org_id, or "" for nobody; what waits is left out."""
        return {key: value for key, value in self.cleaned_data.items() if value != "later"}
