"""What an address of the map page asks for, and the addresses of the states one step away from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language

from karta.explore.areas import STATISTICS
from karta.explore.changes import check_years
from karta.explore.filters import Filter, FilterError, one_of
from karta.explore.rows import SORT_KEYS
from karta.portal.explorer.map_page.classes import METHODS
from karta.snapshot.schema import MEASURES

LEVELS = ("region", "district", "municipality")
CHANGES = ("change", "change_share")  # of a sum, from `year_from` to `year`
MAP_STATISTICS = (*STATISTICS, *CHANGES)
SHAPES = ("indicative",)
TABS = ("list", "table", "areas")
OWN = frozenset(
    {"measure", "statistic", "level", "tab", "sort", "cursor", "lang", "place", "limit"}
    | {"classes", "year_from", "shapes", "follow"}
)
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One state of the page. `sort`, `measure` and `year_from` of None mean the snapshot's own choice.

    shapes  `indicative`: municipalities as computed areas instead of circles at their seats
    follow  `bbox` is what the live map shows and goes with it: list and counter keep in step, the map itself is whole
    """

    asked: Filter
    measure: str | None = None
    statistic: str = "sum"
    level: str = "district"
    tab: str = "list"
    sort: str | None = None
    cursor: int = 0
    classes: str = "quantile"
    year_from: int | None = None
    shapes: str | None = None
    follow: bool = False

    def address(self, asked: Filter | None = None, **changes: Any) -> str:
        """The page with another filter or view. Another filter starts at the first row again."""
        if asked is not None:
            changes |= {"asked": asked, "cursor": 0}
        return _page(get_language()) + self._query(replace(self, **changes))

    def query(self) -> str:
        """`?…` of this state's filter alone, for exports and the API; empty without a filter."""
        return _joined(self.asked.to_params())

    @property
    def on_map(self) -> Filter:
        """The filter of the map's picture: panning must not change the colours under the reader's hand."""
        return self.asked.without("bbox") if self.follow else self.asked

    @property
    def is_change(self) -> bool:
        return self.statistic in CHANGES

    def view_params(self) -> list[tuple[str, str]]:
        """The parameters that choose no rows and differ from their defaults: the form carries them along."""
        return [
            (name, "true" if value is True else str(value))
            for name, default in VIEW_DEFAULTS
            if (value := getattr(self, name)) != default
        ]

    @staticmethod
    def _query(state: State) -> str:
        cursor = [("cursor", str(state.cursor))] if state.cursor else []
        return _joined([*state.asked.to_params(), *state.view_params(), *cursor])


VIEW_DEFAULTS = [(field.name, field.default) for field in fields(State) if field.name not in ("asked", "cursor")]


@cache
def _page(language: str | None) -> str:  # noqa: ARG001 - the address bears the language; a page has fifty of them
    return reverse("explorer:map")


def _joined(params: list[tuple[str, str]]) -> str:
    return f"?{urlencode(params)}" if params else ""


def read_state(params: Mapping[str, Sequence[str]]) -> State:
    """The state that an address asks for. Errors: FilterError, naming the parameter and what may stand there."""
    asked = Filter.from_params({name: params[name] for name in params if name not in OWN})
    chosen: dict[str, Any] = {}
    closed = {
        "statistic": MAP_STATISTICS, "level": LEVELS, "tab": TABS, "measure": MEASURES, "classes": METHODS,
        "shapes": SHAPES, "follow": ("true",),
    }  # fmt: skip
    for name, values in closed.items():
        given = _last(params, name)
        if given is not None:
            chosen[name] = one_of(name, given, values) if name != "follow" else bool(one_of(name, given, values))
    if _last(params, "year_from") is not None:
        chosen["year_from"] = _year("year_from", str(_last(params, "year_from")))
        if asked.year is not None:
            check_years(chosen["year_from"], asked.year)
    sort = _last(params, "sort")
    if sort is not None:
        one_of("sort", sort.removeprefix("-"), SORT_KEYS)
    return State(asked=asked, sort=sort, cursor=_whole("cursor", _last(params, "cursor")), **chosen)


def _last(params: Mapping[str, Sequence[str]], name: str) -> str | None:
    given = [text.strip() for text in params.get(name, ()) if text.strip()]
    return given[-1] if given else None


def _year(name: str, text: str) -> int:
    if not (text.isdecimal() and 1000 <= int(text) <= 9999):
        raise FilterError(name, text, "write a year of four digits", "пишете година с четири цифри")
    return int(text)


def _whole(name: str, text: str | None) -> int:
    if text is None:
        return 0
    if not text.isdecimal() or len(text) > 9:
        raise FilterError(name, text, "write a whole number", "пишете цяло число")
    return int(text)
