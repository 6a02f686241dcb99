"""Requirements of the map, one by one, as a visitor meets them: through pages, the API and files taken away."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.snapshot.reader import Snapshot, open_snapshot

pytestmark = pytest.mark.django_db
KARTA = Path(sys.executable).with_name("karta")
PAGES = ("/bg/", "/en/")


@pytest.fixture
def api(client: Client, demo: Snapshot) -> Any:
    """`api("organisations", kind="hospital")`: the JSON answer."""

    def ask(path: str = "organisations", **params: Any) -> dict[str, Any]:
        answer = client.get(f"/api/v1/{path}", {"limit": 500, **params} if path == "organisations" else params)
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    return ask


def counter(page: str) -> int:
    """The number in the counter of the map page."""
    found = re.search(r'class="cnt"[^>]*>\s*<b[^>]*>(?:<a[^>]*>)?([^<]+)<', page)
    assert found, "the page has no counter"
    return int(re.sub(r"\D", "", found[1]))


def exported(client: Client, **params: Any) -> list[dict[str, str]]:
    answer = client.get("/en/map/export.csv", params)
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    "place", [{"region": "BG42"}, {"district": ["SZR", "KRZ"]}, {"region": "BG41", "district": "PER"}]
)
def test_map_01_region_and_district_filter_and_every_view_counts_the_same(
    api: Any, html: Any, client: Client, place: dict[str, Any]
) -> None:
    said = api(**place)
    for name, codes in place.items():
        wanted = [codes] if isinstance(codes, str) else codes
        assert {row[name] for row in said["organisations"]} == set(wanted)
    areas = api("areas", level="district", statistic="count", **place)
    assert said["count"] == len(said["organisations"]) > 0
    assert said["count"] == sum(area["organisations"] for area in areas["areas"])
    assert said["count"] == len(exported(client, **place))
    assert {counter(html(f"{page}map/", **place)) for page in PAGES} == {said["count"]}


def test_map_02_headcount_by_class_and_by_range(api: Any) -> None:
    by_class = {code: api(size_class=code) for code in ("0", "1-9", "10-49", "50-249", "250+")}
    assert by_class["250+"]["count"] > 0
    for row in by_class["250+"]["organisations"]:
        assert row["measures"]["headcount"]["min"] >= 250
    ranged = api(headcount_min=300, headcount_max=1200)
    assert ranged["count"] > 0
    for row in ranged["organisations"]:
        assert 300 <= row["measures"]["headcount"]["min"] <= row["measures"]["headcount"]["max"] <= 1200


def test_map_03_result_by_its_four_states_and_by_amount(api: Any) -> None:
    found = {state: api(result=state) for state in ("profit", "loss", "zero", "unknown")}
    everyone = api()["count"]
    told = sum(one["count"] for one in found.values())
    assert found["profit"]["count"] > 0
    assert found["loss"]["count"] > 0
    assert told + found["profit"]["undecided"] == everyone
    assert all(row["measures"]["profit"]["max"] < 0 for row in found["loss"]["organisations"])
    amount = api(profit_min=-1_000_000, profit_max=-1)
    assert {row["id"] for row in amount["organisations"]} <= {row["id"] for row in found["loss"]["organisations"]}
    assert amount["count"] > 0


@pytest.mark.parametrize(("code", "inside"), [("C", "21.20"), ("21", "21.20"), ("21.2", "21.20"), ("86.10", "86.10")])
def test_map_04_sector_filters_down_to_four_digits(api: Any, html: Any, code: str, inside: str) -> None:
    said = api(nace=code)
    codes = {row["nace_code"] for row in said["organisations"]}
    assert inside in codes
    if code != "C":
        assert all(found.startswith(code) for found in codes)
    assert counter(html("/bg/map/", nace=code)) == said["count"] > 0


@pytest.mark.parametrize("page", PAGES)
def test_map_05_a_profile_shows_figures_with_year_and_source(api: Any, html: Any, page: str) -> None:
    row = api(q="831902088")["organisations"][0]
    profile = html(f"{page}organisations/{row['id']}/")
    for text in (row["name_bg" if page == "/bg/" else "name_en"], "21.20", "2021"):
        assert text in profile
    proof = html(f"{page}organisations/{row['id']}/proof/revenue/2021/")
    assert "1,603,310" in proof
    assert "S07" in proof


def test_map_06_a_view_is_a_map_charts_and_a_table_to_take_away(html: Any, client: Client, demo: Snapshot) -> None:
    view = {"region": "BG41", "kind": "hospital"}
    page = html("/en/map/", **view)
    assert 'id="map-drawn"' in page
    assert 'id="hist-revenue"' in page
    assert len(exported(client, **view)) == counter(page) > 0


def test_map_07_or_inside_a_kind_and_across_kinds_and_the_address_gives_the_view(api: Any, html: Any) -> None:
    either = api(district=["PDV", "VAR"])["count"]
    assert either == api(district="PDV")["count"] + api(district="VAR")["count"]
    both = api(district=["PDV", "VAR"], kind="company")
    assert 0 < both["count"] < either
    assert all(row["kind"] == "company" for row in both["organisations"])
    page = html("/en/map/", district=["PDV", "VAR"], kind="company")
    assert counter(page) == both["count"]
    for field, value in (("district", "PDV"), ("district", "VAR"), ("kind", "company")):
        assert re.search(rf'<input[^>]*name="{field}"[^>]*value="{value}"[^>]*checked', page)


def test_map_08_several_claims_one_is_shown(api: Any) -> None:
    organisation = api(q="123535874")["organisations"][0]["id"]
    claims = [
        claim
        for claim in api(f"organisations/{organisation}/claims")["claims"]
        if claim["measure"] == "profit" and claim["year"] == 2021
    ]
    assert len(claims) > 1
    assert len({claim["published"]["publication_ref"] for claim in claims}) > 1
    assert [claim["is_year_winner"] for claim in claims].count(True) == 1


@pytest.mark.parametrize(("page", "rate"), [("/bg/", "1,95583"), ("/en/", "1.95583")])
def test_map_09_currency_as_published_stays_beside_the_euro(api: Any, html: Any, page: str, rate: str) -> None:
    organisation = api(q="831902088")["organisations"][0]["id"]
    claims = api(f"organisations/{organisation}/claims")["claims"]
    shown = next(c for c in claims if c["measure"] == "revenue" and c["year"] == 2021 and c["is_year_winner"])
    assert (shown["published"]["unit"], shown["published"]["as_published"]) == ("BGN", "1,603,310")
    assert (float(shown["published"]["value"]), round(shown["value"], 2)) == (1_603_310_000, 819_759_386.04)
    proof = html(f"{page}organisations/{organisation}/proof/revenue/2021/")
    assert rate in proof


@pytest.mark.parametrize(("page", "population"), [("/bg/", "правни единици"), ("/en/", "legal units")])
def test_map_13_a_view_says_which_population_it_counts(api: Any, html: Any, page: str, population: str) -> None:
    assert population in html(f"{page}map/")
    parts = api(unit_kind="part")
    assert parts["count"] > 0
    assert {row["unit_kind"] for row in parts["organisations"]} == {"part"}
    everyone = {row["id"] for row in api()["organisations"]}
    assert not everyone & {row["id"] for row in parts["organisations"]}


MEMBERS = """ЕИК;Име;Населено място;Заети 2024
831902088;„Софарма“ АД;София;1 900
831902088;SOPHARMA PLC;Sofia;1 900
"""
TERMS = {
    "source_id": "user_members",
    "title": {"bg": "Членове", "en": "Members"},
    "licence": "CC-BY-4.0",
    "attribution": "The members' list",
}


def test_map_15_two_spellings_of_one_company_are_one_record_with_both_names(data_copy: Path) -> None:
    bring_in(data_copy, MEMBERS)
    published = open_snapshot(data_copy / "snapshots" / "current")
    assert match(published, Filter(q="831902088")).count == 1
    sql = "SELECT DISTINCT name FROM names WHERE org_id = 'bg-eik-831902088'"
    names = {name for (name,) in published.connection().execute(sql).fetchall()}
    assert {"„Софарма“ АД", "SOPHARMA PLC"} <= names


def bring_in(data: Path, rows: str) -> None:
    """Import a file as its columns are guessed, build and publish."""
    (data / "members.csv").write_text(rows, "utf-8")
    guessed = karta(data, "import", data / "members.csv", "--guess")["mapping"]
    mapping = data / "mapping.yml"
    mapping.write_text(json.dumps(guessed | TERMS, ensure_ascii=False), "utf-8")
    karta(data, "import", data / "members.csv", "--map", mapping)
    karta(data, "build")
    karta(data, "publish")


def karta(data: Path, *command: object) -> dict[str, Any]:
    """The last line that a command prints with `--json`, of those that know it."""
    json_lines = ["--json"] if command[0] in ("build", "import") else []
    environment = {**os.environ, "KARTA_DATA": str(data)}
    done = subprocess.run(
        [KARTA, *map(str, command), *json_lines], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1]) if json_lines else {}
    return last


def test_map_16_an_organisation_without_a_point_stands_in_its_settlement_and_is_counted(api: Any) -> None:
    everything = api("areas", level="district", statistic="count", country="BG")
    in_circles = sum(circle["organisations"] for circle in everything["circles"])
    without_place = sum(row["lon"] is None for row in api(country="BG")["organisations"])
    assert in_circles + without_place == everything["count"]
    assert {circle["precision"] for circle in everything["circles"]} <= {"settlement", "municipality"}
    sofia = next(circle for circle in everything["circles"] if circle["name_en"] == "Sofia")
    assert sofia["organisations"] > 50


def test_map_16_one_known_to_its_municipality_stands_at_its_centre_with_another_sign(
    client: Client, data: Path
) -> None:
    bring_in(data, "Име;Община;Заети 2024\nПробна Фирма ООД;Айтос;55\n")
    said = client.get("/api/v1/areas", {"source": "user_members"}).json()
    assert said["count"] == 1
    assert [(one["code"], one["precision"], one["organisations"]) for one in said["circles"]] == [
        ("BGS01", "municipality", 1)
    ]
    page = client.get("/en/map/", {"source": "user_members"}).content.decode()
    assert "only municipality known" in page


@pytest.mark.parametrize(
    ("page", "words", "foreign"),
    [("/bg/", ("Югозападен", "Болници"), "Hospitals"), ("/en/", ("South-West", "Hospitals"), "Болници")],
)
def test_map_18_map_and_table_speak_both_languages(html: Any, page: str, words: tuple[str, ...], foreign: str) -> None:
    text = html(f"{page}map/", tab="table")
    assert all(word in text for word in words)
    assert foreign not in text


def test_map_19_a_dated_address_shows_the_map_as_it_was(client: Client, data: Path) -> None:
    def seen(**params: str) -> str:
        text: str = client.get("/en/map/", params).content.decode()
        return text

    first = sorted(p.name for p in (data / "snapshots").iterdir() if p.is_dir() and not p.is_symlink())[0]
    published = json.loads((data / "snapshots" / "published.jsonl").read_text("utf-8").splitlines()[0])["at"]
    before = counter(seen())
    (data / "map.yml").write_text(
        "sources: [bg_compiled_life_science, bg_compiled_gazetteer, eu_eurostat_nace]\n", "utf-8"
    )
    karta(data, "build")
    karta(data, "publish")
    now = seen()
    assert counter(now) < before
    assert first not in now
    quoted = seen(as_of=published)
    assert counter(quoted) == before
    assert first in quoted
