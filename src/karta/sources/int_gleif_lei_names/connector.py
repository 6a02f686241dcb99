"""Legal Entity Identifiers: one record per LEI, from the reduced list or from the publisher's golden copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from karta.pipeline.ingest.raw import Raw, Row
from karta.pipeline.tables import Finding, Name, NameKind, Record, Relation

_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
# Schemes by the country whose register gave the number: in Bulgaria the ЕИК, in the United Kingdom the company number.
_REGISTERS = {"BG": "eik", "GB": "gb_crn"}
_KEYWORDS = ("healthcare", "healthcare_medical_devices")  # labels of a package, not GLEIF's
# Columns of the golden copy that are not read: other addresses than the legal one, who manages and checks the LEI,
# funds' managers, events, and how an address was checked.
_UNREAD = (
    "Registration.", "Entity.HeadquartersAddress.", "Entity.OtherAddresses.", "Entity.TransliteratedOtherAddresses.",
    "Entity.AssociatedEntity.", "Entity.LegalEntityEvents.", "Entity.EntitySubCategory", "Entity.EntityExpirationDate",
    "Entity.LegalForm.OtherLegalForm", "Entity.LegalAddress.xmllang", "Entity.LegalAddress.MailRouting",
    "Entity.RegistrationAuthority.RegistrationAuthorityID", "Entity.RegistrationAuthority.OtherRegistrationAuthorityID",
)  # fmt: skip
_STREET = ("FirstAddressLine", "AddressNumber", "AddressNumberWithinBuilding", "AdditionalAddressLine.1",
           "AdditionalAddressLine.2", "AdditionalAddressLine.3", "PostalCode")  # fmt: skip
# A second LEI of one entity, or one given by mistake: no organisation of its own.
_NO_ENTITY = ("DUPLICATE", "ANNULLED")


def records(raw: Raw) -> Iterator[Record]:
    """One record per LEI, in source order; natural persons are left out at the door."""
    for row in raw.csv("entities"):
        if "Entity.LegalName" not in row:
            yield _reduced(raw, row)
        elif row["Registration.RegistrationStatus"] in _NO_ENTITY:
            raw.findings.append(_no_entity(raw, row))
        else:
            yield _published(raw, row)


def _reduced(raw: Raw, row: Row) -> Record:
    lei, country = row.required("LEI"), row.required("country")
    record = Record(
        key=lei,
        locator=row.locator,
        names=[_name(row.required("legal_name"), None, country)],
        identifiers=[("lei", lei)],
        unit_kind=raw.lookup("unit_kind", row.pop("category")),
        country=country,
    )
    raw.audit(row, ignore=_KEYWORDS)
    return record


def _published(raw: Raw, row: Row) -> Record:
    lei, country = row.required("LEI"), row.required("Entity.LegalAddress.Country")
    jurisdiction = str(row.pop("Entity.LegalJurisdiction") or country)[:2]  # a state has its own: US-DE
    number = row.pop("Entity.RegistrationAuthority.RegistrationAuthorityEntityID")
    form = row.pop("Entity.LegalForm.EntityLegalFormCode")
    created = row.pop("Entity.EntityCreationDate")
    region, city = row.pop("Entity.LegalAddress.Region"), row.pop("Entity.LegalAddress.City")
    record = Record(
        key=lei,
        locator=row.locator,
        names=_names(raw, row, country),
        identifiers=_identifiers(lei, jurisdiction, number),
        legal_form=raw.lookup("legal_form", form) if jurisdiction == "BG" else None,
        unit_kind=raw.lookup("unit_kind", row.pop("Entity.EntityCategory")),
        status=_status(raw, row),
        country=country,
        district=region,
        settlement=city,
        address=", ".join(filter(None, (row.pop(f"Entity.LegalAddress.{part}") for part in _STREET))) or None,
        founded=None if created is None else created[:10],  # a day with an hour of midnight
        relations=list(_successors(row)),
    )
    raw.audit(row, ignore=[column for column in row if column.startswith(_UNREAD)])
    return record


def _identifiers(lei: str, jurisdiction: str, number: str | None) -> list[tuple[str, str]]:
    register = _REGISTERS.get(jurisdiction)
    return [("lei", lei)] if register is None or number is None else [(register, number), ("lei", lei)]


def _status(raw: Raw, row: Row) -> str | None:
    """Inactive entities ended; the reason says whether in another one."""
    reason = row.pop("Entity.EntityExpirationReason")
    status = raw.lookup("status", row.pop("Entity.EntityStatus"))
    return "merged" if status == "deleted" and reason == "CORPORATE_ACTION" else status


def _names(raw: Raw, row: Row, country: str) -> list[Name]:
    found = [_name(row.required("Entity.LegalName"), row.pop("Entity.LegalName.xmllang"), country)]
    for group in ("OtherEntityName", "TransliteratedOtherEntityName"):
        for number in range(1, 6):
            column = f"Entity.{group}s.{group}.{number}"
            text, language, kind = (row.pop(column + part, None) for part in ("", ".xmllang", ".type"))
            if text is not None:
                # A transliteration is marked with the language of what was transliterated; its letters are Latin.
                spoken = None if group.startswith("Transliterated") else language
                found.append(_name(text, spoken, country, kind=raw.lookup("name_kind", kind)))
    return list({name.text: name for name in reversed(found)}.values())[::-1]


def _name(text: str, language: str | None, country: str, *, kind: NameKind = "official") -> Name:
    """Cyrillic without a language is Bulgarian in Bulgaria only, elsewhere undetermined."""
    if language is None and country != "BG" and _CYRILLIC.search(text):
        language = "und"
    elif language is not None:
        language = language.partition("-")[0]  # bg-BG
    return Name(text=text, language=language, kind=kind)


def _successors(row: Row) -> Iterator[Relation]:
    for number in ("", "1.", "2.", "3.", "4.", "5."):
        lei = row.pop(f"Entity.SuccessorEntity.{number}SuccessorLEI", None)
        name = row.pop(f"Entity.SuccessorEntity.{number}SuccessorEntityName", None)
        if lei is not None or name is not None:
            yield Relation(relation="succeeded_by", target_name=name or lei, target_key=lei)


def _no_entity(raw: Raw, row: Row) -> Finding:
    lei, status = row["LEI"], row["Registration.RegistrationStatus"]
    return raw.finding(
        "withdrawn_identifier",
        row.locator,
        record_id=lei,
        column="Registration.RegistrationStatus",
        value=status,
        en=f"{row.locator}: the LEI {lei} is {status}, no entity of its own; the row was left out. Nothing to do.",
        bg=f"{row.locator}: LEI {lei} е {status}, а не отделен субект; редът е пропуснат. Не се изисква действие.",
    )
