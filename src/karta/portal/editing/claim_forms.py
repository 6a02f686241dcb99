"""Forms of claims: what a source says of one property, read as a date, a figure, a text or a list of organisations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karta.portal.directory import printed
from karta.portal.directory.claiming import Said
from karta.portal.directory.models import Claim, Contradiction, Mention, Source
from karta.portal.directory.properties import AWARDS, DATES, FIGURES, ROLES, UNITS
from karta.portal.editing import queries
from karta.portal.editing.forms import ReasonForm, problems
from karta.portal.platform.templatetags.karta import in_language, language, script
from karta.vocab.dates import DateSpan, NotADate, parse_date
from karta.vocab.numbers import INFINITY, NotANumber, parse_interval
from karta.vocab.persons import holds_egn

MONEY = ("EUR", "BGN")
SOFIA = "Europe/Sofia"
OFFICES = ("opened_by", "guest", "speaker", "moderator")
_DAY = gettext_lazy("2026-06-20, or 2026-06 or 2026 where no more is known.")


class ClaimForm(ReasonForm):
    """One claim on one property. What is asked for its reading depends on the property."""

    source = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    new_source = forms.CharField(
        label=gettext_lazy("or a new source: its title"), required=False, max_length=250,
        help_text=gettext_lazy("A notice, a letter, a page. Not a person's name."),
    )  # fmt: skip
    address = forms.CharField(label=gettext_lazy("Address of the new source"), required=False, max_length=500)
    locator = forms.CharField(
        label=gettext_lazy("Where in the source"), required=False, max_length=120,
        help_text=gettext_lazy("What finds it again: line 33, page 4."),
    )  # fmt: skip
    as_published = forms.CharField(
        label=gettext_lazy("What the source prints, letter by letter"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}), strip=False,
    )  # fmt: skip
    note_bg = forms.CharField(label=gettext_lazy("Note for readers, in Bulgarian"), required=False, max_length=1000)
    note_en = forms.CharField(label=gettext_lazy("Note for readers, in English"), required=False, max_length=1000)

    def __init__(self, *args: Any, name: str, claim: Claim | None = None, **kwargs: Any) -> None:
        """`name`: the property; `claim`: the one that is corrected."""
        initial = {**(_initial(claim) if claim else {}), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        self.name = name
        sources = sorted(((one.code, in_language(one.title)) for one in Source.objects.all()), key=lambda one: one[1])
        self.fields["source"].choices = [("", "–"), *sources]
        if name in (*ROLES, *AWARDS, "mention"):
            self._ask_bodies()
        elif name in DATES:
            self._ask_dates()
        elif name in FIGURES:
            self._ask_figure()
        else:
            self.fields["value"] = forms.CharField(
                label=gettext_lazy("Read as"), required=False, max_length=500,
                help_text=gettext_lazy("Empty where it reads as it is printed."),
            )  # fmt: skip
        last = ("note_bg", "note_en", "reason")
        self.order_fields([*(field for field in self.fields if field not in last), *last])

    def _ask_bodies(self) -> None:
        self.fields["bodies"] = forms.CharField(
            label=gettext_lazy("Who: one a line, as the source writes it"), widget=forms.Textarea(attrs={"rows": 5}),
            help_text=gettext_lazy("The office, never a person's name.") if self.name in OFFICES else "",
        )  # fmt: skip
        self.fields["may_make"] = forms.BooleanField(
            label=gettext_lazy("Enter those that are not known yet, as not identified"), required=False
        )

    def _ask_dates(self) -> None:
        self.fields["starts"] = forms.CharField(
            label=gettext_lazy("First day"), required=False, max_length=30, help_text=_DAY
        )
        self.fields["ends"] = forms.CharField(
            label=gettext_lazy("Last day"), required=False, max_length=30,
            help_text=gettext_lazy("Empty where it is the same."),
        )  # fmt: skip
        clock = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        self.fields["starts_at"] = forms.TimeField(label=gettext_lazy("From (hour)"), required=False, widget=clock)
        self.fields["ends_at"] = forms.TimeField(label=gettext_lazy("Until (hour)"), required=False, widget=clock)
        self.fields["is_open"] = forms.BooleanField(
            label=gettext_lazy("The other end is not known"), required=False,
            help_text=gettext_lazy("Only the day that is written above counts."),
        )  # fmt: skip
        self.fields["is_unknown"] = forms.BooleanField(label=gettext_lazy("The source gives no date"), required=False)

    def _ask_figure(self) -> None:
        self.fields["number"] = forms.CharField(
            label=gettext_lazy("The number, with its bound"), max_length=80,
            help_text=gettext_lazy("15, over 30, about 23 million."),
        )  # fmt: skip
        self.fields["unit"] = forms.ChoiceField(
            label=gettext_lazy("Unit"), choices=[("", "–"), *((one, one) for one in MONEY), *UNITS.items()]
        )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        self._clean_source(said)
        for name in ("note_bg", "note_en", "value"):
            for message in problems(name, said[name]) if said.get(name) else ():
                self.add_error(name, message)
        if holds_egn(said.get("as_published", "")):
            self.add_error("as_published", _("This holds a personal number: remove it."))
        readings = {"bodies": self._clean_bodies, "starts": self._clean_dates, "number": self._clean_number}
        for field in readings.keys() & self.fields.keys():
            readings[field](said)
        if "value" in self.fields and not said.get("value") and not said.get("as_published", "").strip():
            self.add_error("as_published", _("Write what the source says."))
        return said

    def _clean_source(self, said: dict[str, Any]) -> None:
        if bool(said.get("source")) == bool(said.get("new_source")):
            self.add_error("source", _("Choose a source, or write the title of a new one."))
        for message in problems("address", said["address"]) if said.get("address") else ():
            self.add_error("address", message)
        for message in problems("title_any", said["new_source"]) if said.get("new_source") else ():
            self.add_error("new_source", message)

    def _clean_bodies(self, said: dict[str, Any]) -> None:
        names = [" ".join(line.split()) for line in said.get("bodies", "").splitlines() if line.strip()]
        if too_long := [name for name in names if len(name) > 250]:
            self.add_error("bodies", _("“%(quote)s…” is too long for a name.") % {"quote": too_long[0][:40]})
            return
        known = queries.bodies_by_name(names)
        self.found = [(known.get(queries.search_key(name), ""), name) for name in names]
        unknown = [name for code, name in self.found if not code]
        if unknown and not said.get("may_make"):
            told = ", ".join(f"“{name}”" for name in unknown)
            self.add_error(
                "bodies", _("Not known here: %(names)s. Mend the name, or tick the box below.") % {"names": told}
            )

    def _clean_dates(self, said: dict[str, Any]) -> None:
        spans = {name: self._span(name, said.get(name, "")) for name in ("starts", "ends")}
        if self.errors:
            return
        first, last = spans["starts"], spans["ends"]
        if said["is_unknown"]:
            if first or last:
                self.add_error("is_unknown", _("A date is written: take it away or take the tick away."))
            self.read = {"state": Claim.State.MISSING, "date_precision": Claim.Precision.UNKNOWN}
            return
        if not first and not last:
            self.add_error("starts", _("Write a date, or tick that the source gives none."))
            return
        self._read_dates(said, first, last)

    def _span(self, name: str, text: str) -> DateSpan | None:
        try:
            return parse_date(text) if text.strip() else None
        except NotADate:
            self.add_error(name, _("“%(quote)s” is no date: write 2024-06-20, 2024-06 or 2024.") % {"quote": text})
            return None

    def _read_dates(self, said: dict[str, Any], first: DateSpan | None, last: DateSpan | None) -> None:
        is_open, known = said["is_open"], [one for one in (first, last) if one]
        if is_open and len(known) == 2:
            self.add_error("is_open", _("Both ends are written."))
        starts = first.start if first else None
        ends = last.end if last else first.end if first and not is_open else None
        if not first and not is_open:
            self.add_error("starts", _("Write the first day, or tick that it is not known."))
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day is before the first."))
        precisions = {one.precision for one in known}
        if len(precisions) > 1:
            self.add_error("ends", _("Write both ends as exactly as each other."))
        has_hours = said.get("starts_at") or said.get("ends_at")
        if has_hours and precisions != {"day"}:
            self.add_error("starts_at", _("Hours belong to a day: write it."))
        if starts == ends and said.get("starts_at") and said.get("ends_at") and said["ends_at"] <= said["starts_at"]:
            self.add_error("ends_at", _("It ends before it begins."))
        precision = "part_of_day" if has_hours else precisions.pop()
        self.read = {
            "starts_on": starts, "ends_on": ends, "starts_at": said.get("starts_at"), "ends_at": said.get("ends_at"),
            "time_zone": SOFIA if has_hours else "", "date_precision": precision,
        }  # fmt: skip

    def _clean_number(self, said: dict[str, Any]) -> None:
        if "number" not in said:
            return
        try:
            found = parse_interval(said["number"], kind="money" if said.get("unit") in MONEY else "count")
        except NotANumber:
            self.add_error("number", _("“%(quote)s” holds no number that can be read.") % {"quote": said["number"]})
            return
        self.read = {
            "value_min": _finite(found.low), "value_max": _finite(found.high), "bound": found.word,
            "unit": said.get("unit", ""),
        }  # fmt: skip

    def said(self) -> Said:
        """The claim as the service takes it."""
        told = self.cleaned_data
        columns = {
            "property": self.name, "locator": told["locator"], "as_published": told["as_published"].strip(),
            "language": script(told["as_published"]) or "", "note_bg": told["note_bg"], "note_en": told["note_en"],
            **getattr(self, "read", {"value": told.get("value", "")} if "value" in self.fields else {}),
        }  # fmt: skip
        title = {"title_bg": told["new_source"], "title_en": told["new_source"], "address": told["address"]}
        return Said(told["source"] or title, columns, getattr(self, "found", []))


def _finite(value: Decimal) -> Decimal | None:
    return None if abs(value) == INFINITY else value.quantize(Decimal("0.0001"))


def _initial(claim: Claim) -> dict[str, Any]:
    """What a form shows of the claim that it corrects; the reason is always the editor's own."""
    mentions = Mention.objects.filter(claim=claim).select_related("body").order_by("position")
    names = [one.as_written or in_language(one.body.name) for one in mentions]
    return {
        "source": claim.source.code, "locator": claim.locator, "as_published": claim.as_published,
        "value": claim.value, "note_bg": claim.note_bg, "note_en": claim.note_en, "bodies": "\n".join(names),
        "starts": _written(claim.starts_on, claim.date_precision),
        "ends": _written(claim.ends_on, claim.date_precision),
        "starts_at": claim.starts_at, "ends_at": claim.ends_at, "unit": claim.unit,
        "is_open": (claim.starts_on is None) != (claim.ends_on is None),
        "is_unknown": claim.state == Claim.State.MISSING,
        "number": _number(claim),
    }  # fmt: skip


def _written(day: Any, precision: str) -> str:
    return "" if day is None else day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def _number(claim: Claim) -> str:
    """A figure as the form reads it again: its bound in the words of vocab.numbers."""
    low, high = claim.value_min, claim.value_max
    if low is None or high is None:
        one = high if low is None else low
        word = {"over": "over", "at_least": "at least"}.get(claim.bound, "at least") if high is None else "at most"
        return "" if one is None else f"{word} {_digits(one)}"
    if claim.bound == "rounded":
        return f"about {_digits((low + high) / 2)}"
    return _digits(low) if low == high else f"{_digits(low)}-{_digits(high)}"


def _digits(value: Decimal) -> str:
    return f"{value.normalize():f}"


class DisagreementForm(forms.Form):
    """Which of several claims is preferred, what sort of contradiction it is, and why."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=Contradiction.Kind.choices, initial=Contradiction.Kind.CONFLICT
    )
    claim = forms.TypedChoiceField(
        label=gettext_lazy("Preferred claim"), coerce=lambda said: int(said) if said else 0, required=False,
        empty_value=0, widget=forms.RadioSelect,
    )  # fmt: skip
    reason_bg = forms.CharField(label=gettext_lazy("Reason, in Bulgarian"), max_length=2000, required=False)
    reason_en = forms.CharField(label=gettext_lazy("Reason, in English"), max_length=2000, required=False)

    def __init__(self, *args: Any, claims: list[Claim], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [(str(one.pk), f"{_said(one)} ({in_language(one.source.title)})") for one in claims]
        self.fields["claim"].choices = [("", _("none of them")), *told]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(said.get(name, "").strip() for name in ("reason_bg", "reason_en")) and not self.errors:
            self.add_error("reason_bg", _("A choice needs a reason, in one language at least."))
        for name in ("reason_bg", "reason_en"):
            for message in problems(name, said[name]) if said.get(name) else ():
                self.add_error(name, message)
        return said


def _said(claim: Claim) -> str:
    return printed.value(claim, language()) or ", ".join(
        one.as_written or in_language(one.body.name) for one in claim.mentions.all()
    )
