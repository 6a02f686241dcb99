"""The report in the portal: its numbers against the API's, its file, its empty result."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.test import Client

from karta.portal.explorer.report_page import kept
from karta.snapshot.reader import Snapshot
from karta.vocab import formats

ASKED = ["", "district=SOF&district=PDV", "kind=hospital&revenue_min=5000000", "region=BG41&year=2022"]
LANGUAGES = ["bg", "en"]


@pytest.fixture(autouse=True)
def _own_state(settings: Any, tmp_path: Path) -> None:
    settings.STATE = tmp_path


def pdf_of(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return bytes(answer.content)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u00a0\u202f-]+", "", text)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", ASKED)
def test_the_pdf_prints_the_numbers_of_the_api(client: Client, asked: str, language: str) -> None:
    told = client.get(f"/api/v1/facets?{asked}").json()
    measure = "revenue"
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(client, f"/{language}/map/report.pdf?{asked}&measure={measure}"))).pages
    text = squeezed("\n".join(page.extract_text() for page in pages))
    assert told["count"] > 0
    for name, found in told["sums"].items():
        label = {"headcount": ("Заети", "Employees"), "turnover": ("Оборот", "Turnover"),
                 "revenue": ("Приходи", "Revenue"), "profit": ("Печалба или загуба", "Profit or loss"),
                 "assets": ("Активи", "Assets")}[name][LANGUAGES.index(language)]  # fmt: skip
        value = found["sum"]
        written = ("неизвестно", "unknown")[LANGUAGES.index(language)]
        if value is not None:
            short = formats.money(value, language, short=True)
            written = formats.count(value, language) if name == "headcount" else short
        share = formats.percent(found["share_known"], language, 1)
        row = f"{label}{formats.count(found['organisations'], language)}{share}{written}"
        assert squeezed(row) in text
    for state in ("count", "undecided", "unknown", "outdated", "other_currency"):
        assert formats.count(told[state], language) in text


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_districts_of_the_page_are_those_of_the_api(client: Client, language: str) -> None:
    page = client.get(f"/{language}/map/report/?kind=hospital").content.decode()
    told = client.get("/api/v1/facets?kind=hospital").json()["facets"]["district"]
    for one in told:
        if one["count"] and one["code"] != "unknown":
            name, count = re.escape(one[f"label_{language}"]), formats.count(one["count"], language)
            assert re.search(rf'{name}</th>\s*<td class="number">{count}</td>', page)


def test_the_file_is_named_kept_and_not_sent_twice(client: Client, demo: Snapshot, tmp_path: Path) -> None:
    address = "/bg/map/report.pdf?district=PDV"
    first = client.get(address)
    assert first["Content-Disposition"] == f'attachment; filename="karta-{demo.manifest["built_at"][:10]}-bg.pdf"'
    assert first["Content-Language"] == "bg"
    files = list((tmp_path / "reports").iterdir())
    assert len(files) == 1
    assert first.content == files[0].read_bytes() == pdf_of(client, address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    others = {client.get(other)["ETag"] for other in (
        "/en/map/report.pdf?district=PDV", "/bg/map/report.pdf?district=SOF",
        "/bg/map/report.pdf?district=PDV&measure=headcount")}  # fmt: skip
    assert len(others | {first["ETag"]}) == 4


def test_the_oldest_files_go_when_room_is_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 250)
    for i, name in enumerate("abc"):
        kept.kept(tmp_path, name, lambda: b"x" * 100)
        os.utime(tmp_path / f"{name}.pdf", (i, i))
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["b", "c"]
    assert kept.kept(tmp_path, "b", lambda: b"made again") == b"x" * 100


def test_what_fails_leaves_no_file(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        kept.kept(tmp_path, "a", fail)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_result_helps_instead_of_an_empty_file(client: Client, language: str) -> None:
    query = "?district=PDV&headcount_min=999999999"
    page = client.get(f"/{language}/map/report/{query}")
    assert page.status_code == 200
    assert f'href="/{language}/map/report/?district=PDV"' in page.content.decode()
    file = client.get(f"/{language}/map/report.pdf{query}")
    assert (file.status_code, file["Content-Type"].split(";")[0]) == (404, "text/html")


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("form", ["report/", "report.pdf"])
def test_a_wrong_parameter_is_named(client: Client, form: str) -> None:
    for query in ("wealth_min=5", "revenue_min=9&revenue_max=1", "measure=wealth", "year=now"):
        answer = client.get(f"/en/map/{form}?{query}")
        assert answer.status_code == 400
        assert query.split("=")[0] in answer.content.decode()


@pytest.mark.usefixtures("demo")
def test_the_map_links_to_the_report_of_its_filter(client: Client) -> None:
    page = client.get("/en/map/?district=PDV&measure=headcount").content.decode()
    assert 'href="/en/map/report/?district=PDV&amp;measure=headcount"' in page
    report = client.get("/en/map/report/?district=PDV&measure=headcount").content.decode()
    assert 'href="/bg/map/report.pdf?district=PDV&amp;measure=headcount"' in report
    assert 'href="/en/map/?district=PDV&amp;measure=headcount"' in report
