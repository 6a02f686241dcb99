"""What a registration may ask beside name and address, and who sees it: a closed list. An edition asks for none of it
unless its team says what the event needs it for (models.AskedField)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: its label, who sees what is typed there, whether it is long."""

    label: str | Promise
    seen_by: str | Promise
    longest: int = 120
    is_on_badge: bool = False


FIELDS = {
    "organisation": Asked(_("Organisation"), _("The organiser’s team; it stands on your badge."), 160, True),
    "position": Asked(_("Position"), _("The organiser’s team; it stands on your badge."), 120, True),
    "country": Asked(_("Country"), _("The organiser’s team, and in numbers by country."), 60),
    "interpreting": Asked(_("Language of interpreting"), _("The organiser’s team; the interpreters get numbers."), 60),
    "diet": Asked(_("What you do not eat"), _("The organiser’s team; the kitchen gets numbers."), 160),
    "access": Asked(_("What you need to take part"), _("The organiser’s team alone."), 400),
}
SEEN_BY_NAME = _("The organiser’s team and whoever greets you at the entrance; it stands on your badge.")
SEEN_BY_EMAIL = _("The organiser’s team. We write to it about this event alone.")
CHOICES = [(name, field.label) for name, field in FIELDS.items()]
