"""ROR, LEI names and the British pay gap reports, whole, into one snapshot: built, published, asked, looked at."""

from __future__ import annotations

import os
import resource
import subprocess

import pytest

from conftest import KARTA
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.profile import profile
from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store

# All ask for the database: tests that alone do run apart from the others, and the snapshot would be made twice.
pytestmark = [pytest.mark.mirror, pytest.mark.long, pytest.mark.django_db]
MAP = """title: {bg: Три източника, en: Three sources}
default_country: null
sources: [int_ror_organisations, int_gleif_lei_names, uk_gpg_gender_pay_gap]
"""
RECORDS = {"int_gleif_lei_names": 180_850, "int_ror_organisations": 51_370, "uk_gpg_gender_pay_gap": 11_097}
MOST_GIB = 8
LEI = "097900BGKV0000052913"
RENAMED = "gb-crn-05728008"  # Vegner Group Limited, which filed as HML Holdings


@pytest.fixture(scope="module")
def three(mirror, tmp_path_factory):
    """A data folder whose current snapshot holds all three, made by the command line."""
    data = tmp_path_factory.mktemp("three")
    (data / "map.yml").write_text(MAP, "utf-8")
    env = {**os.environ, "KARTA_DATA": str(data), "KARTA_MIRROR": str(mirror)}
    for command in ("fetch", "build", "publish"):
        done = subprocess.run([KARTA, command], env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
    return data


@pytest.fixture(scope="module")
def snapshot(three):
    return open_snapshot(Store(three).current())


def rows_of(snapshot, query):
    return snapshot.connection().execute(query).fetchall()


def test_every_record_is_on_the_map_and_no_check_fails(snapshot):
    counted = rows_of(
        snapshot, "SELECT source_id, count(DISTINCT record_id) FROM links GROUP BY source_id ORDER BY source_id"
    )
    assert dict(counted) == RECORDS
    assert all(check["passed"] for check in snapshot.manifest["checks"])
    assert [source["findings"]["error"] for source in snapshot.manifest["sources"]] == [0, 0, 0]


def test_no_two_valid_identifiers_of_a_scheme_are_one_organisation(snapshot):
    doubled = rows_of(
        snapshot,
        "SELECT org_id FROM claims WHERE property IN ('lei', 'ror_id', 'gb_crn') GROUP BY org_id, property "
        "HAVING count(DISTINCT value) > 1",
    )
    assert doubled == []


def test_it_took_no_more_memory_than_a_small_machine_has(three):
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_GIB << 20  # KiB


def test_bands_stay_bands_and_are_counted_as_undecided_where_a_filter_cuts_them(snapshot):
    bands = rows_of(
        snapshot,
        "SELECT headcount_min, headcount_max, count(*) FROM organisations WHERE headcount_state <> 'unknown' "
        "GROUP BY ALL ORDER BY 1",
    )
    assert [band[:2] for band in bands] == [
        (0, 249), (250, 499), (500, 999), (1000, 4999), (5000, 19_999), (20_000, float("inf"))
    ]  # fmt: skip
    cut = match(snapshot, Filter(headcount_min=300, headcount_max=600))
    assert cut.count == 0
    assert cut.totals["undecided"] > 7_000


def test_a_firm_with_several_activities_has_the_narrowest_code_that_covers_them(snapshot):
    told = rows_of(
        snapshot,
        "SELECT c.as_published, o.nace_code FROM claims c JOIN organisations o USING (org_id) "
        "WHERE c.property = 'nace_code' AND contains(c.as_published, ',')",
    )
    assert len(told) > 1_000
    assert ("85200,\n85310,\n85410", "85") in told
    assert all(code is None or printed.replace(",", "").split()[0].startswith(code.replace(".", ""))
               for printed, code in told)  # fmt: skip


def test_a_renamed_firm_is_found_by_its_old_name(snapshot):
    names = {name["name"]: name["name_kind"] for name in profile(snapshot, RENAMED).names}
    assert names["HML HOLDINGS PLC"] == "alias"
    found = match(snapshot, Filter(q="hml holdings"))
    assert RENAMED in [row.org_id for row in _rows(snapshot, found)]


def _rows(snapshot, found):
    from karta.explore.rows import rows_at

    return rows_at(snapshot, found.frame, found.rows)


@pytest.mark.parametrize("language", ["bg", "en"])
def test_pages_of_each_source(client, three, settings, language):
    settings.DATA, settings.RATE_LIMITS, settings.ALLOWED_HOSTS = three, None, ["testserver"]
    for org_id, words in ((RENAMED, ("500–999", "HML HOLDINGS PLC", "05728008")), ("ror-000063q30", ("ror.org",)),
                          ("lei-" + LEI, (LEI,))):  # fmt: skip
        answer = client.get(f"/{language}/organisations/{org_id}/")
        assert answer.status_code == 200, org_id
        page = answer.content.decode()
        assert [word for word in words if word not in page] == []
    for path in ("map/", "organisations/?q=hml+holdings", "method/", "sources/uk_gpg_gender_pay_gap/"):
        assert client.get(f"/{language}/{path}").status_code == 200, path
