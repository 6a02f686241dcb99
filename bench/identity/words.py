"""Writes what the matcher knows of words: `python -m bench.identity.words` (reads KARTA_MIRROR).

vocab/name_word_counts.csv   stems and in how many names they stand: lists of the project, ROR and GLEIF (both CC0)
vocab/towns.csv              towns of the gazetteer (CC BY 4.0, see its SOURCE.md) by EKATTE

Records of bodies that are held back are left out. Counts are of single words that stand in several names; no name can
be read from them.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from gold.records import records, source_ids

from bench.gold import held_back_records
from bench.measure import PROJECT
from karta.matching.clean import read_printed
from karta.matching.words import sound, stem

VOCAB = PROJECT / "src/karta/vocab"
GAZETTEER = PROJECT / "src/karta/sources/bg_compiled_gazetteer/shipped/bg_settlements.csv"
ACTIVITIES = PROJECT / "src/karta/sources/eu_eurostat_nace/shipped/nace_rev2_kid2008_bg_en.csv"
EVERY = 3  # LEI names that are read: enough to tell common words from rare ones
LEAST_NAMES = 5  # a word in fewer names is as rare as one that was never seen
_WORD = re.compile(r"[^\W\d_]{2,}")


def main() -> None:
    mirror = Path(os.environ["KARTA_MIRROR"])
    _write("name_word_counts.csv", ["stem", "names"], word_counts(names(mirror)))
    _write("towns.csv", ["ekatte", "name_bg", "name_en"], towns())


def names(mirror: Path) -> Iterator[str]:
    """Every name of every list once, without bodies that are held back; titles of activities count as names."""
    held_back = held_back_records()
    for source_id in source_ids():
        if source_id != "bg_compiled_procurement_names":  # its terms are not confirmed
            for record_id, record in records(source_id).items():
                if (source_id, record_id) not in held_back:
                    yield from record.names.values()
    back = {
        record_id for source_id, record_id in held_back if source_id in ("int_ror_organisations", "int_gleif_lei_names")
    }
    with gzip.open(mirror / "int_ror_organisations/ror_records_51370.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["id"].rsplit("/", 1)[1] not in back:
                yield from (name["value"] for name in row.get("names", [{"value": row.get("name", "")}]))
    with gzip.open(mirror / "int_gleif_lei_names/lei_europe.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            if number % EVERY == 0 and row["LEI"] not in back:
                yield row["legal_name"]
    with ACTIVITIES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from (value for column, value in row.items() if column.startswith("label"))


def word_counts(names: Iterable[str]) -> list[tuple[str, int]]:
    """The number of names under the empty word, then stems of at least LEAST_NAMES names, most frequent first."""
    total, counts = 0, Counter[str]()
    for name in names:
        total += 1
        counts.update({stem(sound(word)) for word in _WORD.findall(read_printed(name).text)})
    frequent = [(word, count) for word, count in counts.items() if count >= LEAST_NAMES and word]
    return [("", total), *sorted(frequent, key=lambda found: (-found[1], found[0]))]


def towns() -> list[tuple[str, str, str]]:
    with GAZETTEER.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["type"] == "town" and row["status"] == "current"]
    return sorted((row["ekatte"], row["name_bg"], row["name_en"]) for row in rows)


def _write(name: str, columns: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    with (VOCAB / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    print(f"written: {(VOCAB / name).relative_to(PROJECT)}")


if __name__ == "__main__":
    main()
