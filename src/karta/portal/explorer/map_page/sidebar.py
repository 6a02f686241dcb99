"""Which filters stand where: in the open, under the map, or behind "more"; and what the form carries unseen."""

from __future__ import annotations

from typing import Any

from karta.explore.facets import Facets
from karta.explore.filters import CODED, RANGES
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.choices import (
    TOO_RARE,
    ChoiceList,
    choice_list,
    is_rare,
    sector_tree,
)
from karta.portal.explorer.map_page.histograms import FIRST, NARROW, WIDE, drawing
from karta.portal.explorer.map_page.state import State

IN_THE_OPEN = ("region", "district", "municipality", "segment", "kind", "size_class", "result")
LISTS = (*IN_THE_OPEN, "country", "unit_kind", "status", "source")
UNSEEN = ("id", "bbox", "as_of")


def sidebar(found: Facets, state: State, manifest: dict[str, Any], measure: str, language: str) -> dict[str, Any]:
    """Lists and histograms by place. Every active filter has an input, so that the form never loses one."""
    asked = state.asked
    active = asked.parts()
    lists = {name: choice_list(name, found, asked, language) for name in LISTS if _is_offered(name, found, state)}
    opened = [name for name in IN_THE_OPEN if name in lists and not is_rare(name, found, asked)]
    strip = [name for name in strip_measures(manifest, measure) if not is_rare(name, found, asked)]
    side = [name for name in ("headcount",) if name not in strip and not is_rare(name, found, asked)]
    later = [name for name in RANGES if name not in (*strip, *side)]
    behind = [*(name for name in lists if name not in opened), *later, "disagreement", "completeness"]
    rare = [name for name in dict.fromkeys((*LISTS, *RANGES)) if is_rare(name, found, asked)]
    has_sectors = found.coverage["nace"] >= TOO_RARE or "nace" in active
    return {
        "open_lists": [lists[name] for name in opened],
        "later_lists": [made for name, made in lists.items() if name not in opened],
        "strip_histograms": [
            drawing(name, found.histograms[name], asked, language, NARROW if i else FIRST)
            for i, name in enumerate(strip)
        ],
        "side_histograms": [drawing(name, found.histograms[name], asked, language, WIDE) for name in side],
        "later_histograms": [drawing(name, found.histograms[name], asked, language, WIDE) for name in later],
        "rare_names": [words.filter_name(name, language) for name in rare],
        "sectors": sector_tree(found, state, language) if has_sectors else None,
        "years": found.facets["year"],
        "year": str(asked.year or ""),
        "year_is_listed": str(asked.year) in {choice.code for choice in found.facets["year"]},
        "more_open": any(part in active for part in behind),
        "carried": [pair for pair in state.view_params() if pair[0] in ("level", "tab")],
        "hidden_filters": _hidden(state, lists),
    }


def _is_offered(name: str, found: Facets, state: State) -> bool:
    """A list with one choice filters nothing. Districts stand under chosen regions, municipalities under districts."""
    if name in state.asked.parts():
        return True
    outer = {"district": state.asked.region, "municipality": state.asked.district}.get(name, True)
    return bool(outer) and len(found.facets.get(name, ())) > 1


def strip_measures(manifest: dict[str, Any], measure: str) -> list[str]:
    """Three histograms under the map: the shown measure of money, or the best covered; profit or loss; founded."""
    by_coverage = [str(one["measure"]) for one in manifest["measures_by_coverage"]]
    money = [one for one in (measure, *by_coverage) if words.is_money(one) and one != "profit"]
    return [*money[:1], "profit", "founded"]


def _hidden(state: State, lists: dict[str, ChoiceList]) -> list[tuple[str, str]]:
    """Filters without an input of their own: unseen ones, and codes that the snapshot does not know."""
    offered = {name: {option.code for option in (*made.first, *made.rest)} for name, made in lists.items()}
    return [
        (name, value)
        for name, value in state.asked.to_params()
        if name in UNSEEN or (name in CODED and name not in ("id", "nace") and value not in offered.get(name, set()))
    ]
