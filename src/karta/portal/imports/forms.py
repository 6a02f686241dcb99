"""Forms of an import: the file, the source, the columns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karta.portal.imports import rules
from karta.portal.imports.services import upload_limit_megabytes
from karta.snapshot.schema import PROFILE_MEASURES
from karta.vocab.labels import label
from karta.vocab.persons import holds_egn

UNITS = {
    "persons": _("persons"),
    "fte": _("full-time equivalents"),
    "BGN": _("leva"),
    "thousand BGN": _("thousand leva"),
    "million BGN": _("million leva"),
    "EUR": _("euro"),
    "thousand EUR": _("thousand euro"),
    "million EUR": _("million euro"),
    "USD": _("US dollars"),
    "RON": _("Romanian lei"),
}
FIELDS = {
    "name": _("Name"),
    "name:bg": _("Name in Bulgarian"),
    "name:en": _("Name in English"),
    "alias": _("Other name"),
    "key": _("Own number of the list"),
    "eik": _("ЕИК"),
    "vat": _("VAT number"),
    "lei": _("LEI"),
    "ror_id": _("ROR"),
    "legal_form": _("Legal form"),
    "kind": _("Kind of organisation"),
    "unit_kind": _("Kind of unit"),
    "status": _("Status"),
    "country": _("Country"),
    "district": _("District"),
    "municipality": _("Municipality"),
    "settlement": _("Town or village"),
    "ekatte": _("EKATTE code"),
    "address": _("Address"),
    "nace_code": _("Activity code (NACE, КИД)"),
    "segment": _("Segment"),
    "founded": _("Founded"),
    "website": _("Website"),
    "description": _("Description"),
    "note": _("Note"),
}
LONG = {
    "measure": _("Which measure the row gives"),
    "value": _("Value of the measure in the row"),
    "year": _("Year of the row's figures"),
    "unit": _("Unit of the row's figures"),
}
LICENCES = {
    "CC-BY-4.0": _("CC BY 4.0: free to use, naming us"),
    "CC0-1.0": _("CC0: free to use, without conditions"),
    "public-register": _("From a public register, with its source named"),
    "consent": _("Each organisation agreed to be published"),
    "no": _("May not be published"),
}
RANKS = {
    2: _("own audited report"),
    3: _("ministry, regulator or exchange"),
    5: _("own site or the organisation's own word"),
    6: _("press"),
    8: _("copy without a date"),
}


def measure_choices() -> list[tuple[str, str]]:
    language = (get_language() or "bg")[:2]
    return [(f"figure:{measure}", str(label("measure", measure, language))) for measure in PROFILE_MEASURES]


def field_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """What a column may hold, in groups."""
    return [
        (str(_("Organisation")), list(FIELDS.items())),
        (str(_("Figures, one column a year")), measure_choices()),
        (str(_("Figures, one row each")), list(LONG.items())),
    ]


def field_label(column: dict[str, Any]) -> str:
    """The words for what a mapped column holds."""
    language = (get_language() or "bg")[:2]
    if column["field"] == "figure":
        named = str(label("measure", column["measure"], language))
        return f"{named} {column['year']}" if column.get("year") else named
    key = f"{column['field']}:{column['language']}" if column.get("language") else column["field"]
    return str(FIELDS.get(key) or FIELDS.get(column["field"]) or LONG.get(column["field"], column["field"]))


class UploadForm(forms.Form):
    """A file of at most 50 MB."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the reader says what is wrong with an empty one, in its place
        help_text=_("CSV, TSV or XLSX, up to 50 MB. Excel files with formulas: save as values."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.tab,.xlsx,.xlsm,.ods"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        limit = upload_limit_megabytes()
        if (file.size or 0) > limit * 1024 * 1024:
            size = -(-(file.size or 0) // (1024 * 1024))
            raise forms.ValidationError(
                _("%(name)s has %(size)s MB; the limit is %(limit)s MB. Split it or leave out columns."),
                params={"name": rules.file_name(file.name or ""), "size": size, "limit": limit},
            )
        return file


class FormForm(forms.Form):
    """How the file is to be read, where the guess was wrong."""

    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False,
        choices=[("", _("guess")), ("utf-8", "UTF-8"), ("windows-1251", "Windows-1251"), ("utf-16", "UTF-16")],
    )  # fmt: skip
    delimiter = forms.ChoiceField(
        label=_("Separator"), required=False,
        choices=[("", _("guess")), (",", _("comma")), (";", _("semicolon")), ("\t", _("tab")), ("|", "|")],
    )  # fmt: skip
    sheet = forms.CharField(label=_("Sheet"), required=False, max_length=60)
    header_row = forms.IntegerField(label=_("Row of the headings"), required=False, min_value=1, max_value=1000)


class SourceForm(forms.Form):
    """Whose rows these are and on what terms they become public."""

    title_bg = forms.CharField(label=_("Title in Bulgarian"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    attribution = forms.CharField(
        label=_("Whom to name"), max_length=160, help_text=_("An organisation: it stands beside each figure.")
    )
    licence = forms.ChoiceField(label=_("On what terms"), choices=[("", _("choose")), *LICENCES.items()])
    retrieved = forms.DateField(
        label=_("The list is as of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    rank = forms.TypedChoiceField(
        label=_("Where the figures come from"), coerce=int, choices=list(RANKS.items()),
        help_text=_("Where sources disagree, the one that stands higher is shown first."),
    )  # fmt: skip
    country = forms.RegexField(
        r"^[A-Z]{2}$", label=_("Country of rows without one"), required=False, help_text=_("Two letters, BG.")
    )

    def clean_licence(self) -> str:
        if self.cleaned_data["licence"] == "no":
            raise forms.ValidationError(
                _("The map is public: what may not be published cannot come in. Ask the owner of the list.")
            )
        return str(self.cleaned_data["licence"])

    def clean_retrieved(self) -> date:
        found: date = self.cleaned_data["retrieved"]
        if not 1990 <= found.year <= timezone.localdate().year + 1:
            raise forms.ValidationError(_("Not a day on which a list can have been made."))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("title_bg", "title_en", "attribution"):
            if holds_egn(str(said.get(name, ""))):
                self.add_error(name, _("This holds a personal number. Karta keeps no data of natural persons."))
        return said

    @staticmethod
    def from_mapping(mapping: dict[str, Any]) -> dict[str, Any]:
        title = mapping.get("title") or {}
        kept = {name: mapping.get(name) for name in ("attribution", "licence", "retrieved", "rank", "country")}
        return {"title_bg": title.get("bg"), "title_en": title.get("en"), **kept}

    def keys(self) -> dict[str, Any]:
        """The part of mapping.yml that this form fills."""
        said = self.cleaned_data
        return {
            "source_id": rules.source_id(said["title_bg"]),
            "title": {"bg": said["title_bg"], "en": said["title_en"]},
            "licence": said["licence"],
            "attribution": said["attribution"],
            "rank": said["rank"],
            "retrieved": said["retrieved"].isoformat(),
            "country": said["country"] or None,
        }


def columns_from(
    posted: QueryDict, names: list[str], before: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The mapped columns and the ignored ones of a posted table: `field-0`, `unit-0`, `year-0`, `decimal-0` and so on.

    A column left at “choose” is in neither, and the check says so. Settings that the table does not show are kept.
    """
    known = {column["column"]: column for column in before}
    columns, ignored = [], []
    for index, name in enumerate(names):
        chosen = posted.get(f"field-{index}", "")
        if chosen == "-":
            ignored.append(name)
        elif chosen:
            columns.append(_column(posted, index, name, chosen, known.get(name, {})))
    return columns, ignored


def _column(posted: QueryDict, index: int, name: str, chosen: str, before: dict[str, Any]) -> dict[str, Any]:
    field, _sep, detail = chosen.partition(":")
    column: dict[str, Any] = {"column": name, "field": field}
    if field == "figure":
        column["measure"] = detail
    elif detail:
        column["language"] = detail
    if field in ("figure", "value"):
        for setting in ("unit", "decimal"):
            if posted.get(f"{setting}-{index}"):
                column[setting] = posted[f"{setting}-{index}"]
        if detail in ("headcount", "fte"):
            column["unit"] = {"headcount": "persons", "fte": "fte"}[detail]
        year = posted.get(f"year-{index}", "").strip()
        if year.isdecimal():
            column["year"] = int(year)
        column |= {key: before[key] for key in ("statement", "basis") if key in before}
    return column


def choice_of(column: dict[str, Any]) -> str:
    """The value of the select for a mapped column."""
    detail = column.get("measure") if column["field"] == "figure" else column.get("language")
    return f"{column['field']}:{detail}" if detail and column["field"] in ("figure", "name") else str(column["field"])
