"""The synthetic register: the same bytes again, valid numbers, fields as the official schema wants them, its truth."""

from __future__ import annotations

import csv
import hashlib
import re

import duckdb
import pytest
from bench.make_register import SOURCE, make_register
from bench.register.deeds import branch_eik, eik_of, make_deed
from bench.register.names import person_number
from lxml import etree

from karta.vocab.eik import is_valid_eik
from karta.vocab.persons import is_egn

FIELDS = "{http://www.registryagency.bg/schemas/deedv2/Fields}"


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    make_register(folder, deeds=600, days=3, changes=40, others=400, seed=2, block=250)
    return folder


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_same_bytes_and_another_seed_others(register, tmp_path):
    make_register(tmp_path / "again", deeds=600, days=3, changes=40, others=400, seed=2, block=250)
    make_register(tmp_path / "other", deeds=600, days=3, changes=40, others=400, seed=4, block=250)
    first, other = digests(register), digests(tmp_path / "other")
    assert digests(tmp_path / "again") == first
    assert sorted(other) == sorted(first)
    assert all(other[name] != first[name] for name in first)


def test_numbers_are_valid_and_nobody_bears_those_of_people():
    numbers = [eik_of(index) for index in range(0, 90_000_000, 90_001)]
    assert len(set(numbers)) == len(numbers)
    assert all(map(is_valid_eik, numbers))
    assert all(is_valid_eik(branch_eik(eik, place)) for place, eik in enumerate(numbers[:900]))
    person = person_number(make_deed(1, 1, 10).rng)
    assert is_egn(person)
    assert re.match(r"9[0-9](?:4[1-9]|5[0-2])", person)  # born in 2090–2099


@pytest.mark.mirror
def test_every_field_is_valid_by_the_official_schema(register, mirror):
    schema = etree.XMLSchema(etree.parse(mirror / "bg_regix_trade_register_schemas/avtr/FieldsSchema.xsd"))
    seen = set()
    for message in sorted((register / SOURCE).glob("*.xml")):
        for field in etree.parse(message).iterfind(".//{http://www.registryagency.bg/schemas/deedv2}SubDeed/*"):
            seen.add(field.tag.removeprefix(FIELDS))
            schema.assertValid(etree.fromstring(etree.tostring(field)))
    assert len(seen) > 15


def test_messages_hold_every_operation_and_the_mess_of_the_world(register):
    text = "".join(path.read_text("utf-8") for path in sorted((register / SOURCE).glob("*.xml")))
    for operation in ("Add", "Erase", "Current"):
        assert f'FieldOperation="{operation}"' in text
    names = re.findall(r"<Company [^>]*>([^<]*)<", text)
    assert len(names) > 500
    assert {quote for quote in "„«'" if any(name.startswith(quote) for name in names)} == set("„«'")
    assert any(re.search("[А-Я][A-Z][А-Я]", name) for name in names)  # a Latin letter inside a Cyrillic word
    assert text.casefold().count("и всяка друга дейност, незабранена от закона") > 200


def test_other_lists_name_companies_of_the_truth(register):
    with (register / "others/others.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with duckdb.connect() as con:
        deeds = f"read_parquet('{register}/truth/deeds-*.parquet')"
        told = con.sql(f"FROM '{register}/truth/others.parquet'").fetchall()
        known = {row[0] for row in con.sql(f"SELECT eik FROM {deeds} WHERE NOT is_sole_trader").fetchall()}
    assert [row["record_id"] for row in rows] == [record_id for record_id, _, _ in told]
    assert {eik for _, eik, _ in told if eik is not None} <= known
    assert 20 < sum(eik is None for _, eik, _ in told) < 120
    assert len({how for _, _, how in told}) == 10
    assert all(row["name"].strip() for row in rows)
