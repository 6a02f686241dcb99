"""Forms of feedback: stars and words on each thing that one may answer; an open answer as readers get it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from karta.portal.platform.forms import no_personal_number
from karta.portal.rooms.events.afterwards.models import Ballot

STARS = [
    ("5", pgettext_lazy("five stars", "very good")),
    ("4", pgettext_lazy("four stars", "good")),
    ("3", pgettext_lazy("three stars", "fair")),
    ("2", pgettext_lazy("two stars", "poor")),
    ("1", pgettext_lazy("one star", "very poor")),
]


class AnswerForm(forms.Form):
    """What one thinks of one thing; nothing of it is demanded."""

    stars = forms.ChoiceField(label=_("How was it?"), choices=STARS, required=False, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"), required=False, max_length=2000, validators=[no_personal_number],
        widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Optional. Do not name people."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("words") and not said.get("stars"):
            self.add_error("stars", _("Choose stars too: words are kept with them."))
        return said


def forms_of(ballots: Iterable[Ballot], data: Any = None) -> list[tuple[Ballot, AnswerForm]]:
    """A form for each thing that one may still answer."""
    return [(one, AnswerForm(data, prefix=f"about-{one.session_id or 'event'}")) for one in ballots]


class WordsForm(forms.Form):
    """An open answer without names and what points to a person."""

    public_words = forms.CharField(
        label=_("As readers get it"), required=False, max_length=2000, validators=[no_personal_number],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Take out names and whatever points to one person. Leave it empty to show nothing."),
    )  # fmt: skip
    has_no_names = forms.BooleanField(label=_("I read it: nobody can be recognised"), required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("public_words") and not said.get("has_no_names"):
            self.add_error("has_no_names", _("Confirm it before it is shown."))
        return said
