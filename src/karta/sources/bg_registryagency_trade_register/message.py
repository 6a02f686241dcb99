"""One daily message → changes of legal persons. What is about natural persons goes here, before anything is written."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from karta.pipeline.ingest.feed.days import day_of
from karta.pipeline.ingest.feed.log import Change
from karta.pipeline.ingest.feed.message import elements
from karta.pipeline.tables import Finding
from karta.sources.bg_registryagency_trade_register import fields
from karta.sources.bg_registryagency_trade_register.findings import message_findings
from karta.sources.bg_registryagency_trade_register.values import PERSON, SUBJECT, VALUES, texts
from karta.vocab.persons import holds_egn, is_sole_trader

_ENVELOPE = "{http://www.registryagency.bg/schemas/envelopev2}Message"
_DEED_SPACE = "{http://www.registryagency.bg/schemas/deedv2}"
_DEED, _SUBDEED = f"{_DEED_SPACE}Deed", f"{_DEED_SPACE}SubDeed"
_EIK = re.compile(r"[0-9]{9}")
_CODE = re.compile(r"[0-9]{5}|[A-Z][A-Za-z]{1,15}[0-9_]{0,4}[A-Za-z_]{0,20}")
_OPERATIONS = ("Add", "Erase")
# Sole traders and foreign natural persons.
_PERSONS_FORMS = ("ET", "CHDF")


@dataclass(slots=True)
class Tally:
    """What was met in one message: persons left out, texts that lost a person, fields and sections nobody knows."""

    name: str
    day: date
    persons: int = 0
    scrubbed: int = 0
    bad_numbers: list[int] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)

    def met(self, attribute: str, value: str | None) -> None:
        """Count a value that nobody knows; one that is no code is not repeated, for it could be anything."""
        self.unknown[f"{attribute} {value}" if value and _CODE.fullmatch(value) else attribute] += 1


def read_message(path: Path, findings: list[Finding]) -> Iterator[Change]:
    """Changes of one message, deed by deed; findings are complete when it is exhausted. Errors: FileProblem."""
    name = path.name.removesuffix(".gz").removesuffix(".xml")
    tally = Tally(name, day_of(path.name))
    for number, deed in elements(path, root=_ENVELOPE, tag=_DEED):
        yield from _deed(deed, number, tally)
    findings += message_findings(tally.name, tally.persons, tally.scrubbed, tally.bad_numbers, tally.unknown)


def _deed(deed: Any, number: int, tally: Tally) -> list[Change]:
    """Changes of one deed; none where it is a natural person's."""
    told = deed.attrib
    eik, name = told.get("UIC", "").strip(), told.get("CompanyName", "").strip()
    if told.get("LegalForm") in _PERSONS_FORMS or is_sole_trader(None, name) or holds_egn(name):
        tally.persons += 1
        return []
    if _EIK.fullmatch(eik) is None:
        tally.bad_numbers.append(number)
        return []
    people: list[str] | None = None
    changes: list[Change] = []
    for section in deed.iterchildren(_SUBDEED):
        if not _is_read(section, tally):
            continue
        part = _part(section)
        for found in section:
            change = found.attrib
            ident = change.get("FieldIdent")
            if ident == fields.TRADER:
                tally.persons += 1
                return []
            word = fields.READ.get(ident)
            if word is None:
                if ident not in fields.IGNORED:
                    tally.met("FieldIdent", ident)
                continue
            operation = change.get("FieldOperation")
            if operation not in _OPERATIONS:
                if operation != "Current":
                    tally.met("FieldOperation", operation)
                continue
            if people is None:
                people = _people(deed)
            changes += _changes(found, word, operation, eik=eik, part=part, people=people, tally=tally)
    if any(map(_is_persons, changes)):
        tally.persons += 1
        return []
    changes.append(_itself(told, eik, name, tally.day))
    return changes


def _is_persons(change: Change) -> bool:
    """Whether a change shows that a deed is a sole trader's, whatever its attributes say."""
    if change.field == "legal_form":
        return change.value in _PERSONS_FORMS or is_sole_trader(change.value, None)
    return change.field in ("name", "latin") and is_sole_trader(None, change.value)


def _is_read(section: Any, tally: Tally) -> bool:
    kind = section.get("SubUICType", "")
    if kind in fields.READ_SECTIONS:
        return True
    if kind not in fields.IGNORED_SECTIONS:
        tally.met("SubUICType", kind)
    return False


def _part(section: Any) -> str:
    kind = section.get("SubUICType")
    return f"{kind}/{section.get('SubUIC', '')}" if kind in fields.NUMBERED_SECTIONS else ""


def _people(deed: Any) -> list[str]:
    """Names of natural persons that a deed names; held only while the deed is read, to find them in its texts."""
    found = set()
    for person in deed.iter(PERSON, SUBJECT):
        told = texts(person)
        if told.get("IndentType") not in ("UIC", "EIK") and told.get("Name"):
            found.add(told["Name"])
    return sorted(found)


def _changes(
    found: Any, word: str, operation: str, *, eik: str, part: str, people: list[str], tally: Tally
) -> Iterator[Change]:
    told = found.attrib
    entry = told.get("FieldEntryNumber") or f"{tally.day:%Y%m%d}000000"
    on = _date(told.get("FieldActionDate") or told.get("FieldEntryDate") or "", entry, tally.day)
    if operation == "Erase" and word not in fields.SEVERAL:  # what is erased is told by its item, not by its value
        yield Change(eik, part, word, told.get("RecordID", ""), operation, entry, on, None)
        return
    for item, value, was_scrubbed in VALUES[word](found, people):
        tally.scrubbed += was_scrubbed
        yield Change(eik, part, word, item, operation, entry, on, value if operation == "Add" else None)


@lru_cache(maxsize=65_536)
def _date(printed: str, entry: str, day: date) -> date:
    """The day of an entry: as told, else of its number, else of the message."""
    for text in (printed[:10], f"{entry[:4]}-{entry[4:6]}-{entry[6:8]}"):
        try:
            return date.fromisoformat(text)
        except ValueError:
            continue
    return day


def _itself(told: Any, eik: str, name: str, day: date) -> Change:
    """What the deed's own attributes say on the day of the message: whether it is closed, and how it is called."""
    value = {"status": told.get("DeedStatus", ""), "name": name, "form": told.get("LegalForm", "")}
    return Change(eik, "", "deed", "", "Add", f"{day:%Y%m%d}999999", day, json.dumps(value, ensure_ascii=False))
