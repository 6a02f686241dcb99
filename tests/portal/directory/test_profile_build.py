"""What an organisation writes on the portal is in the map after the next build, with its source, place and day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from karta.portal.directory.profiles import files
from karta.portal.directory.profiles.models import Version
from karta.snapshot.reader import Snapshot, open_snapshot
from portal.directory.profile_help import KELVIN, SOPHARMA, acting, save

KARTA = Path(sys.executable).with_name("karta")


def published(data: Path) -> Snapshot:
    """Build and publish as the command line does; the new snapshot."""
    for command in ("build", "publish"):
        subprocess.run([KARTA, command, "--data", str(data)], env=dict(os.environ), check=True, capture_output=True)
    return open_snapshot(data / "snapshots" / "current")


def rows(snapshot: Snapshot, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return snapshot.connection().execute(sql, values).fetchall()


@pytest.mark.django_db
def test_an_edit_reaches_the_map_by_the_next_build_and_leaves_it_when_taken_back(data: Path, client: Client) -> None:
    kelvin, sopharma = acting("one"), acting("two", SOPHARMA)
    save(kelvin, name_bg="Келвин Хелт ООД", name_en="=HYPERLINK(1)", description_bg="Термография за болници.",
         description_en="Thermography for hospitals.", website="https://kelvin.health", founded="2020",
         segment="medical devices", **{
             "figures-0-measure": "headcount", "figures-0-year": "2025", "figures-0-value": "17",
             "figures-0-unit": "persons", "figures-0-statement": "individual",
         })  # fmt: skip
    was = open_snapshot(data / "snapshots" / "current")
    before = rows(was, "SELECT name_bg, founded_year FROM organisations WHERE org_id = ?", SOPHARMA)
    save(sopharma, SOPHARMA, name_bg="Софарма Друга", name_en="Sopharma Other", founded="1999")
    assert files.write_again() == 2

    snapshot = published(data)
    told = "SELECT website, founded_year, segment, headcount_value, headcount_year FROM organisations WHERE org_id = ?"
    assert rows(snapshot, told, KELVIN) == [("https://kelvin.health", 2020, "medical devices", 17.0, 2025)]
    version = Version.objects.get(org_id=KELVIN)
    day = version.at.astimezone().date()
    claims = rows(
        snapshot, "SELECT value, locator, recorded_at, rank, published_on FROM claims WHERE org_id = ? "
        "AND source_id = 'own_profiles' AND property = 'headcount'", KELVIN,
    )  # fmt: skip
    assert claims == [("17", f"own_profiles.jsonl:{KELVIN}@1", day, 5, day.isoformat())]
    titles = {source["source_id"]: source["title"] for source in snapshot.manifest["sources"]}
    assert titles["own_profiles"] == {"bg": "Самата организация", "en": "The organisation itself"}
    # A source of better rank goes before it; what the organisation says stands beside.
    after = rows(snapshot, "SELECT name_bg, founded_year FROM organisations WHERE org_id = ?", SOPHARMA)
    assert after == before
    beside = "SELECT value FROM claims WHERE org_id = ? AND source_id = 'own_profiles' AND property = 'founded_year'"
    assert rows(snapshot, beside, SOPHARMA) == [("1999",)]

    page = client.get(f"/en/organisations/{KELVIN}/").content.decode()
    assert "Thermography for hospitals." in page
    assert "From the next publication:" not in page
    assert "The organisation itself" in page
    assert "'=HYPERLINK(1)" in client.get(f"/en/organisations/{KELVIN}/claims.csv").content.decode()

    kelvin.post(f"/en/organisations/{KELVIN}/ours/take-back/")
    assert files.write_again() == 1
    assert "taken away" in client.get(f"/en/organisations/{KELVIN}/").content.decode()
    snapshot = published(data)
    own = "SELECT count(*) FROM claims WHERE org_id = ? AND source_id = 'own_profiles'"
    assert rows(snapshot, own, KELVIN) == [(0,)]
    assert rows(snapshot, told, KELVIN) == rows(was, told, KELVIN)
    sopharma.post(f"/en/organisations/{SOPHARMA}/ours/take-back/")
    assert files.write_again() == 0
    assert not files.path().exists()
