"""An employer abroad that files a band: both ends stand over its bar, and nothing Bulgarian is called unknown of it."""

from __future__ import annotations

import pytest

from explore.by_hand import organisation
from explore.conftest import write_snapshot
from karta.snapshot.store import Store

BANDS = ((2021, 250, 250, 499), (2022, 5000, 5000, 19_999), (2023, 250, 0, 249))  # year, own number, ends
LABELS = {"en": ["250–499", "5,000–19,999", "≤ 249"], "bg": ["250–499", "5 000–19 999", "≤ 249"]}
ADDRESS = "9-11 The Quadrant, Richmond"


@pytest.fixture(scope="module")
def abroad(tmp_path_factory):
    """A data folder whose current map has one employer, in Great Britain, known by its bands."""
    data = tmp_path_factory.mktemp("abroad")
    (data / "snapshots").mkdir()
    said = {"org_id": "a", "source_id": "list", "record_id": "1", "rank": 3}
    claims, figures = [], []
    for year, value, low, high in BANDS:
        mark = {**said, "claim_id": f"c{year}", "value_min": low, "value_max": high}
        claims.append({**mark, "property": "headcount", "value": str(value), "unit": "persons", "as_published": "band"})
        figures.append({
            **mark, "measure": "headcount", "year": year, "value": value, "is_year_winner": True, "year_rule": "1",
            "is_shown": year == 2023, "shown_state": "current", "shown_rule": "3",
        })  # fmt: skip
        del figures[-1]["record_id"]
    for prop, value in (("gb_crn", "05728008"), ("address", ADDRESS)):
        claims.append({**said, "claim_id": prop, "property": prop, "value": value})
    row = organisation("a", name_bg=None, name_en="Vegner", country="GB", nace_code="70.10", source_ids=["list"])
    site = {**said, "site_id": "a", "site_kind": "seat", "country": "GB"}
    del site["rank"]
    names = [{"org_id": "a", "name": "Vegner", "search_key": "vegner", "source_id": "list", "record_id": "1"}]
    snapshot = write_snapshot(data / "snapshots", [row], claims=claims, figures=figures, sites=[site], names=names)
    Store(data).publish(snapshot.name)
    return data


@pytest.mark.django_db
@pytest.mark.parametrize("language", LABELS)
def test_a_page_from_abroad(client, abroad, settings, language):
    settings.DATA, settings.ALLOWED_HOSTS = abroad, ["testserver"]
    page = client.get(f"/{language}/organisations/a/").content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    drawn = [text.split("<")[0] for text in page.split('<text class="vv"')[1:]]
    assert [text.partition(">")[2] for text in drawn] == LABELS[language]
    tags = page.split('class="ids"')[1].split("</div>")[0]
    assert "05728008" in tags
    assert tags.count("70.10") == 2  # in the address and as the tag, not again as a title that nobody gave
    assert ADDRESS in page
    unknown = page.split('id="h-miss"')[1].split("</section>")[0]
    assert "EIK" not in unknown
    assert "ЕИК" not in unknown
    assert {"en": "Municipality", "bg": "Община"}[language] not in unknown
    assert {"en": "Segment", "bg": "Сегмент"}[language] in unknown
