"""MAP-17: the choropleth offers at least count, sum, median and share, with quantile and equal-step classes, and the
legend shows the class limits; UI.md §3: unit, year, sources, what is unknown and confidential, also when 0."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from django.test import Client

from karta.explore.filters import Filter
from karta.explore.frame import frame
from karta.explore.matches import match
from karta.snapshot.reader import Snapshot

pytestmark = pytest.mark.django_db
LEVELS = ("region", "district", "municipality")


def legend(page: str) -> str:
    found = re.search(r'<div class="leg".*?<div class="how">', page, re.S)
    assert found, "the page has no legend"
    return found[0]


def limits(page: str) -> list[str]:
    """What is printed at the joints, from the left."""
    return [text for text in re.findall(r'<i class="k-\w+-\d"></i><span>([^<]*)</span>', legend(page)) if text]


def table(page: str) -> dict[str, list[str]]:
    """The table beside the picture: area → its cells."""
    body = re.search(r'id="map-areas">.*?<tbody>(.*?)</tbody>', page, re.S)
    assert body
    rows = re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>.*?</th>(.*?)</tr>', body[1], re.S)
    return {name: re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S) for name, cells in rows}


def shown(cell: str) -> str:
    """The value of a cell, without its sign and its number of organisations."""
    return re.sub("<[^>]+>", "", re.sub(r"<small>.*", "", cell)).strip()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("statistic", ["count", "sum", "median", "share"])
def test_map_17_every_statistic_colours_every_level_with_limits_at_the_joints(
    html: Any, level: str, statistic: str
) -> None:
    page = html("/en/map/", level=level, statistic=statistic, measure="revenue")
    printed = [float(text.rstrip("%").replace(",", "")) for text in limits(page)]
    assert len(printed) >= 2
    assert all(low < high for low, high in pairwise(printed))
    assert re.search(r"unknown \(\d+\)", legend(page))
    assert "confidential (0)" in legend(page)


def test_map_17_the_values_are_those_of_the_organisations(html: Any, demo: Snapshot) -> None:
    found = match(demo, Filter())
    rows = frame(demo)
    districts, figures = rows.codes("district"), rows.middles("revenue")
    here = found.is_match & (districts.index == districts.values.index("PDV"))
    known = [value for value in figures[here].tolist() if value == value]
    whole = sum(value for value in figures[found.is_match].tolist() if value == value)
    printed = {
        statistic: shown(table(html("/en/map/", statistic=statistic, measure="revenue"))["Plovdiv"][1])
        for statistic in ("sum", "median", "share")
    }
    assert printed["sum"] == f"€{sum(known) / 1e6:.1f}m"
    assert printed["median"] == f"€{median(known) / 1e6:.1f}m"
    assert printed["share"] == f"{sum(known) / whole:.0%}"


def test_map_17_classes_by_quantile_hold_as_many_areas_each_and_equal_steps_are_equally_wide(html: Any) -> None:
    pages = {method: html("/en/map/", measure="revenue", classes=method) for method in ("quantile", "equal")}
    assert limits(pages["quantile"]) != limits(pages["equal"])
    steps = [float(text.replace(",", "")) for text in limits(pages["equal"])]
    widths = [high - low for low, high in pairwise(steps)]
    assert max(widths) - min(widths) <= 0.11 * max(widths)
    in_class = [len(re.findall(f'class="d seq-{i}"', pages["quantile"])) for i in range(1, 7)]
    assert max(in_class) - min(in_class) <= 2


@pytest.mark.parametrize(
    ("page", "words"),
    [("/en/map/", ("€ m", "2022", "Source:", "unknown", "organisations")),
     ("/bg/map/", ("млн. €", "2022", "Източник:", "неизвестно", "организации"))],
)  # fmt: skip
def test_map_17_the_legend_names_unit_year_source_and_the_share_unknown(
    html: Any, demo: Snapshot, page: str, words: tuple[str, ...]
) -> None:
    told = legend(html(page, measure="revenue", year="2022"))
    assert [word for word in words if word not in told] == []
    titles = {source["title"][page[1:3]] for source in demo.manifest["sources"]}
    assert any(title in told for title in titles)
    assert re.search(r"\d+\s?%", re.sub("<[^>]+>", "", told))


def test_map_17_the_legend_and_the_address_bar_hold_the_choice_of_classes(html: Any) -> None:
    page = html("/en/map/", classes="equal")
    assert re.search(r'<select id="classes" name="classes"[^>]*>.*?value="equal" selected', page, re.S)
    assert "classes=equal" in re.findall(r'<th scope="row"><a href="([^"]+)"', page.split('id="map-areas"')[1])[0]


@pytest.mark.parametrize("classes", ["quantile", "equal"])
def test_map_17_a_change_between_two_years_has_one_population_and_zero_in_the_middle(
    html: Any, demo: Snapshot, classes: str
) -> None:
    asked = {"statistic": "change", "measure": "revenue", "year": "2022", "year_from": "2021", "classes": classes}
    page = html("/en/map/", **asked)
    before, after = (frame(demo, year).middles("revenue") for year in (2021, 2022))
    districts, found = frame(demo).codes("district"), match(demo, Filter(year=2022)).is_match
    here = found & (districts.index == districts.values.index("PDV"))
    both = [i for i in here.nonzero()[0].tolist() if before[i] == before[i] and after[i] == after[i]]
    cells = table(page)["Plovdiv"]
    change = sum(after[i] - before[i] for i in both)
    assert f"n = {len(both)}" in cells[3]
    assert shown(cells[3]).removeprefix("+").replace("\u2212", "-").startswith(("€", "-€"))
    assert (change > 0) == shown(cells[3]).startswith("+")
    printed = [float(text.replace("\u2212", "-").replace(",", "")) for text in limits(page)]
    assert printed == [-one for one in reversed(printed)]
    assert len(re.findall(r'<i class="k-div-\d">', legend(page))) % 2 == 1
    assert "2021 → 2022" in legend(page)
    assert re.search(r"A figure in both years: \d+ of \d+ organisations", legend(page))


def test_map_17_the_later_year_must_be_later(client: Client, demo: Snapshot) -> None:
    answer = client.get("/en/map/", {"statistic": "change", "year": "2021", "year_from": "2022"})
    assert answer.status_code == 400
    assert "year_from=2022" in answer.content.decode()


@pytest.mark.parametrize("page", ["/bg/map/", "/en/map/"])
def test_map_17_municipalities_are_circles_and_computed_areas_only_where_asked_for(html: Any, page: str) -> None:
    stated = {"/bg/map/": "не са официални граници", "/en/map/": "not official boundaries"}[page]
    circles = html(page, level="municipality", measure="revenue")
    drawn = re.search(r'id="map-drawn".*?</svg>', circles, re.S)
    assert drawn
    assert len(re.findall(r'<a href="[^"]*municipality=\w+', drawn[0])) > 20
    assert 'class="d ' not in drawn[0]
    assert stated not in circles.split('id="map-attr"')[1].split("</p>")[0]
    areas = html(page, level="municipality", measure="revenue", shapes="indicative")
    assert stated in areas.split('id="map-attr"')[1].split("</p>")[0]
    assert 'class="d seq-' in areas
