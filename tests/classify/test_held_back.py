"""The texts that figures are measured on are not those that the classifier learns from."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

from karta.classify.index import class_phrases, practice
from karta.sources import reference_rows

PROJECT = Path(__file__).resolve().parents[2]
TEXTS = PROJECT / "gold/activities/texts.csv"
MOST_WORDS_IN_COMMON = 3  # „детска градина“ is what anybody would write


def texts_measured():
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def words(text):
    return tuple(re.findall(r"\w+", text.casefold()))


def test_nothing_that_ships_names_the_folder():
    reading = re.compile(r"gold[/\\.\"', ]+activities|\bactivities/texts|^\s*(?:from|import) gold\b", re.MULTILINE)
    for path in sorted((PROJECT / "src").rglob("*.py")):
        assert not reading.search(path.read_text("utf-8")), path


def test_training_reads_its_own_package_only():
    """Files are opened through resources.files("karta.…"), nothing else in the package opens any for training."""
    for name in ("index.py", "fit.py", "score.py", "roles.py", "words.py", "segments.py", "answer.py"):
        tree = ast.parse((PROJECT / "src/karta/classify" / name).read_text("utf-8"))
        opened = [
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in ("open", "glob", "rglob")
        ]
        assert opened == [], name
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
        assert not {module for module in imported if module.split(".")[0] in ("gold", "bench", "tests")}, name


def test_no_text_is_among_those_that_are_learned_from():
    learned = {words(text.text) for text in practice()} | {
        words(text) for found in class_phrases().values() for text in found
    }
    common = [row["text"] for row in texts_measured() if words(row["text"]) in learned]
    assert len(common) <= 12
    assert all(len(words(text)) <= MOST_WORDS_IN_COMMON for text in common)


def test_the_set_is_what_its_page_says():
    rows = texts_measured()
    classes = {row["code"] for row in reference_rows("eu_eurostat_nace") if row["level"] == "class"}
    assert len(rows) == len({row["text"] for row in rows}) == 472
    assert sum(row["segment"] != "" for row in rows) == 132
    assert {code for row in rows for code in row["nace_codes"].split()} <= classes
    assert sum("незабранен" in row["text"].casefold() for row in rows) >= 10
