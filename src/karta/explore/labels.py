"""What a code is called in both languages, whichever table of the snapshot or list of the vocabulary names it."""

from __future__ import annotations

from collections.abc import Callable

from karta.explore.frame import Frame
from karta.snapshot.reader import Snapshot
from karta.vocab import labels as vocab_labels

Label = tuple[str, str]  # Bulgarian, English

PLACE_LEVELS = ("country", "region", "district", "municipality", "ekatte")
SECTOR_LEVELS = ("nace", "nace_code", "section", "division", "group", "class")
UNKNOWN_LABEL = ("неизвестно", "unknown")
UNDECIDED_LABEL = ("неопределено", "undecided")


def label_of(snapshot: Snapshot, rows: Frame, name: str) -> Callable[[str], Label]:
    """A function from codes of a filter or column to both labels; a code that nobody named is its own label."""
    known = rows.cached("labels", name, lambda: _labels(snapshot, rows, name))

    def find(code: str) -> Label:
        if code == "unknown":
            return UNKNOWN_LABEL
        return known.get(code) or _vocabulary_label(name, code) or (code, code)

    return find


def _labels(snapshot: Snapshot, rows: Frame, name: str) -> dict[str, Label]:
    if name in PLACE_LEVELS:
        return _pairs(rows, "SELECT place_code, name_bg, name_en FROM places")
    if name in SECTOR_LEVELS:
        return _pairs(rows, f"SELECT code, label_bg, label_en FROM sectors WHERE {REV_2}")
    if name in ("source", "source_id"):
        return {
            source["source_id"]: (source["title"]["bg"], source["title"]["en"])
            for source in snapshot.manifest["sources"]
        }
    return {}


REV_2 = "(nace_version = '2' OR nace_version IS NULL)"  # the version of every nace_code; Rev. 2.1 stands beside it


def _pairs(rows: Frame, sql: str) -> dict[str, Label]:
    return {code: (bg or en or code, en or bg or code) for code, bg, en in rows.query(sql).fetchall()}


def _vocabulary_label(name: str, code: str) -> Label | None:
    if code == "undecided":
        return UNDECIDED_LABEL
    try:
        bulgarian, english = (vocab_labels.label(name, code, language) for language in ("bg", "en"))
    except KeyError:
        return None
    return (bulgarian, english) if bulgarian and english else None


def closed_codes(name: str) -> tuple[str, ...]:
    """The codes of a closed list in their reviewed order; none for a list that is open (places, sources)."""
    return tuple(vocab_labels.closed_list(name)) if name in vocab_labels.closed_list_names() else ()
