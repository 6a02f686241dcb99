"""Places of Bulgaria: the 28 districts, and the meaning of a printed settlement in either alphabet."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from karta.vocab.transliteration import transliterate

_TYPE = re.compile(r"^(град|гр|село|с|town|city|gr|village|s)(?:\.\s*|\s+)(?=\S)", re.IGNORECASE)
_TOWN_TYPES = ("град", "гр", "town", "city", "gr")
_EITHER_SOFIA = ("sofiadistrict", "sofiaregion", "oblastsofia", "sofiaoblast")  # folded
_DISTRICT_WORDS = re.compile(r"\b(?:област|обл\.|district|province|oblast|region)\b|обл\.", re.IGNORECASE)

# Older and foreign ways to write Bulgarian in Latin, folded to one letter each; longer ones first.
_FOLDS = (
    ("dzh", "j"), ("dj", "j"), ("zh", "j"), ("tch", "ch"), ("tz", "ts"), ("kh", "h"), ("ph", "f"), ("ou", "u"),
    ("w", "v"), ("x", "ks"), ("iya", "ia"), ("ija", "ia"), ("ya", "ia"), ("ja", "ia"), ("yu", "iu"), ("ju", "iu"),
    ("yo", "io"), ("y", "i"), ("ss", "s"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settlement:
    """One settlement of the gazetteer; points in degrees, EPSG:4326. `is_town` as the register of EKATTE has it."""

    ekatte: str
    name_bg: str
    name_en: str
    district: str
    municipality: str
    is_town: bool


@cache
def districts() -> dict[str, dict[str, Any]]:
    """The 28 districts by code: nuts3, region, iso, bg, en, spellings."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(
        resources.files("karta.vocab").joinpath("districts.yml").read_text("utf-8")
    )
    return loaded


@lru_cache(maxsize=4096)
def district_code(text: str) -> str | None:
    """The code of a district written as code, NUTS 3, ISO 3166-2, or name in either alphabet; else None.

    `Sofia` and `София` alone are the city (SOF), `Sofia Province` and `Софийска област` are SFO. `Sofia District`
    and `област София` are printed for both: None.
    """
    printed = text.strip()
    if printed.upper() in districts():
        return printed.upper()
    exact = _district_names().get(fold(printed))
    if fold(printed) in _EITHER_SOFIA:
        return None
    return exact or _district_names().get(fold(_DISTRICT_WORDS.sub(" ", printed)))


@cache
def _district_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, entry in districts().items():
        for name in (entry["bg"], entry["en"], entry["nuts3"], entry["iso"], *entry["spellings"]):
            names[fold(name)] = code
    for city in ("София", "Sofia"):
        names[fold(city)] = "SOF"
    return names


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A place name as a key that does not depend on alphabet, case, hyphens or the way of transliterating.

    ъ is written a, u or y by different rules: such a spelling meets the official one by `fold_loosely` only.
    """
    key = re.sub(r"[^a-z0-9]", "", transliterate(text).casefold())
    for old, new in _FOLDS:
        key = key.replace(old, new)
    return key


def fold_loosely(text: str) -> str:
    """`fold`, and u is a: Turgovishte meets Targovishte. Too coarse to be asked first."""
    return fold(text).replace("u", "a")


class Gazetteer:
    """Settlements by code and by every spelling of their names."""

    def __init__(self, settlements: Iterable[Settlement]) -> None:
        self.by_ekatte: dict[str, Settlement] = {}
        self._exact: dict[str, list[Settlement]] = defaultdict(list)
        self._loose: dict[str, list[Settlement]] = defaultdict(list)
        for place in settlements:
            self.by_ekatte[place.ekatte] = place
            for key in {fold(place.name_bg), fold(place.name_en)}:
                self._exact[key].append(place)
            for key in {fold_loosely(place.name_bg), fold_loosely(place.name_en)}:
                self._loose[key].append(place)

    def resolve(self, text: str, *, district: str | None = None, municipality: str | None = None) -> Settlement | None:
        """The settlement that a text means, or None where none or several fit: nothing is guessed.

        A five-digit code is itself. Of namesakes within the district (and municipality) the only town wins: „София“,
        „гр. Бяла“ in VAR. „с. Бяла“ asks for a village.
        """
        printed = text.strip()
        if re.fullmatch(r"[0-9]{5}", printed):
            return self.by_ekatte.get(printed)
        found = _TYPE.match(printed)
        name = printed[found.end() :] if found else printed
        wants_town = None if found is None else found[1].casefold() in _TOWN_TYPES
        name = re.split(r"[,(]", name)[0]
        for table, key in ((self._exact, fold(name)), (self._loose, fold_loosely(name))):
            chosen = _choose(table.get(key, []), district, municipality, wants_town)
            if chosen is not None:
                return chosen
        return None


def _choose(
    places: list[Settlement], district: str | None, municipality: str | None, wants_town: bool | None
) -> Settlement | None:
    left = [
        place
        for place in places
        if district in (None, place.district)
        and municipality in (None, place.municipality)
        and wants_town in (None, place.is_town)
    ]
    towns = [place for place in left if place.is_town]
    if len(left) == 1:
        return left[0]
    return towns[0] if len(towns) == 1 else None


def settlements_in(rows: Iterable[Mapping[str, Any]]) -> list[Settlement]:
    """Settlements from rows with the columns of snapshot.schema.PLACES and `is_town`."""
    return [
        Settlement(
            ekatte=row["place_code"],
            name_bg=row["name_bg"],
            name_en=row["name_en"],
            district=row["district"],
            municipality=row["municipality"],
            is_town=bool(row["is_town"]),
        )
        for row in rows
        if row["level"] == "settlement"
    ]
