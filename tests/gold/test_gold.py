"""The gold set holds what its README promises: counts, references, labels that identifiers do not contradict."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from gold.records import GOLD, MIRRORED, Record, plain, records, source_ids
from gold.split import halves

from bench import gold
from karta.vocab.eik import company_part, is_valid_eik
from karta.vocab.persons import holds_egn, is_sole_trader

PROJECT = GOLD.parent
REFERENCE = ("source", "record", "field", "text", "body")
COLUMNS = ["pair_id", *(f"{part}_{side}" for side in "ab" for part in REFERENCE), "label", "kind", "hard", "reason"]
COLUMNS += ["pass_1", "pass_2"]
KINDS = {
    "same": {
        "abbreviation", "acronym", "cut off", "legal form", "misspelling", "other words", "place added", "rename",
        "translation", "transliteration", "word order", "words left out",
    },
    "different": {"near name", "one group", "same name elsewhere", "shared words"},
    "part_of": {"part of"},
}  # fmt: skip
HARD = {"near name", "one group"}
LEAST_PAIRS, LEAST_SAME, LEAST_HARD, MOST_OF_ONE_ROW = 1500, 600, 600, 150
Row = dict[str, str]


@pytest.fixture(scope="module")
def both() -> tuple[list[Row], list[Row]]:
    return gold.rows(gold.OPEN), gold.rows(gold.HELD_BACK)


@pytest.fixture(scope="module")
def rows(both: tuple[list[Row], list[Row]]) -> list[Row]:
    return [*both[0], *both[1]]


def sides(row: Row) -> list[tuple[str, str, str]]:
    return [(row[f"source_{side}"], row[f"record_{side}"], row[f"field_{side}"]) for side in "ab"]


def is_of_one_row(row: Row) -> bool:
    one, other = sides(row)
    return one[:2] == other[:2]


def test_enough_pairs(rows: list[Row]) -> None:
    same = [row for row in rows if row["label"] == "same"]
    print(*Counter((row["label"], row["kind"]) for row in rows).most_common(), sep="\n")
    assert len(rows) >= LEAST_PAIRS
    assert sum(not is_of_one_row(row) for row in same) >= LEAST_SAME
    assert sum(row["hard"] == "yes" for row in rows) >= LEAST_HARD
    assert sum(is_of_one_row(row) for row in same) <= MOST_OF_ONE_ROW


def test_each_pair_stands_once(rows: list[Row]) -> None:
    assert {tuple(row) for row in rows} == {tuple(COLUMNS)}
    assert max(Counter(row["pair_id"] for row in rows).values()) == 1
    for row in rows:
        one, other = sorted(sides(row))
        assert one != other
        assert row["pair_id"] == hashlib.sha256("|".join(one + other).encode()).hexdigest()[:10]


def test_labels_and_kinds(rows: list[Row]) -> None:
    for row in rows:
        assert row["kind"] in KINDS[row["label"]], row
        assert row["hard"] == ("" if row["label"] != "different" else "yes" if row["kind"] in HARD else "no"), row
        assert 0 < len(row["reason"]) <= 60


def test_two_passes(rows: list[Row]) -> None:
    first, second = [row["pass_1"] for row in rows], [row["pass_2"] for row in rows]
    print(f"Cohen's kappa of the passes: {gold.kappa(first, second):.4f} over {len(rows)} pairs")
    assert {*first, *second} <= set(gold.LABELS)
    assert all(row["label"] in (row["pass_1"], row["pass_2"]) for row in rows)
    assert gold.kappa(first, second) > 0.9


def test_one_body_one_code(rows: list[Row]) -> None:
    """Labels hang together: what is one through others is nowhere two."""
    bodies: dict[tuple[str, str], str] = {}
    for row in rows:
        for side, reference in zip("ab", sides(row), strict=True):
            assert bodies.setdefault(reference[:2], row[f"body_{side}"]) == row[f"body_{side}"]
        if row["label"] != "part_of":  # a site may share the number of its legal unit
            assert (row["body_a"] == row["body_b"]) == (row["label"] == "same"), row


def test_halves_are_made_by_the_rule(both: tuple[list[Row], list[Row]]) -> None:
    ours, back = both
    assert (ours, back) == halves([*ours, *back])
    assert (ours, back) == halves([*reversed(back), *ours])


def test_no_body_stands_in_both_halves(both: tuple[list[Row], list[Row]]) -> None:
    bodies, references = (
        [set(chain.from_iterable(of(row) for row in half)) for half in both]
        for of in (lambda row: (row["body_a"], row["body_b"]), lambda row: [side[:2] for side in sides(row)])
    )
    assert not bodies[0] & bodies[1]
    assert not references[0] & references[1]


@pytest.mark.mirror
def test_all_records_of_bodies_held_back_are_known(both: tuple[list[Row], list[Row]], mirror: Path) -> None:
    assert mirror.is_dir()
    ours, back = (set(chain.from_iterable([side[:2] for side in sides(row)] for row in half)) for half in both)
    found = gold.held_back_records()
    assert back < found
    assert not ours & found


def test_halves_are_alike(both: tuple[list[Row], list[Row]]) -> None:
    for least, most, key in ((0.45, 0.55, "kind"), (0.49, 0.51, "label")):
        counts = [Counter((row["label"], row["hard"], row[key]) for row in half) for half in both]
        for stratum in {*counts[0], *counts[1]}:
            of_both = counts[0][stratum] + counts[1][stratum]
            if of_both >= 40 and stratum[0] != "part_of":  # the academy and its institutes cannot be parted
                assert least <= counts[0][stratum] / of_both <= most, stratum
    parts = [sum(row["label"] == "part_of" for row in half) for half in both]
    assert min(parts) >= 50


def test_only_benchmarks_read_the_half_held_back() -> None:
    """Its name is searched for, in code and in what runs code: nothing may be fitted to it, even by accident."""
    own = ("bench", "tests/gold", "gold")
    kinds = {".py", ".sh", ".toml", ".yml", ".yaml", ".json", ".ts", ".mjs", ".sql", ".html", ".csv"}
    places = [PROJECT / place for place in ("src", "scripts", "tests", "frontend/src", "frontend/scripts", "docs")]
    files = [path for place in places for path in place.rglob("*") if path.suffix in kinds and path.is_file()]
    files += [PROJECT / "Makefile", PROJECT / "pyproject.toml"]
    assert len(files) > 100
    reading = re.compile(r"held_back|bench[./]gold|^\s*(?:from|import) gold\b", re.MULTILINE)
    for path in files:
        if not str(path.relative_to(PROJECT)).startswith(own):
            assert not reading.search(path.read_text("utf-8", errors="replace")), path
    for path in GOLD.glob("*.py"):
        assert "held_back" not in path.read_text("utf-8"), path


def test_names_at_hand_are_those_that_were_labelled(rows: list[Row]) -> None:
    at_hand = [row for row in rows if not gold.needs_mirror(row)]
    assert len(at_hand) > 500
    check_texts(at_hand)


@pytest.mark.mirror
def test_names_in_the_mirror_are_those_that_were_labelled(rows: list[Row], mirror: Path) -> None:
    assert mirror.is_dir()
    check_texts(rows)


def check_texts(rows: list[Row]) -> None:
    """Every reference resolves to the text that was labelled; a pair differs in more than case and punctuation."""
    seen: set[tuple[str, str, frozenset[str]]] = set()
    for row in rows:
        pair = gold.resolve(row)
        texts = frozenset((plain(pair.one.text), plain(pair.other.text)))
        assert (len(texts) == 1) == (pair.kind == "same name elsewhere"), row
        assert (*sorted(pair.bodies), texts) not in seen, row
        seen.add((*sorted(pair.bodies), texts))
        for side in "ab":
            check_is_no_person(gold.record_of(row, side))


def check_is_no_person(record: Record) -> None:
    for text in record.names.values():
        assert not is_sole_trader(record.legal_form, text), text
        assert not holds_egn(text), text
        assert "@" not in text


@pytest.mark.mirror
def test_identifiers_do_not_contradict_labels(rows: list[Row], mirror: Path) -> None:
    assert mirror.is_dir()
    for row in rows:
        one, other = (gold.record_of(row, side).identifiers for side in ("a", "b"))
        for scheme in ("eik", "lei", "ror"):
            if scheme in one and scheme in other:
                is_one = one[scheme] == other[scheme]
                if scheme == "eik":
                    is_one = company_part(one[scheme]) == company_part(other[scheme])
                assert is_one or row["label"] != "same", row
                assert not is_one or row["label"] != "different", row
                assert row["reason"] != "one ЕИК" or is_one
                assert row["reason"] != "two ЕИК" or not is_one


@pytest.mark.mirror
def test_no_name_that_may_not_ship_stands_among_the_pairs(mirror: Path) -> None:
    assert mirror.is_dir()
    texts = (record.names.values() for record in records("bg_compiled_procurement_names").values())
    names = {plain(text) for text in chain.from_iterable(texts)}
    for path in GOLD.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            cells = {plain(cell) for line in csv.reader(file) for cell in line}
        assert not {name for name in names & cells if len(name) > 8}, path


def test_lists_say_where_they_are_from() -> None:
    with (GOLD / "lists/sources.csv").open(encoding="utf-8", newline="") as file:
        named = {row["source_id"]: row for row in csv.DictReader(file)}
    assert set(named) == {path.stem for path in (GOLD / "lists").glob("*.csv")} - {"sources"}
    for row in named.values():
        assert re.match(r"yes \(|unclear$", row["redistribute"]), row
        assert all(row[key] for key in ("publisher", "what", "read_from", "version", "retrieved"))


def test_lists_hold_valid_numbers_and_no_person() -> None:
    for source_id in set(source_ids()) - set(MIRRORED):
        for record in records(source_id).values():
            check_is_no_person(record)
            if source_id not in ("bg_compiled_life_science", "bg_hlscb_home_page") and "eik" in record.identifiers:
                assert is_valid_eik(record.identifiers["eik"]), record
