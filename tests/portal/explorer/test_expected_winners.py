"""The winners derived by hand (columns `shipped_…`) come out of the API and stand on the proof page."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from explore.expected import SOURCE
from karta.snapshot.reader import Snapshot

pytestmark = pytest.mark.mirror
Row = dict[str, str]


@pytest.fixture(scope="module")
def expected(mirror: Path) -> list[Row]:
    """Rows of winners.csv; what does not ship has no winner here."""
    path = mirror.parent / "design" / "expected" / "winners.csv"
    if not path.is_file():
        pytest.skip(f"{path.name} is not beside the mirror: the expected winners are not part of the project")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ids(demo: Snapshot) -> dict[str, str]:
    """Record of the compiled list → organisation."""
    sql = "SELECT record_id, org_id FROM links WHERE source_id = ?"
    return dict(demo.connection().execute(sql, (SOURCE,)).fetchall())


def told(client: Client, org_id: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The winner of each measure and year, as the API says it; only what the compiled list claims."""
    winners = {}
    for claim in client.get(f"/api/v1/organisations/{org_id}/claims").json()["claims"]:
        if claim["measure"] and claim["is_year_winner"]:
            winners[claim["measure"], str(claim["year"])] = claim
    return winners


def test_expected_winners_from_the_api(client: Client, demo: Snapshot, expected: list[Row]) -> None:
    known = ids(demo)
    answers: dict[str, dict[tuple[str, str], dict[str, Any]]] = defaultdict(dict)
    problems = []
    for row in expected:
        org_id = known.get(row["org_id"])
        if org_id and org_id not in answers:
            answers[org_id] = told(client, org_id)
        got = answers[org_id].get((row["measure"], row["year"])) if org_id else None
        if not row["shipped_source_ref"]:
            problems += [f"{row['org_id']} {row['measure']} {row['year']}: a winner"] if got else []
            continue
        if got is None:
            problems.append(f"{row['org_id']} {row['measure']} {row['year']}: no winner")
            continue
        want = (
            row["shipped_source_ref"], row["shipped_rule"].replace(";", ","), row["shipped_disagreement"] == "y",
            row["shipped_shown"] if row["shipped_shown"] != "no" else None, row["shipped_value_eur"],
        )  # fmt: skip
        said = (
            got["published"]["publication_ref"], got["rule"], got["disagreement"], got["shown_state"],
            "" if got["value"] is None else f"{got['value']:.2f}",
        )  # fmt: skip
        if said != want:
            problems.append(f"{row['org_id']} {row['measure']} {row['year']}: {said}, expected {want}")
    assert problems == []


def test_expected_winners_on_the_proof_page(client: Client, demo: Snapshot, expected: list[Row]) -> None:
    known = ids(demo)
    seen = 0
    for row in expected:
        if not row["shipped_source_ref"]:
            continue
        html = client.get(
            f"/en/organisations/{known[row['org_id']]}/proof/{row['measure']}/{row['year']}/"
        ).content.decode()
        winner = html.split('class="claim win"')[1].split("</li>")[0]
        assert f'<span class="xs muted">{row["shipped_source_ref"]}</span>' in winner, row
        for line in row["shipped_rule"].split(";"):
            assert line == "1" or f"<b>rule {line}</b>" in html, row
        disagrees = "and they disagree." in html
        assert disagrees == (row["shipped_disagreement"] == "y"), row
        assert ("This is the figure that the map shows." in html) == (row["shipped_shown"] == "current"), row
        seen += 1
    assert seen > 50
