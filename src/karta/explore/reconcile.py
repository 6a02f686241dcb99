"""Which organisations another's list may mean: candidates by name or number, scored with reasons, for whole batches.

A match is claimed only where it is certain: one candidate alone bears the name (or the ЕИК), it is more than an
acronym, and nothing else that both sides tell speaks against it. All else is for people to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from karta.explore.affiliation import affiliated
from karta.explore.frame import Frame, frame
from karta.explore.labels import label_of
from karta.explore.likeness import FEATURES as NAME_FEATURES
from karta.explore.likeness import SAME, likeness
from karta.matching.affiliation import NamedOrganisation
from karta.matching.names import search_key, split_key
from karta.matching.reading import Named
from karta.matching.sounds import typed_keys
from karta.snapshot.reader import Snapshot
from karta.vocab.eik import clean_eik

CANDIDATES = 8  # looked at for each name; OpenRefine shows three
PLACES = {"settlement": "ekatte", "municipality": "municipality", "district": "district", "region": "region",
          "country": "country"}  # fmt: skip
IDENTIFIERS = ("eik", "lei", "ror_id")
COLUMNS = {
    **PLACES, **{name: name for name in IDENTIFIERS}, "nace": "nace_code", "segment": "segment", "kind": "kind",
    "legal_form": "legal_form", "founded_year": "founded_year",
}  # fmt: skip
CODED = {"settlement", "municipality", "district", "region", "country", "nace", "segment", "kind", "legal_form"}
CARD = ("org_id", "name_bg", "name_en", *dict.fromkeys(COLUMNS.values()))
AGREES = 0.3  # of what the score lacks, a property that agrees gives back
DISAGREES = {"eik": 0.2, "lei": 0.2, "ror_id": 0.2} | dict.fromkeys(PLACES, 0.7)  # factors; of all others:
OTHER_DISAGREES = 0.9
_PLACE_WORDS = {"gr", "grad", "s", "selo", "obl", "oblast", "obsht", "obshtina", "district", "municipality", "city"}
FEATURES = NAME_FEATURES | {
    name: (f"съвпада: {bg}", f"agrees: {en}")
    for name, bg, en in (
        ("settlement", "населено място", "settlement"), ("municipality", "община", "municipality"),
        ("district", "област", "district"), ("region", "район", "region"), ("country", "държава", "country"),
        ("eik", "ЕИК", "EIK"), ("lei", "LEI", "LEI"), ("ror_id", "ROR", "ROR"), ("nace", "сектор", "sector"),
        ("segment", "сегмент", "segment"), ("kind", "вид", "kind"), ("legal_form", "правна форма", "legal form"),
        ("founded_year", "година на основаване", "year of foundation"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One query. `kinds`: only these, if `is_strict`, else rather these. `properties`: (one of COLUMNS, any of these
    values: codes or names in either language). `is_affiliation`: the text is an author's, and names its organisation
    among departments and places; nothing else of the query is read then."""

    text: str
    kinds: tuple[str, ...] = ()
    is_strict: bool = False
    limit: int = CANDIDATES
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_affiliation: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One organisation that a query may mean. `score` 0–100; `features` by the ids of FEATURES."""

    row: int
    card: dict[str, Any]
    score: float
    is_match: bool
    features: dict[str, float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Weighed:
    row: int
    score: float
    is_certain: bool
    features: dict[str, float | bool]


def reconcile(snapshot: Snapshot, queries: Sequence[Asked]) -> list[list[Candidate]]:
    """Candidates of each query, the likeliest first, at most its `limit`.

    Names that nobody else bears are settled at once; for what is left, spellings and slips are looked through too.
    """
    answers: list[list[Candidate]] = [[] for _ in queries]
    left = [at for at, asked in enumerate(queries) if not asked.is_affiliation]
    _answer_affiliations(snapshot, queries, answers)
    for enough in (1, CANDIDATES):
        rows = {at: _rows(snapshot, queries[at], enough) for at in left}
        known = _Known(snapshot, {row for found in rows.values() for row in found})
        for at in left:
            answers[at] = _decided(queries[at], rows[at], known)
        left = [at for at in left if not any(candidate.is_match for candidate in answers[at])]
    return answers


def _answer_affiliations(snapshot: Snapshot, queries: Sequence[Asked], answers: list[list[Candidate]]) -> None:
    """Fill in the answers to those queries that are affiliations."""
    asked = [at for at, one in enumerate(queries) if one.is_affiliation]
    found = affiliated(
        snapshot, [queries[at].text for at in asked], max((queries[at].limit for at in asked), default=0)
    )
    known = _Known(snapshot, {row for named in found for row, _ in named})
    for at, named in zip(asked, found, strict=True):
        answers[at] = [
            Candidate(row, known.cards[row], round(100 * one.score, 2), one.is_match, _reasons(one))
            for row, one in named[: queries[at].limit]
        ]


def _reasons(found: NamedOrganisation) -> dict[str, float | bool]:
    told = found.features
    reasons: dict[str, float | bool] = {"words": round(told["cover"], 4)}
    reasons |= {"acronym": True} if told["is_acronym"] else {}
    reasons |= {"country": bool(told["country_same"])} if told["country_same"] or told["country_differs"] else {}
    return reasons | ({"settlement": bool(told["city_same"])} if told["city_same"] or told["city_other"] else {})


class _Known:
    """What is known of some rows: cards and all names, read in one go."""

    def __init__(self, snapshot: Snapshot, rows: Iterable[int]) -> None:
        ordered = sorted(rows)
        table = snapshot.index.rows.select(CARD).take(pa.array(ordered, pa.int64()))
        self.cards = dict(zip(ordered, table.to_pylist(), strict=True))
        self._keys = dict(zip(ordered, snapshot.index.names.keys(ordered), strict=True))
        self._snapshot, self._frame = snapshot, frame(snapshot)

    def names(self, row: int, settlement: str | None) -> list[Named]:
        """Its names, those that the card shows as they are printed, others as their search keys; its settlement where
        the query tells one."""
        card = self.cards[row]
        shown = list(filter(None, (card["name_bg"], card["name_en"])))
        others = set(self._keys[row]).difference(map(search_key, shown))
        place = card["ekatte"] if settlement else None
        return [Named(name, card["legal_form"], place) for name in (*shown, *sorted(others))]

    def spellings(self, name: str, code: Any) -> frozenset[str]:
        """Search keys of a value: of its code, and of its labels in both languages."""
        if name not in CODED:
            return frozenset([search_key(str(code))])
        kept = self._frame.cached("reconcile", name, dict[str, frozenset[str]])
        if code not in kept:
            labels = label_of(self._snapshot, self._frame, COLUMNS[name])(code)
            kept[code] = frozenset(map(search_key, (code, *labels)))
        return kept[code]


def _rows(snapshot: Snapshot, asked: Asked, enough: int) -> list[int]:
    rows = frame(snapshot)
    found = dict.fromkeys(_rows_with_number(rows, asked))
    if not found or enough > 1:  # a number whose name is another's: those who bear the name are shown beside it
        for key in typed_keys(asked.text):
            hits = snapshot.index.names.hits(split_key(key).core, limit=CANDIDATES, enough=enough)
            found |= dict.fromkeys(hit.row for hit in hits)
            if hits:
                break
    return list(found)


def _rows_with_number(rows: Frame, asked: Asked) -> list[int]:
    """Rows that an ЕИК or an id of the snapshot names; the text itself may be one."""
    if (row := rows.row_of(asked.text.strip())) is not None:
        return [row]
    numbers = [asked.text, *(value for name, values in asked.properties if name == "eik" for value in values)]
    found: list[int] = []
    for number in filter(None, (clean_eik(text).value for text in numbers)):
        found += rows.rows_with_eik(number[:9]).tolist()
    return found


def _decided(asked: Asked, rows: list[int], known: _Known) -> list[Candidate]:
    weighed = [one for row in rows if (one := _weigh(asked, row, known)) is not None]
    weighed.sort(key=lambda one: (-one.score, one.row))
    is_alone = sum(one.is_certain for one in weighed) == 1
    return [
        Candidate(one.row, known.cards[one.row], round(one.score, 2), is_alone and one.is_certain, one.features)
        for one in weighed[: asked.limit]
    ]


def _weigh(asked: Asked, row: int, known: _Known) -> _Weighed | None:
    """Score and reasons of one row; None where a strict kind leaves it out."""
    card = known.cards[row]
    if asked.kinds and asked.is_strict and card["kind"] not in asked.kinds:
        return None
    is_named = asked.text.strip() == card["org_id"] or clean_eik(asked.text).value == card["eik"] is not None
    settlement, legal_form = (_told(asked, name) for name in ("settlement", "legal_form"))
    like = SAME if is_named else likeness(Named(asked.text, legal_form, settlement), known.names(row, settlement))
    score, is_certain, features = 100 * like.score, like.is_certain, dict(like.features)
    said = asked.properties if not asked.kinds else (*asked.properties, ("kind", asked.kinds))
    for name, values in said:
        agrees = _agrees(name, card[COLUMNS[name]], values, known)
        if agrees is None:
            continue
        features[name] = agrees
        if agrees:
            score += (100 - score) * AGREES
        else:
            score *= DISAGREES.get(name, OTHER_DISAGREES)
            is_certain = False
        if agrees and name in IDENTIFIERS and (not asked.text.strip() or like.shares_word):
            score, is_certain = max(score, 95 + 5 * like.score), True
    # A number that agrees is proof, unless another property was found to disagree.
    is_certain = is_certain and all(features.get(name) is not False for name, _ in said)
    return _Weighed(row, score, is_certain, features)


def _told(asked: Asked, name: str) -> str | None:
    """The first value that a query gives a property."""
    return next((value for given, values in asked.properties if given == name for value in values), None)


def _agrees(name: str, value: Any, asked: tuple[str, ...], known: _Known) -> bool | None:
    """Whether one of the asked values is this one; None where either side does not tell."""
    wanted = {key for text in asked if (key := _bare(name, text))}
    if value is None or not wanted:
        return None
    spelled = known.spellings(name, value)
    if name == "nace":
        digits = str(value).replace(".", "")
        return any(digits.startswith(key.replace(" ", "")) for key in wanted) or bool(wanted & spelled)
    if name == "ror_id":
        return any(str(value).endswith(key.rpartition(" ")[2]) for key in wanted)
    return bool(wanted & {_bare(name, key) for key in spelled})


def _bare(name: str, text: str) -> str:
    """The search key of a value; of a place without „гр.“, „област“; of an ЕИК without prefix and blanks."""
    if name == "eik":
        return clean_eik(text).value or search_key(text)
    key = search_key(text)
    if name not in PLACES:
        return key
    return " ".join(word for word in key.split() if word not in _PLACE_WORDS) or key
