"""What forms of several apps are made of: a key that makes them one write, an address, a field that only machines fill
in, a choice among hundreds."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from karta.portal.platform import rules
from karta.vocab.persons import holds_egn

SELECTED = mark_safe(" selected")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
_KEY = re.compile(r"[A-Za-z0-9_-]{20,64}")


def one_line(said: str) -> None:
    """Refuse what could begin another header or line of a mail. Errors: ValidationError."""
    if _CONTROL.search(said):
        raise forms.ValidationError(_("Write this on one line, without control characters."))


def no_personal_number(said: str) -> None:
    """Refuse what holds an ЕГН: no data of natural persons comes in. Errors: ValidationError."""
    if holds_egn(said):
        raise forms.ValidationError(_("This holds a personal number: remove it."))


def sent_key() -> str:
    """A new key of a form: sent twice, it is one write."""
    return secrets.token_urlsafe(24)


class SentForm(forms.Form):
    """A form that is one write however often it is sent: its key is kept with what it wrote."""

    sent_key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sent_key"].initial = sent_key()

    def clean_sent_key(self) -> str:
        said: str = self.cleaned_data["sent_key"]
        if not _KEY.fullmatch(said):
            raise forms.ValidationError(_("This form is too old or was changed: open it again."))
        return said


class WallClockField(forms.DateTimeField):
    """A day and a time as clocks in Bulgaria show them, in the browser's own picker. Hours that summer time skips or
    shows twice are refused."""

    def __init__(self, *, step: int | None = None, **kwargs: Any) -> None:
        """`step`: seconds between two times that the picker offers; None: a minute."""
        attrs = {"type": "datetime-local"} | ({"step": step} if step else {})
        super().__init__(widget=forms.DateTimeInput(attrs=attrs, format="%Y-%m-%dT%H:%M"), **kwargs)


class LongSelect(forms.Select):
    """A choice among hundreds: Django's markup, but not one template for each option, which takes most of a page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        """The element. Choices in groups, or several at once, are not for this one."""
        told = _options(
            tuple((str(key), str(label)) for key, label in self.choices), frozenset(self.format_value(value))
        )
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), told)


@lru_cache(maxsize=64)
def _options(choices: tuple[tuple[str, str], ...], chosen: frozenset[str]) -> SafeString:
    told = ((key, SELECTED if key in chosen else "", label) for key, label in choices)
    return format_html_join("", '<option value="{}"{}>{}</option>', told)


class OpenForm(forms.Form):
    """A form without an account. `website` is hidden from people (honeypot): who fills it in is a machine."""

    website = forms.CharField(
        required=False, label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": -1}),
    )  # fmt: skip

    @property
    def is_machine(self) -> bool:
        """Whether the hidden field was filled in; the answer is then the same, and nothing happens."""
        return bool(self.data.get("website"))

    def shown_fields(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name != "website"]


class KeyForm(OpenForm):
    """Asking for an API key."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We send a link to it, and write again only about this key."),
    )  # fmt: skip
    use = forms.CharField(
        label=_("What for"), required=False, max_length=120, help_text=_("Optional: a word that helps us plan."),
        validators=[no_personal_number],
    )  # fmt: skip


ROLE_LABELS = {
    rules.MEMBER: _("member"),
    rules.EDITOR: _("editor"),
    rules.CURATOR: _("curator"),
    rules.STEWARDS: _("steward"),
    rules.ADMINISTRATOR: _("administrator"),
}


class PeopleForm(forms.Form):
    """Which accounts to show."""

    q = forms.CharField(label=_("E-mail or name"), required=False, max_length=120)
    after = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"), choices=list(ROLE_LABELS.items()))


class RoleForm(forms.Form):
    """What to do with an account."""

    what = forms.ChoiceField(choices=[(one, one) for one in ("give", "take", "open", "close")])
    role = forms.ChoiceField(choices=list(ROLE_LABELS.items()), required=False)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("what") in ("give", "take") and not said.get("role"):
            raise forms.ValidationError("role")
        return said


class AuditForm(forms.Form):
    """Which lines of the audit log to show."""

    who = forms.CharField(label=_("Who"), required=False, max_length=120)
    what = forms.CharField(label=_("What"), required=False, max_length=120)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
