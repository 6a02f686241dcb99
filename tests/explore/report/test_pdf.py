"""The PDF read back: text of both alphabets, tags, bookmarks, language, and no sign that could not be printed."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from karta.explore.filters import Filter
from karta.explore.report.document import Report, Table
from karta.explore.report.glyphs import FONTS, MISSING, printable
from karta.explore.report.make import report
from karta.explore.report.pdf import pdf, pictures
from karta.snapshot.reader import Snapshot, open_snapshot

SITE = "https://karta.example"
BLANKS = re.compile(r"[\s\u00ad\u00a0\u202f-]+")  # a line may break at a hyphen, which then stands twice or not at all


@pytest.fixture(scope="module")
def demo_map(demo_data: Path) -> Snapshot:
    return open_snapshot(demo_data / "snapshots" / "current")


@pytest.fixture(scope="module", params=["bg", "en"])
def made(request: pytest.FixtureRequest, demo_map: Snapshot) -> Report:
    return report(demo_map, Filter(district=("PDV",)), request.param, site=SITE)


@pytest.fixture(scope="module")
def read(made: Report) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf(made)))


def text_of(reader: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def squeezed(text: str) -> str:
    return BLANKS.sub("", text)


def test_every_cell_of_every_table_can_be_copied_out(made: Report, read: pypdf.PdfReader) -> None:
    text = squeezed(text_of(read))
    cells = [
        cell.text
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row.cells
    ]
    assert len(cells) > 200
    assert [cell for cell in cells if squeezed(cell) not in text] == []


def test_letters_are_those_of_the_language_and_none_is_missing(made: Report, read: pypdf.PdfReader) -> None:
    text = text_of(read)
    cyrillic, latin = (len(re.findall(letters, text)) for letters in ("[а-яА-Я]", "[a-zA-Z]"))
    assert (cyrillic > 3 * latin) if made.language == "bg" else (latin > 3 * cyrillic)
    assert MISSING not in text


def test_each_page_bears_the_snapshots_day_the_address_and_its_number(made: Report, read: pypdf.PdfReader) -> None:
    assert 8 <= len(read.pages) <= 20
    for number, page in enumerate(read.pages, start=1):
        text = page.extract_text()
        assert made.day in text
        assert squeezed(made.address) in squeezed(text)
        if number > 1:
            assert text.splitlines()[0].endswith(f" {number}")


def test_the_file_is_tagged_named_and_has_bookmarks(made: Report, read: pypdf.PdfReader) -> None:
    root = read.trailer["/Root"]
    assert root["/Lang"] == made.language
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read.metadata is not None
    assert (read.metadata.title or "").startswith(made.title)
    bookmarks = [entry.title for entry in read.outline if not isinstance(entry, list)]
    assert [section.title for section in made.sections] == bookmarks[-len(made.sections) :]
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_pictures_have_alternative_texts(made: Report, read: pypdf.PdfReader) -> None:
    told = {
        obj["/Alt"]
        for obj in (read.get_object(i) for i in range(1, read.trailer["/Size"]))
        if isinstance(obj, pypdf.generic.DictionaryObject) and "/Alt" in obj
    }
    assert made.cover is not None
    assert made.cover.alt in told
    assert len(told) >= 5


def test_one_snapshot_and_filter_give_one_file(made: Report) -> None:
    assert pdf(made) == pdf(made)


@pytest.mark.parametrize("odd", ["株式会社", "😀", "\x07", "#x[]*_$<a>\\", "שלום", "<script>&amp;", "a" * 3000])
def test_what_sources_write_never_stops_a_report(demo_map: Snapshot, odd: str) -> None:
    made = report(demo_map, Filter(district=("PDV",)), "bg")
    reader = pypdf.PdfReader(io.BytesIO(pdf(replace(made, title=f"Име {odd}"))))
    assert squeezed(printable(odd))[:40] in squeezed(text_of(reader))


def test_a_letter_without_a_glyph_is_printed_as_missing() -> None:
    assert printable("Име 株 €−≠") == f"Име {MISSING} €−≠"
    assert printable({"a": ["\x07", 1, None]}) == {"a": [MISSING, 1, None]}
    assert (FONTS / "OFL.txt").read_text("utf-8").count("SIL OPEN FONT LICENSE Version 1.1") == 1


def test_pages_can_be_looked_at(made: Report, read: pypdf.PdfReader) -> None:
    shown = pictures(made, ppi=20)
    assert len(shown) == len(read.pages)
    assert all(picture.startswith(b"\x89PNG") for picture in shown)


def test_the_command_line_writes_the_report(demo_data: Path, tmp_path: Path) -> None:
    def karta(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [Path(sys.executable).with_name("karta"), "export", "--data", str(demo_data), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    path = tmp_path / "plovdiv.pdf"
    assert karta("--district", "PDV", "--format", "pdf", "--lang", "bg", "-o", str(path)).returncode == 0
    reader = pypdf.PdfReader(path)
    assert "Пловдив" in reader.pages[0].extract_text()
    nothing = karta("--headcount-min", "999999999", "--format", "pdf", "-o", str(tmp_path / "none.pdf"))
    assert nothing.returncode == 1
    assert "widen it" in nothing.stderr or "разширете" in nothing.stderr
    assert not (tmp_path / "none.pdf").exists()
