"""A deed: what the register holds of one company, entry by entry, with its own bookkeeping of what is true."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from bench.register import names, words
from bench.register.words import Place

LOADED = date(2026, 1, 5)  # the day of the initial load; earlier entries came about before it
_NINE = ((1, 2, 3, 4, 5, 6, 7, 8), (3, 4, 5, 6, 7, 8, 9, 10))
_THIRTEEN = ((2, 7, 3, 5), (4, 9, 5, 7))
_SPREAD = 48271  # no divisor in common with 90,000,000: every index gets its own number


class Field(NamedTuple):
    """One field of an entry. `section` is the type of its SubDeed, `part` that SubDeed's number."""

    section: str
    part: str
    kind: str
    operation: str
    record: int
    value: Any


class Entry(NamedTuple):
    """Fields entered together. `number` orders entries: day and time, fourteen digits."""

    number: str
    on: date
    fields: list[Field]


class Seat(NamedTuple):
    """Where a company sits."""

    place: Place
    street: str
    number: str
    url: str


@dataclass(slots=True)
class Deed:
    """One company. Lists of (since, value) tell the truth over time; `standing` is what a change has to erase."""

    index: int
    eik: str
    form: str
    rng: Random
    entries: list[Entry] = field(default_factory=list)
    names: list[tuple[date, str]] = field(default_factory=list)
    seats: list[tuple[date, Seat]] = field(default_factory=list)
    status: list[tuple[date, str]] = field(default_factory=list)
    capitals: list[tuple[date, str]] = field(default_factory=list)
    forms: list[tuple[date, str]] = field(default_factory=list)
    latin: str | None = None
    activity: str | None = None
    nace_code: str | None = None
    successors: list[str] = field(default_factory=list)
    branches: list[tuple[str, Place]] = field(default_factory=list)
    standing: dict[str, tuple[int, Any]] = field(default_factory=dict)
    persons: list[str] = field(default_factory=list)
    records: int = 0

    @property
    def is_sole_trader(self) -> bool:
        return self.form == "ET"

    @property
    def name(self) -> str:
        return self.names[-1][1]

    def add(self, fields: list[Field], kind: str, value: Any, *, section: str = "MainCircumstances",
            part: str = "0001") -> None:  # fmt: skip
        """Enter a value; what stood there is erased first in two of three cases, as the register does both."""
        self.records += 1
        record = self.index % 30_000_000 * 64 + self.records
        old = self.standing.get(kind + part)
        if old is not None and self.records % 3:
            fields.append(Field(section, part, kind, "Erase", *old))
        fields.append(Field(section, part, kind, "Add", record, value))
        self.standing[kind + part] = (record, value)

    def erase(self, fields: list[Field], kind: str, *, section: str, part: str = "0001") -> None:
        """Erase what stands."""
        record, value = self.standing.pop(kind + part)
        fields.append(Field(section, part, kind, "Erase", record, value))

    def enter(self, on: date, fields: list[Field]) -> Entry:
        """Close an entry."""
        seconds = self.rng.randrange(8 * 3600, 18 * 3600)
        number = f"{on:%Y%m%d}{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
        entry = Entry(number, on, fields)
        self.entries.append(entry)
        return entry


def eik_of(index: int) -> str:
    """A valid nine-digit ЕИК, another one for every index below 90 million."""
    base = f"{10_000_000 + index * _SPREAD % 90_000_000:08d}"
    return base + _check(base, _NINE)


def branch_eik(eik: str, number: int) -> str:
    """The thirteen digits of a company's branch."""
    return f"{eik}{number:03d}" + _check(f"{eik[8]}{number:03d}", _THIRTEEN)


def _check(digits: str, weights: tuple[tuple[int, ...], tuple[int, ...]]) -> str:
    first = sum(map(int.__mul__, weights[0], map(int, digits))) % 11
    if first < 10:
        return str(first)
    return str(sum(map(int.__mul__, weights[1], map(int, digits))) % 11 % 10)


_CODES = tuple(words.FORMS)
_SHARES = [share for share, _, _ in words.FORMS.values()]
_PAST = {"rename": 0.08, "move": 0.10, "capital": 0.10, "activity": 0.03}


def make_deed(seed: int, index: int, total: int) -> Deed:
    """The deed of an index as it stands in the initial load. Same arguments, same deed."""
    rng = Random(seed << 40 | index)
    (form,) = rng.choices(_CODES, _SHARES)
    deed = Deed(index, eik_of(index), form, rng)
    founded = date(2008, 1, 2) + timedelta(days=int(6400 * rng.random() ** 0.8))
    _found(deed, founded)
    if deed.is_sole_trader:
        return deed
    for kind, share in _PAST.items():
        if rng.random() < share:
            change(deed, kind, founded + (LOADED - founded) * (0.1 + 0.7 * rng.random()), total)
    deed.entries.sort(key=lambda entry: entry.number)
    draw = rng.random()
    ending = "liquidation" if draw < 0.04 else "insolvency" if draw < 0.06 else "deletion" if draw < 0.16 else \
        "merger" if draw < 0.175 else "division" if draw < 0.178 else None  # fmt: skip
    if ending is not None:
        last = max(deed.entries[-1].on, LOADED - timedelta(days=900))
        change(deed, ending, last + timedelta(days=1 + int(((LOADED - last).days - 1) * rng.random())), total)
    return deed


def _found(deed: Deed, on: date) -> None:
    rng = deed.rng
    fields: list[Field] = []
    town = rng.choices(words.places()[0], cum_weights=words.places()[1])[0]
    people = [names.person(rng) for _ in range(1 + (rng.random() < 0.25))]
    deed.persons = people
    name = names.core(rng, town.name[3:].strip())
    if deed.is_sole_trader:
        name = f"{people[0]} - {names.brand(rng)}".upper()
    shown = names.printed(rng, name)
    deed.add(fields, "name", shown)
    deed.names.append((on, shown))
    deed.add(fields, "legal_form", deed.form)
    deed.forms.append((on, deed.form))
    deed.latin = names.latin(rng, name, deed.form)
    if deed.latin:
        deed.add(fields, "latin", deed.latin)
    _sit(deed, fields, on, town)
    _act(deed, fields)
    deed.add(fields, "managers", [(person, _indent(rng)) for person in people])
    owner = (
        (names.person(rng), _indent(rng))
        if rng.random() < 0.9
        else (f"ХОЛДИНГ {names.brand(rng).upper()}", eik_of(deed.index + 7))
    )
    deed.add(fields, "trader" if deed.is_sole_trader else "owner", owner)
    if deed.form in ("EOOD", "OOD", "EAD", "AD"):
        _fund(deed, fields, on, str(rng.choice((2, 2, 100, 5000, 5000, 50_000, 50_000, 1_000_000))))
    deed.status.append((on, "active"))
    deed.enter(on, fields)
    if rng.random() < 0.03 and not deed.is_sole_trader:
        _open_branch(deed, min(on + timedelta(days=200), LOADED - timedelta(days=1)))


def _indent(rng: Random) -> str:
    """A person's number: nearly always the hash that the register publishes, sometimes the number itself."""
    return names.person_number(rng) if rng.random() < 0.03 else f"{rng.getrandbits(256):064x}"


def _sit(deed: Deed, fields: list[Field], on: date, town: Place) -> None:
    rng = deed.rng
    url = f"www.{deed.eik}.example" if rng.random() < 0.05 else ""
    seat = Seat(town, f"ул. {rng.choice(words.STREETS)}", str(1 + int(math.expm1(5 * rng.random()))), url)
    deed.add(fields, "seat", seat)
    deed.seats.append((on, seat))


def _act(deed: Deed, fields: list[Field]) -> None:
    rng = deed.rng
    code = rng.choice(words.CODES)
    first, second = words.ACTIVITIES[code]
    text = f"{first}, {second}" + (f" {words.RUN_ON}" if rng.random() < 0.7 else "")
    if rng.random() < 0.02:
        text += f"; {rng.choice(words.ROLES)} {rng.choice(deed.persons)}, ЕГН {names.person_number(rng)}"
    text = text.upper() if rng.random() < 0.5 else text.capitalize()
    if rng.random() < 0.97:
        deed.activity = text
        deed.add(fields, "activity", text)
    if rng.random() < 0.35:
        deed.nace_code = code
        deed.add(fields, "nkid", code if rng.random() < 0.5 else code.replace(".", ""))


def _fund(deed: Deed, fields: list[Field], on: date, amount: str) -> None:
    deed.add(fields, "capital", amount)
    deed.capitals.append((on, amount))


def _open_branch(deed: Deed, on: date) -> Entry:
    rng = deed.rng
    fields: list[Field] = []
    number = len(deed.branches) + 1
    town = rng.choices(words.places()[0], cum_weights=words.places()[1])[0]
    digits = branch_eik(deed.eik, number)
    section = {"section": "B2_Branch", "part": f"{number:04d}"}
    deed.add(fields, "branch_name", f"{deed.name} - КЛОН {town.name[3:].strip().upper()}", **section)
    deed.add(fields, "branch_eik", digits, **section)
    deed.add(fields, "branch_seat", Seat(town, f"ул. {rng.choice(words.STREETS)}", "1", ""), **section)
    deed.branches.append((digits, town))
    return deed.enter(on, fields)


def change(deed: Deed, kind: str, on: date, total: int) -> Entry:
    """Something happens to a company: the entry of it. Kinds: KINDS of life.py. `total`: companies to succeed it."""
    rng = deed.rng
    fields: list[Field] = []
    if kind == "rename":
        shown = names.printed(rng, names.core(rng, deed.seats[-1][1].place.name[3:].strip()))
        deed.add(fields, "name", shown)
        deed.names.append((on, shown))
    elif kind == "move":
        _sit(deed, fields, on, rng.choices(words.places()[0], cum_weights=words.places()[1])[0])
    elif kind == "capital":
        _fund(deed, fields, on, str(rng.choice((10_000, 25_000, 200_000, 2_000_000))))
    elif kind == "activity":
        _act(deed, fields)
    elif kind == "form":
        deed.form = "OOD" if deed.form == "EOOD" else "EOOD"
        deed.add(fields, "legal_form", deed.form)
        deed.forms.append((on, deed.form))
    elif kind == "branch":
        return _open_branch(deed, on)
    elif kind == "managers":
        deed.add(fields, "managers", [(names.person(rng), _indent(rng))])
    else:
        _end(deed, kind, on, fields, total)
    return deed.enter(on, fields)


def _end(deed: Deed, kind: str, on: date, fields: list[Field], total: int) -> None:
    rng = deed.rng
    if kind == "liquidation":
        deed.add(fields, "liquidation", "6 месеца", section="B6_Liquidation")
        deed.add(fields, "liquidators", [(names.person(rng), _indent(rng))], section="B6_Liquidation")
        deed.status.append((on, "in_liquidation"))
    elif kind == "insolvency":
        deed.add(fields, "insolvency", f"Дело {rng.randrange(900)}/2025", section="Bankruptcy")
        deed.status.append((on, "insolvent"))
    elif kind == "deletion":
        deed.add(fields, "deletion", "Заличаване на търговеца")
        deed.status.append((on, "deleted"))
    elif kind in ("merger", "division"):
        heirs = [(deed.index * 31 + 17 + number) % total for number in range(1 if kind == "merger" else 2)]
        heirs = [heir for heir in heirs if heir != deed.index]
        form = {"merger": "Influx", "division": "Division"}[kind]
        deed.add(fields, "conversion", form, section="V2_Conversion")
        deed.successors = [eik_of(heir) for heir in heirs]
        deed.add(fields, "successors", deed.successors, section="V2_Conversion")
        deed.add(fields, "deletion", "Заличаване на търговеца")
        deed.status.append((on, "merged"))
    elif kind == "reversal":
        deed.erase(fields, "liquidation", section="B6_Liquidation")
        deed.status.append((on, "active"))
