"""Deeds as they should not be, all the way to a published map: strange names, a company made two, a new name."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from karta import sources
from karta.explore.filters import Filter
from karta.explore.matches import match
from karta.explore.profile import profile
from karta.explore.rows import rows_at
from karta.pipeline.ingest.feed.store import take_in
from karta.pipeline.run import build
from karta.snapshot.reader import open_snapshot
from karta.snapshot.store import Store
from karta.sources.bg_registryagency_trade_register.connector import read_message
from sources.test_trade_register_bad_input import SOURCE, a_deed, a_field, a_message

# All of them, or tests that ask for the database run apart from the others and every fixture is made twice.
pytestmark = pytest.mark.django_db
MAP = f"title: {{bg: Регистър, en: Register}}\ndefault_country: null\nsources: [{SOURCE}]\n"
# ЕИК, the name as it is filed, what a reader types to find it
STRANGE = [
    ("100000019", "Я", "я"),
    ("100000026", "Ж" * 1000, "ж" * 1000),
    ("100000033", "\u202eОБРАТНО ЛЕТЕНЕ\u202c", "обратно летене"),
    ("100000040", "НУЛЕ\u200bВА ШИРИ\u00adНА", "нулева ширина"),
    ("100000058", "МIКС LATIN", "МIКС LATIN"),
    ("100000065", "𝐁𝐨𝐥𝐝 ФАРМА", "bold фарма"),
    ("100000072", "ＦＵＬＬ ＷＩＤＴＨ", "full width"),
]
DIVIDED, HEIRS = "831902088", ("175093119", "121212121")
OTHER, RENAMED = "200000015", "103267194"


def heirs():
    """The field of whoever takes over what a company was."""
    told = "".join(
        f'<Successor703 RecordID="{place}"><Subject><Indent>{eik}</Indent><Name>X</Name><IndentType>UIC</IndentType>'
        "</Subject></Successor703>"
        for place, eik in enumerate(HEIRS, 40)
    )
    return a_field(told, element="Successors703", ident="07030", record=9, entry="20260106090000")


def in_section(deed, section, *fields):
    """A deed with one section more."""
    more = f'<SubDeed SubUIC="1" SubUICType="{section}">{"".join(fields)}</SubDeed></Deed>'
    return deed.replace("</Deed>", more)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A data folder whose current map was made of two days of such deeds."""
    folder = tmp_path_factory.mktemp("deeds")
    (folder / "map.yml").write_text(MAP, "utf-8")
    incoming = folder / "raw" / SOURCE / "incoming"
    incoming.mkdir(parents=True)
    plain = [(eik, f"НАСЛЕДНИК {place}") for place, eik in enumerate(HEIRS, 1)]
    plain += [(DIVIDED, "ЦЯЛО ДРУЖЕСТВО"), (RENAMED, "СТАРА МЕЛНИЦА"), (OTHER, "Я"), *(one[:2] for one in STRANGE)]
    first = [a_deed(a_field(name), eik=eik, name="") for eik, name in plain]
    entry = {"entry": "20260106090000"}
    form = a_field("", element="FormOfTransforming701", ident="07010", record=8, **entry).replace(
        " FieldIdent", ' Division="1" FieldIdent'
    )
    gone = a_field("заличен", element="AddemptionOfTrader", ident="00270", record=7, **entry)
    second = [
        in_section(a_deed(gone, eik=DIVIDED, status="C"), "V2_Conversion", form, heirs()),
        a_deed(a_field("НОВА МЕЛНИЦА", record=2, **entry), eik=RENAMED),
    ]
    for day, deeds in ((5, first), (6, second)):
        (incoming / f"2026010{day}.xml").write_text(a_message(*deeds), "utf-8")
        take_in(sources.manifest(SOURCE), folder, read_message, mirror=None, at=datetime(2026, 2, day, tzinfo=UTC))
    written = build(folder)
    assert written.failed == ()
    Store(folder).publish(written.name)
    return folder


@pytest.fixture(scope="module")
def snapshot(data):
    return open_snapshot(Store(data).current())


def found(snapshot, text):
    answer = match(snapshot, Filter(q=text, status=("active", "merged")))
    return {row.attributes["eik"] for row in rows_at(snapshot, answer.frame, answer.rows)}


def test_every_strange_name_is_an_organisation_of_its_own_and_nothing_is_lost(snapshot):
    rows = snapshot.connection().execute("SELECT eik, name_bg, name_en FROM organisations").fetchall()
    names = {eik: (bulgarian, english) for eik, bulgarian, english in rows}
    assert set(names) == {eik for eik, *_ in STRANGE} | {*HEIRS, DIVIDED, RENAMED, OTHER}
    for eik, name, _ in STRANGE:
        assert name in names[eik], eik
    findings = snapshot.connection().execute("SELECT code FROM findings WHERE severity = 'error'").fetchall()
    assert findings == []


@pytest.mark.parametrize(("eik", "typed"), [(eik, typed) for eik, _, typed in STRANGE], ids=lambda text: text[:9])
def test_it_is_found_by_what_a_reader_sees(snapshot, eik, typed):
    assert eik in found(snapshot, typed[:200])


def test_one_letter_alone_joins_nobody(snapshot):
    assert found(snapshot, "я") >= {STRANGE[0][0], OTHER}
    joined = "SELECT org_id FROM links GROUP BY org_id HAVING count(*) > 1"
    assert snapshot.connection().execute(joined).fetchall() == []


def test_a_company_divided_into_two_is_no_more_and_leads_to_both(snapshot):
    told = profile(snapshot, f"bg-eik-{DIVIDED}")
    assert told.organisation.attributes["status"] == "merged"
    assert {(one.relation, one.org_id) for one in told.relations} == {
        ("succeeded_by", f"bg-eik-{heir}") for heir in HEIRS
    }
    assert [one.value for one in told.history if one.attribute == "status"] == ["merged", "active"]
    for heir in HEIRS:
        (back,) = profile(snapshot, f"bg-eik-{heir}").relations
        assert (back.is_outgoing, back.org_id) == (False, f"bg-eik-{DIVIDED}")


@pytest.mark.parametrize("language", ["bg", "en"])
def test_pages_show_them_whole(client, data, settings, language):
    settings.DATA, settings.RATE_LIMITS, settings.ALLOWED_HOSTS = data, None, ["testserver"]
    for eik in (*(one[0] for one in STRANGE), DIVIDED, *HEIRS, RENAMED):
        assert client.get(f"/{language}/organisations/bg-eik-{eik}/").status_code == 200, eik
    answer = client.get(f"/{language}/organisations/", {"q": "стара мелница"}).content.decode()
    assert f"bg-eik-{RENAMED}" in answer
    assert "НОВА МЕЛНИЦА" in answer
    page = client.get(f"/{language}/organisations/bg-eik-{DIVIDED}/").content.decode()
    assert all(f"bg-eik-{heir}" in page for heir in HEIRS)
    drawn = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert drawn["name"]
