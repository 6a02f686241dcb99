"""No cell of a file that leads out of the portal runs as a formula, whoever typed what is in it."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client

from karta.explore.export.harmless import harmless
from portal.security.crawl import addresses, closed, rows_of
from portal.security.planting import Garden

pytestmark = pytest.mark.django_db
RUNS = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[-+]?[0-9]+([.,][0-9]+)*")


@pytest.fixture
def canary_form() -> str:
    """Every planted name is a formula."""
    return "=zq{:04d}qz"


def cells(answer: Any) -> list[str]:
    held = b"".join(answer.streaming_content) if answer.streaming else answer.content
    closed(answer)
    if held.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(held)) as packed:
            assert not [name for name in packed.namelist() if re.search(rb"<f[ >]", packed.read(name))]
        return []
    text = held.decode("utf-8-sig")
    separator = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    return [cell for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row]


@pytest.mark.parametrize("role", ["visitor", "owner", "administrator"])
def test_no_file_of_rows_holds_a_formula(clients: dict[str, Client], garden: Garden, role: str) -> None:
    asked = [path for _name, path in addresses(rows_of(garden)) if re.search(r"\.(csv|xlsx)(\?|$)", path)]
    assert len(asked) >= 8
    seen = 0
    for path in asked:
        answer = clients[role].get(path)
        if answer.status_code == 200:
            found = cells(answer)
            seen += len(found)
            assert [cell for cell in found if RUNS.match(cell) and not NUMBER.fullmatch(cell)] == [], path
    assert seen > 100


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－1+1", '=HYPERLINK("http://x")', "-"]
)
def test_what_would_run_is_written_with_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "-1,5", "Име", "a=b", "2024-11-29", "'x", ""])
def test_what_is_harmless_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell
