"""A field of a deed → the values in it, without natural persons: (item, value, whether something was taken out)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from karta.vocab.person_names import without_named, without_people
from karta.vocab.persons import is_sole_trader

FIELDS = "{http://www.registryagency.bg/schemas/deedv2/Fields}"
PERSON, SUBJECT = f"{FIELDS}Person", f"{FIELDS}Subject"
_SKIP = len(FIELDS)

Value = tuple[str, str | None, bool]
# Of an address: element → our key. Entrance, floor and flat are somebody's home and stay out.
_ADDRESS = {
    "CountryCode": "country",
    "Country": "country_name",
    "DistrictEkatte": "district",
    "MunicipalityEkatte": "municipality",
    "Municipality": "municipality_name",
    "SettlementEKATTE": "ekatte",
    "Settlement": "settlement",
    "Area": "area",
    "PostCode": "postcode",
    "ForeignPlace": "foreign_place",
    "HousingEstate": "housing_estate",
    "Street": "street",
    "StreetNumber": "street_number",
    "Block": "block",
}
_WRITTEN = ("foreign_place", "housing_estate", "street", "street_number", "block")  # typed freely


def texts(element: Any) -> dict[str, str]:
    """Child elements that hold text: local name → text."""
    return {child.tag[_SKIP:]: child.text.strip() for child in element if child.text and isinstance(child.tag, str)}


def _item(found: Any) -> str:
    return found.get("RecordID", "")  # type: ignore[no-any-return]  # lxml's own types are loose here


def _text(found: Any, _: list[str]) -> Iterator[Value]:
    yield _item(found), (found.text or "").strip() or None, False


def _running_text(found: Any, people: list[str]) -> Iterator[Value]:
    text = (found.text or "").strip()
    clean = without_people(text, people)
    yield _item(found), clean or None, clean != text


def _form(found: Any, _: list[str]) -> Iterator[Value]:
    yield _item(found), found.get("Code") or found.get("Text") or None, False


def _nkid(found: Any, _: list[str]) -> Iterator[Value]:
    yield _item(found), found.get("codeNkid") or None, False


def _capital(found: Any, _: list[str]) -> Iterator[Value]:
    """The amount, with its currency where the register tells one."""
    amount = (found.text or "").strip()
    yield _item(found), " ".join(filter(None, (amount, found.get("currency")))) or None, False


def _seat(found: Any, people: list[str]) -> Iterator[Value]:
    told: dict[str, str] = {}
    was_scrubbed = False
    for section in found:
        part = texts(section)
        for element, key in _ADDRESS.items():
            if element in part:
                told[key] = part[element]
        if "URL" in part and "@" not in part["URL"]:
            told["url"] = part["URL"]
    for key in _WRITTEN:
        if key in told:
            clean = without_named(told[key], people)
            was_scrubbed |= clean != told[key]
            told[key] = clean
    yield _item(found), json.dumps(told, ensure_ascii=False) if told else None, was_scrubbed


def _fact(found: Any, _: list[str]) -> Iterator[Value]:
    """That it was entered is all that is kept: the texts of courts and liquidators name people."""
    yield _item(found), None, False


def _stop(found: Any, _: list[str]) -> Iterator[Value]:
    """A liquidation may be stopped for a time, or end."""
    yield _item(found), "end" if found.get("CessationOfLiquidation", "").lower() in ("1", "true") else "pause", False


def _conversion(found: Any, _: list[str]) -> Iterator[Value]:
    """The form of a transformation: the attribute that is set (Influx, Fusion, Division, Separation …)."""
    forms = [name for name, value in found.attrib.items() if name[0].isupper() and value.lower() in ("1", "true")]
    # A number of an entry may be 1 as well.
    yield _item(found), next((name for name in forms if not name.startswith(("Record", "Group"))), None), False


def _companies(found: Any, _: list[str]) -> Iterator[Value]:
    """ЕИК of companies that succeed or precede; a natural person among them is passed over.

    Their names are not read: a sole trader's is a person's, and a company has its own deed to tell it.
    """
    for member in found:
        subject = member.find(SUBJECT)
        if subject is None or is_sole_trader(subject.get("LegalForm"), subject.findtext(f"{FIELDS}Name")):
            continue
        told = texts(subject)
        eik = told.get("Indent", "")
        if len(eik) == 9 and told.get("IndentType") in ("UIC", "EIK"):
            yield member.get("RecordID", eik), eik, False


VALUES: dict[str, Callable[[Any, list[str]], Iterator[Value]]] = {
    "name": _text,
    "latin": _text,
    "branch_name": _text,
    "branch_eik": _text,
    "activity": _running_text,
    "branch_activity": _running_text,
    "legal_form": _form,
    "nkid": _nkid,
    "branch_nkid": _nkid,
    "capital": _capital,
    "seat": _seat,
    "branch_seat": _seat,
    "deletion": _fact,
    "liquidation": _fact,
    "liquidation_stop": _stop,
    "liquidation_again": _fact,
    "insolvency": _fact,
    "insolvency_end": _fact,
    "branch_closure": _fact,
    "conversion": _conversion,
    "successor": _companies,
    "predecessor": _companies,
}
