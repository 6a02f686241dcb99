"""Forms of the team for halls, tracks and sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import Body, Edition
from karta.portal.platform.forms import LongSelect, WallClockField, no_personal_number, one_line
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.rooms.events.models import Session, SessionPartner, SessionSpeaker, Speaker
from karta.portal.rooms.events.programme.services import Planned

SPARE = 2  # empty rows of speakers and of partners; saving opens more


def line(label: Any, *, longest: int, **more: Any) -> forms.CharField:
    """One line of text without a personal number."""
    return forms.CharField(label=label, max_length=longest, validators=[one_line, no_personal_number], **more)


def in_bulgarian() -> forms.TextInput:
    return forms.TextInput(attrs={"lang": "bg"})


def in_english() -> forms.TextInput:
    return forms.TextInput(attrs={"lang": "en"})


class PlaceForm(forms.Form):
    """A hall or a track."""

    place_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name_bg = line(_("Name in Bulgarian"), longest=120, widget=in_bulgarian())
    name_en = line(_("Name in English"), longest=120, widget=in_english())


class HallForm(PlaceForm):
    """A hall."""

    seats = forms.IntegerField(
        label=_("Seats"), required=False, min_value=1, max_value=100_000, help_text=_("Empty where you do not know.")
    )


def _moment(label: Any) -> forms.DateTimeField:
    return WallClockField(label=label, required=False, step=300)


def _text(label: Any, lang: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=4000, validators=[no_personal_number],
        widget=forms.Textarea(attrs={"rows": 4, "lang": lang}),
    )  # fmt: skip


class SessionForm(forms.Form):
    """One session. `uid` makes a new one one write; `seen` is the version in which one that stands was opened."""

    uid = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kind = forms.ChoiceField(label=_("Kind"), choices=Session.Kind.choices)
    title_bg = line(_("Title in Bulgarian"), longest=250, required=False, widget=in_bulgarian())
    title_en = line(_("Title in English"), longest=250, required=False, widget=in_english())
    starts_at = _moment(_("Begins, Bulgarian time"))
    ends_at = _moment(_("Ends, Bulgarian time"))
    hall = forms.ModelChoiceField(None, label=_("Hall"), required=False, empty_label=_("not announced"))
    track = forms.ModelChoiceField(None, label=_("Track"), required=False, empty_label=_("no track"))
    capacity = forms.IntegerField(
        label=_("Places"), required=False, min_value=1, max_value=100_000,
        help_text=_("Empty: whoever comes. With a number, visitors choose this session when they register."),
    )  # fmt: skip
    fact = forms.ModelChoiceField(
        None, label=_("Named by sources as"), required=False, empty_label=_("no source names it"),
        help_text=_("What sources say of it stays on that event’s own page."),
    )  # fmt: skip
    about_bg = _text(_("What it is about, in Bulgarian"), "bg")
    about_en = _text(_("What it is about, in English"), "en")

    def __init__(self, *args: Any, edition: Edition, session: Session | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition, self.session = edition, session
        taken = Session.objects.filter(edition=edition, fact__isnull=False)
        taken = taken.exclude(pk=session.pk) if session else taken
        facts = edition.sessions.exclude(pk__in=taken.values("fact_id")).order_by("code")
        for name, offered in (("hall", edition.halls.all()), ("track", edition.tracks.all()), ("fact", facts)):
            self.fields[name].queryset = offered
            self.fields[name].label_from_instance = lambda one: in_language(one.name)
        self._add_rows()

    def _add_rows(self) -> None:
        """Who speaks and which bodies carry it: a row for each, and empty ones."""
        own = self.session
        parts = [(one.speaker_id, one.role) for one in own.parts.all()] if own else []
        partners = [(one.body_id, one.role) for one in own.partners.all()] if own else []
        people = [(one.pk, in_language(one.name)) for one in Speaker.objects.filter(edition=self.edition)]
        bodies = sorted(((one.pk, in_language(one.name)) for one in Body.objects.all()), key=lambda one: one[1].lower())
        self._rows("speaker", _("Speaker"), people, SessionSpeaker.Role.choices, parts)
        roles = sorted(SessionPartner.Role.choices, key=lambda one: one[0] != SessionPartner.Role.PARTNER)
        self._rows("partner", _("Partner"), bodies, roles, partners)

    def _rows(self, name: str, label: Any, choices: list[Any], roles: list[Any], held: list[tuple[int, str]]) -> None:
        for number in range(max(len(held), self._sent(name)) + SPARE):
            who, role = held[number] if number < len(held) else (None, None)
            self.fields[f"{name}_{number}"] = forms.TypedChoiceField(
                label=label, choices=[("", "–"), *choices], required=False, coerce=int, empty_value=None,
                initial=who, widget=LongSelect,
            )  # fmt: skip
            self.fields[f"{name}_role_{number}"] = forms.ChoiceField(
                label=_("Role"), choices=roles, required=False, initial=role or roles[0][0]
            )

    def _sent(self, name: str) -> int:
        """Rows that hold something of what was sent: another editor's rows never push them out."""
        numbers = [int(key.rpartition("_")[2]) for key, value in self.data.items()
                   if value and key.startswith(f"{name}_") and key.rpartition("_")[2].isdigit()
                   and not key.startswith(f"{name}_role_")]  # fmt: skip
        return min(max(numbers, default=-1) + 1, 60)

    def rows(self, name: str) -> list[tuple[Any, Any]]:
        """(who, role) fields of speakers or partners."""
        numbers = [key.rpartition("_")[2] for key in self.fields if key.startswith(f"{name}_role_")]
        return [(self[f"{name}_{number}"], self[f"{name}_role_{number}"]) for number in numbers]

    def speaker_rows(self) -> list[tuple[Any, Any]]:
        return self.rows("speaker")

    def partner_rows(self) -> list[tuple[Any, Any]]:
        return self.rows("partner")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("title_bg") and not said.get("title_en") and "title_bg" not in self.errors:
            self.add_error("title_bg", _("Write it in one language at least."))
        for name in ("speaker", "partner"):
            self._clean_rows(name, said)
        return said

    def _clean_rows(self, name: str, said: dict[str, Any]) -> None:
        """A speaker stands once in a session, a body once in each role."""
        seen: set[Any] = set()
        for who, role in self._chosen(name, said):
            key = who if name == "speaker" else (who, role)
            if key in seen:
                self.add_error(None, _("Somebody stands twice in this session: leave one of the rows empty."))
            seen.add(key)

    def _chosen(self, name: str, said: dict[str, Any]) -> tuple[tuple[int, str], ...]:
        numbers = [key.rpartition("_")[2] for key in self.fields if key.startswith(f"{name}_role_")]
        default = self.fields[f"{name}_role_0"].choices[0][0]
        return tuple(
            (said[f"{name}_{number}"], said.get(f"{name}_role_{number}") or default)
            for number in numbers
            if said.get(f"{name}_{number}") is not None
        )

    def planned(self) -> Planned:
        """What the form says."""
        said = self.cleaned_data
        plain = ("kind", "title_bg", "title_en", "about_bg", "about_en", "starts_at", "ends_at", "capacity")
        related = {f"{name}_id": said[name].pk if said[name] else None for name in ("hall", "track", "fact")}
        return Planned(
            **{name: said[name] for name in plain}, **related, speakers=self._chosen("speaker", said),
            partners=self._chosen("partner", said),
        )  # fmt: skip


def initial(session: Session | None, uid: Any, first: datetime | None) -> dict[str, Any]:
    """What the form of a session opens with; a new one begins on the first day of its edition."""
    if session is None:
        return {"uid": uid, "seen": 0, "starts_at": first, "ends_at": None}
    names = ("kind", "title_bg", "title_en", "about_bg", "about_en", "starts_at", "ends_at", "capacity")
    return {
        **{name: getattr(session, name) for name in names},
        "uid": session.uid, "seen": session.version, "hall": session.hall_id, "track": session.track_id,
        "fact": session.fact_id,
    }  # fmt: skip
