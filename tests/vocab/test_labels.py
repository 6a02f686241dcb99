from __future__ import annotations

import pytest

from karta.snapshot.schema import MEASURES, PROFILE_MEASURES, RELATIONS, SNAPSHOT_TABLES, STATES
from karta.vocab import labels


@pytest.mark.parametrize("list_name", labels.closed_list_names())
def test_every_code_has_both_labels(list_name):
    codes = labels.closed_list(list_name)
    assert codes
    for code in codes:
        assert isinstance(code, str)
        assert labels.label(list_name, code, "bg")
        assert labels.label(list_name, code, "en")


@pytest.mark.parametrize("table", SNAPSHOT_TABLES)
def test_every_column_is_defined_in_both_languages(table):
    for column in SNAPSHOT_TABLES[table]:
        field = labels.field(table, column)
        assert field["unit"]
        for part in ("label", "definition"):
            assert all(field[part][language] and "{" not in field[part][language] for language in ("bg", "en"))


def test_no_field_is_defined_for_nothing():
    columns = {column for table in SNAPSHOT_TABLES.values() for column in table}
    qualified = {f"{table}.{column}" for table, found in SNAPSHOT_TABLES.items() for column in found}
    templates = {name for name in labels.fields() if name.startswith("{measure}")}
    assert {name.replace("{measure}", MEASURES[0]) for name in templates} <= columns
    assert set(labels.fields()) - templates <= columns | qualified


def test_lists_hold_what_the_schema_names():
    assert tuple(labels.closed_list("relation")) == RELATIONS
    assert set(labels.closed_list("measure")) == set(PROFILE_MEASURES)
    assert set(labels.closed_list("measure_state")) == set(STATES)


def test_unknown_codes_and_lists():
    assert labels.label("kind", None, "bg") is None
    assert labels.label("kind", "castle", "bg") is None
    with pytest.raises(KeyError, match="no closed list 'castle'"):
        labels.closed_list("castle")
    with pytest.raises(KeyError, match=r"fields\.yml does not define figures\.castle"):
        labels.field("figures", "castle")


def test_no_spelling_belongs_to_two_legal_forms():
    seen: dict[str, str] = {}
    for code, entry in labels.closed_list("legal_form").items():
        for spelling in entry["spellings"]:
            assert seen.setdefault(spelling.casefold(), code) == code
