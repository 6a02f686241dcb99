"""The charts page as its templates read it: summary and filters as on the map, one chart, its table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from karta.explore.charts.figures import sources_of_figures
from karta.explore.charts.network import network
from karta.explore.charts.scatter import pairs_by_year, scatter
from karta.explore.charts.sectors import sectors
from karta.explore.charts.years import PARTS_BY, years
from karta.explore.facets import Facets, facets
from karta.portal.explorer.charts_page import network as network_page
from karta.portal.explorer.charts_page import scatter as scatter_page
from karta.portal.explorer.charts_page import sectors as sectors_page
from karta.portal.explorer.charts_page import years as years_page
from karta.portal.explorer.charts_page.empty import empty
from karta.portal.explorer.charts_page.state import CHARTS, STATISTICS, ChartState, default_against, default_measure
from karta.portal.explorer.charts_page.tables import Table
from karta.portal.explorer.charts_page.years_table import years_table
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.chips import Chip, chips, cleared
from karta.portal.explorer.map_page.page import Pick
from karta.portal.explorer.map_page.sidebar import sidebar
from karta.snapshot.reader import Snapshot
from karta.snapshot.schema import MEASURES
from karta.vocab import formats

LEAST_SHARE = 0.005  # "known for 0 %" is not offered
BY_NAMES = {"region": "region", "district": "district", "segment": "segment", "section": "nace"}


@dataclass(frozen=True, slots=True)
class Picker:
    """One list of choices above the chart."""

    name: str
    title: str
    options: list[Pick]


class ChartsPage:
    """Everything that one state of the page shows. `context()` is what its templates read."""

    def __init__(self, snapshot: Snapshot, state: ChartState, language: str) -> None:
        self.snapshot, self.state, self.language = snapshot, state, language
        self.manifest = snapshot.manifest
        self.measure = state.measure or default_measure(self.manifest)
        self.against = state.against or default_against(self.manifest, self.measure)
        if self.against == self.measure:
            self.against = default_against(self.manifest, self.measure)

    def context(self) -> dict[str, Any]:
        """Names and values for explorer/charts.html and its parts."""
        found = facets(self.snapshot, self.state.asked)
        made = chips(self.snapshot, self.state, found, self.language)
        picture, table = self.chart()
        return {
            "state": self.state,
            "title": str(self.manifest["title"][self.language]),
            "chips": made,
            "cleared": self.state.address(cleared(self.state.asked)),
            "chart": self.state.chart,
            "charts": list(self._charts()),
            "map_address": self.state.map_address(),
            "pickers": list(self._pickers()),
            "kept": [*self.state.asked.to_params(), ("chart", self.state.chart)],
            "file_address": self.state.file_address(),
            "table": table,
            "empty": None if picture else empty(self, found, made),
            **picture,
            **self._summary(found, made),
            **sidebar(found, self.state, self.manifest, self.measure, self.language),
            "form_address": reverse("explorer:charts"),
            "carried": self.state.view_params(),
        }

    def chart(self) -> tuple[dict[str, Any], Table | None]:
        """What the chart's own template reads (empty where there is nothing to draw), and the table."""
        return getattr(self, f"_{self.state.chart}")()  # type: ignore[no-any-return]  # one method a chart

    def _years(self) -> tuple[dict[str, Any], Table | None]:
        made = years(self.snapshot, self.state.asked, self.measure, self.state.by)
        if not made.years:
            return {}, None
        name = words.measure_name(self.measure, self.language)
        by = words.filter_name(BY_NAMES[made.by], self.language).lower() if made.by else ""
        texts = {"measure": words.capitalised(name), "by": by}
        statistic = years_page.statistic_name(self.state.drawn, self.measure, self.language)
        heading = _("%(measure)s by year") % texts
        if made.by:
            heading = _("%(what)s by year and %(by)s") % {"what": words.capitalised(statistic), "by": by}
        return {
            "heading": heading,
            "whole": None if made.by else years_page.whole_picture(made, self.state, self.language),
            "panels": years_page.panels(made, self.state, self.language),
            "unit": years_page.panel_unit(made, self.state.drawn, self.language),
            "any_few": years_page.any_few(made, self.state),
            "sources": self._sources(self.measure),
            "made": made,
        }, years_table(made, self.state, self.language)

    def _sectors(self) -> tuple[dict[str, Any], Table | None]:
        made = sectors(self.snapshot, self.state.asked, self.measure)
        drawn = sectors_page.icicle(made, self.state, self.language)
        if drawn is None:
            return {}, None
        name = words.measure_name(self.measure, self.language)
        heading = _("%(measure)s by sector") % {"measure": words.capitalised(name)}
        cannot = self.state.drawn == "sum" and not drawn.by_sum
        return {
            "heading": heading if drawn.by_sum else _("Organisations by sector"),
            "icicle": drawn,
            "made": made,
            "known_classes": sectors_page.known_classes(self.language),
            "measure_name": name,
            "without_figure": made.organisations - made.added - made.left_out,
            "no_sum": cannot,
            "sources": self._sources(self.measure),
            "has_losses": self.measure == "profit",
        }, sectors_page.sectors_table(made, self.state, self.language)

    def _scatter(self) -> tuple[dict[str, Any], Table | None]:
        made = scatter(self.snapshot, self.state.asked, self.measure, self.against)
        drawn = scatter_page.picture(made, self.state, self.language)
        self.scattered = made
        if drawn is None:
            return {}, None
        names = [words.measure_name(one, self.language) for one in (self.measure, self.against)]
        return {
            "heading": _("%(measure)s and %(against)s, each organisation in one year")
            % {"measure": words.capitalised(names[0]), "against": names[1]},
            "drawn": drawn,
            "made": made,
            "drawn_counts": self.counts(made),
            "sources": self._sources(self.measure, self.against),
            "ratio": scatter_page.ratio_text(made, self.language),
        }, scatter_page.scatter_table(made, self.state, self.language)

    def counts(self, made: Any) -> list[tuple[str, str]]:
        """Where every match of the counter went."""
        texts = (
            (_("drawn"), made.drawn),
            (_("figures of two different years"), made.two_years),
            (_("group, open interval or other currency"), made.left_out),
            (_("one figure outdated"), made.older),
            (_("one figure unknown, or both"), made.without),
        )
        return [(text, formats.count(number, self.language)) for text, number in texts]

    def _network(self) -> tuple[dict[str, Any], Table | None]:
        made = network(self.snapshot, self.state.asked)
        drawn = network_page.picture(made, self.language)
        if drawn is None:
            return {}, None
        titles = {one["source_id"]: one["title"][self.language] for one in self.manifest["sources"]}
        return {
            "heading": _("Relations of the organisations"),
            "sources": list(dict.fromkeys(titles.get(edge.source_id, edge.source_id) for edge in made.edges)),
            "drawn": drawn,
            "made": made,
        }, network_page.network_table(made, self.language, titles)

    def _sources(self, *measures: str) -> list[str]:
        titles = {one["source_id"]: one["title"][self.language] for one in self.manifest["sources"]}
        return [titles.get(source_id, source_id) for source_id in sources_of_figures(self.snapshot, *measures)]

    def _charts(self) -> Iterator[Pick]:
        names = {
            "years": _("By year"),
            "sectors": _("Sectors"),
            "scatter": _("Two measures"),
            "network": _("Relations"),
        }
        for chart in CHARTS:
            yield Pick(chart, names[chart], chart == self.state.chart, self.state.address(chart=chart))

    def _pickers(self) -> Iterator[Picker]:
        chart = self.state.chart
        if chart != "network":
            yield Picker("measure", _("Measure"), list(self._measures(self.measure)))
        if chart == "scatter":
            others = [pick for pick in self._measures(self.against) if pick.code != self.measure]
            yield Picker("against", _("Against"), others)
        if chart == "years":
            names = {by: words.filter_name(BY_NAMES[by], self.language) for by in PARTS_BY if self._is_told(by)}
            options = [Pick(by, name, by == self.state.by) for by, name in names.items()]
            yield Picker("by", _("Part by"), [Pick("", _("the whole only"), self.state.by is None), *options])
        if (chart == "years" and self.state.by) or chart == "sectors":
            statistics = STATISTICS if chart == "years" else ("sum", "count")
            options = [Pick(one, self._statistic(one), one == self.state.drawn) for one in statistics]
            yield Picker("statistic", _("Drawn"), options)

    def _statistic(self, statistic: str) -> str:
        return words.capitalised(
            _("number of organisations") if statistic == "count" else str(words.STATISTIC_NAMES[statistic])
        )

    def _is_told(self, by: str) -> bool:
        return bool(self.manifest["has_places"] if by in ("region", "district") else self.manifest["has_sectors"])

    def _measures(self, chosen: str) -> Iterator[Pick]:
        shares = {one["measure"]: one["share"] for one in self.manifest["measures_by_coverage"]}
        for measure in sorted(MEASURES, key=lambda one: -shares.get(one, 0.0)):
            known = _("known for %(share)s") % {"share": formats.percent(shares.get(measure, 0.0), self.language)}
            name = words.capitalised(words.measure_name(measure, self.language))
            yield Pick(measure, f"{name} ({known})", measure == chosen, self.state.address(measure=measure))

    def _summary(self, found: Facets, made: list[Chip]) -> dict[str, Any]:
        """The counter and what it cannot tell, as the map says it; the chart's table is the download."""
        totals = found.totals
        notes = [(_("undecided"), totals["undecided"]), (_("outdated"), totals["outdated"]),
                 (_("in another currency"), totals["other_currency"])]  # fmt: skip
        either = f" {_('or')} "
        sentence = "; ".join(f"{chip.name}: {either.join(chip.values)}" for chip in made)
        summed = found.sums[self.measure]
        unknown = totals["count"] - summed.organisations - summed.left_out
        share = formats.percent(unknown / totals["count"] if totals["count"] else 0, self.language)
        name = _("%(measure)s, no current figure") % {"measure": words.measure_name(self.measure, self.language)}
        return {
            "total": formats.count(totals["count"], self.language),
            "population": formats.count(totals["all"], self.language),
            "shares": [{"name": name, "number": formats.count(unknown, self.language), "share": share}],
            "counts": [
                {"name": text, "number": formats.count(number, self.language)} for text, number in notes if number
            ],
            "claims": [],
            "downloads": [],
            "sentence": sentence or _("All organisations, without filters"),
        }

    def other_measures(self) -> list[Pick]:
        """The measures with an address each, the shown one left out: what an empty chart offers."""
        known = {one["measure"] for one in self.manifest["measures_by_coverage"] if one["share"] >= LEAST_SHARE}
        return [pick for pick in self._measures(self.measure) if pick.code != self.measure and pick.code in known]

    def years_of_both(self) -> list[Pick]:
        """Years in which some of the matches have both figures, newest first, each with its address."""
        pairs = pairs_by_year(self.snapshot, self.state.asked, self.measure, self.against)
        return [
            Pick(str(year), f"{year} ({formats.count(n, self.language)})", False,
                 self.state.address(replace(self.state.asked, year=year)))
            for year, n in pairs.items()
        ]  # fmt: skip
