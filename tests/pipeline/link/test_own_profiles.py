"""What organisations say of themselves: on their own organisation, by its id alone, with the rank of an own site."""

from __future__ import annotations

from datetime import date

from karta.pipeline.tables import Figure
from pipeline.conftest import LEARNED, headcount, record, source

EIK, OTHER = "831902088", "200000002"
TELLS = "own_profiles"


def own(key, *names, **told):
    return record(key, *names, **told)


def lines(con, sql):
    return con.execute(sql).fetchall()


def test_a_profile_hangs_on_its_organisation_by_id(assembled):
    con = assembled(
        source("list", record("1", "Алфа ООД", eik=EIK)),
        source(TELLS, own(f"bg-eik-{EIK}@2", "Алфа Груп", website="https://alfa.example.bg")),
    )
    assert lines(con, "SELECT org_id, link_rule FROM links ORDER BY source_id") == [
        (f"bg-eik-{EIK}", "first"), (f"bg-eik-{EIK}", "own_profile"),
    ]  # fmt: skip
    assert lines(con, "SELECT count(*), any_value(website) FROM out_organisations") == [(1, "https://alfa.example.bg")]
    told = "SELECT source_id, locator, recorded_at, rank FROM out_claims WHERE property = 'website'"
    assert lines(con, told) == [(TELLS, f"file.csv:bg-eik-{EIK}@2", LEARNED, 5)]


def test_the_name_of_another_organisation_joins_nothing(assembled):
    con = assembled(
        source("list", record("1", "Алфа ООД", eik=EIK), record("2", "Бета ООД", eik=OTHER)),
        source(TELLS, own(f"bg-eik-{EIK}@1", "Бета ООД", identifiers=[("eik", OTHER)])),
    )
    assert lines(con, "SELECT org_id FROM out_organisations ORDER BY org_id") == [
        (f"bg-eik-{OTHER}",), (f"bg-eik-{EIK}",),
    ]  # fmt: skip
    assert lines(con, "SELECT count(*) FROM out_candidates") == [(0,)]


def test_a_moved_organisation_takes_its_profile_along(assembled):
    known = [{"org_id": "org-old", "source_id": "list", "record_id": "1", "names": []}]
    con = assembled(
        source("list", record("1", "Алфа ООД", eik=EIK)), source(TELLS, own("org-old@1", "Алфа")), known_ids=known
    )
    assert lines(con, f"SELECT DISTINCT org_id FROM links WHERE source_id = '{TELLS}'") == [(f"bg-eik-{EIK}",)]


def test_a_profile_without_an_organisation_is_left_out_and_told(assembled):
    con = assembled(source("list", record("1", "Алфа ООД", eik=EIK)), source(TELLS, own("org-none@1", "Никой")))
    assert lines(con, "SELECT count(*) FROM out_organisations") == [(1,)]
    assert lines(con, "SELECT code FROM out_findings") == [("own_profile_without_organisation",)]
    assert lines(con, f"SELECT count(*) FROM out_claims WHERE source_id = '{TELLS}'") == [(0,)]


def test_a_register_goes_before_it_and_a_compiled_list_after(assembled):
    own_record = own(f"bg-eik-{EIK}@1", "Алфа", founded="2012", figures=[headcount("50")], segment="digital health")
    filed = source("register", record("1", "Алфа ООД", eik=EIK, founded="2010", figures=[headcount("40")]), rank=1)
    told = source("compiled", record("1", "Алфа ООД", eik=EIK, founded="2015", segment="hospital"), rank=8)
    con = assembled(filed, told, source(TELLS, own_record))
    shown = "SELECT founded_year, segment, headcount_value, headcount_disagreement FROM out_organisations"
    assert lines(con, shown) == [(2010, "digital health", 40.0, True)]


def test_a_figure_bears_the_day_of_its_version(assembled):
    figure = Figure(measure="turnover", period="2025", value="1250.5", unit="thousand EUR", basis="net_sales")
    con = assembled(
        source("list", record("1", "Алфа ООД", eik=EIK)),
        source(TELLS, own(f"bg-eik-{EIK}@1", "Алфа", figures=[figure], recorded_at=date(2026, 12, 1))),
    )
    told = "SELECT value, unit, recorded_at FROM out_claims WHERE property = 'turnover'"
    assert lines(con, told) == [("1250500", "EUR", date(2026, 12, 1))]


def test_nobody_becomes_a_target_of_others_by_calling_itself_so(assembled):
    from karta.pipeline.tables import Relation

    member = record("1", "Алфа ООД", eik=EIK, relations=[Relation(relation="member_of", target_name="Биохъб")])
    con = assembled(
        source("list", member, record("2", "Бета ООД", eik=OTHER)), source(TELLS, own(f"bg-eik-{OTHER}@1", "Биохъб"))
    )
    assert lines(con, "SELECT target_org_id FROM out_relations") == [(None,)]
