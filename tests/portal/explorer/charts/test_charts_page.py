"""The charts page over the demo map: what it draws, prints, gives as a file and by API is one set of numbers."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.snapshot.reader import Snapshot

CHARTS = ("years", "sectors", "scatter", "network")
FILTERS = ("", "region=BG41", "kind=hospital", "segment=hospital&district=SOF", "year=2021", "revenue_min=10000000")


class Marks(HTMLParser):
    """Addresses and names of the links inside the pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.depth, self.links = 0, []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        self.depth += tag == "svg" and told.get("role") == "group"
        if tag == "a" and self.depth and told.get("aria-hidden") != "true":
            self.links.append((str(told["href"]), str(told.get("aria-label") or "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self.depth = 0


def page(client: Client, query: str = "", language: str = "en") -> str:
    answer = client.get(f"/{language}/map/charts/?{query}")
    assert answer.status_code == 200, query
    return answer.content.decode()


def file_rows(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/en/map/charts.csv?{query}")
    assert answer.status_code == 200, query
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def api(client: Client, chart: str, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/charts/{chart}?{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def number(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.usefixtures("demo")
def test_each_chart_has_a_picture_or_says_why_not_and_a_table(client: Client, chart: str, language: str) -> None:
    for query in FILTERS:
        text = page(client, f"chart={chart}&{query}", language)
        has_picture, is_empty = 'id="table"' in text, 'id="h-empty"' in text
        assert has_picture != is_empty, query
        assert ("charts.csv" in text) is has_picture


@pytest.mark.parametrize("query", FILTERS)
def test_the_counter_is_that_of_the_map(client: Client, demo: Snapshot, query: str) -> None:
    asked = Filter.from_params({k: [v] for k, v in (pair.split("=") for pair in query.split("&") if pair)})
    counter = re.search(r'class="cnt"[^>]*>.*?<b>(.*?)</b>', page(client, query), re.DOTALL)
    assert counter is not None
    shown = re.sub(r"<[^>]*>|\D", "", counter.group(1))
    assert int(shown) == match(demo, asked).count


@pytest.mark.parametrize("query", FILTERS)
@pytest.mark.parametrize("measure", ["revenue", "profit", "headcount"])
@pytest.mark.usefixtures("demo")
def test_file_and_api_say_the_same_by_year(client: Client, query: str, measure: str) -> None:
    said = api(client, "years", f"measure={measure}&{query}")
    rows = file_rows(client, f"measure={measure}&{query}")
    values = {value["year"]: value for value in said["whole"]["values"]}
    assert [int(row["year"]) for row in rows] == sorted(values, reverse=True)
    for row in rows:
        value = values[int(row["year"])]
        assert (int(row["organisations"]), int(row["added"]), int(row["left_out"])) == (
            value["organisations"], value["added"], value["left_out"],
        )  # fmt: skip
        assert number(row[f"{measure}_sum"]) == value["sum"]
        assert number(row[f"{measure}_median"]) == value["median"]


@pytest.mark.parametrize("by", ["region", "district", "segment", "section"])
@pytest.mark.usefixtures("demo")
def test_file_and_api_say_the_same_part_by_part(client: Client, by: str) -> None:
    said = api(client, "years", f"by={by}")
    for statistic in ("sum", "median", "organisations"):
        asked = {"organisations": "count"}.get(statistic, statistic)
        column = {"organisations": "organisations"}.get(statistic, f"revenue_{statistic}")
        rows = file_rows(client, f"by={by}&statistic={asked}")
        assert [row[by] for row in rows] == [*(part["code"] for part in said["parts"]), "total"]
        for row, part in zip(rows, [*said["parts"], said["whole"]], strict=True):
            assert int(row["matches"]) == part["matches"]
            assert [number(row[f"{column}_{v['year']}"]) for v in part["values"]] == [
                v[statistic] for v in part["values"]
            ]


def flat(sectors: list[dict[str, Any]], outer: str = "") -> list[tuple[str, int, float | None]]:
    made = []
    for one in sectors:
        code = f"{outer} unknown".strip() if one["code"] == "unknown" else one["code"]
        made += [(code, one["organisations"], one["sum"]), *flat(one["children"], one["code"])]
    return made


@pytest.mark.parametrize("query", FILTERS)
@pytest.mark.usefixtures("demo")
def test_file_and_api_say_the_same_by_sector(client: Client, query: str) -> None:
    said = api(client, "sectors", query)
    rows = file_rows(client, f"chart=sectors&{query}")
    told = {(row["nace"], int(row["organisations"]), number(row["revenue_sum"])) for row in rows}
    assert told == {*flat(said["sections"]), *([("total", said["organisations"], said["sum"])] if rows else [])}
    assert said["organisations"] == said["count"]


@pytest.mark.usefixtures("demo")
def test_file_and_api_say_the_same_of_two_measures(client: Client) -> None:
    said = api(client, "scatter", "measure=profit&against=revenue&year=2022")
    rows = file_rows(client, "chart=scatter&measure=profit&against=revenue&year=2022")
    assert said["drawn"] == len(rows) > 0
    assert [(row["id"], int(row["year"]), float(row["profit"]), float(row["revenue"])) for row in rows] == [
        (point["org_id"], point["year"], point["y"], point["x"]) for point in said["points"]
    ]


@pytest.mark.parametrize("query", ["", "district=PDV", "kind=cluster"])
@pytest.mark.usefixtures("demo")
def test_file_and_api_say_the_same_of_relations(client: Client, query: str) -> None:
    said = api(client, "network", query)
    rows = file_rows(client, f"chart=network&{query}")
    names = {node["key"]: node["name_en"] or node["name_bg"] for node in said["nodes"]}
    assert [(row["name"], row["relation"], row["target_name"], row["source_id"]) for row in rows] == [
        (names[edge["source"]], edge["relation"], names[edge["target"]], edge["source_id"]) for edge in said["edges"]
    ]
    assert said["left_out"] == 0
    assert all(row["source_id"] for row in rows)


def test_every_row_of_a_file_keeps_its_terms(client: Client, demo: Snapshot) -> None:
    for chart in ("years", "sectors", "network"):
        for row in file_rows(client, f"chart={chart}&region=BG41"):
            assert row["snapshot"] == demo.name
            assert demo.name in row["citation"]
            assert "region=BG41" in row["filter"]
            assert row["licences"]


@pytest.mark.usefixtures("demo")
def test_numbers_of_the_demo_map(client: Client) -> None:
    said = api(client, "years", "measure=revenue")
    told = {v["year"]: (v["organisations"], v["added"], v["left_out"]) for v in said["whole"]["values"]}
    assert told[2022] == (78, 76, 2)
    assert told[2019] == (73, 71, 2)
    assert min(told) == 2008
    hospitals = next(one for one in api(client, "sectors")["sections"] if one["code"] == "Q")
    assert (hospitals["organisations"], hospitals["added"]) == (154, 81)
    relations = api(client, "network")
    assert (relations["organisations"], relations["relations"]) == (39, 46)


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.usefixtures("demo")
def test_every_mark_is_a_link_with_a_name_that_narrows_or_opens(client: Client, chart: str) -> None:
    query = {"scatter": "measure=profit&against=revenue&year=2022"}.get(chart, "")
    links = Marks(page(client, f"chart={chart}&{query}")).links
    assert links
    assert all(name for _, name in links)
    for address in dict.fromkeys(address for address, _ in links if not address.startswith("#")):
        assert client.get(address).status_code == 200, address


@pytest.mark.usefixtures("demo")
def test_a_click_on_a_sector_filters_to_it_and_keeps_the_chart(client: Client) -> None:
    address = next(a for a, name in Marks(page(client, "chart=sectors&region=BG41")).links if name.startswith("Q "))
    assert "nace=Q" in address
    assert "region=BG41" in address
    assert "chart=sectors" in address


@pytest.mark.usefixtures("demo")
def test_the_picture_says_the_numbers_of_its_table(client: Client) -> None:
    text = page(client, "measure=revenue")
    said = next(name for _, name in Marks(text).links if name.startswith("2022"))
    assert said == "2022: 78 organisations with a figure, sum €817.6m, median €4.1m, n 76"
    row = re.search(r"<tr[^>]*><th scope=\"row\"><a [^>]*>2022</a></th>(.*?)</tr>", text, re.DOTALL)
    assert row is not None
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row.group(1))
    assert cells[:5] == ["78", "817.6", "4.1", "76", "2"]


@pytest.mark.usefixtures("demo")
def test_sums_that_cannot_be_drawn_are_told_in_words(client: Client) -> None:
    assert "A loss has no height" in page(client, "chart=sectors&measure=profit&statistic=sum")


@pytest.mark.usefixtures("demo")
def test_what_is_empty_says_why_and_what_to_do(client: Client) -> None:
    nobody = page(client, "district=VID&kind=university")
    assert "No organisations with these filters" in nobody
    assert "Remove this filter" in nobody
    pairs = page(client, "chart=scatter&measure=revenue&against=headcount")
    assert "No organisation has both figures in one year" in pairs
    years = re.findall(r'href="([^"]*year=\d{4}[^"]*)">\d{4} \((\d+)\)', pairs)
    assert years
    for address, count in years:
        there = page(client, address.partition("?")[2].replace("&amp;", "&"))
        assert f"<dt>drawn</dt><dd>{count}</dd>" in there
    assert "No relations are known" in page(client, "chart=network&district=VID")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("chart=pie", "chart"), ("measure=price", "measure"), ("by=colour", "by"), ("statistic=share", "statistic"),
     ("against=x", "against"), ("colour=red", "colour"), ("headcount_min=9&headcount_max=3", "headcount_min")],
)  # fmt: skip
@pytest.mark.usefixtures("demo")
def test_an_address_that_makes_no_sense_names_its_parameter(client: Client, query: str, parameter: str) -> None:
    answer = client.get(f"/bg/map/charts/?{query}")
    assert answer.status_code == 400
    assert f"{parameter}=" in answer.content.decode()
    assert client.get(f"/en/map/charts.csv?{query}").status_code == 400


@pytest.mark.parametrize(
    ("chart", "query", "parameter"),
    [("years", "by=colour", "by"), ("years", "measure=fte", "measure"), ("sectors", "measure=x", "measure"),
     ("scatter", "measure=revenue&against=revenue", "against"), ("network", "colour=red", "colour")],
)  # fmt: skip
@pytest.mark.usefixtures("demo")
def test_the_api_names_a_wrong_parameter(client: Client, chart: str, query: str, parameter: str) -> None:
    answer = client.get(f"/api/v1/charts/{chart}?{query}")
    assert answer.status_code == 400
    assert parameter in answer.content.decode()


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.usefixtures("demo")
def test_the_api_answers_conditionally_and_is_described(client: Client, chart: str) -> None:
    first = client.get(f"/api/v1/charts/{chart}?region=BG41")
    again = client.get(f"/api/v1/charts/{chart}?region=BG41", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    described = client.get("/api/v1/openapi.json").json()["paths"][f"/api/v1/charts/{chart}"]["get"]
    named = {one["name"]: one for one in described["parameters"]}
    assert {"region", "nace", "q"} <= named.keys()
    if chart != "network":
        assert named["measure"]["example"] == "revenue"


@pytest.mark.usefixtures("demo")
def test_the_map_leads_to_the_charts_and_back_with_its_filter(client: Client) -> None:
    there = client.get("/en/map/?region=BG41&measure=profit").content.decode()
    assert 'href="/en/map/charts/?region=BG41&amp;measure=profit"' in there
    back = page(client, "region=BG41&measure=profit&chart=scatter&against=revenue")
    assert 'href="/en/map/?region=BG41&amp;measure=profit"' in back
