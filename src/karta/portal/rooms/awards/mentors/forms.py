"""Forms of hours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from karta.portal.directory.models import PublicRole
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.rooms.awards.forms import MomentField, line, text

LENGTHS = (15, 30, 45, 60, 90, 120)  # minutes of a slot


class MentorForm(forms.Form):
    """Under which public role one offers hours, and what one may be asked."""

    role = forms.ModelChoiceField(PublicRole.objects.none(), label=_("Public role"), empty_label=None)
    about_bg = line(_("What one may ask you, in Bulgarian"), longest=500)
    about_en = line(_("What one may ask you, in English"), longest=500)

    def __init__(self, *args: Any, roles: Iterable[PublicRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = PublicRole.objects.filter(pk__in=[one.pk for one in roles])
        self.fields["role"].label_from_instance = lambda one: in_language(one.title)


class SlotForm(forms.Form):
    """When, how long and where."""

    starts_at = MomentField(label=_("Begins"), help_text=_("Bulgarian time."))
    minutes = forms.TypedChoiceField(
        label=_("Minutes"), choices=[(one, one) for one in LENGTHS], coerce=int, initial=30
    )
    place = line(
        _("Where"), longest=300, help_text=_("A room, or the address of a call. Who books it is told, nobody else.")
    )


class TopicForm(forms.Form):
    """What an hour is about."""

    topic = text(_("What you want to talk about"), longest=1000, help_text=_("The mentor reads it beforehand."))


class ReasonForm(forms.Form):
    """Why a slot is taken back."""

    reason = line(_("Why, for who booked it"), longest=500, required=False)
