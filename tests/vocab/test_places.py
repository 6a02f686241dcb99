from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta import sources
from karta.vocab.places import Gazetteer, district_code, districts, fold, settlements_in

ROWS = sources.reference_rows("bg_compiled_gazetteer")
GAZETTEER = Gazetteer(settlements_in(ROWS))
SETTLEMENTS = [row for row in ROWS if row["level"] == "settlement"]


def test_there_are_28_districts_as_in_the_gazetteer():
    found = {row["place_code"]: (row["nuts3"], row["region"]) for row in ROWS if row["level"] == "district"}
    assert found == {code: (entry["nuts3"], entry["region"]) for code, entry in districts().items()}
    assert len(found) == 28


@pytest.mark.parametrize("code", districts())
def test_every_spelling_of_a_district_finds_it(code):
    entry = districts()[code]
    for text in (code, code.lower(), entry["nuts3"], entry["iso"], entry["bg"], entry["en"], *entry["spellings"]):
        assert district_code(text) == code
    if code not in ("SOF", "SFO"):
        assert district_code(f"област {entry['bg']}") == district_code(f"{entry['en']} District") == code
        assert district_code(f"обл. {entry['bg'].upper()}") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Sofia", "SOF"),
        ("София", "SOF"),
        ("София (столица)", "SOF"),
        ("София-град", "SOF"),
        ("Sofia Province", "SFO"),
        ("Софийска област", "SFO"),
        ("Софийска", "SFO"),
        ("област София", None),
        ("Sofia District", None),
        ("Атлантида", None),
    ],
)
def test_sofia_and_the_province_around_it(text, code):
    assert district_code(text) == code


@pytest.mark.parametrize(
    ("text", "district", "ekatte"),
    [
        ("София", None, "68134"),
        ("Sofia", "SOF", "68134"),
        ("гр. София", None, "68134"),
        ("SOFIA", None, "68134"),
        ("Sofiya", None, "68134"),
        ("Пловдив", None, "56784"),
        ("Rousse", None, "63427"),
        ("Bourgas", None, "07079"),
        ("Turgovishte", None, "73626"),
        ("Veliko Turnovo", None, "10447"),
        ("Kazanluk", "SZR", "35167"),
        ("Pazardjik", None, "55155"),
        ("Khaskovo", None, "77195"),
        ("Nessebar", "BGS", "51500"),
        ("Doganovo", "SFO", "21779"),
        ("с. Доганово", None, "21779"),
        ("Бяла", None, None),
        ("Бяла", "VAR", "07598"),
        ("гр. Бяла", "RSE", "07603"),
        ("68134", None, "68134"),
        ("София", "PDV", None),
        ("Атлантида", None, None),
        ("", None, None),
        ("99999", None, None),
        ("София, бул. Витоша 1", None, "68134"),
    ],
)
def test_settlements_in_several_spellings(text, district, ekatte):
    found = GAZETTEER.resolve(text, district=district)
    assert (found and found.ekatte) == ekatte


@given(st.sampled_from(SETTLEMENTS))
def test_a_settlement_is_found_by_its_own_names_or_has_a_namesake(row):
    for name in (row["name_bg"], row["name_en"], row["name_bg"].upper()):
        found = GAZETTEER.resolve(name, district=row["district"], municipality=row["municipality"])
        namesakes = [
            r
            for r in SETTLEMENTS
            if fold(r["name_bg"]) == fold(row["name_bg"]) and r["municipality"] == row["municipality"]
        ]
        assert (found is not None and found.ekatte == row["place_code"]) or len(namesakes) > 1


@given(st.text(max_size=30), st.sampled_from([None, *districts()]))
def test_any_text_is_a_settlement_of_the_hint_or_nothing(text, district):
    found = GAZETTEER.resolve(text, district=district)
    assert found is None or district in (None, found.district) or text.strip() == found.ekatte
