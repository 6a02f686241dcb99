"""Deeds as the register's daily message.

The fields are those of the official FieldsSchema.xsd (namespace …/deedv2/Fields), and a test validates them. Envelope,
Deed and SubDeed follow the description of the message: their schema is not published beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from bench.register import words
from bench.register.deeds import Deed, Entry, Field, Seat

_FIELDS = "http://www.registryagency.bg/schemas/deedv2/Fields"
_DEED = "http://www.registryagency.bg/schemas/deedv2"
_ENVELOPE = "http://www.registryagency.bg/schemas/envelopev2"
END = "</Deeds></Body></Message>\n"

# Our word -> element, FieldIdent.
ELEMENTS = {
    "name": ("Company", "00020"),
    "legal_form": ("LegalForm", "00030"),
    "latin": ("Transliteration", "00040"),
    "seat": ("Seat", "00050"),
    "activity": ("SubjectOfActivity", "00060"),
    "nkid": ("SubjectOfActivityNKID", "00061"),
    "managers": ("Managers", "00070"),
    "trader": ("PhysicalPersonTrader", "00180"),
    "owner": ("SoleCapitalOwner", "00230"),
    "deletion": ("AddemptionOfTrader", "00270"),
    "capital": ("Funds", "00310"),
    "branch_seat": ("BranchSeat", "00510"),
    "branch_name": ("BranchFirm", "00511"),
    "branch_eik": ("BranchIdentifier", "00512"),
    "liquidation": ("TermsOfLiquidation", "05010"),
    "liquidators": ("Liquidators", "05020"),
    "conversion": ("FormOfTransforming701", "07010"),
    "successors": ("Successors703", "07030"),
    "insolvency": ("OpenProccedings", "09010"),
}
_TEXTS = ("name", "latin", "activity", "capital", "deletion", "branch_name", "branch_eik", "liquidation")
_LISTS = {"managers": "Manager", "liquidators": "Liquidator"}  # the field itself bears no record attributes


def start(day: date) -> str:
    """What stands before the deeds of a message."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<Message xmlns="{_ENVELOPE}"><Header><MessageDetails><CreateDate>'
        f"{day:%Y-%m-%d}T23:00:00</CreateDate></MessageDetails></Header><Body><Deeds>\n"
    )


def deed_xml(deed: Deed, entries: Iterable[Entry], status: str = "N") -> str:
    """One deed with the given entries, one SubDeed for each of its sections."""
    sections: dict[tuple[str, str], list[str]] = {}
    incoming = ""
    for entry in entries:
        incoming = entry.number
        for found in entry.fields:
            sections.setdefault((found.section, found.part), []).append(field_xml(found, entry))
    inner = "".join(
        f'<SubDeed SubUIC="{part}" SubUICType="{section}" SubDeedStatus="A">{"".join(fields)}</SubDeed>'
        for (section, part), fields in sections.items()
    )
    return (
        f'<Deed xmlns="{_DEED}" DeedStatus="{status}" CompanyName={quoteattr(deed.name)} '
        f'GUID="{deed.index:032x}" UIC="{deed.eik}" LegalForm="{deed.form}">'
        f'<IncomingPackageInfo IncomingNumber="{incoming}"/>{inner}</Deed>\n'
    )


def field_xml(found: Field, entry: Entry) -> str:
    """One field. An erased one repeats what it erases, as the register does."""
    element, ident = ELEMENTS[found.kind]
    record = f'RecordID="{found.record}" GroupID="{found.record // 64 + 1}" RecordIncomingNumber="{entry.number}"'
    common = (
        f'FieldIdent="{ident}" FieldOperation="{found.operation}" FieldEntryNumber="{entry.number}" '
        f'FieldActionDate="{entry.on:%Y-%m-%d}T00:00:00"'
    )
    own = common if found.kind in _LISTS or found.kind == "successors" else f"{record} {common}"
    attributes, content = _CONTENT[found.kind](found.value, record)
    return f'<{element} xmlns="{_FIELDS}" {own}{attributes}>{content}</{element}>'


def _text(value: str, _: str) -> tuple[str, str]:
    return "", escape(value)


def _form(value: str, _: str) -> tuple[str, str]:
    return f' Text="{words.FORMS[value][1]}" Code="{value}"', ""


def _nkid(value: str, _: str) -> tuple[str, str]:
    return f' codeNkid="{value}" textNkid=""', ""


def _seat(value: Seat, _: str) -> tuple[str, str]:
    place = value.place
    return "", (
        "<Address><CountryID>1</CountryID><CountryCode>BGR</CountryCode><Country>БЪЛГАРИЯ</Country>"
        f"<IsForeign>0</IsForeign><DistrictID/><DistrictEkatte>{place.district_code}</DistrictEkatte>"
        f"<District>{place.district}</District><Municipalityid/><MunicipalityEkatte>{place.municipality_code}"
        f"</MunicipalityEkatte><Municipality>{place.municipality}</Municipality><SettlementID/><SettlementEKATTE>"
        f"{place.ekatte}</SettlementEKATTE><Settlement>{place.name}</Settlement><AreaID/><Area/><AreaEkatte/>"
        f"<PostCode>{place.postcode}</PostCode><ForeignPlace/><HousingEstate/><Street>{value.street}</Street>"
        f"<StreetNumber>{value.number}</StreetNumber><Block/><Entrance/><Floor>2</Floor><Apartment>4</Apartment>"
        "</Address><Contacts><Phone>0888000000</Phone><Fax/><EMail>office@mail.example</EMail>"
        f"<URL>{value.url}</URL></Contacts>"
    )


def _person(name: str, indent: str, tag: str) -> str:
    kind = "UIC" if len(indent) == 9 else "EGN"
    return (
        f"<{tag}><Indent>{indent}</Indent><Name>{escape(name.upper())}</Name><IndentType>{kind}</IndentType>"
        f"<CountryID>1</CountryID><CountryName>БЪЛГАРИЯ</CountryName></{tag}>"
    )


def _list_of(member: str, tag: str) -> Callable[[Any, str], tuple[str, str]]:
    def content(value: list[tuple[str, str]], record: str) -> tuple[str, str]:
        return "", "".join(f"<{member} {record}>{_person(*person, tag)}</{member}>" for person in value)

    return content


def _successors(value: list[str], record: str) -> tuple[str, str]:
    number = int(record.split('"')[1])
    rest = record.partition('" ')[2]
    return "", "".join(
        f'<Successor703 RecordID="{number + 32 * place}" {rest}><legalForm>EOOD</legalForm>'
        f"{_person(f'ДРУЖЕСТВО {eik}', eik, 'Subject')}</Successor703>"
        for place, eik in enumerate(value)
    )


def _opening(value: str, _: str) -> tuple[str, str]:
    return "", (
        f"<Title>{value}</Title><ActData><ActSeqID/><CourtSeqID/><CaseSeqID/><CaseNumber>1</CaseNumber>"
        "<CaseYear>2025</CaseYear><ActDate/><ActNumber/></ActData>"
    )


_CONTENT: dict[str, Callable[[Any, str], tuple[str, str]]] = {
    **dict.fromkeys(_TEXTS, _text),
    "legal_form": _form,
    "nkid": _nkid,
    "seat": _seat,
    "branch_seat": _seat,
    "managers": _list_of("Manager", "Person"),
    "liquidators": _list_of("Liquidator", "Subject"),
    "owner": lambda value, _: ("", _person(*value, "Subject")),
    "trader": lambda value, _: ("", _person(*value, "Person")),
    "conversion": lambda value, _: (f' {value}="1"', ""),
    "successors": _successors,
    "insolvency": _opening,
}
