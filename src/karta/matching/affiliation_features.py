"""What speaks for and against an affiliation meaning an organisation, as numbers that a model weighs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log2

from karta.matching.affiliation_index import IndexedName, NameIndex, Organisation
from karta.matching.affiliation_words import Affiliation, units
from karta.matching.reading import site_of

# In the order of the model. Bits are counted in tens, at most 3 of them.
OWN = (
    "cover",  # share of the name's bits that the text has
    "is_whole",  # all of the name, nothing between
    "missing", "gap", "matched",  # bits of the name not found; of other words between its words; found
    "in_order", "parts", "crosses",  # its words stand in order; parts beyond one; out of order over several parts
    "left_before", "left_after",  # bits of other words in its part
    "whole_part", "only_part",  # the name is a part and nothing else; the text has one part
    "is_acronym", "acronym_printed", "acronym_beside",  # an acronym; in capitals; the name's acronym stands there too
    "one_word", "is_first", "same_name",  # the name that is shown; other organisations that bear the name
    "country_same", "country_differs", "city_same", "city_other", "city_unknown", "city_is_name",
    "first_part", "last_part",
    "inactive", "parts_known", "names_known",  # of the organisation: log2 of its parts and names
    "unit", "unit_after", "unit_before",  # department, school …: a word of the name; the next one; one before it
)  # fmt: skip
KINDS = ("university", "hospital", "research_institute", "company", "agency", "ngo")
AMONG = (
    "rival", "rival_apart", "rival_country",  # how much better others lie: over it, elsewhere, in the text's country
    "held_by_longer", "holds_shorter",  # a whole name that is longer, or shorter, lies over it
    "earlier_whole", "later_whole",  # another whole name before it, behind it
    "part_named", "part_overlaps", "unit_named",  # a part of it is named: anywhere, over it, and is a department
    "whole_named", "whole_overlaps", "unit_of_named",  # what it is a part of is named
)  # fmt: skip
FEATURES = (*OWN, *(f"is_{kind}" for kind in KINDS), *AMONG)
FAR = 8  # words between two words of one name
TRIED = 4  # places of its rarest word
MOST = 24  # organisations of one text that are weighed
_TENS = 10.0
_LEAST_GAP = 0.01
_TELLING = 4.0  # bits of a name that stands elsewhere


@dataclass(frozen=True, slots=True)
class Laid:
    """How a name lies in a text: the place of each of its words, None where it is missing. `quality`: bits found, less
    those missing, less half of those between."""

    name: IndexedName
    places: tuple[int | None, ...]
    first: int
    last: int
    matched: float
    quality: float

    @property
    def held(self) -> list[int]:
        return [at for at in self.places if at is not None]


@dataclass(slots=True)
class Meant:
    """An organisation that a text may mean: its best name as it lies there, and what that tells."""

    organisation: Organisation
    laid: Laid
    values: dict[str, float] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return bool(self.values["is_whole"]) and not self.values["country_differs"]


def weighed(text: Affiliation, index: NameIndex) -> list[Meant]:
    """Organisations that a text may mean, each with all FEATURES, the best laid first; at most MOST."""
    at_of: dict[str, list[int]] = {}
    for word in text.words:
        for key in index.meant(word):
            at_of.setdefault(key, []).append(word.at)
    bits = [index.bits(word.key) for word in text.words]
    best: dict[int, Laid] = {}
    confirmed: set[int] = set()
    for name in index.candidates(text):
        laid = _lay(name, at_of, bits)
        if laid is None:
            continue
        if name.is_acronym and laid.matched == name.total and all(text.words[at].is_capital for at in laid.held):
            confirmed.add(name.row)
        if name.row not in best or laid.quality > best[name.row].quality:
            best[name.row] = laid
    ordered = sorted(best.values(), key=lambda laid: -laid.quality)[:MOST]
    found = [Meant(index.organisations[laid.name.row], laid) for laid in ordered]
    for one in found:
        one.values = _own(text, one, index, bits, is_confirmed=one.laid.name.row in confirmed)
    for one in found:
        one.values |= _among(one, found)
    return found


def _lay(name: IndexedName, at_of: dict[str, list[int]], bits: Sequence[float]) -> Laid | None:
    """The tightest place of a name's words in a text; `at_of`: the places of each word, `bits`: what each tells."""
    here = [at_of.get(word, []) for word in name.words]
    anchor = max((at for at in range(len(here)) if here[at]), key=lambda at: name.bits[at], default=None)
    if anchor is None:
        return None
    return max((_from(name, here, anchor, start, bits) for start in here[anchor][:TRIED]), key=lambda one: one.quality)


def _from(name: IndexedName, here: Sequence[Sequence[int]], anchor: int, start: int, bits: Sequence[float]) -> Laid:
    places: list[int | None] = [None] * len(here)
    places[anchor] = start
    taken = {start}
    for at, held in enumerate(here):
        wanted = start + at - anchor
        near = [place for place in held if place not in taken and abs(place - wanted) <= FAR]
        if at != anchor and near:
            places[at] = place = min(near, key=lambda one: abs(one - wanted))
            taken.add(place)
    matched = sum(told for told, place in zip(name.bits, places, strict=True) if place is not None)
    first, last = min(taken), max(taken)
    gap = sum(bits[at] for at in range(first, last) if at not in taken)
    return Laid(name, tuple(places), first, last, matched, matched - (name.total - matched) - 0.5 * gap)


def _own(text: Affiliation, one: Meant, index: NameIndex, bits: Sequence[float], *, is_confirmed: bool
         ) -> dict[str, float]:  # fmt: skip
    """What one organisation's best name tells by itself."""
    laid, name = one.laid, one.laid.name
    return (
        _lying(text, laid, index.cities[name.row].split(), bits)
        | _placed(text, one, index)
        | {
            "is_acronym": float(name.is_acronym),
            "acronym_printed": float(name.is_acronym and all(text.words[at].is_capital for at in laid.held)),
            "acronym_beside": float(is_confirmed and not name.is_acronym),
            "one_word": float(len(name.words) == 1 and not name.is_acronym),
            "is_first": float(name.is_first),
            "same_name": min(float(index.same_name[name.words] - 1), 4.0),
            "inactive": float(not one.organisation.is_active),
            "parts_known": min(log2(1 + index.parts[one.organisation.org_id]), 6.0),
            "names_known": min(log2(1 + len(one.organisation.names)), 4.0),
            "unit": float(not units().isdisjoint(name.words)),
            **{f"is_{kind}": float(one.organisation.kind == kind) for kind in KINDS},
        }
    )


def _lying(text: Affiliation, laid: Laid, city: Sequence[str], bits: Sequence[float]) -> dict[str, float]:
    """How the name lies among the words of its part. The city it stands in is no other word, nor is a number."""
    held = laid.held
    parts = {text.words[at].part for at in held}
    others = [
        word for word in text.words
        if word.part in parts and word.at not in held and word.key not in city and not word.key.isdecimal()
    ]  # fmt: skip
    before = sum(bits[word.at] for word in others if word.at < laid.first)
    after = sum(bits[word.at] for word in others if word.at > laid.last)
    numbers = {word.at for word in text.words if word.key.isdecimal()}
    gap = sum(bits[at] for at in range(laid.first, laid.last) if at not in held and at not in numbers)
    missing = laid.name.total - laid.matched
    is_all, is_in_order = missing < _LEAST_GAP, held == sorted(held)
    return {
        "cover": laid.matched / laid.name.total if laid.name.total else 0.0,
        "is_whole": float(is_all and gap < _LEAST_GAP),
        "missing": min(missing / _TENS, 3.0),
        "gap": min(gap / _TENS, 3.0),
        "matched": min(laid.matched / _TENS, 3.0),
        "in_order": float(is_in_order),
        "parts": float(len(parts) - 1),
        "crosses": float(len(parts) > 1 and not is_in_order),
        "left_before": min(before / _TENS, 3.0),
        "left_after": min(after / _TENS, 3.0),
        "whole_part": float(is_all and not others),
        "only_part": float(text.part_count == 1),
        "first_part": float(0 in parts),
        "last_part": float(text.part_count - 1 in parts),
        "unit_after": float(any(word.key in units() for word in others if word.at == laid.last + 1)),
        "unit_before": float(any(word.key in units() for word in others if word.at < laid.first)),
    }


def _placed(text: Affiliation, one: Meant, index: NameIndex) -> dict[str, float]:
    """What country and city tell."""
    city, country = index.cities[one.laid.name.row], one.organisation.country
    has_city = bool(city) and f" {city} " in text.text
    names_city = has_city or any(index.is_city(place) for place in text.places)
    return {
        "country_same": float(country in text.countries),
        "country_differs": float(bool(text.countries) and country is not None and country not in text.countries),
        "city_same": float(has_city),
        "city_other": float(names_city and not has_city),
        "city_unknown": float(not names_city),
        "city_is_name": float(bool(city) and set(city.split()) <= set(one.laid.name.words)),
    }


def has_site(text: Affiliation, one: Organisation) -> bool:
    """Whether the text has a website or a mail address of the organisation's own domain."""
    site = site_of(one.website)
    return site is not None and any(host == site or host.endswith("." + site) for host in text.hosts)


def _among(one: Meant, found: Sequence[Meant]) -> dict[str, float]:
    """What the other organisations that a text may mean tell of one."""
    told = dict.fromkeys(AMONG, 0.0)
    mine = one.laid
    for other in found:
        if other is one:
            continue
        theirs = other.laid
        is_over = theirs.first <= mine.last and mine.first <= theirs.last
        ways = ["rival" if is_over else "rival_apart"]
        ways += ["rival_country"] if is_over and other.values["country_same"] else []
        for way in ways:
            told[way] = max(told[way], theirs.quality)
        if other.is_whole:
            _tell_of_whole(told, one, other, is_over=is_over)
    for way in ("rival", "rival_apart", "rival_country"):
        told[way] = max(-2.0, min(2.0, (told[way] - mine.quality) / _TENS))
    return told


def _tell_of_whole(told: dict[str, float], one: Meant, other: Meant, *, is_over: bool) -> None:
    """The same of one that the text names whole."""
    mine, theirs = one.laid, other.laid
    if is_over and abs(theirs.matched - mine.matched) > 0.5:
        told["held_by_longer" if theirs.matched > mine.matched else "holds_shorter"] = 1.0
    elif not is_over and not theirs.name.is_acronym and theirs.matched > _TELLING:
        told["earlier_whole" if theirs.first < mine.first else "later_whole"] = 1.0
    if one.organisation.org_id in other.organisation.wholes:
        told["part_named"] = 1.0
        told["part_overlaps"] = max(told["part_overlaps"], float(is_over))
        told["unit_named"] = max(told["unit_named"], other.values["unit"])
    if other.organisation.org_id in one.organisation.wholes:
        told["whole_named"] = 1.0
        told["whole_overlaps"] = max(told["whole_overlaps"], float(is_over))
        told["unit_of_named"] = one.values["unit"]
