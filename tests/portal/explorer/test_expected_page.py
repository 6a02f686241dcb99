"""The answers derived by hand stand on the map page: its counter, its list, and what it says is not decided."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from explore.expected import SOURCE, Case, cases
from karta.snapshot.reader import Snapshot

pytestmark = [pytest.mark.mirror, pytest.mark.django_db]


def page_says(html: str) -> dict[str, int]:
    """Numbers of the summary by their words."""
    summary = re.search(r'<section class="sum".*?</section>', html, re.S)
    assert summary
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", summary[0]))
    found = {word: int(number.replace(",", "")) for word, number in re.findall(r"(undecided|outdated): ([\d,]+)", text)}
    counter = re.search(r'class="cnt"[^>]*>\s*<b[^>]*>(?:<a[^>]*>)?([^<]+)<', html)
    assert counter
    return {"undecided": 0, "outdated": 0, **found, "count": int(counter[1].replace(",", ""))}


def differences(client: Client, demo: Snapshot, case: Case) -> list[str]:
    html = client.get(f"/en/map/?{case.query_string}").content.decode()
    listed = set(re.findall(r'<th scope="row"[^>]*><a href="/en/organisations/([^/]+)/', html))
    sql = "SELECT org_id, record_id FROM links WHERE source_id = ?"
    records = dict(demo.connection().execute(sql, (SOURCE,)).fetchall())
    return case.problems(page_says(html), [records[org_id] for org_id in listed])


def test_expected_answers_on_the_page(client: Client, demo: Snapshot, mirror: Path) -> None:
    problems = [problem for case in cases(mirror) for problem in differences(client, demo, case)]
    assert problems == []
