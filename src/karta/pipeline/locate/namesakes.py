"""Every settlement, municipality and district that a printed name may mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from karta.vocab.places import Settlement, district_code, fold, fold_loosely, settlements_in

_CYRILLIC = re.compile(r"[а-яѐ-ӿ]", re.IGNORECASE)
_SHORTENED = re.compile(r"([^\W\d_]{1,4})\.\s*(\S.*)")
# The capital's municipality and district are seldom called by their names.
_CAPITAL = "SOF46"
_CAPITAL_NAMES = ("столична", "софия", "sofia", "софия-град", "столица", "sofia capital", "sofia city", "metropolitan")
_OTHER_MUNICIPALITY_NAMES = {"DOB15": ("Добричка", "Добрич"), "DOB28": ("Добрич-град", "град Добрич")}
_EITHER_SOFIA = frozenset({"SOF", "SFO"})


class Namesakes:
    """Namesakes of one gazetteer."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows with the columns of snapshot.schema.PLACES and `is_town`."""
        read = list(rows)
        self._exact: dict[str, list[Settlement]] = defaultdict(list)
        self._loose: dict[str, list[Settlement]] = defaultdict(list)
        self._by_last_word: dict[str, list[Settlement]] = defaultdict(list)
        former = _former_names()
        self._known = settlements_in(read)
        for place in self._known:
            for name in (place.name_bg, place.name_en, *former.get(place.ekatte, ())):
                for table, key in ((self._exact, fold(name)), (self._loose, fold_loosely(name))):
                    if place not in table[key]:
                        table[key].append(place)
            _, _, last = place.name_bg.partition(" ")
            if last:
                self._by_last_word[fold_loosely(last)].append(place)
        self.district_of = {row["place_code"]: row["district"] for row in read if row["level"] == "municipality"}
        self._municipalities = _municipality_names(read)
        self._names_of_areas = {row["place_code"]: fold(row["name_bg"]) for row in read
                                if row["level"] in ("municipality", "district")}  # fmt: skip
        self.of = lru_cache(maxsize=65536)(self._of)
        self.municipalities = lru_cache(maxsize=65536)(self._municipalities_called)
        self.districts = lru_cache(maxsize=65536)(self._districts_called)

    def _of(self, name: str, kind: str = "") -> tuple[Settlement, ...]:
        """Settlements that bear a name, or bore it; of the `kind` (town, village) that is asked for if there are any.

        Latin letters do not tell ъ from у or а where older rules wrote u: both are namesakes then. A first word cut
        short („В. Търново“) means every settlement whose name can be cut so.
        """
        is_cyrillic = _CYRILLIC.search(name)
        found = self._exact.get(fold(name), []) if is_cyrillic else self._loose.get(fold_loosely(name), [])
        shortened = _SHORTENED.fullmatch(name) if not found else None
        if shortened:
            beginning = fold_loosely(shortened[1])
            found = [place for place in self._by_last_word.get(fold_loosely(shortened[2]), [])
                     if fold_loosely(place.name_bg).startswith(beginning)]  # fmt: skip
        of_kind = [place for place in found if place.is_town == (kind == "town")] if kind else found
        return tuple(of_kind or found)

    def _municipalities_called(self, name: str) -> frozenset[str]:
        """Codes of the municipalities of that name, cut short or not: two are called Бяла."""
        found = self._municipalities.get(fold(name)) or self._municipalities.get(fold_loosely(name))
        if found is None and _SHORTENED.fullmatch(name):
            found = {code for place in self.of(name) for code in self._municipalities.get(fold(place.name_bg), ())}
        return frozenset(found or ())

    def _districts_called(self, name: str, said: bool = False) -> frozenset[str]:
        """Codes of the districts that a name may mean; `said`: with the word district, when София is either of two."""
        code = district_code(name)
        if fold(name) == "sofia" and said:
            return _EITHER_SOFIA
        return frozenset() if code is None else frozenset({code})

    def is_seat(self, place: Settlement) -> bool:
        """A town that gave its municipality the name."""
        return place.is_town and (self._names_of_areas.get(place.municipality) == fold(place.name_bg)
                                  or self.is_district_seat(place))  # fmt: skip

    def is_district_seat(self, place: Settlement) -> bool:
        """A town that gave its district the name; София is."""
        name = fold(place.name_bg)
        return place.is_town and (self._names_of_areas.get(place.district) == name or name == "sofia")

    def names_area_of(self, name: str, place: Settlement) -> bool:
        """Whether a name is that of the settlement's own municipality or district."""
        return place.municipality in self.municipalities(name) or place.district in self.districts(name)


def _municipality_names(rows: list[Mapping[str, Any]]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["level"] == "municipality":
            code = row["place_code"]
            others = _CAPITAL_NAMES if code == _CAPITAL else _OTHER_MUNICIPALITY_NAMES.get(code, ())
            for name in (row["name_bg"], row["name_en"], code, *others):
                names[fold(name)].add(code)
    return names


@cache
def _former_names() -> dict[str, list[str]]:
    """EKATTE → names that a settlement bore: vocab/former_settlements.yml."""
    text = resources.files("karta.vocab").joinpath("former_settlements.yml").read_text("utf-8")
    loaded: dict[str, list[str]] = yaml.safe_load(text)
    return loaded
