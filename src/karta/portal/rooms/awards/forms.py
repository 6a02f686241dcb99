"""Forms of the awards' room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.organisation_field import OrganisationField
from karta.portal.directory.timing import SOFIA
from karta.portal.platform import uploads
from karta.portal.platform.forms import no_personal_number, one_line
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.platform.uploads import MEGABYTES, PDF, NotTaken, take
from karta.portal.rooms.awards import rules
from karta.portal.rooms.awards.categories import categories
from karta.portal.rooms.awards.entries.services import Draft
from karta.portal.rooms.awards.models import Question

NIGHT = {
    "skipped": _("In this night clocks go past this hour: choose another one."),
    "twice": _("In this night clocks show this hour twice: choose another one."),
}


def line(label: Any, *, longest: int, **more: Any) -> forms.CharField:
    """One line of text that is no personal number."""
    return forms.CharField(label=label, max_length=longest, validators=[one_line, no_personal_number], **more)


def text(label: Any, *, longest: int, rows: int = 5, **more: Any) -> forms.CharField:
    """Text of several lines that holds no personal number."""
    return forms.CharField(
        label=label, max_length=longest, validators=[no_personal_number],
        widget=forms.Textarea(attrs={"rows": rows}), **more,
    )  # fmt: skip


class EntryForm(forms.Form):
    """A draft: nothing is required before it is submitted, so that it is kept as far as it has come."""

    category = forms.ChoiceField(label=_("Category"), required=False, widget=forms.RadioSelect)
    name = line(
        _("Name of the spin-off"), longest=200, required=False,
        help_text=_("The jury sees it once it has decided."),
    )  # fmt: skip
    org_id = OrganisationField(
        label=_("On the map"), required=False,
        help_text=_("Begin to type its name and choose it. Empty where the map does not have it yet."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, questions: Sequence[Question], held: str = "", is_typing: bool = False, **kwargs: Any
    ) -> None:
        """`held`: the organisation of the draft as it was kept. `is_typing`: the page keeps the draft by itself; an
        organisation that is typed half-way counts as none."""
        super().__init__(*args, **kwargs)
        self.fields["org_id"].held, self.fields["org_id"].is_lenient = frozenset([held]), is_typing
        self.questions = questions
        self.fields["category"].choices = [(one.code, in_language(one.name)) for one in categories().values()]
        for one in questions:
            self.fields[f"q_{one.pk}"] = text(
                in_language(one.label), longest=one.longest, required=False, help_text=in_language(one.hint) or ""
            )
            self.fields[f"q_{one.pk}"].widget.attrs["maxlength"] = one.longest

    def draft(self) -> Draft:
        """What was written."""
        said = self.cleaned_data
        answers = {str(one.pk): said[f"q_{one.pk}"].strip() for one in self.questions if said[f"q_{one.pk}"].strip()}
        return Draft(said["category"], said["name"], said["org_id"], answers)

    def demand(self, missing: Sequence[str]) -> None:
        """Say at each field that it is missing."""
        for name in missing:
            if name in self.fields:
                self.add_error(name, _("This is needed to submit."))


def first_values(entry: Any) -> dict[str, Any]:
    """A draft as its form shows it."""
    told = {"category": entry.category, "name": entry.name, "org_id": entry.org_id}
    return told | {f"q_{key}": value for key, value in entry.answers.items()}


class FileForm(forms.Form):
    """A PDF."""

    file = forms.FileField(
        label=_("File"), required=False, allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args: Any, is_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_too_large = is_too_large

    def clean_file(self) -> Any:
        """The file; what it is stands beside it as `taken`."""
        file = self.cleaned_data["file"]
        if self.is_too_large or (file is not None and file.size > uploads.LARGEST):
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB: make its pictures smaller.") % {"limit": MEGABYTES}
            )
        if file is None:
            raise forms.ValidationError(_("Choose a file."))
        try:
            self.cleaned_data["taken"] = take(file, (PDF,))
        except NotTaken as error:
            raise forms.ValidationError(f"{error} {_('A PDF is what the jury reads.')}") from error
        return file


class MomentWidget(forms.MultiWidget):
    """A day and a clock time to the second."""

    def __init__(self) -> None:
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        clock = forms.TimeInput(attrs={"type": "time", "step": "1"}, format="%H:%M:%S")
        super().__init__({"day": day, "clock": clock})

    def decompress(self, value: datetime | None) -> list[Any]:
        """An instant as clocks in Sofia show it."""
        if value is None:
            return [None, None]
        here = value.astimezone(SOFIA)
        return [here.date(), here.time()]


class MomentField(forms.MultiValueField):
    """A day and a clock time in Sofia, to the second; the instant in UTC. Refuses the hours of summer time's nights."""

    def __init__(self, **kwargs: Any) -> None:
        fields = (forms.DateField(), forms.TimeField(input_formats=["%H:%M:%S", "%H:%M"]))
        super().__init__(fields=fields, widget=MomentWidget(), require_all_fields=True, **kwargs)

    def compress(self, data_list: list[Any]) -> datetime | None:
        if not data_list:
            return None
        found = rules.instant(*data_list)
        if isinstance(found, str):
            raise forms.ValidationError(NIGHT[found])
        return found


class AwardForm(forms.Form):
    """Between which instants an award takes entries, and what applicants ought to know."""

    opens_at = MomentField(label=_("Opens"))
    closes_at = MomentField(label=_("Deadline"), help_text=_("Bulgarian time. This second still counts."))
    about_bg = text(_("For applicants, in Bulgarian"), longest=3000, required=False)
    about_en = text(_("For applicants, in English"), longest=3000, required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("opens_at") and said.get("closes_at") and said["closes_at"] <= said["opens_at"]:
            self.add_error("closes_at", _("The deadline is before the opening."))
        return said


class QuestionForm(forms.Form):
    """One question."""

    label_bg = line(_("Question in Bulgarian"), longest=200)
    label_en = line(_("Question in English"), longest=200)
    hint_bg = line(_("Hint in Bulgarian"), longest=300, required=False)
    hint_en = line(_("Hint in English"), longest=300, required=False)
    category = forms.ChoiceField(label=_("Asked in"), required=False)
    longest = forms.IntegerField(label=_("Most characters"), min_value=50, max_value=rules.LONGEST_ANSWER, initial=1000)
    is_required = forms.BooleanField(label=_("An answer is needed"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.code, in_language(one.name)) for one in categories().values()]
        self.fields["category"].choices = [("", _("both categories")), *named]
