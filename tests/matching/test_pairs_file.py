"""`karta match`: any file of the form in ARCHITECTURE §9, the bad ones too."""

from __future__ import annotations

import csv
import io
import subprocess
from pathlib import Path

import pytest

from conftest import KARTA
from karta.matching.pairs_file import match_file, named
from karta.matching.reading import Named
from karta.vocab.csv_file import CsvProblem

HEAD = "left_name,left_context,right_name,right_context,country\n"


def matched(path: Path, language: str = "en") -> list[dict[str, str]]:
    to = io.StringIO()
    count = match_file(path, to, language=language)
    found = list(csv.DictReader(io.StringIO(to.getvalue())))
    assert len(found) == count
    return found


def test_rows_keep_their_columns_and_gain_three(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("\ufeff" + HEAD + "Хювефарма ЕООД,София,Huvepharma EOOD,Sofia,BG\n", "utf-8")
    (row,) = matched(path)
    assert list(row) == [
        "left_name",
        "left_context",
        "right_name",
        "right_context",
        "country",
        "score",
        "decision",
        "reason",
    ]
    assert (row["left_name"], row["country"], row["decision"]) == ("Хювефарма ЕООД", "BG", "same")
    assert "same settlement" in row["reason"]
    assert "едно и също населено място" in matched(path, "bg")[0]["reason"]


def test_only_the_names_are_required(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("id,right_name,left_name,score\n7,Huvepharma,Хювефарма,0.1\n", "utf-8")
    (row,) = matched(path)
    assert (row["id"], row["decision"]) == ("7", "same")
    assert float(row["score"]) > 0.5  # ours, not the one that the file brought


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "empty; its first line must name the columns"),
        (b"\n", "empty; its first line must name the columns"),
        (b"name,other\nA,B\n", "no column left_name, right_name; it has name, other"),
        (b"left_name\nA\n", "no column right_name"),
        ("left_name,right_name\nСофарма,Sofarma\n".encode("windows-1251"), "not UTF-8"),
    ],
)
def test_a_bad_file_is_told_where_and_what_to_do(tmp_path: Path, text: bytes, told: str) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes(text)
    with pytest.raises(CsvProblem, match=told) as error:
        matched(path)
    assert str(path) in error.value.message_bg


def test_a_cell_longer_than_the_csv_module_reads_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(HEAD + f"{'А' * 200_000},,Алфа,,\n", "utf-8")
    to = io.StringIO()
    assert match_file(path, to, language="en") == 1
    assert ",same," not in to.getvalue().splitlines()[1][200_000:]


def test_no_rows_give_only_the_header(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(HEAD, "utf-8")
    assert matched(path) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("А", "Б"), ("А" * 1000, "А" * 1000), ("дума " * 200, "word " * 200), ("\u202eамрафоС\u202c", "Софарма"),
        ("С\u200bоф\u200dарма", "Софарма"), ("Cофapмa", "Софарма"), ("𝐒𝐨𝐩𝐡𝐚𝐫𝐦𝐚", "Sopharma"), ("", ""),
        ("\u0301", "ЕООД"),
    ],
)  # fmt: skip
def test_a_hard_name_is_scored_like_any_other(tmp_path: Path, one: str, other: str) -> None:
    path = tmp_path / "pairs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([["left_name", "right_name"], [one, other]])
    (row,) = matched(path)
    assert 0 <= float(row["score"]) <= 1
    assert row["decision"] in ("same", "unsure", "different", "part_of")
    assert row["reason"]


@pytest.mark.parametrize("hidden", ["С\u200bоф\u200dарма", "Cофapмa", "\u2067Софарма\u2069"])
def test_what_cannot_be_seen_makes_no_other_name(hidden: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(f"left_name,right_name\n{hidden} Трейдинг АД,Софарма Трейдинг АД\n", "utf-8")
    assert matched(path)[0]["decision"] == "same"


def test_a_short_row_has_an_empty_name(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("left_name,right_name\nСофарма\n", "utf-8")
    assert matched(path)[0]["decision"] == "unsure"


def test_context_is_read_in_any_order() -> None:
    found = named("Алфа", "гр. Велико Търново, ул. Дълга 1; АД; ЕИК 831902088; https://www.example.org/bg")
    assert found == Named("Алфа", "АД", "Велико Търново", "https://www.example.org/bg", "831902088")
    assert named("Алфа", "Plovdiv") == Named("Алфа", settlement="Plovdiv")
    assert named("Алфа", "10447, 831902087") == Named("Алфа", settlement="10447")  # a number whose check does not hold
    assert named("Алфа", "") == Named("Алфа")


def test_the_command_writes_a_file_and_says_an_error_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(HEAD + "Софарма АД,,Sopharma AD,,\n", "utf-8")
    done = subprocess.run(
        [KARTA, "match", "pairs.csv", "-o", "out.csv"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "1 pairs: out.csv\n")
    assert (tmp_path / "out.csv").read_text("utf-8").count("\n") == 2
    before = (tmp_path / "out.csv").read_bytes()
    (tmp_path / "cut.csv").write_text("name\nСофарма\n", "utf-8")
    refused = subprocess.run([KARTA, "match", "cut.csv", "-o", "out.csv"], cwd=tmp_path, check=False, timeout=60)
    assert (refused.returncode, (tmp_path / "out.csv").read_bytes()) == (1, before)  # nothing that was there is lost
    failed = subprocess.run(
        [KARTA, "match", "none.csv"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert (failed.returncode, failed.stdout, failed.stderr) == (1, "", "none.csv: no such file\n")
