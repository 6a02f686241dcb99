"""Completeness by API, on the method page and in the note: one set of numbers, and why there is none."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from explore.conftest import write_snapshot
from explore.test_completeness import organisations
from karta.explore.completeness import ABSTENTIONS, ASSUMPTIONS, beside_published, coverage
from karta.explore.filters import Filter
from karta.explore.method_note import method_note
from karta.explore.recapture import chapman
from karta.snapshot.reader import Snapshot
from karta.snapshot.store import Store

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/completeness"
NUMBERS = ("seen", "lists", "recaptures", "method", "estimate", "low", "high", "share", "share_low", "share_high")


@pytest.fixture(scope="module")
def overlapping(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A data folder: hospitals on two lists, twelve on both; cosmetics with nine, too few to tell anything."""
    data = tmp_path_factory.mktemp("overlapping")
    (data / "snapshots").mkdir()
    rows = [
        *organisations("hospital", (("a",), 30), (("b",), 20), (("a", "b"), 12)),
        *organisations("cosmetics", (("a",), 40), (("b",), 40), (("a", "b"), 9)),
    ]
    Store(data).publish(write_snapshot(data / "snapshots", rows).name)
    return data


@pytest.fixture
def serving(overlapping: Any, settings: Any) -> None:
    settings.DATA, settings.RATE_LIMITS, settings.ALLOWED_HOSTS = overlapping, None, ["testserver"]


@pytest.mark.usefixtures("serving")
def test_estimates_with_interval_and_none_below_ten_recaptures(client: Client) -> None:
    said = client.get(ADDRESS).json()
    rows = {row["segment"]: row for row in said["coverage"]}
    assert list(rows) == [None, "hospital", "cosmetics"]
    value, low, high = chapman(42, 32, 12)
    hospitals, cosmetics = rows["hospital"], rows["cosmetics"]
    assert {name: hospitals[name] for name in NUMBERS} == {
        "seen": 62, "lists": {"a": 42, "b": 32}, "recaptures": 12, "method": "chapman", "estimate": value, "low": low,
        "high": high, "share": 62 / value, "share_low": 62 / high, "share_high": min(1, 62 / low),
    }  # fmt: skip
    assert (hospitals["label_bg"], hospitals["label_en"], hospitals["reason"]) == ("Болници", "Hospitals", None)
    assert {name: cosmetics[name] for name in NUMBERS} == {
        "seen": 89, "lists": {"a": 49, "b": 49}, "recaptures": 9,
        **dict.fromkeys(("method", "estimate", "low", "high", "share", "share_low", "share_high")),
    }  # fmt: skip
    assert cosmetics["abstains"] == "few_recaptures"
    assert list(cosmetics["reason"].values()) == list(ABSTENTIONS["few_recaptures"])


@pytest.mark.usefixtures("serving")
@pytest.mark.parametrize("language", ["bg", "en"])
def test_the_page_draws_what_the_note_prints(client: Client, overlapping: Any, language: str) -> None:
    page = client.get(f"/{language}/method/").content.decode()
    card = page.split('id="completeness"')[1].split("</section>")[0]
    snapshot = Snapshot(Store(overlapping).current())  # type: ignore[arg-type]
    (note,) = [one for one in method_note(snapshot, Filter(), language).sections if one.code == "completeness"]
    for row in note.rows:
        for cell in row[:5]:
            assert cell[1:] in card, cell
    assert card.count("<svg") == 2  # the country and hospitals; no bar where there is no estimate
    bars = [float(width) for width in re.findall(r'<rect y="1" width="([\d.]+)"', card)]
    assert bars == [round(100 * (row.share or 0), 1) for row in coverage(snapshot) if row.estimate]
    assert all(pair[language == "en"] in card for pair in ASSUMPTIONS)
    assert f'href="{ADDRESS}"' in card


def test_the_demo_map_by_api_is_the_library_s(client: Client, demo: Snapshot) -> None:
    said = client.get(ADDRESS).json()
    assert said["snapshot"] == demo.name
    assert [{name: row[name] for name in NUMBERS} for row in said["coverage"]] == [
        {name: getattr(row, name) for name in NUMBERS} for row in coverage(demo)
    ]
    assert [(row["section"], row["region"], row["mapped"], row["value"]) for row in said["published"]] == [
        (row.section, row.region, row.mapped, row.value) for row in beside_published(demo)
    ]
    assert all(
        text["bg"] != text["en"] for text in (said["introduction"], said["published_note"], *said["assumptions"])
    )


def test_it_is_not_asked_twice(client: Client, demo: Snapshot) -> None:
    first = client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 304
