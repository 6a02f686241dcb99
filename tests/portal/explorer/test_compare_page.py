"""The comparison as page, file and API."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.sums import sum_of
from karta.portal.explorer.compare_page.lines import Value, lines
from karta.snapshot.reader import Snapshot

DISTRICTS = "of=district:SOF&of=district:PDV&of=district:VAR"


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content[:300]
    return str(answer.content.decode())


@pytest.mark.parametrize(("language", "names"), [("bg", ("София (столица)", "Пловдив")), ("en", ("Sofia", "Plovdiv"))])
def test_columns_stand_in_the_readers_order(
    client: Client, demo: Snapshot, language: str, names: tuple[str, str]
) -> None:
    page = text(client, f"/{language}/map/compare/?{DISTRICTS}")
    heads = re.findall(r'<th scope="col" id="of-district-(\w+)"', page)
    assert heads == ["SOF", "PDV", "VAR"]
    assert all(name in page for name in names)
    assert "of=district%3APDV&amp;of=district%3ASOF&amp;of=district%3AVAR#of-district-PDV" in page
    assert "of=district%3ASOF&amp;of=district%3AVAR" in page


def test_the_filter_stays_and_links_lead_to_the_same_organisations(client: Client, demo: Snapshot) -> None:
    page = text(client, f"/en/map/compare/?{DISTRICTS}&segment=hospital&measure=headcount")
    assert "/en/map/?district=SOF&amp;segment=hospital&amp;measure=headcount" in page
    assert '<option value="headcount" selected>' in page
    assert '<input type="hidden" name="segment" value="hospital">' in page


@pytest.mark.parametrize(
    "query",
    ["of=planet:earth", "of=district:XXX", "of=district:SOF&of=region:BG41", "of_kind=planet", "measure=beauty",
     "&".join(f"of=district:D{i}" for i in range(7)), "of=nace:C&of=nace:21", "headcount_min=many"],
)  # fmt: skip
def test_what_cannot_be_compared_says_so(client: Client, demo: Snapshot, query: str) -> None:
    for path in ("/bg/map/compare/", "/en/map/compare.csv"):
        assert query.split("=", maxsplit=1)[0] in text(client, f"{path}?{query}", 400)


def test_the_picker_offers_what_is_not_there_yet(client: Client, demo: Snapshot) -> None:
    page = text(client, "/en/map/compare/?of_kind=district")
    assert page.count('<option value="district:') == 29  # with the unknown ones
    page = text(client, f"/en/map/compare/?{DISTRICTS}")
    assert page.count('<option value="district:') == 26
    six = "&".join(f"of=district:{code}" for code in ("SOF", "PDV", "VAR", "BGS", "RSE", "PVN"))
    assert "remove one to add another" in text(client, f"/en/map/compare/?{six}")


def test_the_kind_of_organisation_is_a_filter_beside_the_kind_of_column(client: Client, demo: Snapshot) -> None:
    page = text(client, f"/en/map/compare/?{DISTRICTS}&kind=hospital&of_kind=district")
    assert "/en/map/?district=SOF&amp;kind=hospital" in page
    assert '<input type="hidden" name="kind" value="hospital">' in page
    assert match(demo, Filter(district=("SOF",), kind=("hospital",))).count > 0
    assert 'id="s-revenue"' in page


def test_an_organisation_is_found_by_a_part_of_its_name(client: Client, demo: Snapshot) -> None:
    page = text(client, "/en/map/compare/?of_kind=organisation&add=sopharma")
    assert "of=organisation%3Abg-eik-831902088" in page
    assert "No organisation has" in text(client, "/en/map/compare/?of_kind=organisation&add=qqqqqqqq")


def test_a_file_of_the_comparison_has_its_numbers_and_its_terms(client: Client, demo: Snapshot) -> None:
    told = text(client, f"/en/map/compare.csv?{DISTRICTS}&segment=hospital")
    rows = list(csv.DictReader(io.StringIO(told.removeprefix("\ufeff"))))
    for code in ("SOF", "PDV", "VAR"):
        found = match(demo, Filter(district=(code,), segment=("hospital",)))
        mine = [row for row in rows if row["code"] == code]
        assert [row["value"] for row in mine if row["number"] == "organisations"] == [str(found.count)]
        added = sum_of(found.frame, "revenue", found.chosen)
        sums = [row for row in mine if (row["number"], row["measure"]) == ("sum", "revenue")]
        assert float(sums[0]["value"]) == added.sum
        assert int(sums[0]["organisations"]) == added.organisations
    assert all(demo.name in row["citation"] and row["licences"] for row in rows)
    assert {row["parameters"] for row in rows if row["code"] == "SOF"} == {"district=SOF&segment=hospital"}
    unknown = [row["value"] for row in rows if row["number"] == "median" and row["measure"] == "turnover"]
    assert unknown == ["", "", ""]


def test_the_api_gives_the_same_columns(client: Client, demo: Snapshot) -> None:
    said = client.get(f"/api/v1/compare?{DISTRICTS}").json()
    assert [one["group"]["code"] for one in said["columns"]] == ["SOF", "PDV", "VAR"]
    for column in said["columns"]:
        found = match(demo, Filter.from_params({"district": [column["group"]["code"]]}))
        assert column["summary"]["organisations"] == found.count
        assert column["filter"] == [["district", column["group"]["code"]]]
    said = client.get("/api/v1/compare?of=organisation:bg-eik-831902088").json()
    revenue = next(one for one in said["organisations"][0]["series"] if one["measure"] == "revenue")
    assert any(point["break_before"] for point in revenue["points"])
    for query in ("", "of=district:XXX", "of=wrong"):
        assert client.get(f"/api/v1/compare?{query}").status_code == 400


def test_lines_share_their_scale_and_stop_at_gaps_and_switches() -> None:
    made = lines([
        [Value(2020, 10), Value(2021, 20), Value(2023, 5), Value(2024, 6, is_break=True)],
        [Value(2020, -10)],
    ])  # fmt: skip
    assert made is not None
    assert (made.first, made.last, made.low, made.high) == (2020, 2024, -10, 20)
    assert len(made.lines[0].paths) == 1
    assert len(made.lines[0].dots) == 4
    assert len(made.lines[0].breaks) == 1
    assert made.lines[1].paths == []
    assert lines([[Value(2020, 1)]]) is None
    assert lines([[], []]) is None
