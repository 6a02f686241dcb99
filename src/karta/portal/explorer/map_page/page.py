"""The whole page as the templates read it: one call to facets, one to each part that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from karta.explore.changes import years_with_figures
from karta.explore.facets import Facets, facets
from karta.explore.rows import organisations
from karta.explore.statistics import table
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.areas import MapValues, live_map, map_values
from karta.portal.explorer.map_page.chips import Chip, chips, cleared, helpful_removal
from karta.portal.explorer.map_page.claims import claims
from karta.portal.explorer.map_page.classes import METHODS
from karta.portal.explorer.map_page.drawing import FILES, drawn_map
from karta.portal.explorer.map_page.legend import measure_and_statistic
from karta.portal.explorer.map_page.listing import columns, list_rows, pager
from karta.portal.explorer.map_page.places import places_called
from karta.portal.explorer.map_page.sidebar import sidebar, strip_measures
from karta.portal.explorer.map_page.state import LEVELS, MAP_STATISTICS, PAGE_SIZE, TABS, State
from karta.portal.explorer.map_page.table import cross_table
from karta.snapshot.reader import Snapshot
from karta.vocab import formats


@dataclass(frozen=True, slots=True)
class Pick:
    """One option of a picker, or one link of a switch."""

    code: str
    name: str
    is_on: bool
    address: str = ""


class MapPage:
    """Everything that one state of the page shows. `context()` is what its templates read."""

    def __init__(self, snapshot: Snapshot, state: State, language: str) -> None:
        self.snapshot, self.language = snapshot, language
        self.manifest = snapshot.manifest
        self.measure = state.measure or self.manifest["default_measure"] or "headcount"
        self.state = self._fitting(state)
        self.found: Facets = facets(snapshot, self.state.asked)
        self.chips: list[Chip] = chips(snapshot, self.state, self.found, language)

    def context(self) -> dict[str, Any]:
        """Names and values for explorer/map.html and its parts."""
        return {
            "state": self.state,
            "title": self.title,
            "chips": self.chips,
            "cleared": self.state.address(cleared(self.state.asked)),
            **self._summary(),
            **sidebar(self.found, self.state, self.manifest, self.measure, self.language),
            **self._map(),
            **self._results(),
        }

    @property
    def title(self) -> str:
        return str(self.manifest["title"][self.language])

    def _fitting(self, state: State) -> State:
        """Without places there are no areas to list; a tab that is not there shows the list."""
        return replace(state, tab="list") if state.tab == "areas" and not self.manifest["has_places"] else state

    @property
    def _dimensions(self) -> tuple[str, str]:
        """Rows and columns of the table: regions by segments, or what the data know instead."""
        return (
            "region" if self.manifest["has_places"] else "size_class",
            "segment" if self.manifest["has_sectors"] else "result",
        )

    @property
    def _table_name(self) -> str:
        """ "Planning region × segment"."""
        rows, columns = (words.filter_name(name, self.language) for name in self._dimensions)
        return f"{rows} × {columns[:1].lower()}{columns[1:]}"

    def _count(self, number: int) -> str:
        return formats.count(number, self.language)

    def _summary(self) -> dict[str, Any]:
        totals = self.found.totals
        notes = [(_("undecided"), totals["undecided"], "filter_undecided"),
                 (_("outdated"), totals["outdated"], "filter_outdated"),
                 (_("in another currency"), totals["other_currency"], "filter_other_currency"),
                 (_("without a place"), self.found.unplaced if self.manifest["has_places"] else 0, "")]  # fmt: skip
        either = f" {_('or')} "
        sentence = "; ".join(f"{chip.name}: {either.join(chip.values)}" for chip in self.chips)
        return {
            "total": self._count(totals["count"]),
            "population": self._count(totals["all"]),
            "shares": list(self._shares()),
            "counts": [
                {"name": name, "number": self._count(number), "part": part} for name, number, part in notes if number
            ],
            "claims": claims(self.manifest, self.language),
            "downloads": list(self._downloads()),
            "sentence": sentence or _("All organisations, without filters"),
        }

    def _shares(self) -> Iterator[dict[str, str]]:
        """How many of the rows have no figure to add (unknown or outdated): of the shown measure, of employees."""
        count = self.found.totals["count"]
        for measure in dict.fromkeys((self.measure, "headcount")):
            found = self.found.sums[measure]
            unknown = count - found.organisations - found.left_out
            name = _("%(measure)s, no current figure") % {"measure": words.measure_name(measure, self.language)}
            share = formats.percent(unknown / count if count else 0, self.language)
            yield {"name": name, "number": self._count(unknown), "share": share, "measure": measure}

    def _downloads(self) -> Iterator[dict[str, str]]:
        """The same rows as files."""
        query = self.state.query()
        forms = [("csv", _("CSV, comma"), ""), ("csv", _("CSV, semicolon"), "delimiter=%3B"), ("xlsx", "XLSX", "")]
        if self.manifest["has_places"]:
            forms.append(("geojson", "GeoJSON", ""))
        for form, name, extra in forms:
            address = reverse("explorer:export", args=[form]) + query
            yield {"name": name, "address": f"{address}{'&' if query else '?'}{extra}" if extra else address}

    def _map(self) -> dict[str, Any]:
        state = self.state
        level_names = {"district": _("Districts"), "region": _("Regions"), "municipality": _("Municipalities")}
        made: dict[str, Any] = {
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
            "live_map": None,
        }
        if not self.manifest["has_places"]:
            reason = _(
                "The sources of this snapshot name no places, so nothing can be drawn. "
                "Filters, histograms and the list work."
            )
            return {**made, "values": None, "no_map_reason": reason}
        values = map_values(self.snapshot, state, self.measure, self.language)
        return {**made, **self._drawn(values), **self._choices_of_classes(values)}

    def _drawn(self, values: MapValues) -> dict[str, Any]:
        state = self.state
        is_indicative = state.shapes == "indicative" and state.level == "municipality"
        files = {name: file for name, file in FILES.items() if name != "municipalities" or is_indicative}
        name = words.capitalised(measure_and_statistic(self.measure, state.statistic, self.language))
        rows = sorted(
            values.areas, key=lambda area: (area.value is None, -(area.value or 0), -area.organisations, area.name)
        )
        label = (
            _("Map: %(measure)s (colour)")
            if is_indicative
            else _("Map: %(measure)s (colour) and number of organisations (circle)")
        )
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
            "map_label": label % {"measure": name},
            "is_indicative": is_indicative,
            "places_more": self._count(more) if (more := values.places - len(values.circles)) else "",
            "places_found": places_called(self.snapshot, state, self.language),
            "value_name": name,
            "change_name": words.capitalised(str(words.STATISTIC_NAMES[state.statistic])),
            "area_rows": rows,
        }  # fmt: skip

    def _choices_of_classes(self, values: MapValues) -> dict[str, Any]:
        """Pickers beside the legend: how classes are cut, and from which year a change is counted."""
        state = self.state
        names = {"quantile": _("as many areas in each class"), "equal": _("equal steps")}
        made: dict[str, Any] = {
            "class_methods": [Pick(code, names[code], code == state.classes) for code in METHODS],
            "years_from": [],
        }
        if values.years:
            earlier, later = values.years
            made["later_year"] = later
            made["years_from"] = [
                Pick(str(year), f"{year} ({self._count(number)})", year == earlier)
                for year, number in years_with_figures(self.snapshot, self.measure)
                if year < later
            ]
        return made

    def _measures(self) -> Iterator[Pick]:
        for one in self.manifest["measures_by_coverage"]:
            known = _("known for %(share)s") % {"share": formats.percent(one["share"], self.language)}
            name = words.capitalised(words.measure_name(one["measure"], self.language))
            yield Pick(one["measure"], f"{name} ({known})", one["measure"] == self.measure)

    def _results(self) -> dict[str, Any]:
        state = self.state
        made: dict[str, Any] = {
            "tabs": list(self._tabs()),
            "table_name": self._table_name,
            "empty": not self.found.totals["count"],
        }
        if made["empty"]:
            removal = helpful_removal(self.snapshot, state, self.chips)
            made["removal"] = {"chip": removal.chip, "number": self._count(removal.count)} if removal else None
        elif state.tab == "table":
            rows, columns = self._dimensions
            found = table(self.snapshot, state.asked, rows=rows, columns=columns)
            made["cross"] = cross_table(found, state, self.language, _("Total"))
            made["row_name"] = words.filter_name(rows, self.language)
        elif state.tab == "list":
            made |= self._list()
        return made

    def _tabs(self) -> Iterator[Pick]:
        names = {"list": _("Organisations"), "table": _("Table"), "areas": _("By area")}
        for tab in TABS:
            if tab != "areas" or self.manifest["has_places"]:
                yield Pick(tab, names[tab], tab == self.state.tab, self.state.address(tab=tab))

    def _list(self) -> dict[str, Any]:
        state, language = self.state, self.language
        measures = [
            *dict.fromkeys(
                (
                    self.measure if self.measure != "headcount" else strip_measures(self.manifest, self.measure)[0],
                    "headcount",
                )
            )
        ]
        sort = state.sort or f"-{self.measure}"
        page = organisations(self.snapshot, state.asked, sort=sort, limit=PAGE_SIZE, offset=state.cursor)
        order = next(one.name for one in self._sorts(sort, measures) if one.is_on)
        return {
            "rows": list_rows(page, measures, state.asked, language),
            "columns": columns(state, sort, measures, language),
            "default_sort": f"-{self.measure}",
            "sorts": list(self._sorts(sort, measures)),
            "list_caption": _("Organisations: %(order)s") % {"order": order},
            "pager": pager(state, page, language),
        }

    def _sorts(self, sort: str, measures: list[str]) -> Iterator[Pick]:
        keys = dict.fromkeys(
            [*(f"-{one}" for one in measures), f"name_{self.language}", "-profit", "founded", "-founded", sort]
        )
        for key in keys:
            name = _("Name") if "name" in key else words.filter_name(key.removeprefix("-"), self.language)
            order = _("highest first") if key.startswith("-") else _("A to Z") if "name" in key else _("lowest first")
            yield Pick(key, f"{name}, {order}", key == sort)
