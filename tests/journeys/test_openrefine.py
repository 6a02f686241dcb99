"""The real OpenRefine cleans a list of 200 names against a running portal, and takes figures away from it."""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import leave_out
from karta.explore.extension import Wanted, extend
from karta.matching.names import search_key
from karta.snapshot.reader import Snapshot, open_snapshot
from live import LivePortal
from openrefine import OpenRefine, open_refine

NAMES = 200
YEAR = 2023
LETTERS = "абвгдежзийклмнопрстуфхц"

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    program = shutil.which("openrefine")
    if program is None:
        leave_out("OpenRefine is not installed: sudo apt-get install -y openrefine")
    with open_refine(program, tmp_path_factory.mktemp("refine")) as running:
        yield running


def with_slip(name: str, rng: random.Random) -> str:
    """One letter of the longest word changed for another."""
    words = name.split()
    at = max(range(len(words)), key=lambda place: len(words[place]) if words[place].isalpha() else 0)
    place = rng.randrange(1, len(words[at]))
    other = rng.choice([letter for letter in LETTERS if letter != words[at][place].lower()])
    words[at] = words[at][:place] + other + words[at][place + 1 :]
    return " ".join(words)


def a_list_of_names(snapshot: Snapshot) -> list[dict[str, str]]:
    """Half as printed, a quarter with a slip, a quarter in the other alphabet; `id` is what is meant. Names that two
    organisations bear are left out: nobody could say which is meant."""
    told = snapshot.index.rows.select(["org_id", "name_bg", "district"]).to_pylist()
    keys = snapshot.connection().execute("SELECT org_id, search_key FROM names").fetchall()
    bearers = Counter(key for _, key in set(keys))
    named = [
        one for one in told
        if one["name_bg"] and bearers[search_key(one["name_bg"])] == 1 and len(search_key(one["name_bg"])) >= 8
    ]  # fmt: skip
    rng = random.Random(3)
    chosen = rng.sample(named, NAMES)
    ways = [("printed", str)] * 2 + [("slip", lambda name: with_slip(name, rng)), ("alphabet", search_key)]
    return [
        {"name": write(one["name_bg"]), "id": one["org_id"], "way": way, "district": one["district"] or ""}
        for one, (way, write) in zip(chosen, ways * (NAMES // len(ways)), strict=True)
    ]


def test_openrefine_reconciles_and_extends(live_portal: LivePortal, refine: OpenRefine, tmp_path: Path) -> None:
    service = f"{live_portal.url}/api/v1/reconcile?lang=bg"
    snapshot = open_snapshot(live_portal.data / "snapshots" / "current")
    names = a_list_of_names(snapshot)
    table = tmp_path / "names.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(names[0]))
        writer.writeheader()
        writer.writerows(names)
    project = refine.create_project("names", table)
    column = list(names[0]).index("name")

    place = {"column": "district", "propertyName": "Област", "propertyID": "district"}
    refine.reconcile(project, "name", service, details=[place])
    found = [row["cells"][column]["r"] for row in refine.rows(project)]
    assert len(found) == NAMES
    matched = {way: [0, 0] for way in ("printed", "slip", "alphabet")}
    for asked, recon in zip(names, found, strict=True):
        matched[asked["way"]][1] += 1
        if recon["j"] == "matched":
            assert recon["m"]["id"] == asked["id"], asked  # what is claimed as certain is right, without exception
            matched[asked["way"]][0] += 1
    shares = {way: sure / all_ for way, (sure, all_) in matched.items()}
    assert shares["printed"] >= 0.95, matched
    assert shares["alphabet"] >= 0.9, matched
    assert shares["slip"] <= 0.1, matched  # a slip is for a person to judge

    judged = judge_the_rest(refine, project, names, found, column, service)
    assert judged >= 0.95 * sum(recon["j"] != "matched" for recon in found)

    properties: list[dict[str, Any]] = [
        {"id": "district", "name": "district"}, {"id": "profit", "name": "profit"},
        {"id": "revenue", "name": "revenue", "settings": {"year": YEAR}},
    ]  # fmt: skip
    refine.extend(project, "name", service, properties)
    exported = list(csv.DictReader(io.StringIO(refine.export(project))))
    check_export(exported, snapshot)


def judge_the_rest(
    refine: OpenRefine, project: str, names: list[dict[str, str]], found: list[Any], column: int, service: str
) -> int:
    """Choose the right candidate as a person does, where it is among those shown; how many were."""
    judged = 0
    for row, (asked, recon) in enumerate(zip(names, found, strict=True)):
        right = [one for one in recon.get("c", []) if one["id"] == asked["id"]]
        if recon["j"] != "matched" and right:
            refine.judge(project, row, column, right[0], service)
            judged += 1
    return judged


def check_export(exported: list[dict[str, str]], snapshot: Snapshot) -> None:
    """District, profit and revenue of each row are those of the snapshot, to the cent."""
    assert len(exported) == NAMES
    headings = list(exported[0])
    district, profit, revenue = headings[headings.index("name") + 1 :][:3]
    assert revenue.endswith(f" {YEAR}")
    wanted = [Wanted("district"), Wanted("profit"), Wanted("revenue", YEAR)]
    told = extend(snapshot, [row["id"] for row in exported], wanted, "bg")
    filled = Counter[str]()
    for row in exported:
        if not row[district]:
            continue  # nobody chose a candidate for it
        expected = told[row["id"]]
        assert row[district] == expected[0]
        for name, text, value in (("profit", row[profit], expected[1]), ("revenue", row[revenue], expected[2])):
            assert (float(text) if text else None) == value
            filled[name] += value is not None
        filled["district"] += 1
    assert filled["district"] >= 0.9 * sum(told[row["id"]][0] is not None for row in exported)
    assert filled["profit"] > 0
    assert filled["revenue"] > 0
