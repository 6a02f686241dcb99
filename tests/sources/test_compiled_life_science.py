from __future__ import annotations

from decimal import Decimal

import pytest

from karta import sources
from karta.sources.bg_compiled_life_science.ship import SHIPPED, CompiledList, read_list, shippable, write_list
from karta.vocab.numbers import NotANumber, parse_interval

SOURCE = "bg_compiled_life_science"


def test_251_organisations_and_505_figures_ship():
    run = sources.read_source(SOURCE)
    assert len(run.records) == 251
    assert sum(len(record.figures) for record in run.records) == 505
    assert run.findings == []


def test_nothing_ships_that_may_not():
    shipped = read_list(SHIPPED)
    open_refs = {row["source_ref"] for row in shipped.sources}
    assert {row["redistribute"] for row in shipped.sources} == {"yes", "unclear"}
    assert {row["source_ref"] for row in shipped.figures} <= open_refs
    assert {ref for row in shipped.organisations for ref in row["source_refs"].split(";") if ref} <= open_refs
    with_figures = {row["org_id"] for row in shipped.figures}
    assert all(row["source_refs"] or row["id"] in with_figures for row in shipped.organisations)


def test_figures_and_sources_agree_on_the_day_of_publication():
    """The connector reads the day from sources.csv; figures.csv repeats it."""
    shipped = read_list(SHIPPED)
    day = {row["source_ref"]: row["publication_date"] for row in shipped.sources}
    assert [row for row in shipped.figures if row["publication_date"] != day[row["source_ref"]]] == []


def test_the_rule_on_a_small_list():
    whole = CompiledList(
        organisations=[
            {"id": "open", "source_refs": "Y;N"},
            {"id": "figure-only", "source_refs": "N"},
            {"id": "closed", "source_refs": "N"},
            {"id": "unclear", "source_refs": "U"},
        ],
        figures=[
            {"org_id": "figure-only", "source_ref": "Y"},
            {"org_id": "closed", "source_ref": "N"},
        ],
        sources=[
            {"source_ref": "Y", "redistribute": "yes"},
            {"source_ref": "U", "redistribute": "unclear"},
            {"source_ref": "N", "redistribute": "no"},
        ],
    )
    part = shippable(whole)
    assert [(row["id"], row["source_refs"]) for row in part.organisations] == [
        ("open", "Y"),
        ("figure-only", ""),
        ("unclear", "U"),
    ]
    assert part.figures == [{"org_id": "figure-only", "source_ref": "Y"}]
    assert [row["source_ref"] for row in part.sources] == ["Y", "U"]


@pytest.mark.mirror
def test_the_shipped_files_are_the_rule_applied_to_the_whole_list(mirror, tmp_path):
    whole = read_list(mirror / SOURCE)
    assert (len(whole.organisations), len(whole.figures)) == (268, 565)
    write_list(shippable(whole), tmp_path)
    for name in ("organisations.csv", "figures.csv", "sources.csv"):
        assert (SHIPPED / name).read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.mirror
@pytest.mark.parametrize("source_id", ["bg_hlscb_home_page", "bg_compiled_gazetteer", "eu_eurostat_nace"])
def test_the_other_shipped_files_are_copies(source_id, mirror):
    for file in sources.manifest(source_id).files:
        shipped = sources.SOURCES / source_id / "shipped" / file.file
        assert shipped.read_bytes() == (mirror / source_id / file.file).read_bytes()


def test_sales_are_turnover_and_all_other_income_is_revenue():
    figures = [figure for record in sources.read_source(SOURCE).records for figure in record.figures]
    assert {figure.basis for figure in figures if figure.measure == "turnover"} == {"net_sales"}
    assert "net_sales" not in {figure.basis for figure in figures if figure.measure == "revenue"}
    assert sum(figure.measure == "turnover" for figure in figures) == 3


def test_organisations_named_after_a_person_are_there():
    names = {name.text for record in sources.read_source(SOURCE).records for name in record.names}
    assert sum("Д-р" in name or "д-р" in name for name in names) > 5


def test_printed_words_give_the_interval_that_was_read_by_hand():
    """Of the figures whose printed text is a number or bound and no sentence; the rest is refused, not misread."""
    kinds = {"headcount": "count", "profit": "signed_money"}
    read, differing = 0, set()
    for record in sources.read_source(SOURCE).records:
        for figure in record.figures:
            printed = figure.as_published.replace("лева", "").replace("лв.", "").replace("BGN", "")
            try:
                found = parse_interval(printed, kind=kinds.get(figure.measure, "money"))
            except NotANumber:
                continue
            read += 1
            stated = (Decimal(figure.value_min or "-Infinity"), Decimal(figure.value_max or "Infinity"))
            if stated not in [(found.low / scale, found.high / scale) for scale in (1, 1000)]:
                differing.add(figure.as_published)
    assert read > 300
    assert differing == {
        "20 млн. лв.",  # read by hand as 20.0 million
        "416 хил. лв.",  # a loss, which only the sentence around it says
        "43 725,90 лева",  # a loss, likewise
        "692",  # academic staff only, so a lower bound of all
        "500 хиляди лева",  # called rounded in the text around it
    }
