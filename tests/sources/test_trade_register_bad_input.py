"""Messages as they should not be: each is refused or found, and nothing that was known is lost."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from karta import sources
from karta.pipeline.ingest.errors import FileProblem
from karta.pipeline.ingest.feed.store import findings_of, logs_of, take_in
from karta.pipeline.ingest.versions import newest_version
from karta.sources.bg_registryagency_trade_register.connector import read_message

SOURCE = "bg_registryagency_trade_register"
NOW = datetime(2026, 2, 1, tzinfo=UTC)
EIK = "831902088"
ENVELOPE = 'xmlns="http://www.registryagency.bg/schemas/envelopev2"'


def a_field(text, *, element="Company", ident="00020", operation="Add", record=1, entry="20260105090000"):
    return (
        f'<{element} xmlns="http://www.registryagency.bg/schemas/deedv2/Fields" RecordID="{record}" GroupID="1" '
        f'RecordIncomingNumber="1" FieldIdent="{ident}" FieldOperation="{operation}" FieldEntryNumber="{entry}" '
        f'FieldActionDate="{entry[:4]}-{entry[4:6]}-{entry[6:8]}T00:00:00">{text}</{element}>'
    )


def a_deed(*fields, eik=EIK, name="ПРОБА", section="MainCircumstances", status="N", form="OOD"):
    return (
        f'<Deed xmlns="http://www.registryagency.bg/schemas/deedv2" DeedStatus="{status}" CompanyName="{name}" '
        f'UIC="{eik}" LegalForm="{form}"><SubDeed SubUIC="0001" SubUICType="{section}">{"".join(fields)}</SubDeed>'
        "</Deed>"
    )


def a_message(*deeds, before=""):
    start = f'<?xml version="1.0" encoding="utf-8"?>{before}<Message {ENVELOPE}><Body><Deeds>'
    return f"{start}{''.join(deeds)}</Deeds></Body></Message>"


@pytest.fixture
def feed(tmp_path):
    """`feed(name, text)` brings a message in; `feed.records()` and `feed.findings()` tell what is known then."""

    class Feed:
        data = tmp_path / "data"
        incoming = data / "raw" / SOURCE / "incoming"
        now = NOW

        def __call__(self, name, text):
            self.incoming.mkdir(parents=True, exist_ok=True)
            (self.incoming / name).write_text(text, "utf-8")
            self.now += timedelta(minutes=1)
            return take_in(sources.manifest(SOURCE), self.data, read_message, mirror=None, at=self.now)

        @property
        def folder(self):
            found = newest_version(self.data, SOURCE)
            return found.folder if found else None

        def records(self):
            run = sources.read_folder(sources.manifest(SOURCE), self.folder, version="1", recorded_at=NOW.date())
            return {record.key: record for record in run.records}

        def findings(self):
            return [found.code for found in findings_of(SOURCE, self.folder)]

    return Feed()


def refused(feed, name, text):
    with pytest.raises(FileProblem) as caught:
        feed(name, text)
    return caught.value


def test_cut_off_in_mid_deed(feed):
    feed("20260105.xml", a_message(a_deed(a_field("ПЪРВА"))))
    before = feed.folder
    whole = a_message(a_deed(a_field("ВТОРА", record=2, entry="20260106090000")), a_deed(a_field("X"), eik="175093112"))
    problem = refused(feed, "20260106.xml", whole[: whole.index("175093112") + 40])
    assert problem.code == "truncated_file"
    assert "after 1 whole deeds" in problem.message_en
    assert (feed.folder, feed.records()[EIK].names[0].text) == (before, "ПЪРВА")
    feed("20260106.xml", whole)
    assert feed.records()[EIK].names[0].text == "ВТОРА"


def test_a_deed_twice_counts_once(feed):
    deed = a_deed(a_field("ПРОБА"))
    feed("20260105.xml", a_message(deed, deed))
    assert feed.findings() == ["repeated_deed"]
    assert [name.text for name in feed.records()[EIK].names] == ["ПРОБА"]


def test_the_same_day_twice_is_one_version(feed):
    first = feed("20260105.xml", a_message(a_deed(a_field("ПРОБА"))))
    again = feed("20260105.xml", a_message(a_deed(a_field("ПРОБА"))))
    assert (again.is_new, again.version.name) == (False, first.version.name)


def test_another_message_under_a_known_name_is_refused(feed):
    feed("20260105.xml", a_message(a_deed(a_field("ПРОБА"))))
    assert refused(feed, "20260105.xml", a_message(a_deed(a_field("ДРУГА")))).code == "message_changed"
    assert feed.records()[EIK].names[0].text == "ПРОБА"


def test_an_erase_of_what_was_never_added_changes_nothing(feed):
    feed("20260105.xml", a_message(a_deed(a_field("ПРОБА"))))
    feed("20260106.xml", a_message(a_deed(a_field("", operation="Erase", record=99, entry="20260106090000"))))
    assert feed.findings() == ["erase_without_add"]
    record = feed.records()[EIK]
    assert (record.names[0].text, record.names[0].valid_to) == ("ПРОБА", None)


def test_current_repeats_and_makes_no_history(feed):
    feed("20260105.xml", a_message(a_deed(a_field("ПРОБА"))))
    feed("20260106.xml", a_message(a_deed(a_field("ПРОБА", operation="Current", record=7, entry="20260106090000"))))
    assert [(name.text, name.kind) for name in feed.records()[EIK].names] == [("ПРОБА", "official")]
    assert feed.findings() == []


def test_days_out_of_order_give_the_state_of_days_in_order(feed):
    old = a_message(a_deed(a_field("СТАРА")))
    new = a_message(a_deed(a_field("НОВА", record=2, entry="20260106090000")))
    feed("20260106.xml", new)
    feed("20260105.xml", old)
    (late,) = findings_of(SOURCE, feed.folder)
    assert (late.code, late.severity, late.locator, late.value) == (
        "late_message", "notice", "20260105.xml", "2026-01-05"
    )  # fmt: skip
    assert "2026-01-06" in late.message_en
    assert "2026-01-06" in late.message_bg
    assert [(name.text, name.kind) for name in feed.records()[EIK].names] == [("НОВА", "official"), ("СТАРА", "alias")]


def test_a_missing_day_is_an_error_until_it_comes_or_a_person_confirms_it(feed):
    feed("20260105.xml", a_message(a_deed(a_field("ПРОБА"))))
    feed("20260109.xml", a_message(a_deed(a_field("НОВА", record=2, entry="20260109090000"))))
    (gap,) = findings_of(SOURCE, feed.folder)
    assert (gap.code, gap.severity, gap.value) == ("days_missing", "error", "3")
    assert "2026-01-06, 2026-01-07, 2026-01-08" in gap.message_en
    feed("20260107.xml", a_message())
    late, gap = findings_of(SOURCE, feed.folder)
    assert (late.code, gap.code, gap.value) == ("late_message", "days_missing", "2")
    (feed.folder.parent / "no_message.txt").write_text("2026-01-06\n2026-01-08\n", "utf-8")
    assert feed.findings() == ["late_message"]


def test_a_weekend_and_a_holiday_are_no_gap(feed):
    feed("20260227.xml", a_message(a_deed(a_field("ПРОБА"))))
    feed("20260302.xml", a_message())
    feed("20260304.xml", a_message())  # 3 March is a holiday
    assert feed.findings() == []


BOMB = "<!DOCTYPE m [<!ENTITY a 'аааааааааа'>" + "".join(
    f"<!ENTITY {letter} '{f'&{before};' * 10}'>" for before, letter in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_an_entity_bomb_is_refused(feed):
    feed("20260105.xml", a_message(a_deed(a_field("ПРОБА"))))
    problem = refused(feed, "20260106.xml", a_message(a_deed(a_field("&i;")), before=f"{BOMB}]>"))
    assert problem.code == "document_type"
    assert feed.records()[EIK].names[0].text == "ПРОБА"


def test_an_external_entity_is_refused(feed, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("не се чете", "utf-8")
    outside = f"<!DOCTYPE m [<!ENTITY x SYSTEM '{secret.as_uri()}'>]>"
    problem = refused(feed, "20260105.xml", a_message(a_deed(a_field("&x;")), before=outside))
    assert problem.code == "document_type"
    assert feed.folder is None
    remote = "<!DOCTYPE m SYSTEM 'http://192.0.2.1/m.dtd'>"
    assert refused(feed, "20260105.xml", a_message(a_deed(a_field("X")), before=remote)).code == "document_type"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("20260105.xml", "", "empty_file"),
        ("20260105.xml", "<html/>", "not_a_message"),
        ("20260105.xml", "<html><body><p>503</p></body></html>", "not_a_message"),
        ("20260105.xml", "not XML at all", "truncated_file"),
        ("20261345.xml", a_message(), "no_day"),
        ("2026-01-05.xml", a_message(), "no_day"),
    ],
)
def test_what_is_no_message(feed, name, text, code):
    assert refused(feed, name, text).code == code
    assert feed.folder is None


def test_nothing_anywhere_says_where_to_put_it(tmp_path):
    with pytest.raises(FileProblem, match="put them into"):
        take_in(sources.manifest(SOURCE), tmp_path, read_message, mirror=None, at=NOW)


def test_what_nobody_reads_is_found_without_its_value(feed):
    unknown = a_field("ТАЙНО", element="Novo", ident="99990")
    feed(
        "20260105.xml", a_message(a_deed(a_field("ПРОБА"), unknown), a_deed(a_field("X"), eik="1", section="New_Part"))
    )
    found = findings_of(SOURCE, feed.folder)
    assert [(one.code, one.column) for one in found] == [
        ("deed_without_eik", None),
        ("unmapped_column", "FieldIdent 99990"),
    ]
    assert "ТАЙНО" not in repr(found)


def test_strange_names_pass_through(feed):
    names = ["Я", "Ж" * 1000, "\u202eОБРАТНО\u202c", "НУЛЕВА\u200bШИРИНА", "МIКС LATIN", "𝐁𝐨𝐥𝐝 ООД"]
    deeds = [a_deed(a_field(name), eik=f"{100000000 + place}", name="") for place, name in enumerate(names)]
    feed("20260105.xml", a_message(*deeds))
    found = feed.records()
    assert [found[f"{100000000 + place}"].names[0].text for place in range(len(names))] == names


def test_a_run_that_broke_off_does_not_read_again(feed, monkeypatch):
    feed.incoming.mkdir(parents=True)
    for day in ("05", "06"):
        (feed.incoming / f"202601{day}.xml").write_text(a_message(a_deed(a_field("ПРОБА"))), "utf-8")
    (feed.incoming / "20260107.xml").write_text("<Message", "utf-8")
    with pytest.raises(FileProblem):
        take_in(sources.manifest(SOURCE), feed.data, read_message, mirror=None, at=NOW)
    stamps = {log.name: log.stat().st_mtime_ns for log in (feed.incoming.parent / ".taking-in").glob("log-*.parquet")}
    assert len(stamps) == 2
    (feed.incoming / "20260107.xml").write_text(a_message(), "utf-8")
    take_in(sources.manifest(SOURCE), feed.data, read_message, mirror=None, at=NOW)
    kept = {log.name: log.stat().st_mtime_ns for log in logs_of(feed.folder) if log.name in stamps}
    assert kept == stamps
    assert list(feed.incoming.glob("*.xml")) == []


SIZE = 2 << 30
MEASURE = """
import resource, sys
from pathlib import Path
from datetime import date
from karta.pipeline.ingest.feed.log import write_log
from karta.sources.bg_registryagency_trade_register.message import read_message
day = date(2026, 1, 5)
rows = write_log(Path(sys.argv[2]), read_message(Path(sys.argv[1]), []), day=day, learned_on=day)
print(rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def read_apart(message: Path, log: Path) -> tuple[int, int]:
    """(changes, MiB at the peak) of reading a message in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, message, log], capture_output=True, text=True, check=True
    ).stdout.split()
    return int(done[0]), int(done[1])


SEAT = "<Address><Settlement>гр. София</Settlement><Street>" + "ул. Проба " * 300 + "</Street></Address><Contacts/>"
ADDRESS = a_field(SEAT, element="Seat", ident="00050", record=2)
UNREAD = a_field("ЧЛЕН " * 700, element="Managers", ident="00070", record=2)


def streamed(tmp_path, size, beside):
    """(bytes, changes, MiB at the peak) of a message of this many bytes, read apart; each deed a name and `beside`."""
    head, _, tail = a_message("@").partition("@")
    block = "".join(a_deed(a_field("ПРОБА"), beside, eik=f"{place:09d}") for place in range(100))
    path = tmp_path / "20260105.xml"
    with path.open("w", encoding="utf-8") as file:
        file.write(head)
        while file.tell() < size:
            file.write(block)
        file.write(tail)
    told = (path.stat().st_size, *read_apart(path, tmp_path / "log.parquet"))
    path.unlink()
    return told


def test_memory_does_not_grow_with_the_message(tmp_path):
    """What is kept is sorted in a gigabyte at most (the long test below); here nearly nothing is kept."""
    small_size, small_rows, small_peak = streamed(tmp_path, 2 << 20, UNREAD)
    size, rows, peak = streamed(tmp_path, 40 << 20, UNREAD)
    assert rows / small_rows == pytest.approx(size / small_size, rel=0.05)
    assert peak < small_peak + 20  # MiB; the message alone is 40, and as a tree several times that


@pytest.mark.long
def test_a_message_of_two_gibibytes_streams(tmp_path):
    small_size, small_rows, small_peak = streamed(tmp_path, SIZE // 16, ADDRESS)
    size, rows, peak = streamed(tmp_path, SIZE, ADDRESS)
    assert size > SIZE
    assert rows / small_rows == pytest.approx(size / small_size, rel=0.01)
    assert peak < max(1.3 * small_peak, small_peak + 1300)  # the sort may fill its gigabyte, and no more
