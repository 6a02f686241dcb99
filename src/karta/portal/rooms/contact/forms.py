"""Forms of the contact room: write to the cluster, answer, set terms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.platform.forms import OpenForm, SentForm, no_personal_number, one_line
from karta.portal.rooms.contact.models import Message


class MessageForm(OpenForm, SentForm):
    """A message to the cluster, also a request about one's own data. Only what an answer needs is asked."""

    kind = forms.ChoiceField(label=_("What it is about"), choices=Message.Kind.choices)
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=120, strip=False, validators=[one_line, no_personal_number],
        widget=forms.TextInput(attrs={"autocomplete": "name"}), help_text=_("Optional."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The answer and a copy of your message go there. Only the cluster's team sees it."),
    )  # fmt: skip
    subject = forms.CharField(
        label=_("Subject"), max_length=150, strip=False, validators=[one_line, no_personal_number]
    )
    text = forms.CharField(
        label=_("Message"), max_length=5000, validators=[no_personal_number], widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Do not write personal numbers or data about health."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for field in ("name", "subject"):
            if field in said:
                said[field] = said[field].strip()
        if "subject" in said and not said["subject"]:
            self.add_error("subject", _("Write a subject."))
        return said


class AnswerForm(forms.Form):
    """The answer that goes to the sender by mail."""

    text = forms.CharField(label=_("Answer"), max_length=10000, widget=forms.Textarea(attrs={"rows": 8}))


class TermsForm(forms.Form):
    """What the cluster promises and how long it keeps messages."""

    answer_days = forms.IntegerField(label=_("Answer within, working days"), min_value=1, max_value=30)
    retention_days = forms.IntegerField(
        label=_("Delete after closing, days"), min_value=1, max_value=3650,
        help_text=_("Applies to what is closed already, too."),
    )  # fmt: skip


class EraseForm(forms.Form):
    """Deleting everything that came from one address cannot be taken back."""

    sure = forms.BooleanField(label=_("Yes, delete all messages from this address and their answers"))
