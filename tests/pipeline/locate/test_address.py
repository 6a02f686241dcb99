from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta import sources
from karta.pipeline.locate.address import AddressParts, Settlement, read_address
from karta.pipeline.locate.address_place import AddressPlaces

ROWS = list(sources.reference_rows("bg_compiled_gazetteer"))
PLACES = AddressPlaces(ROWS)
BY_CODE = {row["place_code"]: row for row in ROWS}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "гр. София 1784, район Младост, бул. „Цариградско шосе“ № 115",
            AddressParts(
                settlements=(Settlement("София", "town", has_postcode=True),),
                quarters=("Младост",),
                postcodes=("1784",),
            ),
        ),
        (
            "БЪЛГАРИЯ, с.Баня,общ.Разлог, обл. Благоевград",
            AddressParts(
                settlements=(Settlement("Баня", "village"),),
                municipalities=("Разлог",),
                districts=("Благоевград",),
                says_bulgaria=True,
            ),
        ),
        (
            "115 Tsarigradsko Shose Blvd., BG-1784 Sofia",
            AddressParts(bare=(Settlement("Sofia", has_postcode=True),), postcodes=("1784",)),
        ),
        (
            "Banya village, Razlog Municipality, Blagoevgrad district",
            AddressParts(
                settlements=(Settlement("Banya", "village"),),
                municipalities=("Razlog",),
                districts=("Blagoevgrad",),
            ),
        ),
        ("ул. С. Врачански 12, ап. 4", AddressParts()),
        ("ул. Шипка 5 1504 София", AddressParts(bare=(Settlement("София", has_postcode=True),), postcodes=("1504",))),
        ("п.к. 12, Русе 7000", AddressParts(bare=(Settlement("Русе", has_postcode=True),), postcodes=("7000",))),
        ("Vitosha 1, Sofia", AddressParts(bare=(Settlement("Sofia"),))),
        ("5 M Street, Skopje, North Macedonia", AddressParts(bare=(Settlement("Skopje"),), abroad="North Macedonia")),
        ("", AddressParts()),
    ],
)  # fmt: skip
def test_an_address_is_read_into_its_parts(text, parts):
    assert read_address(text) == parts


@pytest.mark.parametrize(
    ("text", "ekatte", "settled_by", "municipality_by", "district_by"),
    [
        ("гр. София", "68134", "name", "settlement", "settlement"),
        ("гр. Баня", "02720", "kind", "settlement", "settlement"),
        ("с. Баня, общ. Разлог", "02693", "municipality", "text", "settlement"),
        ("гр. Бяла, обл. Варна", "07598", "district", "settlement", "text"),
        ("с. Баня 2778", "02693", "postcode", "settlement", "settlement"),
    ],
)
def test_a_settlement_says_what_settled_it(text, ekatte, settled_by, municipality_by, district_by):
    found = PLACES.find(read_address(text))
    assert (found.ekatte, found.precision, found.problem) == (ekatte, "settlement", None)
    assert (found.settlement_by, found.municipality_by, found.district_by) == (settled_by, municipality_by, district_by)


@pytest.mark.parametrize(
    ("text", "problem", "precision", "municipality", "district"),
    [
        ("с. Баня", "ambiguous_place", "country", None, None),
        ("с. Елхово, обл. Стара Загора", "ambiguous_place", "district", None, "SZR"),
        ("гр. София, район Банкя", "ambiguous_place", "municipality", "SOF46", "SOF"),
        ("Varna, Asparuhovo", "ambiguous_place", "district", None, "VAR"),
        ("гр. Атлантида, обл. Видин", "unknown_place", "district", None, "VID"),
        ("с. Драгиново, общ. Баня", "unknown_place", "country", None, None),
        ("гр. София, обл. Пловдив", "place_contradiction", "country", None, None),
        ("с. Бяла, общ. Бяла", "place_contradiction", "country", None, None),
        ("гр. Пловдив 1000", "postcode_elsewhere", "country", None, None),
        ("ул. Шипка 5", "no_place", "country", None, None),
    ],
)
def test_what_is_open_is_left_to_a_person_at_the_place_that_is_certain(
    text, problem, precision, municipality, district
):
    found = PLACES.find(read_address(text))
    assert (found.ekatte, found.problem) == (None, problem)
    assert (found.precision, found.municipality, found.district) == (precision, municipality, district)


def test_a_wrong_postcode_against_two_names_is_told_and_the_names_hold():
    found = PLACES.find(read_address("с. Баня, общ. Разлог, п.к. 9000"))
    assert (found.ekatte, found.problem) == ("02693", "postcode_elsewhere")


def test_what_the_record_tells_elsewhere_counts_like_the_address():
    parts = read_address("с. Баня, ул. Първа 1")
    assert PLACES.find(parts, municipality="BLG37").ekatte == "02693"
    assert PLACES.find(parts, district="BGS").ekatte == "02703"
    assert PLACES.find(parts, district="VID").problem == "place_contradiction"


def test_a_problem_never_repeats_a_street():
    found = PLACES.find(read_address("с. Баня, ул. Иван Иванов 5, вх. 2"))
    assert found.about == "с. Баня"


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["level"] == "settlement"][::97], ids=lambda row: row["name_bg"]
)
def test_a_full_address_is_its_own_settlement(row):
    kind = "гр." if row["is_town"] else "с."
    town, district = BY_CODE[row["municipality"]], row["district"]
    found = PLACES.find(read_address(f"{kind} {row['name_bg']}, общ. {town['name_bg']}, ул. Варна 5"))
    assert (found.ekatte, found.municipality, found.district) == (row["place_code"], row["municipality"], district)


@given(st.text(max_size=200))
def test_any_text_gives_a_place_or_a_problem(text):
    found = PLACES.find(read_address(text))
    assert (found.ekatte is not None) == (found.precision == "settlement")
    assert found.problem is not None or found.precision != "country"


_WORD = st.sampled_from(
    [
        "гр.",
        "с.",
        "общ.",
        "обл.",
        "ул.",
        "кв.",
        "п.к.",
        "Баня",
        "Разлог",
        "София",
        "Варна",
        "Бяла",
        "1000",
        "2778",
        "№ 5",
        ",",
    ]
)


@given(st.lists(_WORD, max_size=12).map(" ".join))
def test_a_place_never_contradicts_what_the_address_says(text):
    parts = read_address(text)
    found = PLACES.find(parts)
    if found.ekatte is not None:
        place = BY_CODE[found.ekatte]
        assert (found.municipality, found.district) == (place["municipality"], place["district"])
        assert all(found.municipality in PLACES.names.municipalities(name) for name in parts.municipalities
                   if PLACES.names.municipalities(name))  # fmt: skip
