"""Which events name an organisation, by the claims of their sources."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import override

from karta.portal.directory import models
from karta.portal.directory.mentions import Mention
from karta.portal.directory.models import Claim, Edition

LENGTHS = {Claim.Precision.YEAR: 4, Claim.Precision.MONTH: 7}  # of an ISO date, by its precision


def mentions_of(named: dict[str, list[models.Mention]]) -> list[Mention]:
    """What directory.mentions asks this room. One query."""
    told = []
    for edition in Edition.objects.filter(code__in=named):
        first = named[edition.code][0]
        known = edition.starts_on and edition.date_precision != Claim.Precision.UNKNOWN
        date = edition.starts_on.isoformat()[: LENGTHS.get(edition.date_precision, 10)] if known else ""
        last = (edition.ends_on or edition.starts_on) if known else None
        for language in ("bg", "en"):
            with override(language):
                address = reverse("events:edition", args=[edition.code])
            told.append(Mention(
                "events", edition.code, language, edition.name[language] or edition.code, address,
                first.claim.as_published, first.as_written, date, last, first.claim.language,
            ))  # fmt: skip
    return told
