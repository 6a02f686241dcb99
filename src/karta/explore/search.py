"""Finds an organisation by a name in either alphabet, or by its register number, while it is typed; and a place."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa

from karta.explore.frame import Frame, frame
from karta.explore.labels import label_of
from karta.matching.names import search_key
from karta.matching.sounds import is_one_slip, sound_key, typed_keys
from karta.snapshot.index.names import HOW, SHORTEST_SLIP
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import DEFAULT_POPULATION

LONGEST_TEXT = 200
GOOD_ENOUGH = HOW.index("sounds")  # found this well or better, the text was typed on the right keyboard
CARD = ("org_id", "name_bg", "name_en", "eik", "kind", "status", "unit_kind", "ekatte", "municipality", "district")
PLACE_COLUMNS = ("ekatte", "municipality", "district")  # the smallest known one names the place
PLACE_LEVELS = ("settlement", "municipality", "district", "region")
# What people paste with a number: a VAT prefix, the word for it, a ROR address.
_REGISTER = re.compile(r"^(?:(?:BG|ЕИК|EIK|БУЛСТАТ)[\s:№]*(?=\d)|https?://ror\.org/)(\w+)", re.IGNORECASE)
_KEY_OF_LEVEL = {"settlement": "ekatte"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One organisation that the text may mean; `how` it was found: one of karta.snapshot.index.names.HOW."""

    row: int
    org_id: str
    name_bg: str | None
    name_en: str | None
    eik: str | None
    kind: str | None
    place_bg: str | None
    place_en: str | None
    how: str


@dataclass(frozen=True, slots=True)
class PlaceSuggestion:
    """One place that the text may mean. `within`: the district of a settlement or municipality, the region of a
    district, the country of a region; `organisations`: how many of the map's have their seat there; `lon`, `lat` of the
    settlement or seat, in degrees."""

    code: str
    level: str  # one of PLACE_LEVELS
    name_bg: str
    name_en: str
    within_bg: str | None
    within_en: str | None
    lon: float | None
    lat: float | None
    organisations: int


def suggest(snapshot: Snapshot, text: str, limit: int = 8) -> list[Suggestion]:
    """Organisations of any kind and status that `text` may mean: better found first, then the larger one.

    The last word may be unfinished unless a blank follows it; one word may have a slip; letters may be those of the
    keyboard's other alphabet. Shape: nothing for text without a letter or digit; at most `limit`, which is from 1 on.
    """
    asked = _REGISTER.sub(r"\1", text.lstrip()[:LONGEST_TEXT])
    found: list[tuple[int, int, int, int]] = []
    for number, key in enumerate(typed_keys(asked)):
        hits = snapshot.index.names.hits(key, limit=limit, last_is_beginning=not asked[-1].isspace())
        found += [(HOW.index(hit.how), number, order, hit.row) for order, hit in enumerate(hits)]
        if sum(how <= GOOD_ENOUGH for how, *_ in found) >= limit:
            break
    best: dict[int, str] = {}
    for how, _, _, row in sorted(found):
        best.setdefault(row, HOW[how])
    return _suggestions(snapshot, list(best.items())[:limit])


def cards(snapshot: Snapshot, rows: list[int]) -> list[dict[str, str | None]]:
    """The columns CARD of these rows, in this order."""
    told: list[dict[str, str | None]] = snapshot.index.rows.select(CARD).take(pa.array(rows, pa.int64())).to_pylist()
    return told


def place_label(snapshot: Snapshot, rows: Frame, card: dict[str, str | None]) -> tuple[str | None, str | None]:
    """Both names of the smallest place that is known of a card's organisation."""
    for name in PLACE_COLUMNS:
        if code := card[name]:
            return label_of(snapshot, rows, name)(code)
    return None, None


def _suggestions(snapshot: Snapshot, chosen: list[tuple[int, str]]) -> list[Suggestion]:
    rows = frame(snapshot)
    made = []
    for (row, how), card in zip(chosen, cards(snapshot, [row for row, _ in chosen]), strict=True):
        place_bg, place_en = place_label(snapshot, rows, card)
        made.append(
            Suggestion(
                row, card["org_id"] or "", card["name_bg"], card["name_en"], card["eik"], card["kind"],
                place_bg, place_en, how,
            )
        )  # fmt: skip
    return made


def suggest_places(snapshot: Snapshot, text: str, limit: int = 5) -> list[PlaceSuggestion]:
    """Settlements, municipalities, districts and regions that `text` may mean: the whole name first, then those that
    begin so, then those of which a later word does; where there are none, those one slip away. Within each the ones
    with more organisations first. Shape: nothing for fewer than two letters.
    """
    places = frame(snapshot).cached("search", "places", lambda: _places(snapshot))
    sounds = [sound_key(key) for key in typed_keys(text.strip()[:LONGEST_TEXT]) if _is_word(key)]
    for rank in (_rank_of_beginning, _rank_of_slip):
        for sound in sounds:
            found = [
                (best, -place.organisations, place.code, place)
                for place, known in places
                if (best := min(rank(one, sound) for one in known)) < _NOT
            ]
            if found:
                return [place for *_, place in sorted(found, key=lambda one: one[:3])[:limit]]
    return []


_WHOLE, _BEGINS, _WORD, _SLIP, _NOT = range(5)


def _is_word(key: str) -> bool:
    return len(key) >= 2 and any(char.isalpha() for char in key)


def _rank_of_beginning(known: str, asked: str) -> int:
    if known.startswith(asked):
        return _WHOLE if known == asked else _BEGINS
    return _WORD if f" {asked}" in known else _NOT


def _rank_of_slip(known: str, asked: str) -> int:
    return _SLIP if len(asked) >= SHORTEST_SLIP and is_one_slip(known, asked) else _NOT


def _places(snapshot: Snapshot) -> list[tuple[PlaceSuggestion, list[str]]]:
    counts = {
        level: f"(SELECT {column} AS code, count(*) AS held FROM organisations WHERE {DEFAULT_POPULATION} GROUP BY 1)"
        for level in PLACE_LEVELS
        for column in [_KEY_OF_LEVEL.get(level, level)]
    }
    told = []
    for level in PLACE_LEVELS:
        told += (
            snapshot.connection()
            .execute(
                f"""SELECT p.place_code, p.level, coalesce(p.name_bg, p.name_en), coalesce(p.name_en, p.name_bg),
                parent.name_bg, parent.name_en, p.lon, p.lat, coalesce(c.held, 0)
            FROM places p LEFT JOIN places parent ON parent.place_code =
                CASE WHEN p.level IN ('settlement', 'municipality') THEN p.district ELSE p.parent_code END
            LEFT JOIN {counts[level]} c ON c.code = p.place_code
            WHERE p.level = ? AND coalesce(p.name_bg, p.name_en) IS NOT NULL ORDER BY p.place_code""",
                [level],
            )
            .fetchall()
        )
    places = [PlaceSuggestion(*row) for row in told]
    return [(place, list({sound_key(search_key(name)) for name in (place.name_bg, place.name_en)})) for place in places]
