"""What speaks for and against two names being one body's, as numbers that a model weighs. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from karta.matching import known, words
from karta.matching.align import Alignment, Match, align
from karta.matching.forms import COMMERCIAL, forms_agree
from karta.matching.reading import Reading
from karta.matching.tokens import Token

# Name of a feature → sign that its weight must have: 1 speaks for one body, -1 against. In the order of the model.
FEATURES = {
    "shared": 1,  # bits of the words that both have, in tens, at most 3
    "nothing_left": 1,  # every word of both has its match
    "slips": -1,  # bits lost to words that are only alike, in tens
    "both_have_more": -1,  # each name has a telling word that the other has not
    "left_on_both": -1,  # bits of words without a match, of the side that has fewer, in tens
    "left_on_one": -1,  # the same of the other side, at most 3
    "patron_left": -1,  # bits left in one name of a body whose patron is left out as often as not
    "company_more": -1,  # two companies, of which one has a telling word more
    "company_nothing_left": 1,  # of two companies: every word has its match
    "company_shared": 1,  # of two companies: bits of shared words, known ones by how rare they are too, in tens
    "company_left_on_both": -1,  # the same of words without a match, of the side that has fewer
    "company_left_on_one": -1,  # the same of the other side
    "company_narrower": -1,  # only one of two companies names a country, or says that it is a holding, a group …
    "subjects_left": -1,  # words of subject without a match
    "types_differ": -1,  # hospital against medical centre
    "type_on_one": -1,  # only one says what it is
    "numbers_differ": -1,
    "number_on_one": -1,
    "initials_differ": -1,
    "place_same": 1,
    "place_differs": -1,
    "place_on_one": -1,
    "place_unknown": -1,  # of names that recur: saints, patrons
    "one_a_town": 1,  # a type of which a town has one, in the same town
    "form_same": 1,
    "form_near": 1,
    "form_differs": -1,
    "site_same": 1,
    "site_differs": -1,
    "only_acronym": -1,
    "known_same": 1,  # both are names that one public body is known by
    "known_differ": -1,  # names that two public bodies are known by
}
_MOST = 3.0
_TENS = 10.0
RARE_BITS = 7.0  # a word that tells bodies apart by itself
COMMON_BITS = 10.0  # of all shared words; a name that shares less is borne in many towns
SPECIAL_BITS = 20.0  # of all shared words; subjects so special that no two bodies have them all
# Qualifiers that make another body of the same type and subject: Bulgarian Real Estate Fund, National Bureau …
NARROWING = frozenset(
    {"bulgaria", "national", "state", "regional", "municipal", "central", "european", "international"}
)
_SAID_OF_ALL = frozenset({"company", "group", "bulgaria", "commercial_bank"})  # by one print, left out by another
_OF_COMPANIES = frozenset(
    {"bank", "insurer", "hotel", "service", "centre", "club", "consortium", "investment_intermediary", "department",
     "management_company", "mutual_fund", "pension_fund", "pension_company", "association", "branch", "society"}
)  # fmt: skip
ENOUGH_LETTERS = 4  # of an acronym that is spelled out, in one town
WIDER_SITE = 4  # letters of a host that is a domain of its own: `bas.bg`, not `bg`


@dataclass(slots=True)
class Evidence:
    """Features by name; `matches`, `left_over` and `right_over` are for the reason; `part`: which side is a part of
    the other (left | right), None where neither says so; `forbids`: ids of what rules out that the two are joined
    without a person."""

    values: dict[str, float]
    matches: list[Match]
    left_over: list[Token]
    right_over: list[Token]
    part: str | None = None
    forbids: list[str] = field(default_factory=list)


def evidence(left: Reading, right: Reading) -> Evidence:
    """Compare two readings."""
    found = align(left, right)
    values = dict.fromkeys(FEATURES, 0.0)
    is_known = left.body is not None and left.body == right.body
    if is_known:  # their words may differ as much as they like
        values["known_same"] = 1.0
    else:
        values["known_differ"] = float(left.body is not None and right.body is not None)
        is_company = _is_company(left, right)
        _of_words(values, found, is_company=is_company)
        _of_types(values, left, right, found)
        _of_patrons(values, left, right, found)
        if is_company:
            _of_companies(values, left, right, found)
        _of_numbers(values, left, right)
    _of_places(values, left, right)
    agrees = forms_agree(left.form, right.form)
    if agrees is not None:
        values[f"form_{agrees}"] = 1.0
    if left.site and right.site:
        values["site_same" if left.site == right.site else "site_differs"] = 1.0
    if not is_known:
        values["initials_differ"] = float(found.initials_differ)
        values["only_acronym"] = float(_is_only_acronym(left, right, found))
    part = None if is_known else _part(left, right, found)
    forbids = _forbids(values, left, right, found)
    return Evidence(values, found.matches, found.left_over, found.right_over, part, forbids)


def _forbids(values: dict[str, float], left: Reading, right: Reading, found: Alignment) -> list[str]:
    """What a person has to look at, however likely the pair is."""
    plain = ("types_differ", "numbers_differ", "number_on_one", "place_differs", "initials_differ", "known_differ",
             "company_more", "company_narrower")  # fmt: skip
    forbids = [name for name in plain if values[name]]
    if values["known_same"]:
        return forbids
    if values["only_acronym"] and not values["site_same"] and not _is_placed(values, left, right, found):
        forbids.append("only_acronym")
    over = {token.kind for token in (*found.left_over, *found.right_over)}
    if ("topic" in over or ("name" in over and _is_of_capital(left, right))) and not any(
        {m.left.kind, m.right.kind} & {"name", "topic", "suffix"} for m in found.matches
    ):
        forbids.append("only_type")
    if not _is_named(found, is_place_same=bool(values["place_same"])):
        forbids.append("no_word")
    has_own_name = any(m.left.kind == m.right.kind == "name" and m.bits >= RARE_BITS for m in found.matches)
    is_group = "DZZD" in (left.form, right.form) or "consortium" in left.types | right.types
    shared = max(values["shared"], values["company_shared"])
    is_common = not has_own_name and shared < COMMON_BITS / _TENS
    place_only_named = not (left.places and right.places) and left.named_places != right.named_places
    if place_only_named and (is_group or is_common) and not values["site_same"]:
        forbids.append("place_on_one")
    narrower = {t.code for t in (*found.left_over, *found.right_over) if t.kind == "qualifier"} & NARROWING
    is_special = shared >= SPECIAL_BITS / _TENS and not values["both_have_more"]
    if narrower and not has_own_name and not is_special and not values["site_same"]:
        forbids.append("narrower")
    return forbids


def _is_placed(values: dict[str, float], left: Reading, right: Reading, found: Alignment) -> bool:
    """An acronym in its town is more than letters, if what it stands for is known or it has letters enough."""
    if not values["place_same"] or values["form_differs"]:
        return False
    spelled = [side for match in found.matches if match.how == "acronym" for side in (match.left, match.right)]
    if not spelled:  # both print the same few letters
        return bool(values["form_same"]) or not _is_of_capital(left, right)
    has_type = any(match.left.kind == match.right.kind == "type" for match in found.matches)
    enough = ENOUGH_LETTERS - has_type
    return any(token.kind == "suffix" or len(token.key) >= enough for token in spelled if token.text.isupper())


def _is_of_capital(left: Reading, right: Reading) -> bool:
    """Both in the capital, which has several of most types of body; „Софийски университет“ says which it is."""
    both_say_so = words.CAPITAL in left.named_places & right.named_places
    return left.places == right.places == {words.CAPITAL} and not both_say_so


_NAMING = ("name", "topic", "type", "suffix")


def _is_named(found: Alignment, *, is_place_same: bool) -> bool:
    """A name or a subject is shared, or the type in one town; `МБАЛ` and `МБАЛ` name nothing."""
    kinds = {kind for match in found.matches for kind in (match.left.kind, match.right.kind)}
    return bool(kinds & {"name", "topic", "suffix"}) or (is_place_same and "type" in kinds)


def _of_words(values: dict[str, float], found: Alignment, *, is_company: bool) -> None:
    values["shared"] = min(_MOST, sum(match.bits for match in found.matches) / _TENS)
    lost = sum(min(m.left.bits, m.right.bits) * (1 - m.likeness) for m in found.matches if m.how == "slip")
    values["slips"] = lost / _TENS
    if not is_company:
        values["left_on_both"], values["left_on_one"] = _left_over(found, lambda token: token.bits)
    telling = [token for token in (*found.left_over, *found.right_over) if token.kind in _NAMING]
    values["both_have_more"] = float(
        all(any(t.kind in _NAMING for t in s) for s in (found.left_over, found.right_over))
    )
    values["nothing_left"] = float(not telling and bool(found.matches))
    values["subjects_left"] = min(_MOST, float(sum(token.kind == "topic" for token in telling)))


def _left_over(found: Alignment, bits: Callable[[Token], float]) -> tuple[float, float]:
    """Bits of words without a match, in tens, of the side that has fewer and of the other."""
    fewer, more = sorted(sum(map(bits, side)) / _TENS for side in (found.left_over, found.right_over))
    return min(_MOST, fewer), min(_MOST, more)


def _of_types(values: dict[str, float], left: Reading, right: Reading, found: Alignment) -> None:
    if left.types and right.types:
        is_one = any(words.are_one_type(a, b) for a in left.types for b in right.types)
        each_has_more = all(any(t.kind == "type" for t in side) for side in (found.left_over, found.right_over))
        values["types_differ"] = float(not is_one or each_has_more)
    elif left.types or right.types:
        values["type_on_one"] = 1.0


def _of_patrons(values: dict[str, float], left: Reading, right: Reading, found: Alignment) -> None:
    """`Медицински университет – Варна` bears no patron's name in half of its prints: that is little against it."""
    over = [side for side in (found.left_over, found.right_over) if any(t.kind in _NAMING for t in side)]
    is_patron = len(over) == 1 and all(token.kind in ("name", "qualifier") for token in over[0])
    named_after = left.types & right.types & set(words.data()["named_after"])
    has_field = any(match.left.kind in ("topic", "suffix") for match in found.matches)
    is_clinic = "hospital" in left.types & right.types and has_field and bool(left.places & right.places)
    if is_patron and ((named_after and _has_subject(found, left, right)) or is_clinic):
        values["patron_left"], values["left_on_one"] = values["left_on_one"], 0.0
        values["nothing_left"] = 1.0


def _is_company(left: Reading, right: Reading) -> bool:
    """At least one has a company's legal form, neither another's, and neither says that it is another kind of body."""
    told = {left.form, right.form} - {None}
    return told <= COMMERCIAL and (left.types | right.types) <= _OF_COMPANIES


def _of_companies(values: dict[str, float], left: Reading, right: Reading, found: Alignment) -> None:
    """Софарма and Софарма Трейдинг are two, where of hospitals and institutes one print has more words than another.

    A company may be called after its business, so that a word of the vocabulary tells by its rarity as a name does.
    """
    over = [*found.left_over, *found.right_over]
    both_say_so = left.form is not None and right.form is not None
    values["company_more"] = float(both_say_so and any(token.kind in _NAMING for token in over))
    shared = sum(min(_rarity(match.left), _rarity(match.right)) * match.likeness for match in found.matches)
    values["company_shared"], values["shared"] = min(_MOST, shared / _TENS), 0.0
    values["company_nothing_left"], values["nothing_left"] = values["nothing_left"], 0.0
    values["company_left_on_both"], values["company_left_on_one"] = _left_over(found, _rarity)
    is_narrower = any(token.kind == "qualifier" and token.code not in _SAID_OF_ALL for token in over)
    values["company_narrower"] = float(is_narrower or left.countries != right.countries)


def _rarity(token: Token) -> float:
    return words.bits(token.key) if token.kind == "topic" and " " not in token.text else token.bits


def _has_subject(found: Alignment, left: Reading, right: Reading) -> bool:
    return any(match.left.kind == "topic" for match in found.matches) or bool(left.places & right.places)


def _of_numbers(values: dict[str, float], left: Reading, right: Reading) -> None:
    if left.numbers and right.numbers:
        values["numbers_differ"] = float(left.numbers != right.numbers)
    elif left.numbers or right.numbers:
        values["number_on_one"] = 1.0


def _of_places(values: dict[str, float], left: Reading, right: Reading) -> None:
    if left.countries and right.countries and not left.countries & right.countries:
        values["place_differs"] = 1.0
    if left.places and right.places:
        is_same = bool(left.places & right.places)
        values["place_same" if is_same else "place_differs"] = 1.0
        one = set(words.data()["one_a_town"])
        is_of_one_town = bool(left.places & right.places - {words.CAPITAL})  # the capital has several of most
        values["one_a_town"] = float(is_of_one_town and bool(left.types & right.types & one))
    values["place_on_one"] = float(bool(left.places) != bool(right.places))
    if not (left.places and right.places) and (
        left.has_saint or right.has_saint or left.types & right.types & set(words.data()["recurring"])
    ):
        values["place_unknown"] = 1.0


def _is_only_acronym(left: Reading, right: Reading, found: Alignment) -> bool:
    """All that is shared was read out of letters, or both are nothing but the same few letters."""
    telling = [match for match in found.matches if match.left.kind in _NAMING or match.right.kind in _NAMING]
    if (
        telling
        and all(match.how == "acronym" for match in telling if match.left.kind != "type")
        and not all(match.left.kind == "type" for match in telling)
    ):
        return True
    return any(_is_acronym(reading) for reading in (left, right))


def _is_acronym(reading: Reading) -> bool:
    """A name that is one word in capitals, of few letters, and hard to say; or one that stands for a whole body."""
    named = [token for token in reading.tokens if token.kind in _NAMING]
    texts = {token.text for token in reading.tokens if token.kind in (*_NAMING, "qualifier")}
    if len(texts) != 1 or {token.kind for token in named} == {"type"}:
        return False
    text = texts.pop()
    return 2 <= len(text) <= 5 and text.isupper() and not (len(named) == 1 and _is_pronounced(named[0].key))


def _is_pronounced(key: str) -> bool:
    vowels = [char in "aeiouyqw" for char in key]
    return (
        len(key) >= 4
        and any(vowels)
        and not all(vowels)
        and "".join("v" if v else "c" for v in vowels).count("cc") == 0
    )


def _part(left: Reading, right: Reading, found: Alignment) -> str | None:
    """Which side is a part: the other's whole name stands in it, or the other's site is the domain of its own."""
    for side, part, whole in (("left", left, right), ("right", right, left)):
        if known.is_part_of(part.body, whole.body):
            return side
    part_types, whole_types = set(words.data()["part_types"]), set(words.data()["whole_types"])
    for side, part, whole, part_over, whole_over in (
        ("left", left, right, found.left_over, found.right_over),
        ("right", right, left, found.right_over, found.left_over),
    ):
        is_branch = "branch" in {token.code for token in part_over}
        if not whole.types & whole_types and not is_branch:
            continue
        is_inside = not [token for token in whole_over if token.kind in ("name", "topic", "type")]
        says_so = {token.code for token in part_over} & part_types or part.whole
        if is_inside and says_so and (part.whole or found.matches) and part_over:
            return side
        if part.site and whole.site and len(whole.site) > WIDER_SITE and part.site.endswith("." + whole.site):
            return side
    return None
