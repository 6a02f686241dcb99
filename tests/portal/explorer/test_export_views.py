"""Downloads of the page: the rows of the counter, named by the day of the data."""

from __future__ import annotations

import io
import json
import re
import zipfile

import openpyxl
import pytest
from django.test import Client
from pyarrow import parquet

from karta.snapshot.reader import Snapshot


def taken(client: Client, path: str) -> tuple[bytes, str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content), answer["Content-Disposition"]


@pytest.mark.parametrize("language", ["bg", "en"])
def test_map_06_every_form_holds_the_rows_of_the_counter(client: Client, demo: Snapshot, language: str) -> None:
    asked = "district=SOF&kind=company"
    count = client.get(f"/api/v1/organisations?{asked}").json()["count"]
    assert count > 10
    text, name = taken(client, f"/{language}/map/export.csv?{asked}")
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\r\n") == count + 1
    assert re.fullmatch(rf'attachment; filename="karta-{demo.manifest["built_at"][:10]}\.csv"', name)
    book = openpyxl.load_workbook(io.BytesIO(taken(client, f"/{language}/map/export.xlsx?{asked}")[0]))
    assert book.worksheets[0].max_row == count + 1
    features = json.loads(taken(client, f"/{language}/map/export.geojson?{asked}")[0])["features"]
    assert len(features) == count
    columnar = parquet.read_table(io.BytesIO(taken(client, f"/{language}/map/export.parquet?{asked}")[0]))
    assert columnar.num_rows == count
    with zipfile.ZipFile(io.BytesIO(taken(client, f"/{language}/map/export.zip?{asked}")[0])) as package:
        assert package.read("organisations.csv").count(b"\r\n") == count + 1


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_map_offers_every_form(client: Client, language: str) -> None:
    page = client.get(f"/{language}/map/?district=SOF").content.decode()
    offered = re.findall(rf'href="/{language}/map/export\.(\w+)\?district=SOF(?:&amp;delimiter=%3B)?" download', page)
    assert offered == ["csv", "csv", "xlsx", "geojson", "parquet", "zip"]


@pytest.mark.usefixtures("demo")
def test_a_semicolon_can_be_chosen(client: Client) -> None:
    text, _ = taken(client, "/bg/map/export.csv?district=PDV&delimiter=%3B")
    head = text.decode("utf-8-sig").splitlines()[0]
    assert head.startswith("id;name_bg;name_en;")


@pytest.mark.usefixtures("demo")
def test_claims_and_findings_are_files_too(client: Client) -> None:
    claims = client.get("/en/organisations/bg-eik-831902088/claims.csv")
    assert claims.content.startswith(b"\xef\xbb\xbfclaim_id,measure,")
    assert b"CC-BY-4.0" in claims.content
    findings = client.get("/en/sources/bg_compiled_life_science/findings.csv")
    assert findings.content.startswith(b"\xef\xbb\xbfseverity,code,")
