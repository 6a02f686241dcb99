"""People are planted in messages, then looked for in everything that taking in, building and failing leave behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from bench.make_register import SOURCE, make_register
from bench.register import words
from pypdf import PdfReader
from typer.testing import CliRunner

from karta import sources
from karta.cli import app
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.matching.names import search_key
from karta.pipeline.ingest.feed.store import take_in
from karta.pipeline.run import build
from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store
from karta.sources.bg_registryagency_trade_register.connector import read_message
from karta.vocab.persons import is_egn

KARTA = Path(sys.executable).with_name("karta")
# All of them, or tests that ask for the database run apart from the others and every fixture is made twice.
pytestmark = pytest.mark.django_db
MAP = f"title: {{bg: Регистър, en: Register}}\ndefault_country: null\nsources: [{SOURCE}]\n"


@pytest.fixture(scope="module")
def mirror_of_people(tmp_path_factory):
    """A register whose messages name hundreds of people; the mirror is the only place where they may stand."""
    folder = tmp_path_factory.mktemp("register")
    make_register(folder, deeds=300, days=3, changes=40, seed=7)
    return folder


@pytest.fixture(scope="module")
def planted(mirror_of_people):
    """What must not come through: words of invented people's names, personal numbers, their hashes, traders' ЕИК."""
    text = "".join(path.read_text("utf-8") for path in (mirror_of_people / SOURCE).glob("*.xml"))
    numbers = {found for found in re.findall(r"(?<![0-9])[0-9]{10}(?![0-9])", text) if is_egn(found)}
    hashes = set(re.findall(r"<Indent>([0-9a-f]{64})</Indent>", text))
    traders = set(re.findall(r'UIC="([0-9]{9})" LegalForm="ET"', text))
    assert min(map(len, (numbers, hashes, traders))) > 10
    named = {name.casefold() for name in (*words.FATHERS, *words.FAMILIES)}
    assert all(name in text.casefold() for name in named)
    named |= set(map(search_key, named))  # in Latin letters, as keys and addresses would have them
    return named | numbers | hashes | traders | {"0888000000", "office@mail.example"}


def karta(data, mirror, *arguments):
    """What the command line says, both streams."""
    done = subprocess.run(
        [KARTA, "--debug", *arguments], capture_output=True, text=True, check=False,
        env={**os.environ, "KARTA_DATA": str(data), "KARTA_MIRROR": str(mirror)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def fetch(data, mirror):
    """The same as `karta fetch` in this process, for tests that are about what follows."""
    take_in(sources.manifest(SOURCE), data, read_message, mirror=mirror, at=datetime.now(UTC))


def everything_under(folder: Path) -> str:
    """All text of a folder: Parquet as its values, anything else as the letters in its bytes."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".parquet":
            with duckdb.connect() as con:
                texts += [" ".join(map(str, row)) for row in con.execute(f"FROM '{path}'").fetchall()]
        elif path.is_file():
            texts.append(path.read_bytes().decode("utf-8", "ignore"))
        texts.append(path.name)
    return "\n".join(texts).casefold()


def leaks(text: str, planted: set[str]) -> list[str]:
    return sorted(what for what in planted if what in text)


@pytest.fixture(scope="module")
def published(mirror_of_people, tmp_path_factory):
    """(a data folder whose current map is that register, what the command line said on the way)."""
    data = tmp_path_factory.mktemp("published")
    (data / "map.yml").write_text(MAP, "utf-8")
    said = "".join(karta(data, mirror_of_people, command)[1] for command in ("fetch", "build", "publish", "sources"))
    return data, said


def test_nothing_of_people_is_left_by_fetch_and_build(published, planted):
    data, said = published
    assert "organisations" in said
    for place in ("raw", "work/claims", "snapshots"):
        assert any((data / place).rglob("*.parquet")), place
    kept = everything_under(data)
    assert "незабранена от закона" in kept  # the search does see texts
    assert leaks(kept, planted) == []
    assert leaks(said.casefold(), planted) == []


def test_no_word_of_people_is_in_the_index(published, planted):
    """Asked, since its files are packed: no search finds anything by them, and by a company's word it does."""
    snapshot = open_snapshot(Store(published[0]).current())
    found = {word: match(snapshot, Filter(q=word)).count for word in planted if len(word) < 60}
    assert {word: count for word, count in found.items() if count} == {}
    assert sum(match(snapshot, Filter(q=word)).count for word in ("фарма", "медика", "компания")) > 0


def test_no_file_that_is_taken_away_names_people(published, planted, tmp_path):
    data, _ = published
    for form in ("csv", "xlsx", "geojson", "parquet", "pdf"):
        done = CliRunner().invoke(
            app, ["export", "--data", str(data), "--format", form, "-o", str(tmp_path / f"taken.{form}")]
        )
        assert done.exit_code == 0, done.output
    with zipfile.ZipFile(tmp_path / "taken.xlsx") as book:
        book.extractall(tmp_path / "sheets")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "taken.pdf").pages]
    asked = CliRunner().invoke(app, ["query", "--all", "--data", str(data)])
    taken = everything_under(tmp_path) + "".join(pages).casefold() + asked.output.casefold()
    name = json.loads(asked.output)["organisations"][0]["name_bg"].casefold()
    assert taken.count(name) >= 5  # in the texts of every form but those that are packed
    assert leaks(taken, planted) == []


def test_no_page_and_no_answer_names_people(published, planted, client, settings, caplog):
    data, _ = published
    settings.DATA, settings.RATE_LIMITS, settings.ALLOWED_HOSTS = data, None, ["testserver"]
    con = open_snapshot(Store(data).current()).connection()
    ids = [org_id for (org_id,) in con.execute("SELECT org_id FROM organisations ORDER BY 1").fetchall()]
    assert len(ids) > 200
    paths = [f"/api/v1/organisations/{org_id}{end}" for org_id in ids[::5] for end in ("", "/claims")]
    paths += [f"/{language}/organisations/{org_id}/" for language in ("bg", "en") for org_id in ids[::20]]
    paths += [
        f"/bg/organisations/{ids[0]}/claims.csv",
        "/bg/map/",
        "/en/map/?tab=table",
        "/bg/map/feed.atom",
        "/embed/",
    ]
    paths += ["/bg/organisations/", "/bg/method/", f"/bg/sources/{SOURCE}/", "/en/sources/", "/api/v1/facets"]
    paths += ["/api/v1/completeness", "/api/v1/reconcile/suggest/entity?prefix=ti", "/api/v1/catalogue.ttl"]
    answers = [client.get(path, follow=True) for path in paths]
    assert [path for path, one in zip(paths, answers, strict=True) if one.status_code != 200] == []
    told = "\n".join(
        b"".join(one.streaming_content if one.streaming else [one.content]).decode("utf-8") for one in answers
    ).casefold()
    assert "незабранена от закона" in told
    assert leaks(told, planted) == []
    assert leaks(caplog.text.casefold(), planted) == []


def test_nothing_of_people_is_left_by_a_message_that_breaks_off(mirror_of_people, planted, tmp_path):
    cut = tmp_path / "mirror" / SOURCE
    cut.mkdir(parents=True)
    whole = (mirror_of_people / SOURCE / "20260105.xml").read_bytes()
    (cut / "20260105.xml").write_bytes(whole[: whole.rindex(b"<Indent>") + 90])
    (tmp_path / "data").mkdir()
    (tmp_path / "data/map.yml").write_text(MAP, "utf-8")
    code, said = karta(tmp_path / "data", tmp_path / "mirror", "fetch")
    assert code == 1
    assert "breaks off" in said
    assert leaks(said.casefold(), planted) == []
    assert leaks(everything_under(tmp_path / "data"), planted) == []


def test_a_missing_day_stops_publishing_until_a_person_confirms_it(mirror_of_people, tmp_path):
    days = tmp_path / "mirror" / SOURCE
    shutil.copytree(mirror_of_people / SOURCE, days)
    (days / "20260107.xml").unlink()
    data = tmp_path / "data"
    data.mkdir()
    (data / "map.yml").write_text(MAP, "utf-8")
    fetch(data, tmp_path / "mirror")
    stopped = build(data)
    assert [check.check for check in stopped.failed] == [f"errors:{SOURCE}"]
    assert "no message for 2026-01-07" in stopped.failed[0].message_en
    (data / "raw" / SOURCE / "no_message.txt").write_text("2026-01-07\n", "utf-8")
    assert build(data).failed == ()


@pytest.fixture
def unchanged_code(monkeypatch):
    """Somebody who edits a rule while the tests run must not fail them."""
    monkeypatch.setattr("karta.pipeline.kept.code_digest", lambda *_: "as it is")


@pytest.mark.usefixtures("unchanged_code")
def test_a_day_more_gives_the_same_snapshot_as_all_days_at_once(mirror_of_people, tmp_path):
    at_once, by_day = tmp_path / "at_once", tmp_path / "by_day"
    for data in (at_once, by_day):
        data.mkdir()
        (data / "map.yml").write_text(MAP, "utf-8")
    fetch(at_once, mirror_of_people)
    messages = sorted((mirror_of_people / SOURCE).glob("*.xml"))
    for message in messages:
        (tmp_path / "mirror" / SOURCE).mkdir(parents=True, exist_ok=True)
        shutil.copy(message, tmp_path / "mirror" / SOURCE)
        fetch(by_day, tmp_path / "mirror")
        grown = build(by_day)
    state = json.loads((by_day / "work/claims" / SOURCE / "state.json").read_text("utf-8"))
    assert len(state["parts"]) == len(messages)
    whole = build(at_once)
    assert grown.manifest["counts"] == whole.manifest["counts"]
    with duckdb.connect() as con:
        for table in ("organisations", "claims", "names", "sites", "relations", "links"):
            one, other = (f"read_parquet('{written.path / table}.parquet')" for written in (grown, whole))
            assert con.sql(f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})").fetchone() == (0,)
            assert con.sql(f"SELECT count(*) FROM (FROM {other} EXCEPT ALL FROM {one})").fetchone() == (0,)
    assert grown.hash == whole.hash


@pytest.mark.usefixtures("unchanged_code")
def test_a_second_build_makes_no_claims_again(mirror_of_people, tmp_path):
    (tmp_path / "map.yml").write_text(MAP, "utf-8")
    fetch(tmp_path, mirror_of_people)
    first = build(tmp_path)
    part = next((tmp_path / "work/claims" / SOURCE).glob("000-*/claims.parquet"))
    stamp = part.stat().st_mtime_ns
    assert (build(tmp_path).hash, part.stat().st_mtime_ns) == (first.hash, stamp)
    assert first.manifest["sources"][0]["findings"]["error"] == 0
    assert first.manifest["counts"]["organisations"] > 250


TRADER = "ТИХОСТРУЙ МЪГЛОДОЛОВ - МЪГЛА"
F = "http://www.registryagency.bg/schemas/deedv2/Fields"
COMMON = 'FieldOperation="Add" FieldEntryNumber="20260105090000" FieldActionDate="2026-01-05T00:00:00" RecordID="1"'


def a_message(field: str, *, form: str = "", name: str = TRADER) -> str:
    return (
        '<Message xmlns="http://www.registryagency.bg/schemas/envelopev2"><Body><Deeds>'
        f'<Deed xmlns="http://www.registryagency.bg/schemas/deedv2" UIC="831902088" CompanyName="{name}" '
        f'LegalForm="{form}">'
        f'<SubDeed SubUIC="1" SubUICType="V2_Conversion">{field}</SubDeed></Deed></Deeds></Body></Message>'
    )


@pytest.mark.parametrize(
    "message",
    [
        a_message(f'<Company xmlns="{F}" FieldIdent="00020" {COMMON}>{TRADER}</Company>', form="ET"),
        a_message(f'<Company xmlns="{F}" FieldIdent="00020" {COMMON}>{TRADER}</Company>', form="CHDF"),
        a_message(f'<Company xmlns="{F}" FieldIdent="00020" {COMMON}>ЕТ "{TRADER}"</Company>'),
        a_message(f'<Company xmlns="{F}" FieldIdent="00020" {COMMON}>X</Company>', name=f"ЕТ {TRADER}"),
        a_message(f'<LegalForm xmlns="{F}" FieldIdent="00030" {COMMON} Code="ET" Text="ЕТ"/>'),
        a_message(f'<PhysicalPersonTrader xmlns="{F}" FieldIdent="00180" {COMMON}/>'),
        a_message(f'<Transliteration xmlns="{F}" FieldIdent="00040" {COMMON}>"TIHOSTRUY" ET</Transliteration>'),
    ],
)
def test_a_sole_trader_is_known_by_any_sign(message, tmp_path):
    path, findings = tmp_path / "20260105.xml", []
    path.write_text(message, "utf-8")
    assert list(read_message(path, findings)) == []
    assert [(found.code, found.value) for found in findings] == [("natural_person", "1")]
    assert "831902088" not in repr(findings)


def test_a_successor_is_kept_by_its_number_only(tmp_path):
    def member(indent, kind, form=""):
        return (
            f'<Successor703 RecordID="{indent[:3]}"><Subject LegalForm="{form}"><Indent>{indent}</Indent>'
            f"<Name>{TRADER}</Name><IndentType>{kind}</IndentType></Subject></Successor703>"
        )

    heirs = member("175093112", "UIC") + member("9045121234", "EGN") + member("121212121", "UIC", form="ET")
    path = tmp_path / "20260105.xml"
    field = f'<Successors703 xmlns="{F}" FieldIdent="07030" {COMMON}>{heirs}</Successors703>'
    path.write_text(a_message(field, name="X"), "utf-8")
    told = list(read_message(path, []))
    assert [change.value for change in told if change.field == "successor"] == ["175093112"]
    assert "МЪГЛОДОЛОВ" not in repr(told)


def test_messages_without_a_deed_make_an_empty_map_that_is_not_published(tmp_path):
    mirror = tmp_path / "mirror" / SOURCE
    mirror.mkdir(parents=True)
    empty = '<Message xmlns="http://www.registryagency.bg/schemas/envelopev2"><Body><Deeds/></Body></Message>'
    (mirror / "20260105.xml").write_text(empty, "utf-8")
    data = tmp_path / "data"
    data.mkdir()
    (data / "map.yml").write_text(MAP, "utf-8")
    fetch(data, tmp_path / "mirror")
    assert f"rows:{SOURCE}" in [check.check for check in build(data).failed]
