"""Forms of documents: the file, its newer versions, whom it is released to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.platform.uploads import MEGABYTES, NotTaken, take
from karta.portal.rooms.investors.forms import line
from karta.portal.rooms.investors.models import Seat


class FileForm(forms.Form):
    """A newer version of a document."""

    file = forms.FileField(
        label=_("File"), required=False, allow_empty_file=True,
        help_text=_("PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG or WebP, up to 20 MB, without macros."),
    )  # fmt: skip

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_large = is_too_large

    def clean_file(self) -> Any:
        """The file; what it is stands beside it as `taken`."""
        if self.is_too_large:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB: make it smaller or send it in parts.") % {"limit": MEGABYTES}
            )
        file = self.cleaned_data["file"]
        if file is None:
            raise forms.ValidationError(_("Choose a file."))
        try:
            self.cleaned_data["taken"] = take(file)
        except NotTaken as error:
            raise forms.ValidationError(str(error)) from error
        return file


class DocumentForm(FileForm):
    """A document: what it is called here, and its first version."""

    title = line(_("Title"), longest=150)
    field_order = ("title", "file")


class ReleaseForm(forms.Form):
    """To whom a document is released: a seat that the company knows, or one by the address that it knows."""

    seat = forms.ModelChoiceField(
        Seat.objects.none(), required=False, label=_("Investor"), empty_label=_("none of these")
    )
    email = forms.EmailField(
        label=_("or by e-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Of an investor whom you know already."),
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Iterable[Seat] = (), known: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held, names = list(seats), set(known)
        self.fields["seat"].queryset = Seat.objects.filter(pk__in=[one.pk for one in held]).select_related("investor")
        self.fields["seat"].label_from_instance = lambda one: seat_label(one, is_known=one.pk in names)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(said.get("seat")) == bool(said.get("email")):
            self.add_error("email", _("Choose an investor or write an address: one of both."))
        return said


def seat_label(seat: Seat, *, is_known: bool) -> str:
    """A seat as a company sees it: with the person's name only once the introduction was made."""
    investor = seat.investor.name if seat.investor else ""
    return f"{investor} · {seat.name}" if is_known else investor
