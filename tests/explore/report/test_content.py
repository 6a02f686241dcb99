"""Every block of a report prints what the explorer answers to the same filter."""

from __future__ import annotations

from typing import Any

import pytest

from karta.explore.areas import areas
from karta.explore.facets import facets
from karta.explore.filters import Filter, FilterError
from karta.explore.report.document import Report, Table
from karta.explore.report.make import NothingToReport, report
from karta.explore.report.texts import TEXTS
from karta.explore.rows import organisations
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES
from karta.vocab import formats

FILTERS = [Filter(), Filter(district=("PDV",)), Filter(nace=("C",), headcount_min=10), Filter(year=2022)]
LANGUAGES = ["bg", "en"]


def tables(made: Report) -> dict[str, Table]:
    """Title → table; later tables of one title do not occur."""
    found = [block for section in made.sections for block in section.blocks if isinstance(block, Table)]
    named = {table.title: table for table in found}
    assert len(named) == len(found)
    return named


def first_words(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_totals_and_sums_are_those_of_the_facets(economy: Snapshot, asked: Filter, language: str) -> None:
    made, told = report(economy, asked, language), facets(economy, asked)
    named = tables(made)
    position = LANGUAGES.index(language)
    counted = first_words(named[TEXTS["totals_table"][position]])
    states = ("count", "undecided", "unknown", "outdated", "other_currency", "all")
    assert [row[1] for row in counted] == [formats.count(told.totals[state], language) for state in states]
    measures = first_words(named[TEXTS["measures_table"][position]])
    for measure, row in zip(MEASURES, measures, strict=True):
        found = told.sums[measure]
        assert (row[1], row[5]) == (
            formats.count(found.organisations, language),
            formats.count(found.left_out, language),
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_districts_are_those_of_the_map(economy: Snapshot, language: str) -> None:
    asked = Filter(headcount_min=10)
    made = report(economy, asked, language)
    printed = tables(made)[TEXTS["districts_table"][LANGUAGES.index(language)]]
    expected = {
        (area.name_bg if language == "bg" else area.name_en): (area.organisations, area.known)
        for area in areas(economy, asked, "district", economy.manifest["default_measure"], "sum")
        if area.organisations and area.code != "unknown"
    }
    rows = {row.cells[0].text: (row.cells[1].text, row.cells[2].text) for row in printed.rows}
    for name, (count, known) in expected.items():
        assert rows[name] == (formats.count(count, language), formats.count(known, language))
    total = printed.rows[-1]
    assert total.is_strong
    assert total.cells[1].text == formats.count(facets(economy, asked).totals["count"], language)


def test_the_largest_are_the_first_rows_of_the_list(economy: Snapshot) -> None:
    asked = Filter(district=("PDV",))
    measure = economy.manifest["default_measure"]
    made = report(economy, asked, "en")
    rows = tables(made)["The largest organisations"].rows
    expected = organisations(economy, asked, sort=f"-{measure}", limit=50).items
    assert [row.cells[1].text for row in rows] == [
        one.attributes["name_en"] or one.attributes["name_bg"] for one in expected
    ]
    assert [row.cells[2].note[:4] for row in rows] == [str(one.measures[measure].year or "") for one in expected]


def test_both_languages_have_the_same_sections_blocks_and_rows(economy: Snapshot) -> None:
    def outline(made: Report) -> list[Any]:
        return [
            (section.id, [(b.kind, len(b.rows) if isinstance(b, Table) else 0) for b in section.blocks])
            for section in made.sections
        ]

    asked = Filter(region=("BG42",))
    assert outline(report(economy, asked, "bg")) == outline(report(economy, asked, "en"))


def test_a_year_is_said_and_its_figures_are_of_it(economy: Snapshot) -> None:
    made = report(economy, Filter(year=2022), "en")
    assert "2022" in made.sentence
    notes = {row.cells[2].note.split()[0] for row in tables(made)["The largest organisations"].rows}
    assert notes == {"2022"}


def test_no_match_is_nothing_to_report(economy: Snapshot) -> None:
    with pytest.raises(NothingToReport):
        report(economy, Filter(headcount_min=10**12), "bg")


def test_another_measure_is_refused(economy: Snapshot) -> None:
    with pytest.raises(FilterError):
        report(economy, Filter(), "bg", measure="wealth")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_small_snapshot_without_places_sectors_or_figures_has_a_report(write: Any, language: str) -> None:
    snapshot = write([{"org_id": "bg-eik-1", "name_bg": "Едно", "unit_kind": "legal_unit", "status": "active"}])
    made = report(snapshot, Filter(), language)
    assert made.cover is None
    assert {section.id for section in made.sections} >= {"brief", "largest", "gaps", "method", "sources"}


def test_texts_have_the_same_places_to_fill_in_both_languages() -> None:
    from string import Formatter

    for bulgarian, english in TEXTS.values():
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (bulgarian, english)]
        assert fields[0] == fields[1]


def test_the_address_is_that_of_the_map(economy: Snapshot) -> None:
    made = report(economy, Filter(district=("PDV",), headcount_min=10), "bg", site="https://example.org")
    assert made.address == "https://example.org/bg/map/?district=PDV&headcount_min=10"
