"""Forms of subjects: the columns of an event, a series, a project, an organisation named, a source; with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karta.portal.directory import recorded
from karta.portal.directory.models import Body, Edition, Project, Series, Source
from karta.portal.editing import queries
from karta.portal.platform import gate
from karta.portal.platform.forms import no_personal_number
from karta.portal.platform.templatetags.karta import in_language, language
from karta.vocab.persons import holds_egn

LINKS = ("registration", "website", "address")
NAMES = ("name", "title", "place")  # they may be in any language: an event may have an English name only
SERIES_ROWS = 2  # an event belongs to one series or two


def problems(name: str, text: str) -> Iterator[str]:
    """What the gate of publication says of one text of a form; its column names the language."""
    column, _dot, code = name.rpartition("_")
    if name in LINKS:
        yield from _link_problems(name, text)
        return
    own = code if code in ("bg", "en") and column not in NAMES else None
    yield from (one.message for one in gate.problems([gate.Line("text", text, own)], set()))
    if holds_egn(text):
        yield _("This holds a personal number. Karta keeps no data of natural persons: remove it.")


def _link_problems(name: str, text: str) -> Iterator[str]:
    label = str(recorded.COLUMN_LABELS.get(name, name))
    found = gate.problems([gate.Line("link", "", None, (gate.Link(label, text),))], set())
    yield from (one.message for one in found)
    if not found and not text.startswith(("http://", "https://")):
        yield _("“%(quote)s” is no address: it begins with https://.") % {"quote": text}


def countries() -> list[tuple[str, str]]:
    """Every country of today by its name in the reader's language, and the Union."""
    names = Locale(language()).territories
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in ("EZ", "UN", "XA", "XB", "ZZ")]
    return [("", "–"), *sorted(((code, str(names[code])) for code in codes), key=lambda one: one[1].casefold())]


class ReasonForm(forms.Form):
    """Every change has a reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason of the change"), max_length=500,
        help_text=gettext_lazy("Readers see it beside what stood here before. Do not name persons."),
        validators=[no_personal_number],
    )  # fmt: skip


class SubjectForm(forms.ModelForm):
    """What the forms of all subjects share: the gate, a reason, the stamp of what was shown."""

    kind_of_subject = ""
    pair = "name"  # the text that one language at least must have
    reason = ReasonForm.base_fields["reason"]
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = recorded.COLUMN_LABELS.get(name, field.label)
            field.empty_label = "–"
        if "kind" in self.fields:
            self.fields["kind"].choices = [("", "–"), *self._meta.model.Kind.choices]
        for code in ("bg", "en"):
            self.fields[f"{self.pair}_{code}"].required = False
        if self.instance.pk:
            self.fields["seen"].initial = queries.stamp(recorded.values(self.kind_of_subject, self.instance))
        else:
            self.fields["reason"].help_text = gettext_lazy("Where you know it from, in a few words.")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        for name, text in list(said.items()):
            if isinstance(text, str) and text and name not in ("seen", "country", "kind"):
                for message in problems(name, text):
                    self.add_error(name, message)
        if not any(said.get(f"{self.pair}_{code}") for code in ("bg", "en")) and not self.errors:
            self.add_error(f"{self.pair}_bg", _("Write it in one language at least."))
        return said

    def told(self) -> recorded.Values:
        """What the form says, in plain values."""
        columns = [name for name in recorded.KINDS[self.kind_of_subject].columns if name in self.cleaned_data]
        return {name: recorded.plain(self.cleaned_data[name]) for name in columns}


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _address(help_text: Any = "") -> forms.CharField:
    return forms.CharField(required=False, max_length=300, help_text=help_text, widget=forms.TextInput(
        attrs={"inputmode": "url"}))  # fmt: skip


class EditionForm(SubjectForm):
    """One event. Its dates and who does what are claims; whether it is coming or past follows from the dates."""

    kind_of_subject = "edition"
    country = forms.ChoiceField(choices=countries, required=False)
    registration = _address()

    class Meta:
        model = Edition
        fields = ("kind", "name_bg", "name_en", "about_bg", "about_en", "is_online", "country", "place_bg", "place_en",
                  "entry_bg", "entry_en", "registration", "follows", "part_of")  # fmt: skip
        widgets = {"about_bg": _lines(3), "about_en": _lines(3)}  # noqa: RUF012 - as Django wants it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events = Edition.objects.exclude(pk=self.instance.pk)
        series = [("", "–"), *sorted((one.code, in_language(one.name)) for one in Series.objects.all())]
        for name in ("follows", "part_of"):
            self.fields[name].queryset = events
            self.fields[name].label_from_instance = lambda one: in_language(one.name)
        held = recorded.values("edition", self.instance)[recorded.ENTRIES] if self.instance.pk else []
        for number in range(max(SERIES_ROWS, len(held) + 1)):
            own = held[number] if number < len(held) else [None, None]
            self.fields[f"series_{number}"] = forms.ChoiceField(
                label=recorded.COLUMN_LABELS[recorded.ENTRIES], choices=series, required=False, initial=own[0] or ""
            )
            self.fields[f"number_{number}"] = forms.IntegerField(
                label=gettext_lazy("Which edition it is"), required=False, min_value=1, max_value=999, initial=own[1]
            )
        self.order_fields([*(name for name in self.fields if name not in ("reason", "seen")), "reason", "seen"])

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        chosen = [code for name, code in said.items() if name.startswith("series_") and code]
        if len(chosen) != len(set(chosen)):
            self.add_error("series_1", _("The event is in this series already."))
        if said.get("is_online") and (said.get("place_bg") or said.get("place_en")):
            self.add_error("is_online", _("It is online, or it has a place: leave one of them empty."))
        self._clean_order(said)
        return said

    def _clean_order(self, said: dict[str, Any]) -> None:
        """An edition cannot follow itself, however long the way round, nor be a part of its own part."""
        for name in ("follows", "part_of"):
            seen = {self.instance.pk}
            one = said.get(name)
            while one is not None and one.pk not in seen:
                seen.add(one.pk)
                one = getattr(one, name)
            if one is not None and self.instance.pk:
                self.add_error(name, _("This goes round in a circle."))
        before = said.get("follows")
        if before and Edition.objects.filter(follows=before).exclude(pk=self.instance.pk).exists():
            self.add_error("follows", _("Another event follows this one already."))

    def told(self) -> recorded.Values:
        said = self.cleaned_data
        entries = [[said[f"series_{number}"], said.get(f"number_{number}")]
                   for number in range(len([name for name in said if name.startswith("series_")]))
                   if said.get(f"series_{number}")]  # fmt: skip
        return super().told() | {recorded.ENTRIES: sorted(entries)}


class SeriesForm(SubjectForm):
    """What returns under one name."""

    kind_of_subject = "series"
    website = _address()

    class Meta:
        model = Series
        fields = ("name_bg", "name_en", "about_bg", "about_en", "website")
        widgets = {"about_bg": _lines(3), "about_en": _lines(3)}  # noqa: RUF012 - as Django wants it


class ProjectForm(SubjectForm):
    """A project. Partners, roles, dates and figures are claims."""

    kind_of_subject = "project"
    website = _address()

    class Meta:
        model = Project
        fields = ("name_bg", "name_en", "about_bg", "about_en", "website")
        widgets = {"about_bg": _lines(3), "about_en": _lines(3)}  # noqa: RUF012 - as Django wants it


class BodyForm(SubjectForm):
    """An organisation, programme or office as pages call it."""

    kind_of_subject = "body"
    country = forms.ChoiceField(choices=countries, required=False)
    website = _address()

    class Meta:
        model = Body
        fields = ("kind", "name_bg", "name_en", "country", "region", "website")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].label_from_instance = lambda one: in_language(one.name)


class SourceForm(SubjectForm):
    """What says something: a page, a notice, a document."""

    kind_of_subject = "source"
    pair = "title"
    address = _address()

    class Meta:
        model = Source
        fields = ("title_bg", "title_en", "address", "retrieved")
        widgets = {"retrieved": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}  # noqa: RUF012 - as Django wants it


FORMS: dict[str, type[SubjectForm]] = {
    one.kind_of_subject: one for one in (EditionForm, SeriesForm, ProjectForm, BodyForm, SourceForm)
}
