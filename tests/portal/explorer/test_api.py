"""The API: one filter, one shape of errors, the same rows as everywhere else."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explore.expected import cases, record_ids
from karta.explore.filters import Filter
from karta.explore.rows import SORT_KEYS
from karta.portal.platform.problems import Problem
from karta.snapshot.reader import Snapshot
from portal.explorer.test_pages import SOPHARMA


def ask(client: Client, path: str = "organisations", **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/{path}", params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def all_rows(client: Client, params: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    said = ask(client, **params, limit=500)
    rows = said["organisations"]
    while said["next"]:
        said = ask(client, **params, limit=500, cursor=said["next"])
        rows += said["organisations"]
    return said, rows


def test_the_envelope_names_the_snapshot_and_counts_what_cannot_be_told(client: Client, demo: Snapshot) -> None:
    said = ask(client, headcount_min=50, limit=2)
    assert said["snapshot"] == demo.name
    assert list(said)[:6] == ["snapshot", "count", "undecided", "unknown", "outdated", "other_currency"]
    assert said["unknown"] > 0
    assert said["sums"]["headcount"]["organisations"] <= said["count"]
    row = ask(client, id=SOPHARMA)["organisations"][0]
    assert (row["name_bg"], row["name_en"], row["eik"]) == ("Софарма АД", "Sopharma AD", "831902088")
    assert row["district_bg"] == "София (столица)"
    assert row["measures"]["revenue"]["disagreement"] is True


def test_a_cursor_walks_all_rows_once_in_the_order_asked(client: Client, demo: Snapshot) -> None:
    for sort in ("default", "-revenue", "name_bg"):
        whole = ask(client, sort=sort, limit=500)["organisations"]
        walked: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = ask(client, sort=sort, limit=97, cursor=cursor)
            walked += page["organisations"]
            cursor = page["next"]
            if not cursor:
                break
        assert [row["id"] for row in walked] == [row["id"] for row in whole]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("headcount_min=many", "headcount_min"),
        ("headcount_min=9&headcount_max=3", "headcount_min"),
        ("colour=red", "colour"),
        ("size_class=huge", "size_class"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=x", "limit"),
        ("cursor=abc", "cursor"),
        ("cursor=0123456789ab-5", "cursor"),
        ("sort=colour", "sort"),
        ("as_of=tomorrow", "as_of"),
    ],
)
@pytest.mark.usefixtures("demo")
def test_a_parameter_that_makes_no_sense_is_named_in_both_languages(client: Client, query: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/organisations?{query}")
    error = answer.json()
    assert answer.status_code == 400
    assert error["parameter"] == parameter
    assert error["message_en"]
    assert error["message_bg"] != error["message_en"]


@pytest.mark.usefixtures("demo")
def test_what_is_not_there_is_a_404_in_the_same_shape(client: Client) -> None:
    for path in ("organisations/bg-eik-1", "organisations/bg-eik-1/claims"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"


@pytest.mark.usefixtures("demo")
def test_the_api_only_reads(client: Client) -> None:
    answer = client.post("/api/v1/organisations", {"name": "x"})
    assert (answer.status_code, answer.json()["code"], answer["Allow"]) == (405, "method_not_allowed", "GET")


@pytest.mark.parametrize("path", ["organisations", "facets", "statistics", "areas", f"organisations/{SOPHARMA}"])
@pytest.mark.usefixtures("demo")
def test_an_unchanged_answer_is_not_sent_twice(client: Client, path: str) -> None:
    first = client.get(f"/api/v1/{path}")
    again = client.get(f"/api/v1/{path}", headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    other = client.get(f"/api/v1/{path}?lang=en", headers={"if-none-match": first["ETag"]})
    assert other.status_code == 200


@pytest.mark.usefixtures("demo")
def test_map_08_claims_carry_the_rule_and_the_disagreement(client: Client) -> None:
    claims = ask(client, f"organisations/{SOPHARMA}/claims")["claims"]
    told = [claim for claim in claims if claim["measure"] == "revenue" and claim["year"] == 2021]
    winner = next(claim for claim in told if claim["is_year_winner"])
    assert (winner["rule"], winner["disagreement"], winner["is_shown"]) == ("7,9", True, True)
    assert sorted(claim["lost_by"] for claim in told if claim is not winner) == ["7", "9"]
    assert {rule["line"] for rule in winner["rules"]} == {"7", "9"}
    assert winner["licence"]["name"]
    assert winner["published"]["as_published"] == "1,603,310"


@pytest.mark.usefixtures("demo")
def test_facets_statistics_and_areas_count_the_same_rows(client: Client) -> None:
    for params in ({}, {"district": "SOF"}, {"kind": ["hospital", "company"], "revenue_min": 1000000}):
        count = ask(client, **params)["count"]
        assert ask(client, "facets", **params)["count"] == count
        assert sum(area["organisations"] for area in ask(client, "areas", **params)["areas"]) == count
        cells = ask(client, "statistics", **params)["cells"]
        assert next(c["organisations"] for c in cells if c["row"] is None and c["column"] is None) == count


@pytest.mark.usefixtures("demo")
def test_the_description_lists_every_parameter_and_loads_nothing_from_elsewhere(client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    listed = {parameter["name"] for parameter in paths["/api/v1/organisations"]["get"]["parameters"]}
    assert set(Filter.__dataclass_fields__) | {"sort", "limit", "cursor"} <= listed
    page = client.get("/api/v1/docs?lang=bg").content.decode()
    assert "За програми (API)" in page
    assert 'src="http' not in page
    assert "/api/v1/organisations/{org_id}/claims" in page


@pytest.mark.mirror
@pytest.mark.usefixtures("demo")
def test_expected_answers_from_the_api(client: Client, mirror: Any) -> None:
    problems = []
    for case in cases(mirror):
        said, rows = all_rows(client, case.params)
        ids = [record for row in rows for record in record_ids(row["records"])]
        problems += case.problems(said, ids)
    assert problems == []


@pytest.mark.mirror
@pytest.mark.usefixtures("demo")
def test_expected_answers_from_the_exported_page(client: Client, mirror: Any) -> None:
    problems = []
    for case in cases(mirror):
        rows = exported(client, case.params)
        records = [record.partition(":") for row in rows for record in row["records"].split("; ")]
        ids = record_ids({"source_id": source, "record_id": record} for source, _, record in records)
        problems += case.problems({"count": len(rows)}, ids)
    assert problems == []


def exported(client: Client, params: dict[str, Any]) -> list[dict[str, str]]:
    answer = client.get("/en/map/export.csv", params)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


NAMES = [
    *Filter.__dataclass_fields__,
    "sort",
    "limit",
    "cursor",
    "measure",
    "level",
    "statistic",
    "rows",
    "columns",
    "lang",
]
VALUES = st.one_of(
    st.sampled_from(["unknown", "true", "SOF", "250 ", "21.2", "C", "2021", "-1", "1e9", "", *SORT_KEYS]),
    st.text(max_size=12),
    st.integers(-(10**20), 10**20).map(str),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["organisations", "facets", "statistics", "areas"]),
    params=st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, min_size=1, max_size=3), max_size=4),
)
def test_no_parameters_make_the_api_fail(demo: Snapshot, path: str, params: dict[str, list[str]]) -> None:
    answer = Client(raise_request_exception=False).get(f"/api/v1/{path}", params)
    assert answer.status_code in (200, 400, 404), (params, answer.content)
    if answer.status_code != 200:
        assert set(answer.json()) == set(Problem.model_fields)


def test_answers_hold_no_infinity(client: Client, demo: Snapshot) -> None:
    found = demo.connection().execute("SELECT org_id FROM figures WHERE isinf(value_max) LIMIT 1").fetchone()
    assert found is not None
    for claim in ask(client, f"organisations/{found[0]}/claims")["claims"]:
        assert all(end is None or math.isfinite(end) for end in (claim["min"], claim["max"]))
