"""Parts of an address → settlement, municipality and district, each with how it is known. Nothing is guessed.

A name that several settlements bear is settled by what else the address says: town or village, municipality, district,
postcode. What stays open, and what contradicts itself, is told as a problem and stands at the place that is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from karta.pipeline.locate.address import AddressParts, Settlement
from karta.pipeline.locate.namesakes import Namesakes
from karta.pipeline.locate.postcodes import Postcodes
from karta.vocab import places as vocab

_MOST_TOLD = 5  # candidates in a message


class AddressPlace(NamedTuple):
    """Where an address is, as far as it says so without doubt.

    precision        settlement | municipality | district | country
    settlement_by    what settled the settlement: name (nobody else bears it) | kind (the only town or village of that
                     name) | municipality | district | postcode
    municipality_by  text | settlement: printed, or where the settlement lies
    district_by      text | municipality | settlement | postcode
    problem          None, or ambiguous_place | bare_village (Бояна: a village, or a quarter of Sofia) |
                     unknown_place | no_place | place_contradiction | postcode_elsewhere
    about            what the problem is with, as printed: never a street
    candidates       EKATTE codes that it may mean, at most five
    """

    ekatte: str | None = None
    municipality: str | None = None
    district: str | None = None
    precision: str = "country"
    settlement_by: str | None = None
    municipality_by: str | None = None
    district_by: str | None = None
    problem: str | None = None
    about: str | None = None
    candidates: tuple[str, ...] = ()


class _Area(NamedTuple):
    """Municipalities and districts that the address allows; None: any. `problem` where it names one that is none."""

    municipalities: frozenset[str] | None = None
    districts: frozenset[str] | None = None
    contradicts: bool = False
    unknown: str | None = None

    def holds(self, place: vocab.Settlement) -> bool:
        return (self.districts is None or place.district in self.districts) and (
            self.municipalities is None or place.municipality in self.municipalities
        )


class AddressPlaces:
    """Resolves addresses within one gazetteer."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Rows with the columns of snapshot.schema.PLACES, `is_town` and `postcode`."""
        read = list(rows)
        self.names = Namesakes(read)
        self.postcodes = Postcodes((row["postcode"], row["district"]) for row in read if row.get("postcode"))
        self._postcode_of = {row["place_code"]: row.get("postcode") for row in read if row["level"] == "settlement"}
        # Sources print the same towns over and over; streets are no longer in the parts that are asked with.
        self.find = lru_cache(maxsize=65536)(self._find)

    def _find(self, parts: AddressParts, district: str | None = None, municipality: str | None = None) -> AddressPlace:
        """The place of an address; `district` and `municipality` are codes that the record tells elsewhere."""
        area = self._area(parts, district, municipality)
        asked, others = self._asked(parts)
        if parts.abroad:  # asked of a record in Bulgaria; Бутан, Косово, Оман and Черна гора are villages too
            return AddressPlace(problem="place_contradiction", about=parts.abroad)
        if area.contradicts:
            return AddressPlace(problem="place_contradiction", about=_about(parts, asked))
        if not asked:
            return self._without_settlement(parts, area, others)
        if len(asked) > 1:
            every = [place for part in asked for place in self.names.of(part.name, kind=part.kind)]
            return self._wider(parts, area, "ambiguous_place", asked, filter(area.holds, every))
        return self._with_settlement(parts, area, asked[0], others)

    def _with_settlement(
        self, parts: AddressParts, area: _Area, asked: Settlement, others: tuple[str, ...]
    ) -> AddressPlace:
        known = self.names.of(asked.name, kind=asked.kind)
        if not known:
            return self._wider(parts, area, "unknown_place", [asked])
        if area.unknown and area.municipalities is None and area.districts is None and not parts.postcodes:
            # One of the two names is a slip, and nothing says which.
            return AddressPlace(problem="unknown_place", about=_about(parts, [asked]))
        within = [place for place in known if area.holds(place)]
        if not within:
            return AddressPlace(problem="place_contradiction", about=_about(parts, [asked]))
        return self._settled(parts, area, asked, within, others)

    def _settled(
        self, parts: AddressParts, area: _Area, asked: Settlement, within: list[vocab.Settlement],
        others: tuple[str, ...],
    ) -> AddressPlace:  # fmt: skip
        """The settlement of these namesakes that the address means."""
        by_code = self.postcodes.districts_of(parts.postcodes)
        fitting = within if by_code is None else [place for place in within if place.district in by_code]
        is_told_apart = area.municipalities is not None or area.districts is not None
        if not fitting:
            # Where the address names its municipality or district too, two are against one.
            if len(within) == 1 and is_told_apart:
                found = self._at(within[0], area, self._reason(asked, within, area, within))
                return found._replace(problem="postcode_elsewhere", about=_about(parts, [asked]))
            return AddressPlace(problem="postcode_elsewhere", about=_about(parts, [asked]))
        chosen, reason = self._choose(parts, fitting, others)
        if chosen is None:
            return self._wider(parts, area, "ambiguous_place", [asked], fitting)
        if not (chosen.is_town or asked.kind or reason or is_told_apart or parts.postcodes):
            return AddressPlace(problem="bare_village", about=asked.name, candidates=(chosen.ekatte,))
        doubt = self._doubt(parts, chosen, others)
        if doubt is not None:
            either = [place for place in self.names.of(doubt) if place.district == chosen.district]
            return self._wider(parts, area, "ambiguous_place", [asked, Settlement(doubt)], [chosen, *either])
        return self._at(chosen, area, reason or self._reason(asked, within, area, fitting))

    def _choose(
        self, parts: AddressParts, fitting: list[vocab.Settlement], others: tuple[str, ...]
    ) -> tuple[vocab.Settlement | None, str]:
        """The one of these namesakes that is meant, or None; what told it apart, "" where only one fits."""
        if len(fitting) == 1:
            return fitting[0], ""
        for code in parts.postcodes:
            exact = [place for place in fitting if self._postcode_of[place.ekatte] == code]
            if len(exact) == 1 and all(self._postcode_of[place.ekatte] for place in fitting):
                return exact[0], "postcode"
        for reason, table in (("municipality", self.names.municipalities), ("district", self.names.districts)):
            named = frozenset().union(*(table(other) for other in others))
            inside = [place for place in fitting if getattr(place, reason) in named]
            if len(inside) == 1:
                return inside[0], reason
        return None, ""

    def _reason(
        self, asked: Settlement, within: list[vocab.Settlement], area: _Area, fitting: list[vocab.Settlement]
    ) -> str:
        every = self.names.of(asked.name)
        if len(every) == 1:
            return "name"
        if len(self.names.of(asked.name, kind=asked.kind)) == 1:
            return "kind"
        if len(within) > len(fitting):
            return "postcode"
        return "municipality" if area.municipalities is not None else "district"

    def _doubt(self, parts: AddressParts, chosen: vocab.Settlement, others: tuple[str, ...]) -> str | None:
        """A quarter, or a part that nothing is said of, that may be a settlement of its own beside the town.

        „гр. София, район Банкя“ is either. A quarter lies in the town's municipality; of a bare part only its district
        is certain: „Варна, Аспарухово“ is a quarter of the town or a village 60 km away.
        """
        if not chosen.is_town:
            return None
        # English calls a quarter a district too.
        for name in (*parts.quarters, *(name for name in parts.districts if not self.names.districts(name))):
            if any(place.municipality == chosen.municipality and place != chosen for place in self.names.of(name)):
                return name
        for name in others:
            near = [place for place in self.names.of(name) if place.district == chosen.district
                    and (not parts.settlements or place.municipality == chosen.municipality)]  # fmt: skip
            if near and chosen not in near and not self.names.names_area_of(name, chosen):
                return name
        return None

    def _asked(self, parts: AddressParts) -> tuple[list[Settlement], tuple[str, ...]]:
        """The settlement that the address names, several where that is open, and the other names in it."""
        rest = tuple(part.name for part in parts.bare)
        marked = self._different(parts.settlements)
        if marked:
            pair = _village_and_town(marked)
            if pair is not None:
                return [pair[0]], (pair[1].name, *rest)
            return marked, self._without(rest, marked)
        bare = self._different([part for part in parts.bare if self.names.of(part.name)])
        beside = [part for part in bare if part.has_postcode]
        seats = [part for part in bare if any(map(self.names.is_seat, self.names.of(part.name)))]
        asked = next((chosen for chosen in (bare, beside, seats) if len(chosen) == 1), seats or bare)
        return asked, self._without(rest, asked)

    def _without(self, names: tuple[str, ...], asked: list[Settlement]) -> tuple[str, ...]:
        if not names:
            return names
        keys = {vocab.fold_loosely(part.name) for part in asked}
        return tuple(name for name in names if vocab.fold_loosely(name) not in keys)

    def _different(self, named: Sequence[Settlement]) -> list[Settlement]:
        """Each settlement once: an address may be printed in both alphabets."""
        if len(named) < 2:
            return list(named)
        kept: dict[str, Settlement] = {}
        for part in named:
            key = vocab.fold_loosely(part.name)
            if key not in kept or (part.has_postcode and not kept[key].has_postcode):
                kept[key] = part
        return list(kept.values())

    def _area(self, parts: AddressParts, district: str | None, municipality: str | None) -> _Area:
        """What the printed municipalities and districts, and the record's own, leave of Bulgaria."""
        districts = None if district is None else frozenset({district})
        municipalities = None if municipality is None else frozenset({municipality})
        unknown = None
        for name in parts.districts:
            codes = self.names.districts(name, said=True)
            if codes:
                districts = codes if districts is None else districts & codes
            elif not name.isascii():  # „Mladost district“ is a quarter
                unknown = unknown or name
        for name in parts.municipalities:
            codes = self.names.municipalities(name)
            if codes:
                municipalities = codes if municipalities is None else municipalities & codes
            else:
                unknown = unknown or name
        pair = _village_and_town(self._different(parts.settlements))
        if pair is not None:  # „гр. Пловдив, с. Марково“: a village of the town's district
            near = frozenset(place.district for place in self.names.of(pair[1].name))
            districts = near if districts is None else districts & near
        if municipalities is not None and districts is not None:
            municipalities = frozenset(code for code in municipalities if self.names.district_of[code] in districts)
        contradicts = districts == frozenset() or municipalities == frozenset()
        return _Area(municipalities, districts, contradicts, unknown)

    def _without_settlement(self, parts: AddressParts, area: _Area, others: tuple[str, ...]) -> AddressPlace:
        by_code = self.postcodes.districts_of(parts.postcodes)
        if area.districts is None and area.municipalities is None and by_code is None:
            if others:
                return AddressPlace(problem="unknown_place", about=others[0])
            return AddressPlace(problem="no_place")
        found = self._wider(parts, area, None, [])
        if found.precision == "country" and found.problem is None:  # „обл. София“ is two
            return found._replace(problem="no_place")
        return found

    def _wider(
        self, parts: AddressParts, area: _Area, problem: str | None, asked: list[Settlement],
        candidates: Iterable[vocab.Settlement] = (),
    ) -> AddressPlace:  # fmt: skip
        """The municipality or district that is certain all the same: printed, of all candidates, or of the postcode."""
        among = list(candidates)
        districts, municipalities, by_code = (
            area.districts,
            area.municipalities,
            self.postcodes.districts_of(parts.postcodes),
        )
        if by_code is not None and districts is not None and not by_code & districts:
            return AddressPlace(problem="postcode_elsewhere", about=_about(parts, asked))
        town = _one({place.municipality for place in among}) or _one(municipalities)
        told = _one(districts)
        district = (self.names.district_of[town] if town else None) or told or _one({p.district for p in among})
        district_by = "text" if told else "municipality" if _one(municipalities) else "settlement" if district else None
        if district is None and by_code is not None:
            district, district_by = _one(by_code), "postcode"
        if town and by_code is not None and district not in by_code:
            return AddressPlace(problem="postcode_elsewhere", about=_about(parts, asked))
        return AddressPlace(
            municipality=town,
            district=district,
            precision="municipality" if town else "district" if district else "country",
            municipality_by=None if town is None else "text" if _one(municipalities) else "settlement",
            district_by=district_by if district else None,
            problem=problem or ("unknown_place" if area.unknown else None),
            about=_about(parts, asked) if problem else area.unknown,
            candidates=tuple(sorted({place.ekatte for place in among})[:_MOST_TOLD]),
        )

    def _at(self, place: vocab.Settlement, area: _Area, reason: str) -> AddressPlace:
        return AddressPlace(
            ekatte=place.ekatte,
            municipality=place.municipality,
            district=place.district,
            precision="settlement",
            settlement_by=reason,
            municipality_by="text" if area.municipalities is not None else "settlement",
            district_by="text" if area.districts is not None else "settlement",
            problem="unknown_place" if area.unknown else None,
            about=area.unknown,
        )


def _village_and_town(marked: list[Settlement]) -> tuple[Settlement, Settlement] | None:
    """The village and its post town, where an address names one of each."""
    if len(marked) != 2 or {part.kind for part in marked} != {"village", "town"}:
        return None
    village, town = sorted(marked, key=lambda part: part.kind == "town")
    return village, town


def _one(codes: Iterable[str] | None) -> str | None:
    """The only code, or None."""
    found = set(codes or ())
    return found.pop() if len(found) == 1 else None


def _about(parts: AddressParts, asked: list[Settlement]) -> str:
    """What an address says of its place, without streets."""
    words = {"town": "гр. ", "village": "с. ", "": ""}
    said = [words[part.kind] + part.name for part in asked]
    said += [f"общ. {name}" for name in parts.municipalities] + [f"обл. {name}" for name in parts.districts]
    return ", ".join([*said, *parts.postcodes])
