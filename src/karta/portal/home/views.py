"""The first page in both languages: the map, what is coming and new, calls, the goal, a way in for each reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from karta.explore.filters import Filter
from karta.portal.directory.models import Edition
from karta.portal.explorer.map_page.map_part import MapPart
from karta.portal.explorer.map_page.state import State
from karta.portal.explorer.map_page.words import measure_name
from karta.portal.home import queries
from karta.portal.platform.public_state import kept, minute
from karta.portal.platform.snapshots import snapshot_or_none
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.events import queries as events
from karta.portal.rooms.events.views import rows as event_rows
from karta.portal.rooms.news import queries as news
from karta.portal.rooms.spinoffs import queries as spin_offs
from karta.portal.rooms.spinoffs.pictures import dots, height_of_dots
from karta.snapshot.reader import Snapshot

EVENTS, NEWS, CALLS = 4, 3, 3
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
        "events": event_rows(_events(at), at),
        "calls": _news(snapshot, news.Asked(kind="call"), CALLS),
        "news": _news(snapshot, news.Asked(), NEWS),
        "goal": (goal := spin_offs.goal(snapshot)),
        "dots": list(dots(goal)) if goal else [],
        "dots_height": height_of_dots(goal) if goal else 0,
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


def _events(at: datetime) -> list[Edition]:
    """The next ones; what begins or ends is seen within two minutes: the page and the answer are each kept for one."""
    return kept(f"home.events {minute(at)}", lambda: list(events.events(events.EventFilter(), at)[:EVENTS]))


def _news(snapshot: Snapshot | None, asked: news.Asked, count: int) -> list[news.Listed]:
    return news.listed(snapshot, news.held(language(), news.ordered(language(), asked)[:count]))


def _readers(key: queries.Key | None) -> Iterator[dict[str, Any]]:
    """Regions stand side by side at once."""
    chosen = {"explorer:compare": "&".join(f"of=region:{one.code}" for one in key.regions) if key else ""}
    for who, what, name in _READERS:
        address, params = reverse(name), chosen.get(name)
        yield {"who": who, "what": what, "address": f"{address}?{params}" if params else address}
