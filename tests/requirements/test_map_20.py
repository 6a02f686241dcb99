"""MAP-20: a policy-maker can download the full method note: sources, years, classes, suppression rule, refresh date."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.method_note import TITLES, as_markdown, method_note
from karta.snapshot.reader import Snapshot

pytestmark = pytest.mark.django_db
WHAT = ("sources", "years", "classes", "suppression", "dates")


def section(text: str, title: str) -> str:
    """What stands under a heading of the Markdown file."""
    return text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


@pytest.mark.parametrize("language", ["bg", "en"])
def test_map_20_the_note_is_a_file_with_all_that_was_asked(client: Client, demo: Snapshot, language: str) -> None:
    answer = client.get(f"/{language}/method/note.md")
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    assert re.search(rf"karta-method-\d{{4}}-\d\d-\d\d-{language}\.md", answer["Content-Disposition"])
    text = answer.content.decode()
    titles = {code: TITLES[code][language == "en"] for code in TITLES}
    assert all(section(text, titles[code]).strip() for code in WHAT)
    said = demo.manifest
    assert said["recorded_at_max"] in section(text, titles["dates"])
    assert demo.name in section(text, titles["dates"])
    assert all(version["version"] in section(text, titles["sources"]) for version in said["sources"])
    assert all(licence["licence"]["name"] in section(text, titles["sources"]) for licence in said["sources"])
    assert "50-249, 250+" in section(text, titles["classes"])
    assert str(said["reference_year"]) in section(text, titles["dates"])
    rules = section(text, titles["rules"])
    assert [int(line) for line in re.findall(r"^- (\d+)\. ", rules, re.M)] == list(range(1, 13))


@pytest.mark.parametrize("language", ["bg", "en"])
def test_map_20_the_note_of_a_filter_tells_its_own_figures(client: Client, demo: Snapshot, language: str) -> None:
    asked = {"district": "PDV", "headcount_min": "50"}
    page = client.get(f"/{language}/method/note/", asked).content.decode()
    text = client.get(f"/{language}/method/note.md", asked).content.decode()
    assert "/method/note.md?district=PDV&amp;headcount_min=50" in page
    found = match(demo, Filter(district=("PDV",), headcount_min=50))
    scope = section(text, TITLES["scope"][language == "en"])
    numbers = [int(number) for number in re.findall(r": (\d+)[,;]", scope)]
    assert numbers[:3] == [found.totals[name] for name in ("count", "undecided", "unknown")]
    assert {"bg": "Пловдив", "en": "Plovdiv"}[language] in scope


def test_map_20_years_of_the_figures_add_up(demo: Snapshot) -> None:
    note = method_note(demo, Filter(), "en")
    (years,) = [one for one in note.sections if one.code == "years"]
    for row in years.rows:
        by_year = [int(count) for count in re.findall(r"\d{4}: (\d+)", row[5])]
        assert sum(by_year) == int(row[2].replace(",", ""))
    assert {row[1] for row in years.rows} == {"EUR", "persons"}


def test_map_20_words_of_sources_are_no_markup(demo: Snapshot) -> None:
    text = as_markdown(method_note(demo, Filter(q="<script>*x*|[y](z)"), "en"))
    assert r"\<script\>\*x\*" in text


def test_map_20_an_address_that_cannot_be_read_says_so(client: Client, demo: Snapshot) -> None:
    answer = client.get("/en/method/note.md", {"size_class": "huge"})
    assert answer.status_code == 400
    assert "size_class=huge" in answer.content.decode()
