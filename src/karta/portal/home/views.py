"""The first page in both languages: the map, what is coming and new, calls, the goal, a way in for each reader."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karta.explore.filters import Filter
from karta.portal.explorer.map_page.map_part import MapPart
from karta.portal.explorer.map_page.state import State
from karta.portal.explorer.map_page.words import measure_name
from karta.portal.home import queries
from karta.portal.platform.snapshots import snapshot_or_none
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.events import queries as events
from karta.portal.rooms.events.views import rows as event_rows
from karta.portal.rooms.news import queries as news
from karta.snapshot.reader import Snapshot

EVENTS, NEWS, CALLS = 4, 3, 3
IN_A_ROW = 25
KEPT = {"lang", "as_of"}  # of an address; any other parameter is a filter of the map

# (who, what they find here today, address) in the order of the requirements.
_READERS = (
    (_("Companies and organisations"), _("find your entry, correct what is wrong"), "explorer:organisations"),
    (_("Investors"), _("companies open to investment, by field, size and result"), "investors:showcase"),
    (_("Researchers"), _("all data with sources, as files and by API"), "explorer:sources"),
    (_("Makers of policy"), _("regions side by side, with source and year"), "explorer:compare"),
    (_("Visitors of events"), _("dates, programme, registration"), "events:list"),
    (_("The cluster’s team"), _("imports, decisions, news, messages"), "account_login"),
    (_("Jurors"), _("the awards of past years and what is said of the winners"), "events:list"),
    (_("Holders of data"), _("the projects that build the health-data space"), "projects:list"),
    (_("Users of health data"), _("what the health-data space will hold, and whom to ask"), "projects:list"),
)


def home(request: HttpRequest) -> HttpResponse:
    """`/bg/`. An address with a filter is one of the map's of before, and leads there."""
    if not set(request.GET) <= KEPT:
        return redirect(f"{reverse('explorer:map')}?{request.GET.urlencode()}")
    at, snapshot = timezone.now(), snapshot_or_none(request)
    drawn = _map(snapshot) if snapshot else {}
    said = {
        **drawn,
        "events": event_rows(events.events(events.EventFilter(), at)[:EVENTS], at),
        "calls": _news(snapshot, news.Asked(kind="call"), CALLS),
        "news": _news(snapshot, news.Asked(), NEWS),
        "goal": (goal := queries.goal(snapshot)),
        "dots": list(_dots(goal)) if goal else [],
        "readers": list(_readers(drawn.get("key"))),
        "section": "home",
    }
    return render(request, "home/home.html", said)


def _map(snapshot: Snapshot) -> dict[str, Any]:
    return _map_of(snapshot, language())


@lru_cache(maxsize=4)
def _map_of(snapshot: Snapshot, language: str) -> dict[str, Any]:
    """Drawn once: it depends on nothing else."""
    key = queries.key_numbers(snapshot)
    drawn = MapPart(snapshot, State(asked=Filter(), statistic="count"), language).values()
    return {
        **drawn,
        "key": key,
        "measure": measure_name(key.measure, language),
        "companies": queries.companies(snapshot),
    }


def _news(snapshot: Snapshot | None, asked: news.Asked, count: int) -> list[news.Listed]:
    return news.listed(snapshot, news.items(language(), asked)[:count])


def _dots(goal: queries.Goal) -> Iterator[dict[str, Any]]:
    """A dot for each spin-off of the goal, IN_A_ROW a row: verified (v), being checked (p), open."""
    for at in range(max(goal.target, goal.verified)):
        state = "v" if at < goal.verified else "p" if at < goal.verified + goal.checked else ""
        yield {"state": state, "x": 10 + 20 * (at % IN_A_ROW), "y": 10 + 20 * (at // IN_A_ROW)}


def _readers(key: queries.Key | None) -> Iterator[dict[str, Any]]:
    """Regions stand side by side at once."""
    chosen = {"explorer:compare": "&".join(f"of=region:{one.code}" for one in key.regions) if key else ""}
    for who, what, name in _READERS:
        address, params = reverse(name), chosen.get(name)
        yield {"who": who, "what": what, "address": f"{address}?{params}" if params else address}
