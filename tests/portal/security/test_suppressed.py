"""What must not be shown is in no page, feed, tile, export, index or letter of the portal, whoever asks (ASKS 12)."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from karta.portal.directory.models import Body, Claim, Edition
from karta.portal.platform.suppressed import hidden
from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store
from portal.rooms.news.pages import item, text
from portal.shipped import load_facts

pytestmark = pytest.mark.django_db
HIDDEN = "bg-eik-831902088"
TRACES = re.compile(
    "(?i)831902088|софарма ад|sopharma ad|" + "%D1%81%D0%BE%D1%84%D0%B0%D1%80%D0%BC%D0%B0%20%D0%B0%D0%B4"
)
WRITTEN = ["Софарма АД", "„Софарма“ АД", "СОФАРМА АД", "Sopharma AD", "&quot;Софарма&quot; АД"]


def suppress(data: Path) -> None:
    karta = Path(sys.executable).with_name("karta")
    command = [karta, "suppress", HIDDEN, "--by", "maria", "--reason", "court", "--data", data]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def suppressed(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo map, of which one organisation was suppressed after it was published."""
    folder = tmp_path_factory.mktemp("suppressed") / "data"
    shutil.copytree(demo_data, folder, symlinks=True)
    suppress(folder)
    return folder


@pytest.fixture
def shown(suppressed: Path, settings: Any, db: None) -> str:
    """The portal over it, with texts of people that name the organisation; the address of the news item."""
    settings.DATA, settings.RATE_LIMITS, settings.ALLOWED_HOSTS = suppressed, None, ["testserver"]
    load_facts()
    Edition.objects.update(name_bg="Ден на Софарма АД", about_en="With Sopharma AD")
    Body.objects.filter(kind="organisation").update(name_bg="Софарма АД", name_en="Sopharma AD")
    Claim.objects.filter(property="organiser").update(as_published="Организатор: „Софарма“ АД")
    made = item(title="Новина за Софарма АД", summary="Пише Софарма АД.", date="2026-11-20",
                body=[text("<p>Днес „Софарма“ АД и СОФАРМА АД обявиха нещо.</p>")])  # fmt: skip
    return f"/bg/news/{made.slug}/"


PAGES = [
    "/{lang}/", "/{lang}/map/", "/{lang}/map/?q=софарма", "/{lang}/organisations/", "/{lang}/organisations/?q=sopharma",
    "/{lang}/news/", "/{lang}/news/search/?q=Софарма", "/{lang}/news/feed.atom", "/{lang}/news/items.csv",
    "/{lang}/events/", "/{lang}/events.ics", "/{lang}/projects/", "/{lang}/method/", "/{lang}/sources/",
    "/{lang}/charts/", "/{lang}/changes/", "/{lang}/contradictions/", "/{lang}/contact/", "/{lang}/map/feed.atom",
    "/{lang}/map/export.csv", "/{lang}/map/export.geojson", "/{lang}/map/export.xlsx", "/{lang}/map/export.parquet",
    "/{lang}/compare/?id=" + HIDDEN,
]  # fmt: skip
MACHINES = [
    "/api/v1/organisations?limit=100", "/api/v1/organisations?q=sopharma", f"/api/v1/organisations?id={HIDDEN}",
    "/api/v1/facets", "/api/v1/tiles/7/72/47.mvt", "/api/v1/tiles/9/291/189.mvt", "/api/v1/tiles/0/0/0.mvt",
    "/api/v1/statistics?by=district", "/api/ogc/collections/organisations/items?limit=1000", "/sitemap.xml",
    "/sitemap-1.xml", "/sitemap-news.xml", "/embed/?q=sopharma", "/oembed?url=http://testserver/embed/",
    '/api/v1/reconcile?queries={"q0":{"query":"Sopharma AD"}}',
]  # fmt: skip


def content(answer: Any) -> str:
    """Everything that an answer holds, unpacked."""
    held = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if held.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(held)) as packed:
            held = b"\n".join(packed.read(name) for name in packed.namelist())
    if held.startswith(b"PAR1"):
        import pyarrow.parquet as pq

        held = str(pq.read_table(io.BytesIO(held)).to_pylist()).encode()
    return held.decode("utf-8", "replace").replace("\r\n ", "")


@pytest.mark.parametrize(
    "paths", [[one.format(lang="bg") for one in PAGES], [one.format(lang="en") for one in PAGES], MACHINES],
    ids=["bg", "en", "machines"],
)  # fmt: skip
def test_no_page_feed_tile_or_export_shows_it(client: Client, shown: str, paths: list[str]) -> None:
    seen = {}
    for path in paths:
        answer = client.get(path)
        asked = HIDDEN if HIDDEN in path else "\0"  # what one asked for is no news
        traces = TRACES.findall(content(answer).replace(asked, ""))
        if answer.status_code >= 500 or traces:
            seen[path] = (answer.status_code, traces)
    assert seen == {}


def test_its_own_addresses_are_gone_in_words_and_without_its_name(client: Client, shown: str) -> None:
    for path in (f"/bg/organisations/{HIDDEN}/", f"/bg/organisations/{HIDDEN}/headcount/2022/",
                 f"/bg/organisations/{HIDDEN}/?as_of=2026-11-29"):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 410
        page = answer.content.decode()
        assert "Тази организация не се показва" in page
        assert TRACES.findall(re.sub(r"/organisations/bg-eik-831902088", "", page)) == []
    answer = client.get(f"/api/v1/organisations/{HIDDEN}")
    assert (answer.status_code, answer.json()["code"]) == (410, "gone")
    assert TRACES.findall(answer.content.decode()) == []


def test_a_text_that_names_it_stands_without_the_name(client: Client, shown: str) -> None:
    page = client.get(shown).content.decode()
    assert TRACES.findall(re.sub(r"<link[^>]*>|href=\"[^\"]*\"", "", page)) == []
    assert page.count("[заличено]") >= 4
    assert "обявиха нещо" in page
    assert "[заличено]" in client.get("/bg/events/").content.decode()
    assert client.get("/bg/news/search/?q=Софарма АД").content.decode().count("обявиха") == 0


def test_calendars_stay_calendars(client: Client, shown: str) -> None:
    from icalendar import Calendar

    answer = client.get("/bg/events.ics")
    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    calendar = Calendar.from_ical(answer.content)
    assert any("[заличено]" in str(event.get("SUMMARY")) for event in calendar.walk("VEVENT"))


def test_the_past_does_not_show_it_either(client: Client, shown: str, suppressed: Path) -> None:
    for one in Store(suppressed).publications():
        moment = f"{one.at:%Y-%m-%dT%H:%M:%SZ}"
        found = client.get(f"/api/v1/organisations?as_of={moment}&q=sopharma&limit=100")
        assert found.status_code == 200
        assert HIDDEN not in found.content.decode()
        assert client.get(f"/en/map/?as_of={moment}").status_code == 200


def test_pages_say_how_many_are_left_out(client: Client, shown: str, suppressed: Path) -> None:
    current = Store(suppressed).current()
    assert current is not None
    assert open_snapshot(current).manifest["suppressed"]["organisations"] == 1
    for page, said in (("/en/map/", "1 organisation is left out"), ("/bg/method/", "1 организация не се показва")):
        assert said in " ".join(client.get(page).content.decode().split())
    assert "Left out of this map: 1 organisations" in client.get("/en/method/note.md").content.decode()


def test_the_team_sees_the_text_that_it_wrote(keeper: Client, shown: str) -> None:
    from karta.portal.rooms.news.models import NewsItem

    found = NewsItem.objects.get()
    page = keeper.get(f"/team/pages/pages/{found.pk}/edit/").content.decode()
    assert "Софарма" in page
    assert "[заличено]" not in page
    assert found.title == "Новина за Софарма АД"


def test_others_of_a_like_name_stay(client: Client, shown: str) -> None:
    found = client.get("/api/v1/organisations?q=sopharma&limit=100").json()
    assert [one["id"] for one in found["organisations"]] == ["bg-eik-103267194"]
    page = client.get("/en/organisations/bg-eik-103267194/")
    assert page.status_code == 200
    assert "Sopharma Trading" in page.content.decode()


@pytest.mark.parametrize("written", WRITTEN)
def test_every_written_form_is_found(shown: str, written: str) -> None:
    names = hidden().names
    assert names is not None
    assert re.fullmatch("за (?:„|&quot;)?x днес", names.sub("x", f"за {written} днес"))


def test_a_broken_list_keeps_what_held_before(client: Client, shown: str, suppressed: Path) -> None:
    path = suppressed / "suppressed.yml"
    good = path.read_text("utf-8")
    assert client.get(f"/bg/organisations/{HIDDEN}/").status_code == 410
    try:
        path.write_text("- organisation: 1\n", "utf-8")
        assert client.get(f"/bg/organisations/{HIDDEN}/").status_code == 410
        assert client.get("/bg/news/").status_code == 200
    finally:
        path.write_text(good, "utf-8")


def test_without_a_list_nothing_is_changed(client: Client, demo: Any) -> None:
    made = item(title="Новина за Софарма АД", body=[text("<p>Текст.</p>")])
    assert "Новина за Софарма АД" in client.get(f"/bg/news/{made.slug}/").content.decode()
