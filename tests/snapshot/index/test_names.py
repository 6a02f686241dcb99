"""The index of names: found in either alphabet, with a slip, larger ones first; read without being written to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from karta.matching.names import search_key
from karta.snapshot.index import names
from karta.snapshot.index.names import NameIndex, write_names
from karta.snapshot.index.words import read_names

Make = Callable[..., NameIndex]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """`make([names of the largest], [names of the next] …, eik={row: …})`: an opened index of them."""

    def written(*organisations: list[str], eik: dict[int, str] | None = None) -> NameIndex:
        con = duckdb.connect()
        con.execute("CREATE TABLE names (org_id VARCHAR, search_key VARCHAR)")
        con.execute("CREATE TABLE positions (org_id VARCHAR, row UINTEGER)")
        for row, texts in enumerate(organisations):
            con.execute("INSERT INTO positions VALUES (?, ?)", [f"o{row}", row])
            for text in texts:
                con.execute("INSERT INTO names VALUES (?, ?)", [f"o{row}", search_key(text)])
        rows = range(len(organisations))
        registers = pa.table(
            {
                "eik": pa.array([(eik or {}).get(row) for row in rows], pa.string()),
                "lei": pa.array([f"5493000F4ZO33MV32P{row:02d}" for row in rows], pa.string()),
                "ror_id": pa.array([f"https://ror.org/02jv3k{row:03d}" for row in rows], pa.string()),
            }
        )
        write_names(tmp_path / "names", read_names(con), registers)
        return NameIndex(tmp_path / "names")

    return written


def found(index: NameIndex, text: str, *, typing: bool = False, limit: int = 8) -> list[tuple[int, str]]:
    return [(hit.row, hit.how) for hit in index.hits(search_key(text), limit=limit, last_is_beginning=typing)]


def test_best_way_first_then_the_larger(make: Make) -> None:
    index = make(["Софарма Трейдинг АД"], ["Нова Софарма ООД"], ["Софарма АД"], ["Софармацевт"], ["Софанма"])
    assert found(index, "Софарма", typing=True) == [
        (2, "whole"), (0, "words"), (1, "words"), (3, "beginning"), (4, "slip"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("софарма трейдинг", "whole"),
        ("SOFARMA treyding ad", "whole"),
        ("Sopharma Treyding", "whole"),  # ph is f
        ("Софарматрейдинг", "whole"),  # written in one word
        ("Софрама Трейдинг", "slip"),  # swapped
        ("офарма трейдинг", "slip"),  # left out
        ("Софаррма трейдинх", "slip"),  # two words, one slip each
        ("трейдинг", "words"),
        ("трейдинг Варна", "missing"),
    ],
)
def test_ways_to_write_one_name(make: Make, typed: str, how: str) -> None:
    assert found(make(["Софарма Трейдинг АД"], ["Булмедика ЕООД"]), typed) == [(0, how)]


def test_last_word_goes_on_only_while_typed(make: Make) -> None:
    index = make(["Актавис Група"])
    assert found(index, "актавис гр", typing=True) == [(0, "beginning")]
    assert found(index, "а", typing=True) == [(0, "beginning")]
    assert found(index, "актвис груп", typing=True) == [(0, "slip")]
    assert found(index, "актавис гр") == [(0, "missing")]


def test_words_of_several_names_count_together(make: Make) -> None:
    index = make(["Медицински университет", "MU Sofia"], ["Университет"])
    assert found(index, "medicinski sofia") == [(0, "slip")]  # medicinski is one letter from meditsinski
    assert found(index, "meditsinski sofia") == [(0, "words")]


def test_numbers_of_registers(make: Make) -> None:
    index = make(["Първа"], ["Втора"], eik={0: "831902088", 1: "831902015"})
    assert found(index, "831902088") == [(0, "words")]
    assert found(index, "8319020", typing=True) == [(0, "beginning"), (1, "beginning")]
    assert found(index, "831902089") == []  # a number is right or another
    assert found(index, "5493000f4zo33mv32p01")[0] == (1, "words")
    assert found(index, "02jv3k001")[0] == (1, "words")


def test_keys_of_rows(make: Make) -> None:
    index = make(["Софарма АД", "Sopharma AD"], [])
    assert [sorted(keys) for keys in index.keys([1, 0])] == [[""], ["sofarma ad", "sopharma ad"]]


@pytest.mark.parametrize("text", ["", "  ", "„“", "\x00\x07", ".*", "a" * 10_000, "' OR 1=1 --", "сeо" * 30])
def test_any_text_is_only_a_text(make: Make, text: str) -> None:
    assert found(make(["Софарма"]), text, typing=True) == []


def test_no_organisations(make: Make) -> None:
    assert found(make(), "софарма", typing=True) == []


def test_parts_answer_as_one(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "HEAD_ROWS", 2)
    monkeypatch.setattr(names, "PART_ROWS", 3)
    words = ["едно", "две", "три", "четири", "пет", "шест", "седем", "осем", "девет"]
    index = make(*[[f"Алфа {word}"] for word in words])
    assert [row for row, _ in found(index, "алфа")] == list(range(8))
    assert found(index, "алфа девет") == [(8, "whole")]


def test_reads_where_nobody_may_write(make: Make, tmp_path: Path) -> None:
    make(["Софарма"])
    folders = [path for path in (tmp_path / "names").rglob("*") if path.is_dir()]
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "names").rglob("*")}
    for folder in folders:
        folder.chmod(0o555)
    assert found(NameIndex(tmp_path / "names"), "софарма") == [(0, "whole")]
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "names").rglob("*")}
