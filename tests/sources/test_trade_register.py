"""The commercial register, made by bench/make_register.py, through fetch to records: what is true of it comes out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest
from bench.make_register import SOURCE, make_register

from karta import sources
from karta.pipeline.ingest.feed.store import logs_of, take_in
from karta.sources.bg_registryagency_trade_register.connector import read_message, state_on
from karta.vocab.person_names import MARK

NOW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """400 deeds, five days of 60 changes."""
    folder = tmp_path_factory.mktemp("register")
    make_register(folder, deeds=400, days=5, changes=60, seed=3)
    return folder


@pytest.fixture(scope="module")
def version(register, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    return take_in(sources.manifest(SOURCE), data, read_message, mirror=register, at=NOW).version.folder


@pytest.fixture(scope="module")
def truth(register):
    with duckdb.connect() as con:
        table = con.sql(f"FROM read_parquet('{register}/truth/deeds-*.parquet')")
        return {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.fetchall()}


@pytest.fixture(scope="module")
def records(version):
    run = sources.read_folder(sources.manifest(SOURCE), version, version="1", recorded_at=NOW.date())
    return {record.key: record for record in run.records}


def values(spells):
    return [spell["value"] for spell in spells]


def test_every_company_and_no_sole_trader(truth, records):
    companies = {eik for eik, told in truth.items() if not told["is_sole_trader"]}
    assert {key for key in records if len(key) == 9} == companies
    assert len(companies) > 380


def test_what_a_company_is(truth, records):
    for eik, told in truth.items():
        if told["is_sole_trader"]:
            continue
        record = records[eik]
        assert record.names[0].text == told["names"][-1]["value"]
        assert [name.text for name in record.names if name.language == "en"] == (
            [told["latin"]] if told["latin"] else []
        )
        assert record.ekatte == told["seats"][-1]["value"]
        assert record.status == told["statuses"][-1]["value"]
        assert record.legal_form == sources.manifest(SOURCE).lookups["legal_form"][told["legal_forms"][-1]["value"]]
        assert (record.capital or "").split(" ")[0] == (values(told["capitals"]) or [""])[-1]
        assert (record.nace_code or "").replace(".", "") == (told["nace_code"] or "").replace(".", "")
        assert [target.target_key for target in record.relations] == told["successors"]
        if MARK not in (record.description or ""):
            assert record.description == told["activity"]


def test_what_a_company_was(truth, records):
    for eik, told in truth.items():
        if told["is_sole_trader"]:
            continue
        record = records[eik]
        names = [name for name in reversed(record.names) if name.language == "bg"]
        assert [(name.valid_from, name.text) for name in names] == [
            (spell["since"], spell["value"]) for spell in told["names"]
        ]
        assert [name.kind for name in names[:-1]] == ["alias"] * (len(names) - 1)
        was = [former.value for former in record.former if former.attribute == "status"]
        assert was == values(told["statuses"])[:-1]
    assert sum(former.attribute == "address" for record in records.values() for former in record.former) > 20


def test_open_branches_are_records_of_their_own(truth, records):
    branches = {branch for told in truth.values() if not told["is_sole_trader"] for branch in told["branches"]}
    assert {key for key in records if len(key) == 13} == branches
    assert branches
    for branch in branches:
        assert records[branch].identifiers == [("eik", branch)]


def test_the_state_on_any_date(truth, version):
    told = next(t for t in truth.values() if len(t["names"]) > 1 and not t["is_sole_trader"])
    for spell, after in zip(told["names"], [*told["names"][1:], None], strict=True):
        for day in (spell["since"], (after["since"] if after else date(2027, 1, 1)) - timedelta(days=1)):
            names = [one.value for one in state_on(logs_of(version), told["eik"], day) if one.field == "name"]
            assert names == [spell["value"]]
    assert state_on(logs_of(version), told["eik"], told["names"][0]["since"] - timedelta(days=1)) == []


def test_history_is_dated_and_found_again(records):
    record = next(record for record in records.values() if any(f.attribute == "address" for f in record.former))
    was = next(former for former in record.former if former.attribute == "address")
    assert was.valid_from < was.valid_to
    assert was.locator.startswith(f"UIC={record.key}/./seat@{was.valid_from:%Y%m%d}")


def test_a_company_divided_into_two_names_both(truth, tmp_path):
    make_register(tmp_path / "register", deeds=3000, seed=11)
    with duckdb.connect() as con:
        divided = con.sql(
            f"SELECT eik, successors FROM read_parquet('{tmp_path}/register/truth/deeds-*.parquet') "
            "WHERE len(successors) = 2 AND NOT is_sole_trader"
        ).fetchall()
    assert divided
    done = take_in(sources.manifest(SOURCE), tmp_path / "data", read_message, mirror=tmp_path / "register", at=NOW)
    run = sources.read_folder(sources.manifest(SOURCE), done.version.folder, version="1", recorded_at=NOW.date())
    found = {record.key: record for record in run.records}
    for eik, successors in divided:
        assert found[eik].status == "merged"
        assert [(told.relation, told.target_key) for told in found[eik].relations] == [
            ("succeeded_by", heir) for heir in successors
        ]


def test_a_version_keeps_the_days_of_the_one_before(register, tmp_path):
    mirror = tmp_path / "mirror" / SOURCE
    mirror.mkdir(parents=True)
    messages = sorted((register / SOURCE).glob("*.xml"))
    for message in messages[:-1]:
        (mirror / message.name).symlink_to(message)
    manifest = sources.manifest(SOURCE)
    first = take_in(manifest, tmp_path, read_message, mirror=tmp_path / "mirror", at=NOW)
    again = take_in(manifest, tmp_path, read_message, mirror=tmp_path / "mirror", at=NOW)
    (mirror / messages[-1].name).symlink_to(messages[-1])
    second = take_in(manifest, tmp_path, read_message, mirror=tmp_path / "mirror", at=NOW + timedelta(days=1))
    assert (first.is_new, again.is_new, second.is_new) == (True, False, True)
    before, after = logs_of(first.version.folder), logs_of(second.version.folder)
    assert [log.name for log in before] == [log.name for log in after[:-1]]
    assert all(old.samefile(new) for old, new in zip(before, after, strict=False))
    described = json.loads((second.version.folder / "version.json").read_text("utf-8"))
    assert list(described["files"]) == [message.name for message in messages]
