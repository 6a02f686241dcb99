"""Pairs of company names made of LEI names, and real ones: what the matcher of companies is fitted and developed on.

`python -m bench.identity.company_pairs` prints F1 on companies that nothing was fitted on. Made pairs vary a name as
lists of companies do: the form spelt otherwise or dropped, words abbreviated, written together, in Cyrillic letters,
with a slip; or make a sister of it: another number, another line of business, a word more. Real pairs are names of one
company in two years' reports (uk_gpg_gender_pay_gap) and of one ISIN at two exchanges (int_financedatabase_equities),
and pairs of companies with near names.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from karta.matching.forms import take_form
from karta.matching.model import score
from karta.matching.reading import Named

SHARE, FITTED, UNSEEN = 40, 0, 3  # of every 40 LEI one is fitted on, another one developed on
SEED = 2026
LEAST_SHARED, MOST_OF_A_WORD = 8.0, 300
_ROMAN = 4  # letters that a number may have
ABBREVIATIONS = {
    "international": ("intl", "int'l"), "technologies": ("tech", "technol."), "technology": ("tech",),
    "services": ("svcs", "serv."), "management": ("mgmt",), "manufacturing": ("mfg",), "company": ("co",),
    "corporation": ("corp",), "group": ("grp",), "development": ("dev.",), "engineering": ("eng.",),
    "industries": ("ind.", "inds"), "pharmaceuticals": ("pharma", "pharm."), "brothers": ("bros",),
    "investment": ("inv.",), "investments": ("inv.",), "holding": ("hldg",), "holdings": ("hldgs",),
    "financial": ("fin.",), "insurance": ("ins.",), "electronics": ("electr.",), "and": ("&", "+"), "&": ("and", "und"),
    "national": ("natl",), "transport": ("transp.",), "construction": ("constr.",),
}  # fmt: skip
SPELT = {
    "LTD": ("Ltd", "Limited", "L.T.D."), "GMBH": ("GmbH", "G.m.b.H.", "Gesellschaft mit beschränkter Haftung"),
    "PLC": ("plc", "Public Limited Company"), "SRL": ("S.r.l.", "Società a responsabilità limitata"),
    "AG": ("AG", "Aktiengesellschaft"), "SA": ("S.A.", "Société anonyme"), "BV": ("B.V.", "Besloten Vennootschap"),
    "NV": ("N.V.",), "SL": ("S.L.", "Sociedad limitada"), "INC": ("Inc.", "Incorporated"), "LLC": ("L.L.C.",),
}  # fmt: skip
SISTERS = (
    ("north", "south"), ("east", "west"), ("northern", "southern"), ("services", "trading"), ("holding", "finance"),
    ("investments", "energy"), ("real estate", "logistics"), ("germany", "austria"), ("deutschland", "polska"),
    ("uk", "ireland"), ("france", "italia"), ("marine", "air"), ("foods", "drinks"), ("wind", "solar"),
    ("one", "two"), ("first", "second"), ("europe", "asia"), ("capital", "properties"), ("medical", "dental"),
)  # fmt: skip
MORE = (
    "Holding", "Services", "Germany", "International", "Trading", "Finance", "Logistics", "Asia", "Pharma", "Energy",
    "Real Estate", "Capital", "Europe", "II", "2", "Investments", "Solutions", "Properties", "Consulting", "Ireland",
)  # fmt: skip
_SHARES = re.compile(
    r"[\s.]*\b(?:DL|EO|LS|SK|SF|NK|YN|DK|ZY|HD|IDL)\s*-?[,\d].*$"
    r"|\s+(?:DL|EO|O\.N|INH|NA|ORD|SHS|REG|NAM|ADR|VZ|FGN|SUB|CLASS|NEW)\b.*$",
    re.IGNORECASE,
)  # what exchanges write behind a company: its share's face value and class
_LATIN = (("sch", "ш"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("ts", "ц"), ("ya", "я"), ("yu", "ю"), ("ph", "ф"),
          ("th", "т"), ("ck", "к"), ("qu", "кв"), ("x", "кс"),
          *zip("abcdefghijklmnopqrstuvwyz", "абцдефгхийклмнопкрстувуиз", strict=True))  # fmt: skip


@dataclass(frozen=True, slots=True)
class CompanyPair:
    """Two names, whether they are one company's, and how the pair was made."""

    left: str
    right: str
    is_same: bool
    how: str


def lei_names(share: int, back: Iterable[str] = ()) -> list[tuple[str, str, str]]:
    """LEI, country and legal name of one company in SHARE, without those of `back`."""
    without = set(back)
    with gzip.open(_mirror("int_gleif_lei_names/lei_europe.csv.gz"), "rt", encoding="utf-8", newline="") as file:
        return [
            (row["LEI"], row["country"], row["legal_name"])
            for row in csv.DictReader(file)
            if _hash(row["LEI"]) % SHARE == share and row["category"] == "GENERAL" and row["LEI"] not in without
        ]


def varied(names: Sequence[str]) -> Iterator[CompanyPair]:
    """Of each name, by chance, one other print of it or the name of a sister of it."""
    chance = random.Random(SEED)
    for name in names:
        taken, form = take_form(name)
        bare = " ".join(taken.strip(" ,.-").split())
        way = chance.choice((_abbreviated, _formed, _written, _sister, _sister, _longer))
        other = way(bare, form or "", chance) if len(re.findall("[A-Za-z]", bare)) >= 3 else None
        if other and other.casefold() != name.casefold():
            yield CompanyPair(name, other, way not in (_sister, _longer), way.__name__.strip("_"))


def _abbreviated(bare: str, form: str, chance: random.Random) -> str | None:
    words = bare.casefold().split()
    long = [word for word in words if word in ABBREVIATIONS]
    if not long:
        return None
    one = chance.choice(long)
    short = [chance.choice(ABBREVIATIONS[word]) if word == one else word for word in words]
    return f"{capitalised(' '.join(short))} {form if chance.random() < 0.5 else ''}"


def _formed(bare: str, form: str, chance: random.Random) -> str | None:
    return f"{capitalised(bare)} {chance.choice(('', *SPELT.get(form, ())))}" if form else None


def _written(bare: str, form: str, chance: random.Random) -> str | None:
    """In one word, in Cyrillic letters, the first two words swapped, or with a slip of the hand."""
    words = bare.split()
    longest = max(words, key=len)
    way = chance.randrange(5)
    if way == 0 and len(words) > 1 and form:
        return f"{bare.replace(' ', '')} {form}"
    if way == 1 and len(bare) > 6:
        return in_cyrillic(bare)
    if way == 2 and len(words) == 2:
        return f"{words[1]} {words[0]} {form}"
    if len(longest) < 6:
        return None
    at = chance.randrange(1, len(longest) - 2)
    wrong = chance.choice((longest[:at] + longest[at + 1 :], longest[:at] + longest[at] + longest[at:],
                           longest[:at] + longest[at + 1] + longest[at] + longest[at + 2 :]))  # fmt: skip
    return f"{bare.replace(longest, wrong, 1)} {form}"


def _sister(bare: str, form: str, chance: random.Random) -> str | None:
    """Another number, or another word of the same kind."""
    numbers = re.findall(r"\d+", bare)
    if numbers:
        return f"{bare.replace(numbers[-1], str(int(numbers[-1][:6]) + chance.randint(1, 3)))} {form}"
    folded = bare.casefold()
    for one, other in (pair for each in SISTERS for pair in (each, each[::-1])):
        changed = re.sub(rf"\b{one}\b", other, folded)
        if changed != folded:
            return f"{capitalised(changed)} {form}"
    return None


def _longer(bare: str, form: str, chance: random.Random) -> str | None:
    return f"{capitalised(bare)} {chance.choice(MORE)} {form}"


def capitalised(text: str) -> str:
    """Every word with a capital; short ones as they are, so that `II` is not made another word."""
    return " ".join(word if len(word) <= _ROMAN else word.capitalize() for word in text.split())


def in_cyrillic(text: str) -> str:
    """Latin letters as Bulgarian ones, letter by letter."""
    found = text.lower()
    for latin, cyrillic in _LATIN:
        found = found.replace(latin, cyrillic)
    return capitalised(found)


def near(named: Sequence[tuple[str, str]]) -> Iterator[CompanyPair]:
    """Of (part, name), each with the one of its part that shares most bits of words: two companies."""
    words = [set(re.findall(r"\w+", take_form(name)[0].casefold())) for _, name in named]
    having: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, (part, _) in enumerate(named):
        for word in words[at]:
            having[part, word].append(at)
    for at, (part, name) in enumerate(named):
        shared: dict[int, float] = defaultdict(float)
        for word in words[at]:
            others = having[part, word]
            for other in others if len(others) < MOST_OF_A_WORD else ():
                if other < at and words[other] != words[at]:
                    shared[other] += log2(len(named) / len(others))
        best = max(shared, key=lambda other: (shared[other], -other), default=None)
        if best is not None and shared[best] > LEAST_SHARED:
            yield CompanyPair(name, named[best][1], False, "near")


def real() -> Iterator[CompanyPair]:
    """Names of one company in two years or at two exchanges, where they share a word; near names of two companies."""
    reported: dict[str, dict[str, str]] = defaultdict(dict)
    for file in sorted(_mirror("uk_gpg_gender_pay_gap").glob("gpg_*.csv.gz")):
        for row in _rows(file):
            for name in (row["EmployerName"].strip(), row["CurrentName"].strip()):
                reported[row["EmployerId"]][name.casefold()] = name
    listed: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(_mirror("int_financedatabase_equities/equities_health_care.csv.gz")):
        name = _SHARES.sub("", row["name"].strip())
        if row["isin"]:
            listed[row["isin"]][name.casefold()] = name
    for how, found in (("two years", reported), ("two exchanges", listed)):
        for names in found.values():
            words = [set(re.findall(r"\w{4,}", take_form(name)[0].casefold())) for name in names]
            if len(names) == 2 and words[0] & words[1]:
                left, right = sorted(names.values())
                yield CompanyPair(left, right, True, how)
    yield from near([("gb", min(names.values())) for key, names in reported.items() if _hash(key) % 4 == 1])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def _mirror(name: str) -> Path:
    return Path(os.environ["KARTA_MIRROR"]) / name


def unseen() -> list[CompanyPair]:
    """Pairs to develop on: made of LEI names that nothing was fitted on, and real ones."""
    found = lei_names(UNSEEN)
    return [*varied([name for _, _, name in found]), *near([(part, name) for _, part, name in found]), *real()]


def main() -> None:
    scored = [(pair, score(Named(pair.left), Named(pair.right)).score) for pair in unseen()]
    for least in (0.3, 0.5, 0.7):
        hits = sum(pair.is_same and value >= least for pair, value in scored)
        called, same = sum(value >= least for _, value in scored), sum(pair.is_same for pair, _ in scored)
        f1 = 2 * hits / (called + same)
        print(f"from {least}: precision {hits / called:.3f}, recall {hits / same:.3f}, F1 {f1:.3f}")
    for how in dict.fromkeys(pair.how for pair, _ in scored):
        right = [(value >= 0.5) == pair.is_same for pair, value in scored if pair.how == how]
        print(f"{how}: {sum(right)} of {len(right)} called rightly")


if __name__ == "__main__":
    main()
