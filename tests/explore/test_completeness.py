from __future__ import annotations

import pytest

from karta.explore.completeness import ABSTENTIONS, ASSUMPTIONS, METHODS, beside_published, coverage
from karta.explore.filters import Filter
from karta.explore.method_note import method_note
from karta.explore.recapture import chao, chapman
from karta.explore.statistics import table


def organisations(segment, *groups, **changed):
    """Rows of one segment: for each (sources, number) so many organisations on these lists."""
    rows = []
    for sources, number in groups:
        rows += [
            {"org_id": f"{segment}-{'-'.join(sources)}-{position}-{len(changed)}", "name_bg": "Проба", "country": "BG",
             "unit_kind": "legal_unit", "status": "active", "segment": segment, "source_ids": list(sources), **changed}
            for position in range(number)
        ]  # fmt: skip
    return rows


def test_two_lists_are_chapmans(write):
    snapshot = write(organisations("hospital", (("a",), 30), (("b",), 20), (("a", "b"), 12)))
    country, hospitals = coverage(snapshot)
    assert (hospitals.segment, hospitals.label_en, hospitals.seen) == ("hospital", "Hospitals", 62)
    assert (hospitals.lists, hospitals.recaptures, hospitals.method) == ({"a": 42, "b": 32}, 12, "chapman")
    assert (hospitals.estimate, hospitals.low, hospitals.high) == tuple(chapman(42, 32, 12))
    assert hospitals.share == 62 / hospitals.estimate
    assert hospitals.share_low == 62 / hospitals.high
    assert (country.segment, country.label_bg, country.estimate) == (None, "всички", hospitals.estimate)


def test_three_lists_are_chaos(write):
    found = coverage(write(organisations(
        "cosmetics", (("a",), 69), (("b",), 55), (("c",), 63), (("a", "b"), 21), (("a", "c"), 17), (("b", "c"), 18),
        (("a", "b", "c"), 28),
    )))[1]  # fmt: skip
    assert (found.seen, found.recaptures, found.method) == (271, 84, "chao")
    assert (found.estimate, found.low, found.high) == tuple(chao([69, 55, 63], 56, 271))


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ([(("a",), 50)], "one_list"),
        ([(("a",), 50), (("b",), 50), (("a", "b"), 9)], "few_recaptures"),
        ([(("a",), 50), (("a", "b", "c"), 10)], "none_on_two"),
    ],
)
def test_it_abstains(write, groups, reason):
    country, hospitals = coverage(write(organisations("hospital", *groups)))
    assert (hospitals.abstains, hospitals.estimate, hospitals.low, hospitals.share) == (reason, None, None, None)
    assert country.abstains == reason


def test_only_legal_units_of_the_country_and_sources_are_counted(write):
    snapshot = write([
        *organisations("hospital", (("a",), 10), (("a", "decisions"), 5)),
        *organisations("hospital", (("a", "b"), 20), country="RO"),
        *organisations("hospital", (("a", "b"), 20), unit_kind="part"),
        *organisations(None, (("a",), 3)),
    ])  # fmt: skip
    country, hospitals, unknown = coverage(snapshot)
    assert (country.seen, country.lists, country.abstains) == (18, {"a": 18}, "one_list")
    assert hospitals.seen == 15
    assert (unknown.segment, unknown.label_bg, unknown.seen) == ("unknown", "неизвестно", 3)


def test_local_units_stand_beside_organisations_without_a_share(economy):
    cells = table(economy, Filter(), "region", "section").cells
    found = beside_published(economy)
    counted = [
        cells[row.region, row.section].organisations if (row.region, row.section) in cells else 0 for row in found
    ]
    assert [row.mapped for row in found] == counted
    assert sum(counted) > 0
    assert [row.value for row in found if row.section == "C" and row.region is None] == [31705]
    assert {(row.unit, row.share) for row in found} == {("local_units", None)}


def test_regions_of_a_published_total_add_up_to_it(write):
    found = beside_published(write(organisations("hospital", (("a",), 1))))
    for section in ("C", "M"):
        parts = [row.value for row in found if row.section == section and row.region]
        assert [sum(parts)] == [row.value for row in found if row.section == section and row.region is None]


def test_every_text_stands_in_both_languages():
    for bulgarian, english in (*ASSUMPTIONS, *METHODS.values(), *ABSTENTIONS.values()):
        assert bulgarian
        assert english
        assert bulgarian != english


def test_the_method_note_tells_estimates_and_why_there_is_none(write):
    snapshot = write([
        *organisations("hospital", (("a",), 30), (("b",), 20), (("a", "b"), 12)),
        *organisations("cosmetics", (("a",), 5)),
    ])  # fmt: skip
    sections = {section.code: section for section in method_note(snapshot, Filter(), "en").sections}
    rows = {row[0]: row[1:] for row in sections["completeness"].rows}
    value, low, high = (round(number) for number in chapman(42, 32, 12))
    assert rows["Hospitals"] == ["62", "2", "12", f"{value} ({low} – {high})", "57% (35% – 75%)"]
    assert rows["Cosmetics"] == ["5", "1", "0", ABSTENTIONS["one_list"][1], "–"]
    assert sections["published"].rows[0][1:5] == ["the whole country", "0", "379", "2021"]
    bulgarian = {section.code: section for section in method_note(snapshot, Filter(), "bg").sections}
    assert bulgarian["completeness"].title == "Пълнота"
    assert [row[0] for row in bulgarian["completeness"].rows] == ["всички", "Болници", "Козметика"]
