"""Relations, gaps and registers in the reader's words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from karta.explore.profile import Related
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


def relation(one: Related) -> dict[str, Any]:
    """A relation with the name of the other side and the word for it."""
    word = _outgoing(one.relation) if one.is_outgoing else INCOMING.get(one.relation, one.relation)
    return {"related": one, "name": {"bg": one.name_bg, "en": one.name_en}, "word": word}


def _outgoing(code: str) -> str:
    return label("relation", code, (get_language() or "bg")[:2]) or code


def missing(name: str, language: str) -> str:
    """What a column or measure without a value is called."""
    if name == "eik":
        return str(_("Register number (EIK)"))
    measure = label("measure", name, language)
    text = measure or str(field("organisations", name)["label"][language])
    return text[:1].upper() + text[1:]


SITE_KINDS = {"seat": _("seat"), "branch": _("branch"), "local_unit": _("local unit")}


def site(one: dict[str, Any]) -> dict[str, Any]:
    """A seat, branch or local unit with the word for it and the page of the smallest place that is known of it."""
    code = one["ekatte"] or one["municipality"] or one["district"]
    return one | {
        "word": SITE_KINDS.get(one["site_kind"], one["site_kind"]),
        "place": {"bg": one["place_bg"], "en": one["place_en"]},
        "address": reverse("explorer:place_page", args=[code]) if code and one["country"] in (None, "BG") else "",
    }
