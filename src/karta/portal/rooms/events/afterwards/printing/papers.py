"""What stands on certificates and badges, in one language."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from karta.portal.directory import printed
from karta.portal.directory.models import Body, Edition
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.map_file import map_file
from karta.portal.rooms.events.afterwards.models import Certificate
from karta.portal.rooms.events.afterwards.printing.pdf import direction, one_line, pdf
from karta.vocab import formats


@dataclass(frozen=True, slots=True)
class Badge:
    """One badge. `is_marked`: its strip is green, as speakers' and the team's are."""

    name: str
    affiliation: str
    role: str
    is_marked: bool = False


def _in(pair: dict[str, Any], language: str) -> str:
    return str(pair[language] or pair["bg"] or pair["en"] or "")


def issuer(language: str) -> str:
    """The body that the cluster is in the directory; without one, the portal."""
    body = Body.objects.filter(code=map_file().cluster or "").first()
    return _in(body.name, language) if body else _("Karta")


def days_and_place(edition: Edition, language: str) -> str:
    """When and where, as far as it is known."""
    days = printed.dates(edition.starts_on, edition.ends_on, edition.date_precision, language)
    place = _("online") if edition.is_online else _in(edition.place, language)
    return ", ".join(part for part in (days, place) if part)


def certificate(
    found: Certificate, names: dict[str, str], talks: Iterable[dict[str, Any]], address: str, language: str
) -> bytes:
    """A certificate as PDF. `address`: where it is checked, for people and as QR code."""
    with override(language):
        edition, name = found.edition, one_line(_in(names, language))
        is_speaking = found.kind == Certificate.Kind.SPEAKING
        issued = found.issued_at.astimezone(SOFIA).date()
        content = {
            "title": f"{found.get_kind_display()} {found.number}",
            "brand": _("Karta"),
            "issuer": issuer(language),
            "language": language,
            "kind": found.get_kind_display(),
            "name": name,
            "direction": direction(name),
            "did": _("spoke at") if is_speaking else _("took part in"),
            "event": _in(edition.name, language),
            "dates": days_and_place(edition, language),
            "talks": [_("“%(title)s”") % {"title": _in(one, language)} for one in talks][:4],
            "number_label": pgettext("certificate", "Number"),
            "number": found.number,
            "issued": _("Issued on %(day)s") % {"day": formats.day(issued, language)},
            "check_label": _("Check it at"),
            "address": address,
            "qr": _qr(address),
            "qr_alt": _("QR code of the address above"),
        }
        return pdf("certificate.typ", content, day=issued)


def _qr(address: str) -> str:
    held = io.BytesIO()
    segno.make_qr(address, error="m").save(held, kind="svg", border=0, xmldecl=False)
    return held.getvalue().decode()


def badges(edition: Edition, found: Iterable[Badge], language: str, *, day: date) -> bytes:
    """Sheets of badges to cut out, ten on each."""
    with override(language):
        content = {
            "title": f"{_('Badges')} · {_in(edition.name, language)}",
            "author": issuer(language),
            "language": language,
            "event": _in(edition.name, language),
            "day": printed.dates(edition.starts_on, edition.ends_on, edition.date_precision, language),
            "badges": [_drawn(one) for one in found],
        }
        return pdf("badges.typ", content, day=day)


def _drawn(badge: Badge) -> dict[str, Any]:
    name, affiliation = one_line(badge.name), one_line(badge.affiliation)
    return {
        "name": name,
        "direction": direction(name),
        "affiliation": affiliation,
        "affiliation_direction": direction(affiliation),
        "role": badge.role,
        "is_marked": badge.is_marked,
    }
