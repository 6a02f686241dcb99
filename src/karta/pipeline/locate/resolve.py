"""Settlement, municipality and district as claimed → a place with its precision. Nothing is guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import duckdb

from karta.pipeline.locate.address import read_address
from karta.pipeline.locate.address_place import AddressPlace, AddressPlaces
from karta.pipeline.locate.findings import Where, address_finding, unknown_place
from karta.pipeline.tables import Finding
from karta.vocab.places import Gazetteer, districts, fold, settlements_in

# What a gazetteer's point is worth on the map; it knows two grades of the first.
_PRECISION = {"settlement": "settlement", "settlement-unconfirmed": "settlement", "municipality": "municipality"}
_MUNICIPALITY_WORD = re.compile(r"^(?:община|общ\.|municipality(?:\s+of)?)\s*|\s*municipality$", re.IGNORECASE)


class Claimed(NamedTuple):
    """What one record claims of its place; district is a code where the country is Bulgaria."""

    country: str | None = None
    district: str | None = None
    municipality: str | None = None
    settlement: str | None = None
    ekatte: str | None = None

    @property
    def names_place(self) -> bool:
        """Whether anything narrower than a country is claimed."""
        return any((self.district, self.municipality, self.settlement, self.ekatte))


class Located(NamedTuple):
    """A row of `record_places`, in the order of pipeline.tables.RECORD_PLACES."""

    source_id: str = ""
    record_id: str = ""
    country: str | None = None
    region: str | None = None
    nuts3: str | None = None
    district: str | None = None
    municipality: str | None = None
    ekatte: str | None = None
    lon: float | None = None
    lat: float | None = None
    precision: str = "unknown"


class Places:
    """The table `places`, by code and by name."""

    def __init__(self, table: duckdb.DuckDBPyRelation) -> None:
        columns = table.columns
        rows = [dict(zip(columns, cells, strict=True)) for cells in table.fetchall()]
        self._by_code: dict[str, dict[str, Any]] = {row["place_code"]: row for row in rows}
        self._gazetteer = Gazetteer(settlements_in(rows))
        self._addresses = AddressPlaces(rows)
        self._municipalities: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            if row["level"] == "municipality":
                for key in {fold(row["name_bg"]), fold(row["name_en"]), fold(row["place_code"])}:
                    self._municipalities[key].append(row["place_code"])
        self.locate = cache(self._locate)

    def _locate(self, claimed: Claimed, default_country: str | None) -> Located:
        """The narrowest place that the claims name without doubt."""
        country = claimed.country or (default_country if claimed.names_place else None)
        if country is None:
            return Located()
        if country != "BG":
            return Located(country=country, precision="country")
        return self._in_bulgaria(claimed)

    def _in_bulgaria(self, claimed: Claimed) -> Located:
        municipality = self._municipality(claimed)
        settlement = self._settlement(claimed, municipality)
        if settlement is not None:
            return self._at(settlement, _PRECISION[str(self._by_code[settlement]["precision"])])
        if municipality is not None:
            return self._at(municipality, "municipality")
        if claimed.district is not None:
            return _in_district(claimed.district)
        return Located(country="BG", precision="country")

    def locate_address(self, claimed: Claimed, address: str, default_country: str | None) -> AddressPlace | None:
        """What a record's address adds to a place that is not known to the settlement, or None: abroad, no gazetteer.

        The country is the claimed one, or named in the address, or the default. A settlement that is claimed without
        doubt is asked by `locate`; one that has namesakes is read together with the address.
        """
        if not self._by_code or claimed.country not in (None, "BG"):
            return None
        named = f"{claimed.settlement}, {address}" if claimed.settlement else address
        parts = read_address(named)
        if claimed.country is None and (parts.abroad or (default_country != "BG" and not parts.says_bulgaria)):
            return None
        return self._addresses.find(parts, claimed.district, self._municipality(claimed))

    def at_address(self, found: AddressPlace, known: Located) -> Located:
        """The narrower of the place that an address gives and the one that is known without it."""
        if found.ekatte is not None:
            return self._at(found.ekatte, _PRECISION[str(self._by_code[found.ekatte]["precision"])])
        if known.municipality is not None:
            return known
        if found.municipality is not None:
            return self._at(found.municipality, "municipality")
        if known.district is None and found.district is not None:
            return _in_district(found.district)
        return known if known.country else Located(country="BG", precision="country")

    def problems(self, claimed: Claimed, place: Located, where: Where) -> Iterator[Finding]:
        """A finding where the settlement or municipality that was claimed is not where the record stands now."""
        if place.country != "BG" or not self._by_code:
            return
        for column, value in (("ekatte", claimed.ekatte), ("settlement", claimed.settlement)):
            if value is not None and place.ekatte is None:
                yield unknown_place(where, column, value, place.precision)
                return
        if claimed.municipality is not None and self._municipality(claimed) is None:
            yield unknown_place(where, "municipality", claimed.municipality, place.precision)

    def address_problem(self, found: AddressPlace, place: Located, where: Where) -> Finding | None:
        """The finding of an address that does not say its place without doubt."""
        names = [f"{self._by_code[code]['name_bg']} ({self._municipality_name(code)})" for code in found.candidates]
        return address_finding(found, names, place.precision, where)

    def _municipality_name(self, ekatte: str) -> str:
        return str(self._by_code[self._by_code[ekatte]["municipality"]]["name_bg"])

    def _settlement(self, claimed: Claimed, municipality: str | None) -> str | None:
        if claimed.ekatte is not None and claimed.ekatte in self._gazetteer.by_ekatte:
            return claimed.ekatte
        if claimed.settlement is None:
            return None
        found = self._gazetteer.resolve(claimed.settlement, district=claimed.district, municipality=municipality)
        return None if found is None else found.ekatte

    def _municipality(self, claimed: Claimed) -> str | None:
        if claimed.municipality is None:
            return None
        codes = self._municipalities.get(fold(_MUNICIPALITY_WORD.sub("", claimed.municipality)), [])
        fitting = [code for code in codes if claimed.district in (None, self._by_code[code]["district"])]
        return fitting[0] if len(fitting) == 1 else None

    def _at(self, code: str, precision: str) -> Located:
        place = self._by_code[code]
        return Located(
            country="BG",
            region=place["region"],
            nuts3=place["nuts3"],
            district=place["district"],
            municipality=place["municipality"],
            ekatte=code if place["level"] == "settlement" else None,
            lon=place["lon"],
            lat=place["lat"],
            precision=precision,
        )


def _in_district(code: str) -> Located:
    known = districts()[code]
    return Located(country="BG", region=known["region"], nuts3=known["nuts3"], district=code, precision="district")
