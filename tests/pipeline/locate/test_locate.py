from __future__ import annotations

import duckdb
import pytest

from karta import sources
from karta.pipeline.locate import create_places, locate
from karta.pipeline.normalise import normalise_all
from karta.snapshot.schema import PLACES
from pipeline.normalise.examples import a_record, a_run

ROWS = sources.reference_rows("bg_compiled_gazetteer")


def located(*records, rows=ROWS, default_country=None):
    """Rows of record_places and findings for records with keys of their own."""
    with duckdb.connect() as con:
        normalise_all(con, [a_run(*records)])
        create_places(con, rows)
        locate(con, default_country=default_country)
        places = con.sql(
            "SELECT country, region, district, municipality, ekatte, precision, lon IS NOT NULL FROM record_places"
        ).fetchall()
        return places, con.sql('SELECT code, column_name, "value" FROM findings').fetchall()


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [
        ({"settlement": "Sofia", "district": "SOF"}, ("BG", "BG41", "SOF", "SOF46", "68134", "settlement", True)),
        ({"settlement": "Бяла", "district": "Варна"}, ("BG", "BG33", "VAR", "VAR05", "07598", "settlement", True)),
        ({"ekatte": "2659"}, ("BG", "BG41", "SOF", "SOF46", "02659", "settlement", True)),
        ({"municipality": "Родопи"}, ("BG", "BG42", "PDV", "PDV26", None, "municipality", True)),
        (
            {"municipality": "община Столична", "settlement": "Банкя"},
            ("BG", "BG41", "SOF", "SOF46", "02659", "settlement", True),
        ),
        ({"district": "Видин"}, ("BG", "BG31", "VID", None, None, "district", False)),
        ({}, ("BG", None, None, None, None, "country", False)),
    ],
)
def test_the_narrowest_place_that_is_claimed(claimed, expected):
    places, findings = located(a_record(country="BG", **claimed))
    assert places == [expected]
    assert findings == []


@pytest.mark.parametrize(
    ("claimed", "precision", "finding"),
    [
        ({"settlement": "Атлантида", "district": "PDV"}, "district", ("unknown_place", "settlement", "Атлантида")),
        ({"settlement": "Бяла"}, "country", ("unknown_place", "settlement", "Бяла")),
        ({"settlement": "София", "district": "PDV"}, "district", ("unknown_place", "settlement", "София")),
        ({"ekatte": "99999", "municipality": "Родопи"}, "municipality", ("unknown_place", "ekatte", "99999")),
        ({"municipality": "Бургундия", "district": "BGS"}, "district", ("unknown_place", "municipality", "Бургундия")),
    ],
)
def test_an_unknown_place_is_told_and_the_wider_one_is_kept(claimed, precision, finding):
    places, findings = located(a_record(country="BG", **claimed))
    assert [place[5] for place in places] == [precision]
    assert findings == [finding]


def test_foreign_records_get_their_country_only():
    places, findings = located(a_record(country="FR", settlement="Evry", district="Essonne"))
    assert places == [("FR", None, None, None, None, "country", False)]
    assert findings == []


def test_the_default_country_holds_where_a_place_is_named():
    places, _ = located(a_record(settlement="Пловдив"), a_record(key="b"), default_country="BG")
    assert [(place[0], place[5]) for place in places] == [("BG", "settlement"), (None, "unknown")]


def test_without_a_gazetteer_districts_are_still_known():
    places, findings = located(a_record(country="BG", settlement="Пловдив", district="PDV"), rows=[])
    assert places == [("BG", "BG42", "PDV", None, None, "district", False)]
    assert findings == []


def test_the_table_of_places_is_whole():
    with duckdb.connect() as con:
        create_places(con, ROWS)
        assert con.table("places").columns == list(PLACES)
        assert dict(con.sql("SELECT level, count(*) FROM places GROUP BY level").fetchall()) == {
            "country": 1,
            "region": 6,
            "district": 28,
            "municipality": 265,
            "settlement": 5255,
        }
        orphans = "SELECT 1 FROM places p ANTI JOIN places w ON w.place_code = p.parent_code WHERE p.level <> 'country'"
        assert con.sql(orphans).fetchall() == []
        assert con.sql("SELECT count(*) FROM towns").fetchone() == (257,)


def test_every_settlement_of_the_shipped_lists_is_found():
    with duckdb.connect() as con:
        normalise_all(con, [sources.read_source("bg_compiled_life_science"), sources.read_source("bg_hlscb_home_page")])
        create_places(con, ROWS)
        locate(con)
        assert con.sql("FROM findings").fetchall() == []
        counted = (
            "SELECT precision, count(*) FROM record_places WHERE source_id = 'bg_compiled_life_science' GROUP BY ALL"
        )
        assert dict(con.sql(counted).fetchall()) == {"settlement": 248, "country": 3}


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [
        ({"address": "с. Баня, общ. Разлог, ул. Първа 1"}, ("BG", "BG41", "BLG", "BLG37", "02693", "settlement", True)),
        ({"settlement": "Бяла", "address": "обл. Варна"}, ("BG", "BG33", "VAR", "VAR05", "07598", "settlement", True)),
        ({"district": "BLG", "address": "с. Баня"}, ("BG", "BG41", "BLG", "BLG37", "02693", "settlement", True)),
        ({"address": "общ. Родопи, местност Чифлика"}, ("BG", "BG42", "PDV", "PDV26", None, "municipality", True)),
        ({"ekatte": "68134", "address": "гр. Варна"}, ("BG", "BG41", "SOF", "SOF46", "68134", "settlement", True)),
    ],
)
def test_an_address_is_read_where_the_settlement_is_not_known_without_it(claimed, expected):
    places, findings = located(a_record(country="BG", **claimed))
    assert places == [expected]
    assert findings == []


@pytest.mark.parametrize(
    ("claimed", "precision", "finding"),
    [
        ({"address": "с. Баня, ул. Първа 1"}, "country", ("ambiguous_place", "address", "с. Баня")),
        ({"address": "гр. София, район Банкя"}, "municipality", ("ambiguous_place", "address", "гр. София, Банкя")),
        ({"district": "PDV", "address": "гр. София"}, "district", ("place_contradiction", "address", "гр. София")),
        ({"address": "гр. Пловдив 1000"}, "country", ("postcode_elsewhere", "address", "гр. Пловдив, 1000")),
        ({"address": "ул. Шипка 5"}, "country", ("no_place", "address", None)),
    ],
)
def test_an_address_that_leaves_its_place_open_is_a_finding(claimed, precision, finding):
    places, findings = located(a_record(country="BG", **claimed))
    assert [place[5] for place in places] == [precision]
    assert findings == [finding]


def test_an_address_abroad_is_not_looked_for_in_bulgaria():
    places, findings = located(
        a_record(country="FR", address="5 rue de Varna, Sofia"),
        a_record(key="b", address="Varna Street 5, Skopje, North Macedonia"),
        a_record(key="c", address="гр. Варна"),
        a_record(key="d", address="1 Street, Sofia, Bulgaria"),
    )
    assert [(place[0], place[5]) for place in places] == [
        ("FR", "country"),
        (None, "unknown"),
        (None, "unknown"),
        ("BG", "settlement"),
    ]
    assert findings == []
