"""The public page: who is open to investment, under the explorer's filter; events; the way to ask for contact."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from karta.explore.export import harmless
from karta.explore.filters import FilterError
from karta.explore.labels import UNKNOWN_LABEL
from karta.explore.rows import OrganisationRow
from karta.explore.sentence import name_of
from karta.portal.directory import timing
from karta.portal.directory.figure_cells import figure_cell
from karta.portal.directory.timing import SOFIA
from karta.portal.platform.snapshots import NoSnapshot, current_snapshot
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.investors import figures, queries
from karta.portal.rooms.investors import showcase as shown
from karta.portal.rooms.investors.models import Offer
from karta.snapshot.reader import Snapshot

PAGE = 30
EVENTS = 8
STATES = {
    "coming": pgettext_lazy("event", "coming"),
    "running": pgettext_lazy("event", "running now"),
    "past": pgettext_lazy("event", "past"),
    "undated": pgettext_lazy("event", "without a date"),
}
COLUMNS = (
    "org_id", "name_bg", "name_en", "region", "district", "segment", "stage", "use", "amount_min_eur",
    "amount_max_eur", "text_bg", "text_en", "valid_until", "headcount", "headcount_year", "turnover_eur",
    "turnover_year", "revenue_eur", "revenue_year", "profit_eur", "profit_year", "address",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Option:
    """One check box: a code with its words, how many it brings, whether it is on."""

    code: str
    label: str
    count: int
    is_on: bool


@require_safe
def showcase(request: HttpRequest) -> HttpResponse:
    """Offers of the organisations of the current snapshot that match the address; it stands without a snapshot, too."""
    asked = _asked(request)
    at, snapshot = timezone.now(), _snapshot()
    context: dict[str, Any] = {
        "asked": asked,
        "query": asked.query(),
        "seat": queries.standing_seat(request.user),
        "events": [
            {"edition": one, "state": (state := timing.state(one, at)), "state_name": STATES[state]}
            for one in queries.events()[:EVENTS]
        ],
        "section": "investors",
    }
    if snapshot is not None:
        context |= _offers(request, snapshot, asked)
    return render(request, "investors/showcase.html", context)


def _offers(request: HttpRequest, snapshot: Snapshot, asked: shown.Asked) -> dict[str, Any]:
    offers = queries.shown_offers(snapshot, timezone.now().astimezone(SOFIA).date())
    found = shown.shown(snapshot, asked, offers)
    chips = shown.chips(snapshot, asked, language(), _("stage"))
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": [_row(row, offer) for row, offer in page],
        "count": len(found.rows),
        "all": found.all,
        "lists": _lists(found, asked) if offers else [],
        "hidden": _hidden(asked),
        "chips": chips,
        "helpful": None if found.rows else shown.helpful(snapshot, asked, offers, chips),
    }


def _row(row: OrganisationRow, offer: Offer) -> dict[str, Any]:
    places = (row.labels.get(name) for name in ("ekatte", "municipality", "district", "region"))
    return {
        "org_id": row.org_id,
        "name": {"bg": row.attributes["name_bg"], "en": row.attributes["name_en"]},
        "segment": row.labels.get("segment") or row.labels.get("nace"),
        "place": next((one for one in places if one), None),
        "offer": offer,
        "amount": figures.interval_eur(offer.amount_min_eur, offer.amount_max_eur, language()),
        "figures": [figure_cell(row, measure, "", language()) for measure in figures.measures_of(row)],
    }


def _lists(found: shown.Shown, asked: shown.Asked) -> list[dict[str, Any]]:
    """The filter's lists: what brings something or is chosen; a list with one choice filters nothing."""
    lists = []
    for name in shown.FACETS:
        chosen = getattr(asked.filter, name)
        options = [
            Option(one.code, one.label_bg if language() == "bg" else one.label_en, one.count, one.code in chosen)
            for one in (found.facets.facets[name] if found.facets else ())
            if one.count or one.code in chosen
        ]
        known = {one.code for one in options}
        unknown = UNKNOWN_LABEL[language() != "bg"]
        options += [
            Option(code, unknown if code == "unknown" else code, 0, True) for code in chosen if code not in known
        ]
        lists.append({"name": name, "title": name_of(name, language()), "options": options})
    stages = [
        Option(code, str(Offer.Stage(code).label), n, code in asked.stages)
        for code, n in found.stages.items()
        if n or code in asked.stages
    ]
    lists.append({"name": shown.STAGE, "title": _("stage"), "options": stages})
    return [one for one in lists if len(one["options"]) > 1 or any(option.is_on for option in one["options"])]


def _hidden(asked: shown.Asked) -> list[tuple[str, str]]:
    """Parts of the filter that have no list here: the form carries them along."""
    return [pair for pair in asked.filter.to_params() if pair[0] not in shown.FACETS]


@require_safe
def companies_csv(request: HttpRequest) -> HttpResponse:
    """Every offer that the page counts, one row each."""
    asked, snapshot = _asked(request), current_snapshot()
    offers = queries.shown_offers(snapshot, timezone.now().astimezone(SOFIA).date())
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row, offer in shown.shown(snapshot, asked, offers).rows:
        told = row.attributes
        measured = [
            cell
            for measure in ("headcount", "turnover", "revenue", "profit")
            for cell in (row.measures[measure].value, row.measures[measure].year)
        ]
        cells = (
            row.org_id, told["name_bg"], told["name_en"], told["region"], told["district"], told["segment"],
            offer.stage, offer.use, offer.amount_min_eur, offer.amount_max_eur, offer.text_bg, offer.text_en,
            offer.valid_until.isoformat(), *measured,
            request.build_absolute_uri(f"/{language()}/organisations/{row.org_id}/"),
        )  # fmt: skip
        writer.writerow([harmless("" if cell is None else str(cell)) for cell in cells])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="open-to-investment-{language()}.csv"'
    return response


def _asked(request: HttpRequest) -> shown.Asked:
    try:
        return shown.asked_of({name: request.GET.getlist(name) for name in request.GET})
    except FilterError as error:
        said = error.message_bg if language() == "bg" else error.message_en
        raise BadRequest(f"{error.parameter}={error.value}: {said}") from error


def _snapshot() -> Snapshot | None:
    """The current one, whatever day the address asks for: an offer is one of today."""
    try:
        return current_snapshot()
    except NoSnapshot:
        return None
