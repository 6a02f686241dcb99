"""The table of docs/reference/security.md names tests that are there, and answers each requirement."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.once

TESTS = Path(__file__).resolve().parents[2]
TABLE = yaml.safe_load(Path(__file__).with_name("asvs.yml").read_text("utf-8"))
ENTRIES = {str(number): entry for rows in TABLE.values() for number, entry in rows.items()}
# How many requirements of levels 1 and 2 the chapters of ASVS 5.0.0 hold, section by section; those of level 3 are none
# of ours. A section that has none of them is left out.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5,
    "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3, "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4,
    "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4,
    "17.3": 2,
}  # fmt: skip


def test_every_named_test_is_there() -> None:
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        found |= set(re.findall(r"^ *def (test_\w+)", path.read_text("utf-8"), re.MULTILINE))
    named = {name for entry in ENTRIES.values() for name in entry.get("tests", ())}
    assert len(named) > 60
    assert named - found == set()


@pytest.mark.parametrize("number", ENTRIES)
def test_every_entry_says_how(number: str) -> None:
    entry = ENTRIES[number]
    assert set(entry) <= {"says", "tests", "met", "operator", "open", "not", "note"}
    assert set(entry) & {"tests", "met", "operator", "open", "not"}


def test_every_requirement_of_levels_one_and_two_has_an_answer() -> None:
    told = dict.fromkeys(SECTIONS, 0)
    for number in ENTRIES:
        if number == "17":
            told |= {section: SECTIONS[section] for section in SECTIONS if section.startswith("17.")}
        elif (span := re.fullmatch(r"(\d+)\.(\d+)-(\d+)", number)) and number not in SECTIONS:
            held = [f"{span[1]}.{one}" for one in range(int(span[2]), int(span[3]) + 1)]
            told |= {section: SECTIONS[section] for section in held}
        elif number in SECTIONS:
            told[number] = SECTIONS[number]
        else:
            section, first, last = re.fullmatch(r"(\d+\.\d+)\.(\d+)(?:-(\d+))?", number).groups()  # type: ignore[union-attr]
            told[section] += int(last or first) - int(first) + 1
    assert told == SECTIONS
