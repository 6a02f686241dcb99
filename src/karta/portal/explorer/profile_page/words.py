"""Relations, gaps and registers in the reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from karta.explore.claims import Claim
from karta.explore.history import Spell
from karta.explore.profile import Related
from karta.vocab import formats
from karta.vocab.labels import field, label

# The other side of a relation: what the organisation at the far end is to this one.
INCOMING = {
    "member_of": _("is a member"),
    "spun_off_from": _("was spun off"),
    "part_of": _("is a part"),
    "partner_in": _("is a partner"),
    "funded_by": _("is funded"),
    "owned_by": _("is owned"),
    "succeeded_by": _("is the predecessor"),
}
REGISTERS = {
    "commercial_register": _("Commercial Register"),
    "gleif": _("LEI record"),
    "ror": _("ROR record"),
}

NUMBERS = {"gb_crn": _("Company number (UK)"), "ro_cif": _("Fiscal number (Romania)"), "vat": _("VAT number")}
HISTORY = {
    "name": _("Name"),
    "status": _("Status"),
    "legal_form": _("Legal form"),
    "address": _("Seat"),
    "capital": _("Capital"),
}


def relation(one: Related) -> dict[str, Any]:
    """A relation with the name of the other side and the word for it."""
    word = _outgoing(one.relation) if one.is_outgoing else INCOMING.get(one.relation, one.relation)
    return {"related": one, "name": {"bg": one.name_bg, "en": one.name_en}, "word": word}


def _outgoing(code: str) -> str:
    return label("relation", code, (get_language() or "bg")[:2]) or code


def numbers(found: Sequence[Claim]) -> list[tuple[str, str]]:
    """(word, number) of the registers that `organisations` has no column for, each number once."""
    told = [(NUMBERS[claim.property], str(claim.published["value"])) for claim in found if claim.property in NUMBERS]
    return list(dict.fromkeys(told))


def missing(name: str, language: str) -> str:
    """What a column or measure without a value is called."""
    if name == "eik":
        return str(_("Register number (EIK)"))
    measure = label("measure", name, language)
    text = measure or str(field("organisations", name)["label"][language])
    return text[:1].upper() + text[1:]


SITE_KINDS = {"seat": _("seat"), "branch": _("branch"), "local_unit": _("local unit")}


def site(one: dict[str, Any], found: Sequence[Claim]) -> dict[str, Any]:
    """A seat, branch or local unit with the word for it, the page of the smallest place that is known of it, and its
    address as its record prints it."""
    code = one["ekatte"] or one["municipality"] or one["district"]
    return one | {
        "word": SITE_KINDS.get(one["site_kind"], one["site_kind"]),
        "place": {"bg": one["place_bg"], "en": one["place_en"]},
        "address": reverse("explorer:place_page", args=[code]) if code and one["country"] in (None, "BG") else "",
        "printed": next((told for claim in found if (told := _address_in(claim, one))), ""),
    }


def _address_in(claim: Claim, one: dict[str, Any]) -> str:
    told = claim.published
    is_its = (told["source_id"], told["record_id"]) == (one["source_id"], one["record_id"])
    return str(told["value"]) if is_its and claim.property == "address" else ""


def spell(one: Spell, language: str, titles: dict[str, str]) -> dict[str, Any]:
    """One value that an attribute had: its word, the value as a reader writes it, its days, and who says so."""
    return {
        "spell": one,
        "word": HISTORY[one.attribute],
        "text": _spelled(one, language),
        "days": _days(one, language),
        "title": titles.get(one.source_id, one.source_id),
    }


def _spelled(one: Spell, language: str) -> str:
    if one.attribute in ("status", "legal_form"):
        return label(one.attribute, one.value, language) or one.value
    amount, _blank, currency = one.value.partition(" ")
    if one.attribute == "capital" and amount.replace(".", "", 1).isdecimal():
        number = float(amount)
        return formats.money(number, language, currency=currency) if currency else formats.count(number, language)
    return one.value


def _days(one: Spell, language: str) -> str:
    since, until = (day and formats.day(day, language) for day in (one.valid_from, one.valid_to))
    if since and until:
        return f"{since} {formats.DASH} {until}"
    if since:
        return gettext("since %(day)s") % {"day": since}
    return gettext("until %(day)s") % {"day": until} if until else ""
