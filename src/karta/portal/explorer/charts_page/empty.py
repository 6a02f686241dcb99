"""What a chart says when there is nothing to draw: why, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from karta.explore.facets import Facets
from karta.portal.explorer.map_page import words
from karta.portal.explorer.map_page.chips import Chip, helpful_removal
from karta.portal.explorer.map_page.page import Pick
from karta.vocab import formats

if TYPE_CHECKING:
    from karta.portal.explorer.charts_page.page import ChartsPage

MOST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Empty:
    """`reason`: why nothing is drawn; `counts`: where the matches went; `actions`: one step away, with addresses."""

    title: str
    reason: str
    counts: list[tuple[str, str]]
    advice: str
    actions: list[Pick]


def empty(page: ChartsPage, found: Facets, chips: list[Chip]) -> Empty:
    """The words for a chart without a mark."""
    if not found.totals["count"]:
        return _nobody(page, chips)
    makers = {"years": _no_year, "scatter": _no_pair, "network": _no_relation, "sectors": _no_year}
    return makers[page.state.chart](page, found)


def _nobody(page: ChartsPage, chips: list[Chip]) -> Empty:
    removal = helpful_removal(page.snapshot, page.state, chips)
    actions = [Pick("all", _("Clear all"), is_on=False, address=page.state.address(type(page.state.asked)()))]
    advice = _("No single filter alone empties the result.")
    if removal:
        names = {"name": removal.chip.name, "count": formats.count(removal.count, page.language)}
        advice = _("Without “%(name)s” %(count)s remain.") % names
        actions = [Pick("one", _("Remove this filter"), is_on=False, address=removal.chip.without), *actions]
    return Empty(_("No organisations with these filters"), "", [], advice, actions)


def _no_year(page: ChartsPage, _found: Facets) -> Empty:
    name = words.measure_name(page.measure, page.language)
    return Empty(
        _("Nothing to draw by year"),
        _("None of these organisations has a figure for %(measure)s in any year.") % {"measure": name},
        [],
        _("Choose another measure:"),
        page.other_measures(),
    )


def _no_pair(page: ChartsPage, _found: Facets) -> Empty:
    years = page.years_of_both()
    names = {
        "measure": words.measure_name(page.measure, page.language),
        "against": words.measure_name(page.against, page.language),
    }
    reason = _(
        "None of these organisations has %(measure)s and %(against)s of the same year. A point stands for a ratio, "
        "and a ratio takes both figures from one year or is not told."
    )
    return Empty(
        _("No organisation has both figures in one year"),
        reason % names,
        page.counts(page.scattered),
        _("Ask for the figures of one year (organisations with both), or choose another measure:")
        if years
        else _("Choose another measure:"),
        [*years[:MOST_YEARS], *page.other_measures()],
    )


def _no_relation(page: ChartsPage, _found: Facets) -> Empty:
    asked = page.state.asked
    every = type(asked)(as_of=asked.as_of)
    actions = [] if asked == every else [Pick("all", _("Clear all"), is_on=False, address=page.state.address(every))]
    return Empty(
        _("No relations are known"),
        _("No source of this snapshot relates one of these organisations to another: none is told to be a member of, "
          "a part of, owned by, spun off from or a partner in anything."),
        [],
        _("Widen the filter.") if actions else _("A source with relations has to be added first."),
        actions,
    )  # fmt: skip
