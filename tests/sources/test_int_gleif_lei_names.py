"""Legal entities by LEI, in the form of the mirror and in the publisher's own."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import UTC, date, datetime

import duckdb
import pytest

from karta import sources
from karta.pipeline.ingest.fetch import fetch
from karta.pipeline.normalise import normalise_all
from karta.vocab.eik import is_valid_eik
from sources.samples import sample_run

SOURCE = "int_gleif_lei_names"
EIK = "999000017"  # of nobody: only its check digit is right
# LEI, as it is known here, Bulgarian name, English name, unit kind, country. By hand.
WINNERS = [
    ("9999000SAMPLE0000128", "lei-9999000SAMPLE0000128", None, "PRIMERNA FARMA AD", "legal_unit", "BG"),
    ("9999000SAMPLE0000225", "lei-9999000SAMPLE0000225", "ПРИМЕРНИ ПРИБОРИ ООД", None, "legal_unit", "BG"),
    # two alphabets in one name
    ("9999000SAMPLE0000322", "lei-9999000SAMPLE0000322", "S Primer 3 ЕООD", None, "legal_unit", "BG"),
    ("9999000SAMPLE0000419", "lei-9999000SAMPLE0000419", None, "SAMPLE FUND - SUB-FUND II", "legal_unit", "LU"),
    # one name, two LEIs: two entities
    ("9999000SAMPLE0000516", "lei-9999000SAMPLE0000516", None, "SAMPLE GOLD TRADING LTD", "legal_unit", "GB"),
    ("9999000SAMPLE0000613", "lei-9999000SAMPLE0000613", None, "SAMPLE GOLD TRADING LTD", "legal_unit", "GB"),
    ("9999000SAMPLE0000710", "lei-9999000SAMPLE0000710", None, "SAMPLE BANK, ZWEIGNIEDERLASSUNG SOFIA", "part", "BG"),
    # abroad "ET" is no sole trader
    ("9999000SAMPLE0000807", "lei-9999000SAMPLE0000807", None, "ET Sample Films Ltd", "legal_unit", "GB"),
    # Cyrillic abroad is no Bulgarian name
    ("9999000SAMPLE0000904", "lei-9999000SAMPLE0000904", None, "ПРИМЕР ТОВ", "legal_unit", "UA"),
    # check digits that do not hold
    ("9999000SAMPLE0001000", "org-7rsv5cluqei5bkxw", None, "SAMPLE WITH A WRONG LEI S.R.L.", "legal_unit", "IT"),
    ("9999000SAMPLE0001195", "lei-9999000SAMPLE0001195", None, "MUNICIPALITY OF SAMPLE", "legal_unit", "NL"),
]


@pytest.mark.parametrize("expected", WINNERS, ids=lambda row: row[0])
def test_winners(expected, assembled_samples):
    found = assembled_samples(SOURCE).execute(
        "SELECT org_id, name_bg, name_en, unit_kind, country FROM out_organisations JOIN links USING (org_id) "
        "WHERE record_id = ?", [expected[0]]
    )  # fmt: skip
    assert found.fetchall() == [expected[1:]]


def test_a_sole_proprietor_is_left_out_and_said_so():
    run = sample_run(SOURCE)
    assert [(found.code, found.column, found.value) for found in run.findings] == [("natural_person", "category", None)]
    assert not any("PERSON" in name.text for record in run.records for name in record.names)


OTHER, ASCII = (
    "Entity.OtherEntityNames.OtherEntityName",
    "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName",
)
FIRM = {
    "LEI": "9999000SAMPLE0000128",
    "Entity.LegalName": "ПРИМЕРНА ФАРМА АД",
    "Entity.LegalName.xmllang": "bg-BG",
    f"{OTHER}.1": "Primerna Pharma Plc", f"{OTHER}.1.xmllang": "en",
    f"{OTHER}.1.type": "ALTERNATIVE_LANGUAGE_LEGAL_NAME",
    f"{OTHER}.2": "ФАРМАПРИМЕР АД", f"{OTHER}.2.xmllang": "bg", f"{OTHER}.2.type": "PREVIOUS_LEGAL_NAME",
    f"{ASCII}.1": "PRIMERNA FARMA AD", f"{ASCII}.1.xmllang": "bg",
    f"{ASCII}.1.type": "AUTO_ASCII_TRANSLITERATED_LEGAL_NAME",
    "Entity.LegalAddress.FirstAddressLine": "ул. „Примерна“ 1",
    "Entity.LegalAddress.AddressNumber": "", "Entity.LegalAddress.AddressNumberWithinBuilding": "",
    "Entity.LegalAddress.AdditionalAddressLine.1": "ет. 2", "Entity.LegalAddress.AdditionalAddressLine.2": "",
    "Entity.LegalAddress.AdditionalAddressLine.3": "",
    "Entity.LegalAddress.City": "Пловдив", "Entity.LegalAddress.Region": "BG-16", "Entity.LegalAddress.Country": "BG",
    "Entity.LegalAddress.PostalCode": "4000",
    "Entity.HeadquartersAddress.City": "Пловдив",
    "Entity.RegistrationAuthority.RegistrationAuthorityID": "RA000065",
    "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": EIK,
    "Entity.LegalJurisdiction": "BG", "Entity.EntityCategory": "GENERAL",
    "Entity.LegalForm.EntityLegalFormCode": "WTK4",
    "Entity.EntityStatus": "ACTIVE", "Entity.EntityCreationDate": "1998-06-26T00:00:00.000Z",
    "Entity.EntityExpirationReason": "",
    "Entity.SuccessorEntity.1.SuccessorLEI": "", "Entity.SuccessorEntity.1.SuccessorEntityName": "",
    "Registration.RegistrationStatus": "ISSUED",
}  # fmt: skip
BRITISH = {
    "Entity.LegalName": "SAMPLE PITCHES LIMITED", "Entity.LegalName.xmllang": "en",
    f"{OTHER}.1": "", f"{OTHER}.1.type": "", f"{OTHER}.2": "", f"{OTHER}.2.type": "",
    f"{ASCII}.1": "", f"{ASCII}.1.type": "",
    "Entity.LegalAddress.Country": "GB", "Entity.LegalAddress.Region": "GB-LND", "Entity.LegalAddress.City": "London",
    "Entity.LegalJurisdiction": "GB", "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": "00000002",
    "Entity.LegalForm.EntityLegalFormCode": "H0PO",
}  # fmt: skip


def read(folder, *rows):
    """What the publisher's file gives that holds FIRM with these changes, one a row."""
    header = list(dict.fromkeys(column for row in rows for column in {**FIRM, **row}))
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="")
    writer.writeheader()
    writer.writerows({**FIRM, **row} for row in rows)
    folder.mkdir(exist_ok=True)
    (folder / "lei_europe.csv.gz").write_bytes(gzip.compress(text.getvalue().encode()))
    return sources.read_folder(
        sources.manifest(SOURCE), folder, version="1", recorded_at=date(2026, 11, 23), is_sample=True
    )


def test_a_bulgarian_entity_in_the_publishers_form_is_known_by_its_eik(tmp_path, assembled_runs):
    assert is_valid_eik(EIK)
    run = read(tmp_path, {})
    assert run.findings == []
    con = assembled_runs(run)
    found = con.execute("SELECT org_id, name_bg, name_en, legal_form, status, district, ekatte, founded_year, lei "
                        "FROM out_organisations").fetchall()  # fmt: skip
    assert found == [
        (f"bg-eik-{EIK}", "ПРИМЕРНА ФАРМА АД", "Primerna Pharma Plc", "AD", "active", "PDV", "56784", 1998, FIRM["LEI"])
    ]
    names = con.execute("SELECT name, language, name_kind FROM out_names ORDER BY name").fetchall()
    assert names == [
        ("PRIMERNA FARMA AD", None, "alias"),
        ("Primerna Pharma Plc", "en", "official"),
        ("ПРИМЕРНА ФАРМА АД", "bg", "official"),
        ("ФАРМАПРИМЕР АД", "bg", "alias"),
    ]
    address = con.execute("SELECT value FROM claims WHERE property = 'address'").fetchall()
    assert address == [("ул. „Примерна“ 1, ет. 2, 4000",)]


def test_a_bad_eik_is_a_finding_and_the_lei_remains(tmp_path, assembled_runs):
    number = "Entity.RegistrationAuthority.RegistrationAuthorityEntityID"
    con = assembled_runs(read(tmp_path, {number: "999000016"}))
    assert con.execute("SELECT org_id FROM out_organisations").fetchall() == [(f"lei-{FIRM['LEI']}",)]
    assert con.execute("SELECT code FROM findings").fetchall() == [("eik_checksum",)]


def test_a_british_company_number_joins_another_list(tmp_path, assembled_runs):
    con = assembled_runs(read(tmp_path, BRITISH), sample_run("uk_gpg_gender_pay_gap"))
    found = con.execute(
        "SELECT org_id, headcount_min, legal_form FROM out_organisations WHERE lei IS NOT NULL"
    ).fetchall()
    assert found == [(f"lei-{FIRM['LEI']}", 1000, None)]


def test_an_entity_that_ended_in_another(tmp_path, assembled_runs):
    ended = {"Entity.EntityStatus": "INACTIVE", "Entity.EntityExpirationReason": "CORPORATE_ACTION",
             "Entity.SuccessorEntity.1.SuccessorLEI": "9999000SAMPLE0000225",
             "Entity.SuccessorEntity.1.SuccessorEntityName": "ПРИЕМНИК АД"}  # fmt: skip
    heir = {"LEI": "9999000SAMPLE0000225", "Entity.LegalName": "ПРИЕМНИК АД", f"{OTHER}.1": "", f"{OTHER}.2": "",
            f"{ASCII}.1": "", "Entity.RegistrationAuthority.RegistrationAuthorityEntityID": ""}  # fmt: skip
    con = assembled_runs(read(tmp_path, ended, heir))
    found = con.execute("SELECT org_id, relation, target_org_id FROM out_relations").fetchall()
    assert found == [(f"bg-eik-{EIK}", "succeeded_by", "lei-9999000SAMPLE0000225")]
    assert con.execute("SELECT status FROM out_organisations ORDER BY org_id").fetchall() == [("merged",), ("active",)]


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        (
            {"Registration.RegistrationStatus": "DUPLICATE"},
            [("withdrawn_identifier", "Registration.RegistrationStatus")],
        ),
        ({"Entity.EntityCategory": "SOLE_PROPRIETOR"}, [("natural_person", "Entity.EntityCategory")]),
        (
            {"Entity.LegalForm.EntityLegalFormCode": "946C"},
            [("natural_person", "Entity.LegalForm.EntityLegalFormCode")],
        ),
        ({"Entity.LegalName": "ЕТ ПРИМЕР"}, [("natural_person", None)]),
    ],
)
def test_who_is_left_out(tmp_path, changed, codes):
    run = read(tmp_path, changed)
    assert run.records == []
    assert [(found.code, found.column) for found in run.findings] == codes


def test_a_column_that_nobody_reads_is_a_finding(tmp_path):
    assert [found.column for found in read(tmp_path, {"Entity.Motto": "made up"}).findings] == ["Entity.Motto"]


@pytest.fixture(scope="module")
def whole(mirror, tmp_path_factory):
    """All records of the mirror."""
    data = tmp_path_factory.mktemp("lei")
    assert fetch(sources.manifest(SOURCE), data, mirror=mirror, at=datetime.now(UTC)).findings == []
    return sources.read_source(SOURCE, data)


@pytest.mark.mirror
def test_the_whole_list(whole):
    run = whole
    assert (len(run.records), run.findings) == (180850, [])
    countries = Counter(record.country for record in run.records)
    assert (len(countries), countries["BG"]) == (41, 110)
    assert sum(record.unit_kind == "part" for record in run.records) == 149


@pytest.mark.mirror
@pytest.mark.long
def test_claims_of_the_whole_list(whole):
    with duckdb.connect() as con:
        normalise_all(con, [whole])
        assert con.execute("SELECT code, count(*) FROM findings GROUP BY code").fetchall() == [("bad_identifier", 18)]
        assert con.execute("SELECT count(*) FROM claims WHERE property = 'lei'").fetchone() == (180850 - 18,)
