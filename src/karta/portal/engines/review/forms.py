"""Forms of rounds, jurors, reviews and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.organisation_field import OrganisationsField
from karta.portal.engines.review import sources
from karta.portal.engines.review.agreement import TERMS
from karta.portal.engines.review.models import Criterion, Review, Round
from karta.portal.platform.forms import SentForm, WallClockField, no_personal_number, one_line

TIES = {
    "criteria": _("the heaviest criterion, then the next"),
    "lowest": _("the higher lowest score"),
    "agreement": _("the smaller spread of scores"),
    "accepts": _("more verdicts “accept”"),
    "votes": _("votes in the deliberation"),
    "presiding": _("the vote of the juror who presides"),
}
TIE_PLACES = 4
MOST_TERMS = 20


def line(label: Any, *, longest: int, **more: Any) -> forms.CharField:
    """One line of text that is no personal number."""
    return forms.CharField(label=label, max_length=longest, validators=[one_line, no_personal_number], **more)


def text(label: Any, *, longest: int, rows: int = 4, **more: Any) -> forms.CharField:
    """Text of several lines that holds no personal number."""
    return forms.CharField(
        label=label, max_length=longest, validators=[no_personal_number],
        widget=forms.Textarea(attrs={"rows": rows}), **more,
    )  # fmt: skip


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    """A wall-clock time in Bulgaria."""
    return WallClockField(label=label, help_text=_("Bulgarian time."), **more)


class RoundForm(SentForm):
    """A round with its rules."""

    app = forms.ChoiceField(label=_("Whose entries"))
    title_bg = line(_("Title, in Bulgarian"), longest=160)
    title_en = line(_("Title, in English"), longest=160)
    opens_at = moment(_("Scoring begins"))
    closes_at = moment(_("Scoring ends"))
    reviews_per_entry = forms.IntegerField(label=_("Reviews of each entry"), min_value=1, max_value=9, initial=3)
    most_per_juror = forms.IntegerField(label=_("Entries of a juror at most"), min_value=1, max_value=500, initial=30)
    ranking = forms.ChoiceField(
        label=_("Ranked by"), choices=Round.Ranking.choices,
        help_text=_("Both are shown side by side; this one counts."),
    )  # fmt: skip
    threshold = forms.DecimalField(
        label=_("Least score of a winner, of 100"), required=False, min_value=0, max_value=100, decimal_places=2,
        help_text=_("Empty: none."),
    )  # fmt: skip
    quorum = forms.IntegerField(label=_("Signatures that a decision needs"), min_value=1, max_value=99, initial=2)
    blind = forms.BooleanField(label=_("Jurors do not see who entered"), required=False, initial=True)
    allows_revise = forms.BooleanField(label=_("There is a verdict “revise”"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["app"].choices = [(one.app, one.label) for one in sources.all_sources()]
        for at in range(1, TIE_PLACES + 1):
            self.fields[f"tie_{at}"] = forms.ChoiceField(
                label=_("Equal scores, rule %(at)d") % {"at": at}, required=False,
                choices=[("", _("none")), *TIES.items()],
            )  # fmt: skip

    @classmethod
    def of(cls, found: Round, data: Any = None) -> RoundForm:
        """The form of a round that is there."""
        initial = {name: getattr(found, name) for name in cls.base_fields if hasattr(found, name)}
        initial |= {f"tie_{at}": code for at, code in enumerate(found.tie_rules, 1)}
        return cls(data, initial={name: value for name, value in initial.items() if name != "sent_key"})

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        ties = [said.pop(f"tie_{at}", "") for at in range(1, TIE_PLACES + 1)]
        said["tie_rules"] = [one for one in ties if one]
        if len(set(said["tie_rules"])) != len(said["tie_rules"]):
            self.add_error("tie_1", _("Each rule once at most."))
        if said.get("opens_at") and said.get("closes_at") and said["opens_at"] >= said["closes_at"]:
            self.add_error("closes_at", _("Scoring ends after it begins."))
        return said


class CategoryForm(forms.Form):
    """A category."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Latin letters, digits, hyphens."))
    name_bg = line(_("Name, in Bulgarian"), longest=160)
    name_en = line(_("Name, in English"), longest=160)
    places = forms.IntegerField(label=_("How many win"), min_value=1, max_value=50, initial=1)


class CriterionForm(forms.Form):
    """A criterion; its anchors are written one a line."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Latin letters, digits, hyphens."))
    name_bg = line(_("Name, in Bulgarian"), longest=160)
    name_en = line(_("Name, in English"), longest=160)
    about_bg = text(_("What is asked, in Bulgarian"), longest=600, rows=2, required=False)
    about_en = text(_("What is asked, in English"), longest=600, rows=2, required=False)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=100, initial=1)
    most = forms.IntegerField(label=_("Most points"), min_value=1, max_value=20, initial=5)
    anchors = forms.CharField(
        label=_("What points mean"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line: 0 | in Bulgarian | in English"),
    )  # fmt: skip

    def clean_anchors(self) -> list[dict[str, Any]]:
        found = []
        for one in filter(str.strip, self.cleaned_data["anchors"].splitlines()):
            parts = [part.strip() for part in one.split("|")]
            if len(parts) != 3 or not parts[0].isdecimal() or not all(parts):
                raise forms.ValidationError(_now("Write each line as: 0 | in Bulgarian | in English"))
            found.append({"points": int(parts[0]), "bg": parts[1], "en": parts[2]})
        return sorted(found, key=lambda anchor: anchor["points"])


class InvitationForm(forms.Form):
    """Whom to ask to be a juror."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = line(_("Name"), longest=120)
    language = forms.ChoiceField(label=_("Language"), choices=[("bg", _("Bulgarian")), ("en", _("English"))])
    most = forms.IntegerField(
        label=_("Entries at most"), required=False, min_value=1, max_value=500, help_text=_("Empty: as the round says.")
    )
    presides = forms.BooleanField(label=_("Presides over the jury"), required=False)


class AboutForm(forms.Form):
    """What a juror knows and belongs to."""

    terms = text(
        _("What you know well"), longest=2000, rows=3, required=False,
        help_text=_("Words, separated by commas: entries about them come to you first."),
    )  # fmt: skip
    org_ids = OrganisationsField(
        label=_("Organisations that you belong to or own a part of"), required=False,
        help_text=_("One a line, by name or by the address of its page; those that your account acts for count by "
                    "themselves."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["org_ids"].held = frozenset(self.initial.get("org_ids", []))  # as the juror's seat keeps them

    def clean_terms(self) -> list[str]:
        said = [one.strip() for one in self.cleaned_data["terms"].replace("\n", ",").split(",")]
        return list(dict.fromkeys(one for one in said if one))[:MOST_TERMS]


class CheckForm(forms.Form):
    """Somebody who is not asked: whom conflicts are looked for with."""

    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = line(_("Name"), longest=120, required=False)
    org_ids = OrganisationsField(label=_("Organisations of the map"), required=False)


class AcceptForm(AboutForm):
    """Becoming a juror."""

    agrees = forms.BooleanField(label=TERMS.text)


class WordsForm(SentForm):
    """A line of the minutes."""

    text = text(_("For the minutes"), longest=4000, rows=3)
    code = forms.CharField(label=_("About the entry"), required=False, max_length=6, help_text=_("Its code, or empty."))


class ReasonForm(forms.Form):
    """Why something is so, in somebody's own words."""

    words = text(_("Why"), longest=1000, rows=3)


class ReviewForm(forms.Form):
    """A review. Everything may be empty in a draft; what submitting asks for, the service asks."""

    verdict = forms.ChoiceField(label=_("Verdict"), required=False, widget=forms.RadioSelect)
    reasons = text(_("Reasons, for the jury"), longest=6000, rows=6, required=False)
    for_applicant = text(
        _("For the applicant"), longest=3000, rows=4, required=False,
        help_text=_("Told without your name once the decision is issued."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def __init__(self, *args: Any, criteria: Sequence[Criterion], allows_revise: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        verdicts = [one for one in Review.Verdict.choices if allows_revise or one[0] != Review.Verdict.REVISE]
        self.fields["verdict"].choices = verdicts
        for one in criteria:
            self.fields[f"points-{one.code}"] = forms.TypedChoiceField(
                required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
                choices=[(at, str(at)) for at in range(one.most + 1)],
            )  # fmt: skip

    @classmethod
    def of(cls, review: Review | None, **kwargs: Any) -> ReviewForm:
        """The form with what a juror kept."""
        initial: dict[str, Any] = {"revision": 0}
        if review is not None:
            initial = {name: getattr(review, name) for name in ("verdict", "reasons", "for_applicant", "revision")}
            initial |= {f"points-{code}": points for code, points in review.points.items()}
        return cls(initial=initial, **kwargs)

    def rubric(self) -> list[tuple[Criterion, Any]]:
        """Each criterion with its field."""
        return [(one, self[f"points-{one.code}"]) for one in self.criteria]

    def said(self) -> dict[str, Any]:
        """What the services take."""
        told = self.cleaned_data
        points = {one.code: told[f"points-{one.code}"] for one in self.criteria}
        return {
            "points": {code: value for code, value in points.items() if value is not None},
            **{name: told[name] for name in ("verdict", "reasons", "for_applicant")},
        }


class DecisionForm(forms.Form):
    """Why the jury decides as it does; places and verdicts stand beside the entries."""

    reasons = text(_("Reasons of the decision"), longest=8000, rows=6)
