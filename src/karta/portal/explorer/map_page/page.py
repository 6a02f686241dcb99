"""The whole page as the templates read it: one call to facets, one to each part that is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from karta.explore.facets import Facets, facets
from karta.explore.rows import organisations
from karta.explore.statistics import table
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.chips import Chip, chips, cleared, helpful_removal
from karta.portal.explorer.map_page.claims import claims
from karta.portal.explorer.map_page.listing import columns, list_rows, pager
from karta.portal.explorer.map_page.map_part import MapPart, Pick
from karta.portal.explorer.map_page.places import places_called
from karta.portal.explorer.map_page.sidebar import sidebar, strip_measures
from karta.portal.explorer.map_page.state import PAGE_SIZE, TABS, State
from karta.portal.explorer.map_page.table import cross_table
from karta.snapshot.reader import Snapshot
from karta.vocab import formats


class MapPage:
    """Everything that one state of the page shows. `context()` is what its templates read."""

    def __init__(self, snapshot: Snapshot, state: State, language: str) -> None:
        self.snapshot, self.language = snapshot, language
        self.manifest = snapshot.manifest
        self.map = MapPart(snapshot, state, language)
        self.state, self.measure = self.map.state, self.map.measure
        self.found: Facets = facets(snapshot, self.state.asked)
        self.chips: list[Chip] = chips(snapshot, self.state, self.found, language)

    def context(self, *, with_map: bool = True) -> dict[str, Any]:
        """Names and values for explorer/map.html and its parts; `with_map` of False leaves the map's values out,
        unless the results show them."""
        has_places = self.manifest["has_places"]
        return {
            "state": self.state,
            "title": self.title,
            "chips": self.chips,
            "cleared": self.state.address(cleared(self.state.asked)),
            **self._summary(),
            **sidebar(self.found, self.state, self.manifest, self.measure, self.language),
            **self.map.pickers(),
            **(self.map.values() if with_map or self.state.tab == "areas" else {}),
            "places_found": places_called(self.snapshot, self.state, self.language) if has_places else [],
            **self._results(),
        }

    @property
    def title(self) -> str:
        return str(self.manifest["title"][self.language])

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
        forms += [("parquet", "Parquet", ""), ("zip", _("Data package (ZIP)"), "")]
        for form, name, extra in forms:
            address = reverse("explorer:export", args=[form]) + query
            yield {"name": name, "address": f"{address}{'&' if query else '?'}{extra}" if extra else address}

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
