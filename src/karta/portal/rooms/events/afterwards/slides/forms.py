"""Forms of slides: the file with its authors; an author's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Edition
from karta.portal.platform.forms import no_personal_number, one_line
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.platform.uploads import PDF, NotTaken, take
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.models import Consent
from karta.portal.rooms.events.models import Session, Speaker


def _title(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=250, validators=[one_line, no_personal_number])


class DeckForm(forms.Form):
    """Slides of a talk of one edition."""

    file = forms.FileField(label=_("File"), required=False, allow_empty_file=True, help_text=_("PDF, up to 45 MB."),
                           widget=forms.FileInput(attrs={"accept": "application/pdf"}))  # fmt: skip
    title_bg = _title(_("Title in Bulgarian"))
    title_en = _title(_("Title in English"))
    language = forms.ChoiceField(
        label=_("Language of the slides"), choices=[("bg", _("Bulgarian")), ("en", _("English"))]
    )
    session = forms.ModelChoiceField(
        Session.objects.none(), label=_("Session"), required=False, empty_label=_("none of the programme")
    )
    speakers = forms.ModelMultipleChoiceField(
        Speaker.objects.none(), label=_("Authors"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Each of them is asked; the slides are public once all have agreed."),
    )  # fmt: skip

    def __init__(self, *args: Any, edition: Edition, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_large = is_too_large
        self.fields["session"].queryset = Session.objects.filter(edition=edition)
        self.fields["session"].label_from_instance = lambda one: in_language(one.title)
        self.fields["speakers"].queryset = Speaker.objects.filter(edition=edition)
        self.fields["speakers"].label_from_instance = lambda one: in_language(one.name)

    def clean_file(self) -> Any:
        """The file; what it is stands beside it as `taken`."""
        if self.is_too_large:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB: save it with smaller pictures and send it again.")
                % {"limit": rules.MEGABYTES}
            )
        file = self.cleaned_data["file"]
        if file is None:
            raise forms.ValidationError(_("Choose a file."))
        try:
            self.cleaned_data["taken"] = take(file, {PDF})
        except NotTaken as error:
            raise forms.ValidationError(_("%(why)s Slides are taken as PDF.") % {"why": error}) from error
        return file


class AgreeForm(forms.Form):
    """On what terms everybody may have one's slides."""

    licence = forms.ChoiceField(
        label=_("On what terms"), choices=Consent.Licence, initial=Consent.Licence.READ, widget=forms.RadioSelect
    )
