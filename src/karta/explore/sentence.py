"""A filter in words, for chips, printed pages and files that leave the map."""

from __future__ import annotations

from karta.explore.filters import CODED, RANGES, Filter, as_of_text
from karta.explore.frame import frame
from karta.explore.labels import label_of
from karta.snapshot.reader import Snapshot
from karta.vocab import labels as vocab_labels

NAMES = {  # Bulgarian, English; measures are named by the vocabulary
    "country": ("държава", "country"),
    "region": ("район за планиране", "planning region"),
    "district": ("област", "district"),
    "municipality": ("община", "municipality"),
    "nace": ("сектор", "sector"),
    "segment": ("сегмент", "segment"),
    "kind": ("вид", "kind"),
    "unit_kind": ("единица", "unit"),
    "status": ("състояние", "status"),
    "size_class": ("клас по заети", "headcount class"),
    "result": ("резултат", "result"),
    "source": ("източник", "source"),
    "id": ("организация", "organisation"),
    "founded": ("основана", "founded"),
    "disagreement": ("източниците не са съгласни", "sources disagree"),
    "completeness": ("пълнота от", "completeness from"),
    "q": ("име или ЕИК", "name or EIK"),
    "bbox": ("в рамката", "inside the frame"),
    "year": ("година", "year"),
    "as_of": ("към дата", "as of"),
}
WORDS = {
    "or": (" или ", " or "),
    "from": ("от", "from"),
    "to": ("до", "to"),
    "unknown": ("или неизвестно", "or unknown"),
    "none": (
        "всички правни единици, които не са заличени или влети",
        "all legal units that are not deleted or merged",
    ),
}


def filter_parts(snapshot: Snapshot, asked: Filter, language: str) -> list[tuple[str, str, str]]:
    """(part, its name, its choice in words) for each active part, `year` and `as_of`: what a chip prints."""
    said = [(part, name_of(part, language), _choice(snapshot, asked, part, language)) for part in asked.parts()]
    for part in ("year", "as_of"):
        if getattr(asked, part) is not None:
            value = getattr(asked, part)
            said.append((part, name_of(part, language), as_of_text(value) if part == "as_of" else str(value)))
    return said


def filter_sentence(snapshot: Snapshot, asked: Filter, language: str) -> str:
    """The whole filter in one line; never empty: without a choice it names the default population."""
    said = [f"{name}: {choice}" if choice else name for _, name, choice in filter_parts(snapshot, asked, language)]
    return "; ".join(said) or WORDS["none"][language == "en"]


def name_of(part: str, language: str) -> str:
    """What a part of the filter, or a measure, is called."""
    if part in NAMES:
        return NAMES[part][language == "en"]
    return vocab_labels.label("measure", part, language) or part


def _choice(snapshot: Snapshot, asked: Filter, part: str, language: str) -> str:
    english = language == "en"
    if part in CODED:
        labelled = label_of(snapshot, frame(snapshot), part)
        codes = getattr(asked, part)
        named = [f"{code} {labelled(code)[english]}" if part == "nace" else labelled(code)[english] for code in codes]
        return WORDS["or"][english].join(named)
    if part in RANGES:
        return _range(asked, part, english)
    if part == "disagreement":
        return ""
    if part == "bbox":
        return ", ".join(format(end, ".5g") for end in asked.bbox or ())
    return f"{asked.completeness_min} %" if part == "completeness" else str(getattr(asked, part))


def _range(asked: Filter, part: str, english: bool) -> str:
    ends = []
    for word, end in (("from", f"{part}_min"), ("to", f"{part}_max")):
        number = getattr(asked, end)
        if number is not None:
            digits = str(number) if part == "founded" else f"{number:,}".replace(",", "," if english else "\u202f")
            unit = "" if part in ("headcount", "founded") else " EUR"
            ends.append(f"{WORDS[word][english]} {digits}{unit}")
    if getattr(asked, f"{part}_unknown"):
        ends.append(WORDS["unknown"][english])
    return " ".join(ends)
