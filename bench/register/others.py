"""Other lists that name companies of the register as member lists, grants and foreign registers do."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bench.register import names, words
from bench.register.deeds import Deed, make_deed
from karta.vocab.transliteration import transliterate

LISTS = ("members", "grants", "suppliers", "affiliations")
_UNKNOWN = 0.15  # share of records whose company is not in the register
_ENGLISH = {"ФАРМА": "Pharma", "ТЕХНИКА": "Technology", "ЕНЕРГИЯ": "Energy", "ЛАБОРАТОРИЯ": "Laboratory",
            "КОМПАНИЯ": "Company", "ИНДУСТРИЯ": "Industry", "ХИМИЯ": "Chemistry", "АПТЕКА": "Pharmacy",
            "БЪЛГАРСКА": "Bulgarian", "ПЪРВА": "First", "НОВА": "New"}  # fmt: skip
COLUMNS = ("record_id", "list", "name", "settlement", "country", "activity")


def write_others(folder: Path, *, seed: int, deeds: int, count: int, changed: dict[int, Deed]) -> None:
    """`others/others.csv` as printed, `truth/others.parquet` with record_id, eik (null: not in the register), how."""
    truth: list[dict[str, Any]] = []
    (folder / "others").mkdir(exist_ok=True)
    with (folder / "others/others.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for cells, told in _records(seed, deeds, count, changed):
            table.writerow(cells)
            truth.append(told)
    shape = pa.schema([("record_id", pa.string()), ("eik", pa.string()), ("how", pa.string())])
    pq.write_table(pa.Table.from_pylist(truth, shape), folder / "truth/others.parquet", compression="zstd")


def _records(seed: int, deeds: int, count: int, changed: dict[int, Deed]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    rng = Random(f"others {seed}")
    for number in range(count):
        index = rng.randrange(deeds)
        is_known = rng.random() >= _UNKNOWN
        deed = make_deed(seed, index if is_known else 60_000_000 + number, deeds)
        deed = changed.get(index, deed) if is_known else deed
        while deed.is_sole_trader:  # a person is on no list of organisations
            index = (index + 1) % deeds
            deed = changed.get(index) or make_deed(seed, index, deeds)
        how = rng.choice(list(WAYS))
        name = WAYS[how](rng, deed)
        place = deed.seats[-1][1].place
        town = ("", place.name, place.name[3:].strip(), place.latin, place.latin.upper())[rng.randrange(5)]
        activity = (deed.activity or "") if rng.random() < 0.2 else ""
        record_id = f"{LISTS[number % len(LISTS)]}-{number}"
        known = deed.eik if is_known else None
        yield [record_id, LISTS[number % 4], name, town, "BG", activity], {"record_id": record_id, "eik": known, "how": how}  # noqa: E501  # fmt: skip


def _bare(deed: Deed) -> str:
    return deed.name.strip("„“\"«»' ").replace("  ", " ")


def _with_form(_: Random, deed: Deed) -> str:
    return f"{_bare(deed).title()} {words.FORMS[deed.form][1]}"


def _quoted(rng: Random, deed: Deed) -> str:
    opening, closing = rng.choice(names.QUOTES)
    return f"{opening}{_bare(deed)}{closing} {words.FORMS[deed.form][1]}"


def _law(_: Random, deed: Deed) -> str:
    return f"{transliterate(_bare(deed)).title()} {words.FORMS[deed.form][2]}"


def _before_the_law(_: Random, deed: Deed) -> str:
    return f"{names.old_latin(_bare(deed)).title()} Ltd."


def _spelt_wrong(rng: Random, deed: Deed) -> str:
    return names.misspelt(rng, _bare(deed))


def _translated(_: Random, deed: Deed) -> str:
    return " ".join(_ENGLISH.get(word, transliterate(word).capitalize()) for word in _bare(deed).split())


def _shortened(_: Random, deed: Deed) -> str:
    first, *rest = _bare(deed).split()
    return " ".join([first, *(f"{word[0]}." for word in rest)])


def _reordered(_: Random, deed: Deed) -> str:
    return " ".join(reversed(_bare(deed).split()))


def _former(_: Random, deed: Deed) -> str:
    return deed.names[0][1]


def _mixed_letters(rng: Random, deed: Deed) -> str:
    return names.lookalikes(rng, _bare(deed))


WAYS: dict[str, Callable[[Random, Deed], str]] = {
    "with_form": _with_form, "quoted": _quoted, "latin_law": _law, "latin_old": _before_the_law,
    "misspelt": _spelt_wrong, "translated": _translated, "shortened": _shortened, "reordered": _reordered,
    "former_name": _former, "mixed_letters": _mixed_letters,
}  # fmt: skip
