"""Research organisations in both schemas of their registry: sample by hand, the whole mirror by its counts."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import UTC, datetime

import duckdb
import pytest

from karta import sources
from karta.pipeline.ingest.errors import UnseenValue
from karta.pipeline.ingest.fetch import fetch
from karta.pipeline.ingest.raw import Raw
from karta.pipeline.normalise import normalise_all

SOURCE = "int_ror_organisations"
# ROR id, as it is known here, Bulgarian name, English name, kind, status, country, district, settlement. By hand.
WINNERS = [
    # second schema: the shown name before other labels; a label is official, an alias is not; ISO district
    ("0aaaaa169", "ror-0aaaaa169", "Университет по приложни науки", "University of Sample Sciences", "university",
     "active", "BG", "PDV", "56784"),
    # Cyrillic without a language is Bulgarian in Bulgaria, and an alias will do where nothing official is
    ("0aaaaa266", "ror-0aaaaa266", "Институт по проби", "Institute of Samples", "research_institute",
     "active", "BG", "PDV", "56784"),
    # withdrawn or inactive with a successor: merged, also where only the successor says so
    ("0aaaaa363", "ror-0aaaaa363", None, "Old Sample Society", "ngo", "merged", "GB", None, None),
    ("0aaaaa460", "ror-0aaaaa460", None, "New Sample Society", "ngo", "active", "GB", None, None),
    ("0aaaaa557", "ror-0aaaaa557", None, "Archive of Forms", "agency", "merged", "AT", None, None),
    # an English label before a French one that is shown first at home
    ("0aaaaa654", "ror-0aaaaa654", None, "Sample Fund", "fund", "active", "FR", None, None),
    # first schema: Sofia-Capital is the city, Sofia the province around it
    ("0aaaaa751", "ror-0aaaaa751", "Примерна клиника", "Sample Clinic", "hospital", "active", "BG", "SOF", "68134"),
    ("0aaaab170", "ror-0aaaab170", "Лаборатория по мерки", "Laboratory of Measures", "research_institute",
     "active", "BG", "SFO", "05815"),
    # Cyrillic without a language abroad is no Bulgarian name
    ("0aaaaa848", "ror-0aaaaa848", None, "Institut Obraztsov", "research_institute", "active", "RU", None, None),
    # Ethiopia and Estonian are "ET" and no sole traders; company before other
    ("0aaaaa945", "ror-0aaaaa945", None, "Näidisinstituut", "company", "active", "ET", None, None),
    # check digits that do not hold: the record stays, under an id of this map
    ("0aaaab400", "org-uwghcpk4xwsdxmvr", None, "Institute with a Wrong Id", "research_institute",
     "active", "DE", None, None),
]  # fmt: skip


@pytest.mark.parametrize("expected", WINNERS, ids=lambda row: row[0])
def test_winners(expected, assembled_samples):
    con = assembled_samples(SOURCE)
    found = con.execute(
        "SELECT org_id, name_bg, name_en, kind, status, country, district, ekatte FROM out_organisations "
        "JOIN links USING (org_id) WHERE record_id = ?", ["https://ror.org/" + expected[0]]
    ).fetchall()  # fmt: skip
    assert found == [expected[1:]]


def test_relations_from_either_end(assembled_samples):
    found = assembled_samples(SOURCE).execute(
        "SELECT org_id, relation, target_org_id, note FROM out_relations ORDER BY 1"
    )
    assert found.fetchall() == [
        ("ror-0aaaaa266", "part_of", "ror-0aaaaa169", None),
        ("ror-0aaaaa363", "succeeded_by", "ror-0aaaaa460", None),
        ("ror-0aaaaa557", "succeeded_by", "ror-0aaaaa654", "stated at https://ror.org/0aaaaa654"),
        ("ror-0aaaab170", "part_of", "ror-0aaaaa169", "stated at https://ror.org/0aaaaa169"),
    ]


def test_acronyms_are_shown_and_never_join(assembled_samples):
    con = assembled_samples(SOURCE)
    acronyms = con.execute("SELECT name FROM out_names WHERE name_kind = 'acronym' ORDER BY 1").fetchall()
    assert acronyms == [("NSS",), ("ПК",), ("УПН",)]
    assert con.execute("FROM candidates").fetchall() == []


def test_what_is_wrong_or_new_is_a_finding(assembled_samples):
    found = assembled_samples(SOURCE).execute("SELECT code, column_name FROM findings ORDER BY ALL").fetchall()
    assert found == [
        ("bad_identifier", "ror_id"),
        ("bad_website", "website"),
        ("implausible_year", "founded_year"),  # 970 is before the oldest bodies of Europe
        ("unmapped_column", "motto"),
    ]


def test_a_new_key_inside_an_object_is_a_finding_and_a_new_type_stops_the_run(tmp_path):
    body = {
        "id": "https://ror.org/02rbjwf55",
        "names": [{"value": "X", "lang": None, "types": ["ror_display"], "pinyin": 1}],
        "locations": [{"geonames_id": 1, "geonames_details": {"country_code": "DE", "name": "Y"}}],
        "types": ["facility"], "status": "active", "relationships": [], "established": None, "links": [],
    }  # fmt: skip
    raw = raw_of(tmp_path / "key", body)
    assert len(list(sources.connector(SOURCE).records(raw))) == 1
    assert [(found.code, found.column) for found in raw.close()] == [("unmapped_column", "names.pinyin")]
    with pytest.raises(UnseenValue, match="castle"):
        list(sources.connector(SOURCE).records(raw_of(tmp_path / "type", {**body, "types": ["castle"]})))


def raw_of(folder, body):
    """The publisher's file: one array, of one body."""
    folder.mkdir()
    (folder / "ror_records_51370.jsonl.gz").write_bytes(gzip.compress(json.dumps([body]).encode()))
    return Raw(sources.manifest(SOURCE), folder)


@pytest.fixture(scope="module")
def whole(mirror, tmp_path_factory):
    """All records of the mirror."""
    data = tmp_path_factory.mktemp("ror")
    assert fetch(sources.manifest(SOURCE), data, mirror=mirror, at=datetime.now(UTC)).findings == []
    return sources.read_source(SOURCE, data)


@pytest.mark.mirror
def test_the_whole_registry(whole):
    run = whole
    assert (len(run.records), run.findings) == (51370, [])
    assert len({record.country for record in run.records}) == 221
    assert Counter(record.country for record in run.records)["BG"] == 86
    bulgarian = [record for record in run.records if record.country == "BG"]
    cyrillic = [record for record in bulgarian if any("А" <= c <= "я" for name in record.names for c in name.text)]
    assert len(cyrillic) == 66
    statuses = Counter((record.status, "withdrawn" in (record.note or "")) for record in run.records)
    assert statuses["active", False] == 48746
    assert sum(count for (_, withdrawn), count in statuses.items() if withdrawn) == 1374
    assert statuses["merged", False] + statuses["deleted", False] == 1250


@pytest.mark.mirror
@pytest.mark.long
def test_claims_of_the_whole_registry(whole):
    with duckdb.connect() as con:
        normalise_all(con, [whole])
        counted = dict(con.execute("SELECT property, count(*) FROM claims GROUP BY property").fetchall())
        assert counted["ror_id"] == 51370  # every check digit holds
        assert (counted["part_of"], counted["succeeded_by"]) == (17685 + 334, 1990 + 65)
        assert con.execute("SELECT code, count(*) FROM findings GROUP BY code").fetchall() == [("implausible_year", 2)]
