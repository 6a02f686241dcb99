"""Pages of places, sectors and segments: their numbers, what machines read, and the way on from a wrong code."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from karta.explore import groups, places
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.sums import sum_of
from karta.snapshot.reader import Snapshot

PAGES = ("places/BG42/", "places/PDV/", "places/PDV22/", "places/56784/", "sectors/C/", "sectors/86/", "sectors/86.1/",
         "sectors/86.10/", "segments/hospital/", "segments/cro-clinical-research/")  # fmt: skip
LEVELS = ("region", "district", "municipality", "section", "division", "group", "class", "segment")


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def json_ld(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize("language", ["bg", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_level_has_a_page_in_both_languages(client: Client, demo: Snapshot, path: str, language: str) -> None:
    page = read(client, f"/{language}/{path}")
    other = "en" if language == "bg" else "bg"
    here = f"http://testserver/{language}/{path}"
    assert f'<link rel="canonical" href="{here}">' in page
    assert f'<link rel="alternate" hreflang="{other}" href="http://testserver/{other}/{path}">' in page
    assert demo.name in page
    assert "data-proof" in page
    assert 'class="map"' in page


@pytest.mark.parametrize("level", LEVELS)
def test_the_trees_count_what_the_facets_count(demo: Snapshot, level: str) -> None:
    everyone = match(demo, Filter())
    codes = everyone.frame.codes(level)
    counted = dict(zip(codes.values, codes.counts(everyone.is_match).tolist(), strict=True))
    made = {part.group.code: part.organisations for part in places.parts(demo, None, level)}
    assert {code: number for code, number in made.items() if number} == {
        code: number for code, number in counted.items() if number and code != "unknown"
    }


def test_the_counter_of_a_page_is_the_counter_behind_its_link(client: Client, demo: Snapshot) -> None:
    for path in PAGES:
        page = read(client, f"/en/{path}")
        count = re.search(r'<dd class="val"><a class="pf" href="[^"]*" data-proof><span class="v">([\d,]+)<', page)
        link = re.search(r'<a class="btn sm" href="([^"]*map/\?[^"]*)">', page)
        assert count, path
        assert link, path
        params = parse_qs(urlsplit(html.unescape(link[1])).query)
        assert int(count[1].replace(",", "")) == match(demo, Filter.from_params(params)).count, path


def test_the_place_says_what_it_is_to_machines(client: Client, demo: Snapshot) -> None:
    said = json_ld(read(client, "/bg/places/PDV/"))
    assert said["@context"] == "https://schema.org"
    place, data = said["@graph"]
    assert (place["@type"], place["name"], place["alternateName"]) == ("AdministrativeArea", "Пловдив", "Plovdiv")
    assert place["identifier"] == {"@type": "PropertyValue", "propertyID": "BG", "value": "PDV"}
    assert place["containedInPlace"]["identifier"] == "BG42"
    assert (data["@type"], data["about"]["@id"], data["version"]) == ("Dataset", place["@id"], demo.name)
    found = match(demo, Filter(district=("PDV",)))
    values = {one["name"]: one["value"] for one in data["variableMeasured"]}
    assert values["organisations"] == found.count
    added = sum_of(found.frame, "revenue", found.chosen)
    assert values[f"revenue, sum over {added.organisations} organisations"] == added.sum
    assert all(one["license"] for one in data["isBasedOn"])
    settlement = json_ld(read(client, "/bg/places/56784/"))["@graph"][0]
    assert settlement["@type"] == "City"
    assert settlement["identifier"] == {"@type": "PropertyValue", "propertyID": "EKATTE", "value": "56784"}
    assert 24.7 < settlement["geo"]["longitude"] < 24.8


def test_the_sector_and_the_segment_are_defined_terms(client: Client, demo: Snapshot) -> None:
    sector = json_ld(read(client, "/en/sectors/86.10/"))["@graph"][0]
    assert (sector["@type"], sector["termCode"]) == ("DefinedTerm", "86.10")
    assert sector["inDefinedTermSet"]["name"] == "NACE Rev. 2"
    segment = json_ld(read(client, "/en/segments/cro-clinical-research/"))["@graph"][0]
    assert (segment["@type"], segment["termCode"]) == ("DefinedTerm", "CRO/clinical research")


@pytest.mark.parametrize("path", ["places/XXX/", "places/BG/", "sectors/ZZ/", "segments/nothing/"])
def test_an_unknown_code_leads_on(client: Client, demo: Snapshot, path: str) -> None:
    answer = client.get(f"/en/{path}")
    assert answer.status_code == 404
    assert 'href="/en/map/"' in answer.content.decode()


def test_another_spelling_of_a_code_is_sent_on(client: Client, demo: Snapshot) -> None:
    for path, there in (
        ("places/pdv/", "places/PDV/"),
        ("sectors/c/", "sectors/C/"),
        ("segments/CRO-clinical-research/", "segments/cro-clinical-research/"),
    ):
        answer = client.get(f"/bg/{path}?as_of=2099-01-01")
        assert (answer.status_code, answer["Location"]) == (301, f"/bg/{there}?as_of=2099-01-01")


def test_peers_are_the_nearest_in_number(demo: Snapshot) -> None:
    found = places.group_profile(demo, groups.place(demo, "PDV"), "revenue")
    counts = {part.group.code: part.organisations for part in places.parts(demo, None, "district")}
    own = counts.pop("PDV")
    farthest = max(abs(part.organisations - own) for part in found.peers)
    left = [code for code, number in counts.items() if number and code not in {p.group.code for p in found.peers}]
    assert len(found.peers) == 5
    assert all(abs(counts[code] - own) >= farthest for code in left)


def test_a_page_asks_the_tables_the_same_few_times_at_any_size(
    client: Client, demo: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No query per row: a region with 130 organisations asks no more often than a municipality with one."""
    asked: list[int] = []
    connection = Snapshot.connection

    def counted(self: Snapshot) -> Any:
        asked.append(1)
        return connection(self)

    monkeypatch.setattr(Snapshot, "connection", counted)
    numbers = []
    for path in ("places/BG41/", "places/BG42/", "segments/hospital/", "segments/cosmetics/"):
        read(client, f"/en/{path}")
        asked.clear()
        read(client, f"/en/{path}")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
    assert numbers[2] == numbers[3]
    assert max(numbers) < 25
