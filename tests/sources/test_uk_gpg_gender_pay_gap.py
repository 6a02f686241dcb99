"""Employers of the United Kingdom: bands that do not nest in ours, several codes in a cell, firms that are renamed."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from math import inf

import duckdb
import pytest

from karta import sources
from karta.pipeline.ingest.fetch import fetch
from karta.pipeline.normalise import normalise_all

SOURCE = "uk_gpg_gender_pay_gap"
# EmployerId, as it is known here, name, NACE, state, least and most employees, year. By hand.
WINNERS = [
    ("1", "gb-crn-00000001", "SAMPLE CASTINGS LIMITED", "24.51", "current", 500, 999, 2021),  # renamed; the newest year
    ("2", "gb-crn-00000002", "SAMPLE PITCHES LIMITED", "93.1", "current", 1000, 4999, 2021),  # 93.11 and 93.13
    ("3", "org-dt7hpohoyrwwe2oh", "SAMPLE DISTRICT COUNCIL", None, "outdated", 500, 999, 2019),  # reported twice
    ("4", "gb-crn-OC000004", "SAMPLE GRAIN LLP", "01.11", "outdated", 0, 249, 2019),  # 1110 lost its zero
    ("5", "gb-crn-SC000005", "SAMPLE STORES PLC", "G", "current", 20000, inf, 2021),  # 46.90 and 47.11
    ("6", "gb-crn-RC000006", "SAMPLE UNIVERSITY", "85.42", "current", 5000, 19999, 2021),  # 1 is the public sector
    ("7", "gb-crn-00000007", "SAMPLE MIXED HOLDINGS LIMITED", None, "current", 1000, 4999, 2021),  # nothing covers both
    ("8", "gb-crn-00000008", "SAMPLE DORMANT LIMITED", None, "unknown", None, None, None),  # no band, no activity
    ("9", "org-444h6sugrz3m7h3u", "SAMPLE MUTUAL", "86.10", "current", 0, 249, 2021),  # two subclasses, a bad number
    ("10", "org-lnxk4he5dylmsm53", "SAMPLE TRUST", None, "current", 250, 499, 2022),
    ("11", "gb-crn-NI000011", "NEW SAMPLE LIMITED", "98", "current", 250, 499, 2022),  # 98000 is no class of NACE
]


@pytest.mark.parametrize("expected", WINNERS, ids=lambda row: row[2])
def test_winners(expected, assembled_samples):
    found = assembled_samples(SOURCE).execute(
        "SELECT org_id, name_en, nace_code, headcount_state, headcount_min, headcount_max, headcount_year "
        "FROM out_organisations JOIN links USING (org_id) WHERE record_id = ? AND country = 'GB'", [expected[0]]
    )  # fmt: skip
    assert found.fetchall() == [expected[1:]]


def test_the_former_name_is_an_alias(assembled_samples):
    names = assembled_samples(SOURCE).execute(
        "SELECT name, name_kind FROM out_names WHERE record_id IN ('1', '11') ORDER BY record_id, name_kind DESC"
    )
    assert names.fetchall() == [
        ("SAMPLE CASTINGS LIMITED", "official"),
        ("SAMPLE FOUNDRY LIMITED", "alias"),
        ("NEW SAMPLE LIMITED", "official"),
        ("OLD SAMPLE ET LIMITED", "alias"),
    ]


def test_figures_tell_of_the_snapshot_date_and_codes_stay_as_printed(assembled_samples):
    con = assembled_samples(SOURCE)
    observed = con.execute("SELECT observed_on, as_published, basis FROM claims WHERE record_id IN ('6', '4') "
                           "AND property = 'headcount' ORDER BY 1").fetchall()  # fmt: skip
    assert observed == [
        (date(2019, 4, 5), "Less than 250", "point"),
        (date(2021, 3, 31), "5000 to 19,999", "point"),  # a public body
    ]
    told = con.execute(
        "SELECT value, as_published, method FROM claims WHERE record_id = '2' AND property = 'nace_code'"
    )
    assert told.fetchall() == [("93.1", "93110,\n93130", "derived:covering_nace")]


def test_what_cannot_be_kept_is_a_finding(assembled_samples):
    found = assembled_samples(SOURCE).execute("SELECT record_id, code FROM findings ORDER BY ALL").fetchall()
    assert found == [
        ("10", "no_activity"),
        ("3", "superseded_row"),
        ("7", "several_sectors"),
        ("8", "no_activity"),
        ("9", "bad_identifier"),
    ]


def test_who_signed_is_never_stored(tmp_path):
    """The publisher's own files have the column that the mirror lacks."""
    mirror = tmp_path / "mirror" / SOURCE
    mirror.mkdir(parents=True)
    for file in sources.manifest(SOURCE).files:
        sample = gzip.decompress((sources.SOURCES / SOURCE / "sample" / file.file).read_bytes()).decode()
        lines = sample.replace(",\n", ", ").splitlines()  # codes on one line, so that a column can be added
        signed = [
            f"{line},{'ResponsiblePerson' if at == 0 else 'Ivana Primerova (Director)'}"
            for at, line in enumerate(lines)
        ]
        (mirror / file.file).write_bytes(gzip.compress("\n".join(signed).encode()))
    fetched = fetch(sources.manifest(SOURCE), tmp_path, mirror=tmp_path / "mirror", at=datetime.now(UTC))
    stored = [gzip.decompress(path.read_bytes()).decode() for path in fetched.version.folder.glob("*.gz")]
    assert len(stored) == 3
    assert not any("Primerova" in text or "ResponsiblePerson" in text for text in stored)
    run = sources.read_source(SOURCE, tmp_path)
    assert (len(run.records), {found.code for found in run.findings}) == (11, {"superseded_row", "rows_out_of_bounds"})


@pytest.mark.mirror
def test_all_reports(mirror, tmp_path):
    assert fetch(sources.manifest(SOURCE), tmp_path, mirror=mirror, at=datetime.now(UTC)).findings == []
    run = sources.read_source(SOURCE, tmp_path)
    assert (len(run.records), [found.code for found in run.findings]) == (11097, ["superseded_row"])
    renamed = [record for record in run.records if any(name.kind == "alias" for name in record.names)]
    assert len(renamed) == 453  # filed under another name than the present one in 399 + 128 + 1 reports
    with duckdb.connect() as con:
        normalise_all(con, [run])
        bands = con.execute("SELECT value_min, value_max, count(*) FROM claims WHERE property = 'headcount' "
                            "GROUP BY ALL ORDER BY 1").fetchall()  # fmt: skip
        assert bands == [
            (0, 249, 237 + 557 + 22),
            (250, 499, 2838 - 1 + 4442 + 152),  # one of 2019/20 was superseded
            (500, 999, 1718 + 2573 + 91),
            (1000, 4999, 1649 + 2173 + 67),
            (5000, 19999, 382 + 469 + 21),
            (20000, inf, 56 + 62),
        ]
        counted = con.execute("SELECT code, count(*) FROM findings GROUP BY code ORDER BY code").fetchall()
        assert counted == [("bad_identifier", 8), ("no_activity", 124), ("several_sectors", 867), ("superseded_row", 1)]
