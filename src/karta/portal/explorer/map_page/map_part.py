"""The map itself as the templates read it: its pickers, and its values with their legend, table and data block."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from karta.explore.changes import years_with_figures
from karta.explore.ground import FILES
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.areas import MapValues, change_years, live_map, map_values
from karta.portal.explorer.map_page.classes import METHODS
from karta.portal.explorer.map_page.drawing import drawn_map
from karta.portal.explorer.map_page.legend import measure_and_statistic
from karta.portal.explorer.map_page.state import LEVELS, MAP_STATISTICS, State
from karta.snapshot.reader import Snapshot
from karta.vocab import formats


@dataclass(frozen=True, slots=True)
class Pick:
    """One option of a picker, or one link of a switch."""

    code: str
    name: str
    is_on: bool
    address: str = ""


class MapPart:
    """The map of one state of the page. `state` is what can be shown of what was asked; `measure` the one shown."""

    def __init__(self, snapshot: Snapshot, state: State, language: str) -> None:
        self.snapshot, self.language = snapshot, language
        self.manifest = snapshot.manifest
        self.measure = state.measure or self.manifest["default_measure"] or "headcount"
        # Without places there are no areas to list; a tab that is not there shows the list.
        has_areas = state.tab != "areas" or self.manifest["has_places"]
        self.state = state if has_areas else replace(state, tab="list")

    def context(self) -> dict[str, Any]:
        """Pickers and values."""
        return {"state": self.state, **self.pickers(), **self.values()}

    def pickers(self) -> dict[str, Any]:
        """What the bar over the map shows. Errors: FilterError for a change without two years."""
        level_names = {"district": _("Districts"), "region": _("Regions"), "municipality": _("Municipalities")}
        state = self.state
        return {
            "has_map": self.manifest["has_places"],
            "levels": [
                Pick(level, level_names[level], level == state.level, state.address(level=level, shapes=None))
                for level in LEVELS
            ],
            "level_name": words.filter_name(state.level, self.language),
            "measures": list(self._measures()),
            "default_measure": self.manifest["default_measure"],
            "statistics": [
                Pick(code, words.capitalised(str(words.STATISTIC_NAMES[code])), code == state.statistic)
                for code in MAP_STATISTICS
            ],
            **(self._years() if state.is_change and self.manifest["has_places"] else {"years_from": []}),
        }

    def _measures(self) -> Iterator[Pick]:
        for one in self.manifest["measures_by_coverage"]:
            known = _("known for %(share)s") % {"share": formats.percent(one["share"], self.language)}
            name = words.capitalised(words.measure_name(one["measure"], self.language))
            yield Pick(one["measure"], f"{name} ({known})", one["measure"] == self.measure)

    def _years(self) -> dict[str, Any]:
        """From which year a change may be counted."""
        earlier, later = change_years(self.snapshot, self.state, self.measure)
        picks = [
            Pick(str(year), f"{year} ({formats.count(number, self.language)})", year == earlier)
            for year, number in years_with_figures(self.snapshot, self.measure)
            if year < later
        ]
        return {"later_year": later, "years_from": picks}

    def values(self) -> dict[str, Any]:
        """What the map shows: areas, circles, legend, table and data block; why there is none where there is none."""
        if self.manifest["has_places"]:
            return self._shown(map_values(self.snapshot, self.state, self.measure, self.language))
        reason = _(
            "The sources of this snapshot name no places, so nothing can be drawn. "
            "Filters, histograms and the list work."
        )
        return {"values": None, "live_map": None, "no_map_reason": reason}

    def _shown(self, values: MapValues) -> dict[str, Any]:
        state = self.state
        is_indicative = state.shapes == "indicative" and state.level == "municipality"
        files = {name: file for name, file in FILES.items() if name != "municipalities" or is_indicative}
        name = words.capitalised(measure_and_statistic(self.measure, state.statistic, self.language))
        more = values.places - len(values.circles)
        methods = {"quantile": _("as many areas in each class"), "equal": _("equal steps")}
        return {
            "values": values,
            # Not drawn for who has a live map: it costs as much as the list.
            "drawn": SimpleLazyObject(lambda: drawn_map(
                settings.FRONTEND, values, level=state.level, is_indicative=is_indicative, language=self.language
            )),
            "live_map": live_map(
                values, state, self.language, shapes={key: static(file) for key, file in files.items()},
                snapshot=self.snapshot.name,
            ),
            "map_label": _label(is_indicative) % {"measure": name},
            "is_indicative": is_indicative,
            "places_more": formats.count(more, self.language) if more else "",
            "value_name": name,
            "change_name": words.capitalised(str(words.STATISTIC_NAMES[state.statistic])),
            "class_methods": [Pick(code, methods[code], code == state.classes) for code in METHODS],
            "area_rows": sorted(
                values.areas, key=lambda area: (area.value is None, -(area.value or 0), -area.organisations, area.name)
            ),
        }  # fmt: skip


def _label(is_indicative: bool) -> str:
    if is_indicative:
        return _("Map: %(measure)s (colour)")
    return _("Map: %(measure)s (colour) and number of organisations (circle)")
