"""What an address of the charts page asks for, and the addresses of the states one step away from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from karta.explore.charts.years import PARTS_BY
from karta.explore.filters import Filter, one_of
from karta.portal.explorer.map_page.state import State
from karta.snapshot.schema import MEASURES

CHARTS = ("years", "sectors", "scatter", "network")
STATISTICS = ("sum", "median", "count")
OWN = frozenset({"chart", "measure", "against", "by", "statistic", "lang"})
READ = {"chart": CHARTS, "measure": MEASURES, "against": MEASURES, "by": PARTS_BY, "statistic": STATISTICS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartState(State):
    """One state of the page. None, or no statistic: the page's own choice; `by` of None: the whole only."""

    statistic: str = ""
    chart: str = "years"
    against: str | None = None
    by: str | None = None

    @property
    def drawn(self) -> str:
        """The statistic that is drawn: by year sums, by sector organisations, where nothing else is asked for."""
        return self.statistic or {"sectors": "count"}.get(self.chart, "sum")

    def address(self, asked: Filter | None = None, **changes: Any) -> str:
        """The page with another filter or another chart."""
        return reverse("explorer:charts") + self._changed(asked, changes)

    def file_address(self) -> str:
        """The table of this chart as a file."""
        return reverse("explorer:charts_csv") + self._changed(None, {})

    def map_address(self) -> str:
        """The same organisations on the map."""
        kept = [("measure", self.measure)] if self.measure else []
        return _joined(reverse("explorer:map"), [*self.asked.to_params(), *kept])

    def _changed(self, asked: Filter | None, changes: dict[str, Any]) -> str:
        state = replace(self, asked=asked or self.asked, **changes)
        return _joined("", [*state.asked.to_params(), *state.view_params()])

    def view_params(self) -> list[tuple[str, str]]:
        """The parameters that choose no rows and differ from their defaults: the form carries them along."""
        return [
            (field.name, str(getattr(self, field.name)))
            for field in fields(self)
            if field.name in OWN and getattr(self, field.name) != field.default
        ]


def _joined(path: str, params: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(params)}" if params else path


def read_chart_state(params: Mapping[str, Sequence[str]]) -> ChartState:
    """The state that an address asks for. Errors: FilterError, naming the parameter and what may stand there."""
    asked = Filter.from_params({name: params[name] for name in params if name not in OWN})
    chosen: dict[str, Any] = {}
    for name, choices in READ.items():
        given = [text.strip() for text in params.get(name, ()) if text.strip()]
        if given:
            one_of(name, given[-1], choices)
            chosen[name] = given[-1]
    return ChartState(asked=asked, **chosen)


def default_measure(manifest: Mapping[str, Any]) -> str:
    """The best covered money measure, as the map shows it."""
    return str(manifest["default_measure"] or "headcount")


def default_against(manifest: Mapping[str, Any], measure: str) -> str:
    """Headcount; against headcount the best covered other measure."""
    if measure != "headcount":
        return "headcount"
    by_coverage = [str(one["measure"]) for one in manifest["measures_by_coverage"]]
    return next((one for one in (default_measure(manifest), *by_coverage, "revenue") if one != measure), "revenue")
