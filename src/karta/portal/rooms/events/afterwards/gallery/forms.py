"""Forms of pictures: several files at once, then the words of each."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.platform.forms import no_personal_number, one_line
from karta.portal.platform.uploads import NotTaken
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.gallery.cleaning import Cleaned, clean
from karta.portal.rooms.events.afterwards.models import Picture

NEEDED = ("alt_bg", "alt_en", "credit", "licence", "people", "consent_note")
LICENCES = [("", _("Choose")), *Picture.Licence.choices]


def _line(label: Any, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=False, validators=[one_line, no_personal_number], **more
    )


class SeveralFiles(forms.FileInput):
    """A field of a browser that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several pictures. Its value: (file, Cleaned) of each; where one is refused, all are, and the field says why."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[tuple[Any, Cleaned]]:
        files = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not files:
            raise forms.ValidationError(_("Choose at least one picture."))
        if len(files) > rules.MOST_AT_ONCE:
            raise forms.ValidationError(
                _("At most %(limit)s pictures at once: send the others after these.") % {"limit": rules.MOST_AT_ONCE}
            )
        taken, refused = [], []
        for file in files:
            try:
                taken.append((file, clean(super().clean(file, initial))))
            except NotTaken as error:
                refused.append(forms.ValidationError(f"{file.name}: {error}"))
        if refused:
            raise forms.ValidationError(refused)
        return taken


class PicturesForm(forms.Form):
    """New pictures with what is the same for all of them."""

    files = FilesField(
        label=_("Pictures"), allow_empty_file=True,
        widget=SeveralFiles(attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG or WebP, up to 20 at once and 45 MB in all. Place and device are taken out of them."),
    )  # fmt: skip
    credit = _line(_("Who took them"), 120, help_text=_("Stands below each picture."))
    licence = forms.ChoiceField(label=_("Licence"), choices=LICENCES, required=False)

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_large = is_too_large

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if self.is_too_large:
            self.errors.pop("files", None)
            self.add_error("files", _("Together they are larger than %(limit)s MB: send fewer at once.")
                           % {"limit": rules.MEGABYTES})  # fmt: skip
        return said


class PictureForm(forms.Form):
    """What one picture shows. `publish` asks for all that readers need."""

    alt_bg = _line(_("What is to be seen, in Bulgarian"), 250,
                   help_text=_("Read out to those who do not see the picture."))  # fmt: skip
    alt_en = _line(_("What is to be seen, in English"), 250)
    caption_bg = _line(_("Caption in Bulgarian"), 250, help_text=_("Optional."))
    caption_en = _line(_("Caption in English"), 250)
    credit = _line(_("Who took it"), 120)
    licence = forms.ChoiceField(label=_("Licence"), choices=LICENCES, required=False)
    people = forms.ChoiceField(label=_("People in the picture"), choices=Picture.People)
    consent_note = _line(
        _("Where their consents are kept"),
        300,
        help_text=_("For the team alone; needed where somebody can be recognised."),
    )
    is_for_report = forms.BooleanField(label=_("Print it in the report to partners"), required=False)
    publish = forms.BooleanField(label=_("Everybody may see it"), required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("publish") and not self.errors:
            for name in rules.lacks(Picture(**{one: said[one] for one in NEEDED})):
                self.add_error(name, _("Needed before everybody may see the picture."))
        return said
