"""The subjects of facts that people edit: their columns, what may be claimed of them, and their changes in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from karta.portal.directory.models import Body, Change, Edition, Project, Region, Series, SeriesEntry, Source
from karta.portal.platform.public_state import kept

_NAMES = ("name_bg", "name_en")
_ABOUT = ("about_bg", "about_en")
ENTRIES = "series"  # an edition's places in series: the one thing told of it that is no column


@dataclass(frozen=True, slots=True)
class Subjects:
    """One kind: its model, its columns, the properties that claims may have (directory.properties), its public page."""

    kind: str
    label: str | Promise
    model: Any
    columns: tuple[str, ...]
    properties: tuple[str, ...] = ()
    page: str = ""


KINDS = {
    one.kind: one
    for one in (
        Subjects(
            "edition", gettext_lazy("Events"), Edition,
            ("kind", *_NAMES, *_ABOUT, "is_online", "place_bg", "place_en", "country", "entry_bg", "entry_en",
             "registration", "follows", "part_of", ENTRIES),
            ("dates", "next_edition", "organiser", "co_organiser", "partner", "supporter", "participant", "opened_by",
             "guest", "speaker", "moderator", "place", "winner", "winner_european", "competing_companies",
             "participants"),
            "events:edition",
        ),
        Subjects("series", gettext_lazy("Series"), Series, (*_NAMES, *_ABOUT, "website"), ("founder", "target"),
                 "events:series"),
        Subjects(
            "project", gettext_lazy("Projects"), Project, (*_NAMES, *_ABOUT, "website"),
            ("coordinator", "partner", "participant", "funder", "start", "end", "period", "full_name", "programme",
             "grant", "partners", "regions", "countries", "duration", "budget", "eu_contribution", "meetings",
             "answers", "participants"),
            "projects:project",
        ),
        Subjects("body", gettext_lazy("Organisations named"), Body, ("kind", *_NAMES, "country", "region", "website"),
                 ("name", "channel")),
        Subjects("source", gettext_lazy("Sources"), Source, ("title_bg", "title_en", "address", "retrieved")),
    )
}  # fmt: skip

COLUMN_LABELS = {
    "kind": gettext_lazy("Kind"),
    "name_bg": gettext_lazy("Name, in Bulgarian"),
    "name_en": gettext_lazy("Name, in English"),
    "title_bg": gettext_lazy("Title, in Bulgarian"),
    "title_en": gettext_lazy("Title, in English"),
    "about_bg": gettext_lazy("What it is, in Bulgarian"),
    "about_en": gettext_lazy("What it is, in English"),
    "is_online": gettext_lazy("It is online"),
    "place_bg": gettext_lazy("Place, in Bulgarian"),
    "place_en": gettext_lazy("Place, in English"),
    "country": gettext_lazy("Country"),
    "entry_bg": gettext_lazy("Who may come, at what price; in Bulgarian"),
    "entry_en": gettext_lazy("Who may come, at what price; in English"),
    "registration": gettext_lazy("Link to registration"),
    "follows": gettext_lazy("Edition before it"),
    "part_of": gettext_lazy("Part of"),
    ENTRIES: gettext_lazy("Series"),
    "website": gettext_lazy("Website"),
    "region": gettext_lazy("Region"),
    "address": gettext_lazy("Address"),
    "retrieved": gettext_lazy("Read on"),
}

_TOLD_OF = (Change.Kind.EDITED, Change.Kind.CORRECTED, Change.Kind.WITHDRAWN)  # to readers
Values = dict[str, Any]  # column → text, boolean, code or None; ENTRIES → [[series code, number or None], …]


def values(kind: str, subject: Any) -> Values:
    """What is told of a subject, in plain values that JSON keeps."""
    return {column: _entries(subject) if column == ENTRIES else plain(getattr(subject, column))
            for column in KINDS[kind].columns}  # fmt: skip


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it: an object as its code, a day as ISO."""
    if isinstance(value, models.Model):
        return value.code  # type: ignore[attr-defined]
    return value.isoformat() if isinstance(value, date) else value


def _entries(subject: Edition) -> list[list[Any]]:
    if subject.pk is None:
        return []
    return [list(one) for one in subject.entries.order_by("series__code").values_list("series__code", "number")]


def write(subject: Any, told: Values) -> None:
    """Put plain values into a subject and save it. Call it inside a transaction."""
    for column, value in told.items():
        if column != ENTRIES:
            setattr(subject, column, _object(subject, column, value))
    subject.save()
    if ENTRIES in told:
        subject.entries.all().delete()
        series = {one.code: one for one in Series.objects.filter(code__in=[code for code, _number in told[ENTRIES]])}
        SeriesEntry.objects.bulk_create(
            SeriesEntry(series=series[code], edition=subject, number=number) for code, number in told[ENTRIES]
        )


def _object(subject: Any, column: str, value: Any) -> Any:
    field = subject._meta.get_field(column)
    if isinstance(field, models.ForeignKey):
        return field.related_model._default_manager.get(code=value) if value else None
    return field.to_python(value) if value is not None else None


def changes(kind: str, code: str) -> list[Change]:
    """What people changed about a subject, newest first."""
    found = Change.objects.filter(subject_kind=kind, subject_code=code)
    return list(found.prefetch_related("by", "undone_by", "claim__source", "claim__corrects__source"))


def corrections(kind: str, code: str) -> list[Change]:
    """Changes that readers are told of: of something published that said otherwise before, newest first. Most subjects
    have none: which have is asked once a state, and the changes only of those."""
    if (kind, code) not in kept("corrected", _corrected):
        return []
    return kept(f"corrections {kind} {code}", lambda: _corrections(kind, code))


def _corrections(kind: str, code: str) -> list[Change]:
    return [one for one in changes(kind, code) if one.kind in _TOLD_OF and one.undone_at is None]


def _corrected() -> frozenset[tuple[str, str]]:
    told = Change.objects.filter(kind__in=_TOLD_OF, undone_at=None).order_by()
    return frozenset(told.values_list("subject_kind", "subject_code").distinct())


def in_words(change: Change, language: str) -> list[tuple[str, str, str]]:
    """(column, before, after) of a change of columns, in words."""
    return [
        (str(COLUMN_LABELS[column]), _said(change, column, change.before[column], language),
         _said(change, column, after, language))
        for column, after in change.after.items()
        if column in change.before
    ]  # fmt: skip


def in_words_of(told: Iterable[Change], language: str) -> list[tuple[Change, list[tuple[str, str, str]]]]:
    """Each change with its columns in words, as `facts/corrections.html` shows them."""
    return [(one, in_words(one, language)) for one in told]


def _said(change: Change, column: str, value: Any, language: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if not value:
        return ""
    if column == ENTRIES:
        return ", ".join(f"{code} {number}" if number else code for code, number in value)
    if column == "kind":
        return str(dict(KINDS[change.subject_kind].model.Kind.choices).get(value, value))
    if column in ("follows", "part_of", "region"):
        model = Region if column == "region" else Edition
        found = model._default_manager.filter(code=value).first()
        return (found.name[language] or found.code) if found else str(value)
    return str(value)
