"""What a record says of its organisation besides figures → one claim for each thing said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

import stdnum.exceptions
import stdnum.lei
import stdnum.ro.cf

from karta.matching.names import legal_form_keys, search_key
from karta.pipeline.ingest.source_run import SourceRun
from karta.pipeline.normalise.claims import Claim, claim_id
from karta.pipeline.normalise.problems import Problem
from karta.pipeline.tables import Publication, Record
from karta.snapshot.schema import RELATIONS
from karta.vocab import nace, uk_sic
from karta.vocab.dates import NotADate, parse_date
from karta.vocab.eik import clean_eik
from karta.vocab.labels import closed_list
from karta.vocab.places import district_code
from karta.vocab.ror import is_valid_ror

_HOST = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[\w-]{2,}(?::[0-9]+)?(?:[/?#]\S*)?", re.IGNORECASE)
_ROR = re.compile(r"(?:https?://)?(?:ror\.org/)?([0-9a-z]{9})", re.IGNORECASE)
# Companies House: eight digits, or the letters of a register (SC, NI, OC, RC …) and six; mutuals end in letters.
_GB_CRN = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}|(?:IP|SP|RS)[0-9]{4,5}[A-Z]{1,2}")
_COUNTRY_SLIPS = {"UK": "GB", "EL": "GR"}
_FIRST_FOUNDED = 1000  # the oldest bodies of Europe; below it a year is a slip

# What a cleaner gives: the value to keep and how it came about; None where the record stays without it.
Cleaned = tuple[str, str]


@dataclass(slots=True)
class Attributes:
    """Claims and problems of one record, gathered in the record's own order."""

    run: SourceRun
    record: Record
    first: int = 0  # position of the record's first claim
    claims: list[Claim] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)  # claims by property
    read_in: Publication | None = None
    since: dict[str, date] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.since = dict(self.record.since)
        self.read_in = min(self.record.publications, key=lambda found: found.rank or 9, default=None)

    def say(self, property_name: str, printed: str | None, *, clean: Callable[[str], Cleaned] | None = None,
            language: str | None = None, basis: str | None = None, note: str | None = None,
            valid: tuple[date | None, date | None] | None = None, locator: str | None = None) -> None:  # fmt: skip
        """Add the claim of one printed value; nothing for None. `clean` raises Problem."""
        if printed is None:
            return
        try:
            value, method = (printed, "as_published") if clean is None else clean(printed)
        except Problem as problem:
            problem.where, problem.column = self.record.locator, property_name
            self.problems.append(problem)
            return
        self.told[property_name] += 1
        locator = locator or self._locator(property_name)
        valid_from, valid_to = valid or (self.since.get(property_name), None)
        read_in = self.read_in
        self.claims.append(
            Claim(
                claim_id=claim_id(
                    self.run.source_id, self.record.key, property_name, basis=basis or "", locator=locator
                ),
                property=property_name,
                value=value,
                basis=basis,
                language=language,
                valid_from=valid_from,
                valid_to=valid_to,
                recorded_at=self.record.recorded_at or self.run.recorded_at,
                source_id=self.run.source_id,
                record_id=self.record.key,
                locator=locator,
                as_published=printed,
                method=method,
                rank=read_in.rank if read_in and read_in.rank is not None else self.run.rank,
                publication_ref=";".join(found.ref for found in self.record.publications) or None,
                publication_title=read_in.title if read_in else None,
                publication_url=read_in.url if read_in else None,
                published_on=read_in.published_on if read_in else None,
                note=note,
                position=self.first + len(self.claims),
            )
        )

    def _locator(self, property_name: str) -> str:
        """The row; from the second claim of one property on with its number, so that ids differ."""
        number = self.told[property_name]
        return self.record.locator if number == 1 else f"{self.record.locator}#{number}"


def attribute_claims(run: SourceRun, record: Record, first: int = 0) -> tuple[list[Claim], list[Problem]]:
    """All claims of a record except figures, in positions from `first` on, and what could not become one."""
    said = Attributes(run, record, first)
    for name in record.names:
        said.say("name", name.text, language=name.language, basis=name.kind, locator=name.locator,
                 valid=(name.valid_from, name.valid_to))  # fmt: skip
    for scheme, value in record.identifiers:
        if scheme in _SCHEMES:
            said.say(scheme, value, clean=_SCHEMES[scheme])
        else:
            said.problems.append(Problem("unseen_scheme", record.locator, "identifiers", scheme))
    said.say("legal_form", record.legal_form, clean=_legal_form)
    said.say("kind", record.kind, clean=_coded("kind"), note=record.note)
    said.say("unit_kind", record.unit_kind, clean=_coded("unit_kind"))
    said.say("status", record.status, clean=_coded("status"), note=record.note)
    _say_place(said, record)
    _say_sector(said, record)
    said.say("segment", record.segment, clean=_coded("segment"))
    said.say("founded_year", record.founded, clean=lambda printed: _founded(run, printed))
    said.say("website", record.website, clean=_website)
    said.say("description", record.description)
    for language, text in record.descriptions:
        said.say("description", text, language=language)
    said.say("capital", record.capital)
    _say_relations(said, record)
    for former in record.former:
        said.say(f"former_{former.attribute}", former.value, locator=former.locator,
                 valid=(former.valid_from, former.valid_to))  # fmt: skip
    return said.claims, said.problems


def _say_place(said: Attributes, record: Record) -> None:
    said.say("country", record.country, clean=_country)
    is_bulgarian = record.country in (None, "BG")
    said.say("district", record.district, clean=_district if is_bulgarian else None)
    said.say("municipality", record.municipality)
    said.say("settlement", record.settlement)
    said.say("ekatte", record.ekatte, clean=_ekatte)
    said.say("address", record.address)


def _say_sector(said: Attributes, record: Record) -> None:
    """Several declared activities are known by the narrowest code that covers them; each stays in as_published."""
    origin = record.nace_origin or "assigned"
    if record.nace_version is None or record.nace_code is None:
        said.say("nace_code", record.nace_code, clean=_nace, basis=origin)
    elif record.nace_version == "uk_sic_2007":
        said.say("nace_code", record.nace_code, clean=_uk_sic, basis=origin)
    else:
        said.problems.append(Problem("unseen_scheme", record.locator, "nace_version", record.nace_version))


def _say_relations(said: Attributes, record: Record) -> None:
    """value is the target's record key (basis `record_key`) or its name (basis `name`); as_published is the name."""
    for relation in record.relations:
        if relation.relation not in RELATIONS:
            said.problems.append(Problem("unseen_value", record.locator, "relation", relation.relation))
        elif relation.target_key is None:
            said.say(relation.relation, relation.target_name, basis="name", note=relation.note)
        else:
            said.say(relation.relation, relation.target_name, clean=_constant(relation.target_key),
                     basis="record_key", note=relation.note)  # fmt: skip


def _constant(value: str) -> Callable[[str], Cleaned]:
    return lambda _: (value, "as_published")


def _problem(code: str, value: str) -> Problem:
    return Problem(code, "", None, value)


def _eik(printed: str) -> Cleaned:
    cleaned = clean_eik(printed)
    if cleaned.value is None:
        raise _problem(f"eik_{cleaned.problem}", printed)
    return cleaned.value, f"converted:eik_{'_'.join(cleaned.changes)}" if cleaned.changes else "as_published"


def _lei(printed: str) -> Cleaned:
    try:
        value = stdnum.lei.validate(printed)
    except stdnum.exceptions.ValidationError as error:
        raise _problem("bad_identifier", printed) from error
    return value, _method(value, printed, "lei")


def _ror(printed: str) -> Cleaned:
    found = _ROR.fullmatch(printed.strip())
    if found is None or not is_valid_ror(found[1].lower()):
        raise _problem("bad_identifier", printed)
    value = f"https://ror.org/{found[1].lower()}"
    return value, _method(value, printed, "ror_url")


def _ro_cif(printed: str) -> Cleaned:
    try:
        value = stdnum.ro.cf.validate(printed).removeprefix("RO")
    except stdnum.exceptions.ValidationError as error:
        raise _problem("bad_identifier", printed) from error
    return value, _method(value, printed, "cif")


def _gb_crn(printed: str) -> Cleaned:
    value = re.sub(r"\s", "", printed).upper()
    if not _GB_CRN.fullmatch(value):
        raise _problem("bad_identifier", printed)
    return value, _method(value, printed, "gb_crn")


def _vat(printed: str) -> Cleaned:
    value = re.sub(r"\s", "", printed).upper()
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{2,13}", value):
        raise _problem("bad_identifier", printed)
    return value, _method(value, printed, "vat")


_SCHEMES: dict[str, Callable[[str], Cleaned]] = {
    "eik": _eik,
    "lei": _lei,
    "ror_id": _ror,
    "vat": _vat,
    "ro_cif": _ro_cif,
    "gb_crn": _gb_crn,
}


def _legal_form(printed: str) -> Cleaned:
    code = legal_form_keys().get(search_key(printed))
    if code is None:
        raise _problem("unseen_value", printed)
    return code, _method(code, printed, "legal_form")


@cache
def _coded(list_name: str) -> Callable[[str], Cleaned]:
    """A cleaner for a closed list: its codes, and its labels in either language."""
    meanings = {code.casefold(): code for code in closed_list(list_name)}
    for code, entry in closed_list(list_name).items():
        meanings |= {str(entry[language]).casefold(): code for language in ("bg", "en")}

    def clean(printed: str) -> Cleaned:
        code = meanings.get(printed.strip().casefold())
        if code is None:
            raise _problem("unseen_value", printed)
        return code, _method(code, printed, list_name)

    return clean


def _country(printed: str) -> Cleaned:
    code = printed.strip().upper()
    code = _COUNTRY_SLIPS.get(code, code)
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise _problem("unseen_value", printed)
    return code, _method(code, printed, "country")


def _district(printed: str) -> Cleaned:
    code = district_code(printed)
    if code is None:
        raise _problem("unseen_district", printed)
    return code, _method(code, printed, "district")


def _ekatte(printed: str) -> Cleaned:
    value = printed.strip().zfill(5)
    if not re.fullmatch(r"[0-9]{5}", value):
        raise _problem("bad_identifier", printed)
    return value, _method(value, printed, "leading_zeros")


@lru_cache(maxsize=4096)
def _nace(printed: str) -> Cleaned:
    code = nace.clean_code(printed)
    if code is None:
        raise _problem("bad_nace", printed)
    return code, _method(code, printed, "nace")


@lru_cache(maxsize=4096)
def _uk_sic(printed: str) -> Cleaned:
    try:
        codes = uk_sic.nace_codes(printed)
    except uk_sic.NotUkSic as error:
        raise _problem("bad_nace", printed) from error
    code = nace.covering(codes)
    if code is None:
        raise _problem("several_sectors" if codes else "no_activity", printed)
    return code, "converted:uk_sic_2007" if len(codes) == 1 else "derived:covering_nace"


def _founded(run: SourceRun, printed: str) -> Cleaned:
    try:
        year = parse_date(printed, order=run.date_order).start.year
    except NotADate as error:
        raise _problem("implausible_year", printed) from error
    if not _FIRST_FOUNDED <= year <= run.recorded_at.year + 1:
        raise _problem("implausible_year", printed)
    return str(year), _method(str(year), printed, "year_of_date")


def _website(printed: str) -> Cleaned:
    value = printed.strip()
    if not _HOST.fullmatch(value):
        raise _problem("bad_website", printed)
    if "://" in value:
        return value, "as_published"
    return f"http://{value}", "converted:website_scheme"  # the scheme that every host answers or redirects from


def _method(value: str, printed: str, rule: str) -> str:
    return "as_published" if value == printed else f"converted:{rule}"
