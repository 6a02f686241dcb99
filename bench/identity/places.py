"""Addresses → places, against the truth: `python -m bench.identity.places`.

addresses.tsv holds addresses as registers, letterheads and lists print them: public bodies, and firms that we invented.
The third column is the truth: `Баня/Разлог` a settlement and its municipality; `=Родопи`, `=VID` the municipality or
district that is all the address says; `~Разлог`, `~VAR`, `~` an address that has to be left to a person, with what is
certain of it. A second run makes addresses of every settlement of the gazetteer, with streets and quarters that bear
other settlements' names.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.measure import Figure
from karta import sources
from karta.pipeline.locate.address import read_address
from karta.pipeline.locate.address_place import AddressPlace, AddressPlaces

ADDRESSES = Path(__file__).with_name("addresses.tsv")
SAID = ("right", "left", "wrong")
_SEED = 20261129


class Truth(NamedTuple):
    """What is right: codes; `is_open` where no settlement may be given."""

    ekatte: str | None = None
    municipality: str | None = None
    district: str | None = None
    is_open: bool = False


class Case(NamedTuple):
    """One address of the test set."""

    kind: str
    address: str
    truth: Truth


def outcome(found: AddressPlace, truth: Truth) -> str:
    """right | left | wrong. Wrong is any code that the address does not bear out, at any level; less is `left`."""
    pairs = [(found.ekatte, truth.ekatte), (found.municipality, truth.municipality), (found.district, truth.district)]
    if any(said is not None and said != right for said, right in pairs):
        return "wrong"
    if truth.is_open:
        return "left" if found.problem else "wrong"  # nothing said, and nobody told
    return "right" if all(said == right for said, right in pairs) else "left"


def cases(rows: list[dict[str, Any]]) -> list[Case]:
    """The test set with its truth in codes. Errors: ValueError for a truth that is no single place."""
    named = _Named(rows)
    lines = [line.split("\t") for line in ADDRESSES.read_text("utf-8").splitlines()]
    return [Case(kind, address, named.truth(address, told)) for kind, address, told in lines]


class _Named:
    """Names of the truth's column as codes."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._municipalities: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._settlements: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            if row["level"] == "municipality":
                self._municipalities[row["name_bg"]].append(row)
                self._municipalities[row["place_code"]].append(row)
            elif row["level"] == "settlement":
                self._settlements[row["name_bg"], row["municipality"]].append(row)

    def truth(self, address: str, told: str) -> Truth:
        if told[:1] in ("~", "="):
            is_open, name = told[0] == "~", told[1:]
            if len(name) in (0, 3):
                return Truth(district=name or None, is_open=is_open)
            row = self._only(self._municipalities[name], told)
            return Truth(municipality=row["place_code"], district=row["district"], is_open=is_open)
        name, _, municipality = told.partition("/")
        code = self._only(self._municipalities[municipality], told)["place_code"]
        found = self._settlements[name, code]
        if len(found) > 1:  # a town and a village of one municipality
            found = [row for row in found if row["is_town"] == ("гр." in address)]
        row = self._only(found, told)
        return Truth(row["place_code"], code, row["district"])

    def _only(self, rows: list[dict[str, Any]], told: str) -> dict[str, Any]:
        if len(rows) != 1:
            raise ValueError(f"{ADDRESSES.name}: {told!r} is {len(rows)} places; write one")
        return rows[0]


def made_cases(rows: list[dict[str, Any]], seed: int = _SEED) -> Iterator[Case]:
    """Six addresses of every settlement, in both alphabets; streets and quarters bear names of other places."""
    rng = random.Random(seed)
    by_code = {row["place_code"]: row for row in rows}
    settlements = [row for row in rows if row["level"] == "settlement"]
    cyrillic = [row["name_bg"] for row in settlements]
    latin = [row["name_en"] for row in settlements]
    for row in settlements:
        truth = Truth(row["place_code"], row["municipality"], row["district"])
        town, district = by_code[row["municipality"]], by_code[row["district"]]
        kind, english = ("гр.", "gr.") if row["is_town"] else ("с.", "s.")
        name, street, other = row["name_bg"], rng.choice(cyrillic), rng.choice(latin)
        number = rng.randint(1, 90)
        inside = f"общ. {town['name_bg']}"
        made = {
            "full": f"{kind} {name}, {inside}, обл. {district['name_bg']}, ул. {street} {number}",
            "municipality": f"ул. „{street}“ № {number}, {kind}{name}, {inside}",
            "latin": f"{english} {row['name_en']}, obsht. {town['name_en']}, {other} Str. {number}",
            "district": f"{kind} {name}, обл. {district['name_bg']}, бул. {street} {number}",
            "postcode": f"{kind} {name} {row['postcode'] or ''}, ж.к. {street}, бл. {number}",
            "name": f"{name}, ул. {street} {number}",
        }
        yield from (Case(kind_of, address, truth) for kind_of, address in made.items())


def places() -> list[Figure]:
    """Figures of both runs; prints each address that went wrong."""
    rows = list(sources.reference_rows("bg_compiled_gazetteer"))
    resolver = AddressPlaces(rows)
    figures = []
    for name, chosen in (("addresses", cases(rows)), ("made of the gazetteer", list(made_cases(rows)))):
        started = time.process_time()
        found = [resolver.find(read_address(case.address)) for case in chosen]
        seconds = time.process_time() - started
        outcomes: Counter[tuple[str, str]] = Counter()
        for case, place in zip(chosen, found, strict=True):
            said = outcome(place, case.truth)
            outcomes[case.kind, said] += 1
            if said == "wrong":
                print(f"  wrong: {case.address} → {place}")
        for kind in dict.fromkeys(case.kind for case in chosen):
            told = ", ".join(f"{outcomes[kind, said]} {said}" for said in SAID)
            print(f"  {name}, {kind}: {told}")
        total = {said: sum(outcomes[kind, said] for kind in {case.kind for case in chosen}) for said in SAID}
        figures += [
            Figure(f"places, {name}: resolved rightly of {len(chosen)}", total["right"], "addresses"),
            Figure(f"places, {name}: left to people", total["left"], "addresses"),
            Figure(f"places, {name}: wrong", total["wrong"], "addresses", at_most=0),
        ]
    # Of the larger run: the first few thousand addresses of a process fill the caches of names.
    figures.append(Figure("places: per second of one core", round(len(chosen) / seconds), "addresses", at_least=20_000))
    return figures


def table() -> str:
    """The figures as a table."""
    head = ["| what | measured | to reach | reached |", "| --- | ---: | ---: | --- |"]
    return "\n".join([*head, *(figure.row for figure in places())])


if __name__ == "__main__":
    print(table())
