"""The events' pages: the list with its filters and calendar, and one page an edition."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from karta.portal.directory import date_lines, recorded, timing
from karta.portal.directory.links import organisation_ids
from karta.portal.directory.models import Edition, Series
from karta.portal.directory.places import country_name
from karta.portal.directory.properties import FIGURES, ROLES
from karta.portal.directory.queries import Told, claims_on, parts
from karta.portal.directory.winner_lists import winner_lists
from karta.portal.platform import json_ld as page_json_ld
from karta.portal.platform.public_state import kept, minute
from karta.portal.platform.templatetags.karta import in_language, language
from karta.portal.rooms.events import calendar, json_ld, queries

PAGE = 40
STATE_NAMES = {
    "coming": pgettext_lazy("event", "coming"),
    "running": pgettext_lazy("event", "running now"),
    "past": pgettext_lazy("event", "past"),
    "undated": pgettext_lazy("event", "without a date"),
}


def event_list(request: HttpRequest) -> HttpResponse:
    """Events by state, year, place and organiser; what is asked stands in the address."""
    at, asked = timezone.now(), _asked(request)
    page = Paginator(queries.events(asked, at), PAGE).get_page(request.GET.get("page"))
    offered = queries.choices()
    context = {
        "rows": rows(page, at),
        "page": page,
        "count": page.paginator.count,
        "asked": asked,
        "is_filtered": asked != queries.EventFilter(),
        "states": [(state, STATE_NAMES[state]) for state in offered["states"]],
        "years": offered["years"],
        "countries": _by_name((code, country_name(code, language())) for code in offered["countries"]),
        "organisers": _by_name((one.code, in_language(one.name)) for one in offered["organisers"]),
        "series": [(one, in_language(one.name)) for one in queries.all_series()],
        "query": _query(request),
        "online": queries.ONLINE,
        "section": "events",
    }  # fmt: skip
    return render(request, "events/list.html", context)


def _by_name(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1].casefold())


def _asked(request: HttpRequest) -> queries.EventFilter:
    """The filter of an address. Errors: BadRequest for a state or year that is none."""
    state, year = request.GET.get("state", ""), request.GET.get("year", "")
    if state and state not in timing.STATES:
        raise BadRequest(f"events: {state!r} is no state; one of {', '.join(timing.STATES)}")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise BadRequest(f"events: {year!r} is no year of four digits")
    where, organiser = request.GET.get("where", "")[:10], request.GET.get("organiser", "")[:40]
    of_series = request.GET.get("series", "")[:60]
    return queries.EventFilter(state, int(year) if year else None, where, organiser, of_series)


def _query(request: HttpRequest) -> str:
    """The filter's part of the address, with `?`, without the page; "" without a filter."""
    params = request.GET.copy()
    params.pop("page", None)
    for name in [name for name, value in params.items() if not value]:
        del params[name]
    return f"?{params.urlencode()}" if params else ""


def rows(editions: Iterable[Edition], at: datetime) -> list[dict[str, Any]]:
    """What `events/row.html` shows of each; three queries, however many there are."""
    held = list(editions)
    told = claims_on("edition", [one.code for one in held])
    return [_row(one, told[one.code], at) for one in held]


def _row(edition: Edition, told: dict[str, Told], at: datetime) -> dict[str, Any]:
    organisers = [part.body for part in parts(told["organiser"])]
    state = timing.state(edition, at)
    dates = told["dates"]
    shown = dates.shown
    disagrees = shown is not None and any(line.verdict == "disagrees" for line in date_lines.lines(dates.claims, shown))
    return {
        "edition": edition,
        "state": state,
        "state_name": STATE_NAMES[state],
        "organisers": organisers,
        "day_is_open": shown is not None and shown.inferred == "day",
        "disagrees": disagrees,
    }


def edition(request: HttpRequest, code: str) -> HttpResponse:
    """One edition: its dates as sources give them, what it offers, who does what, figures, contradictions."""
    whole = queries.whole(code)
    if whole is None:
        raise Http404(f"event {code}: there is none of this name")
    found, sessions, entries = whole.edition, whole.sessions, whole.entries
    codes = [found.code, *(one.code for one in sessions), *([found.follows.code] if found.follows else [])]
    everything = claims_on("edition", codes)
    told, at = everything[found.code], timezone.now()
    foretold = everything[found.follows.code]["next_edition"].claims if found.follows else []
    followed = found.follows.starts_on if found.follows else None
    roles = [(name, label, parts(told[name])) for name, label in ROLES.items() if name in told]
    bodies = [part.body for _name, _label, members in roles for part in members]
    contradictions = [one for one in told.values() for one in one.contradictions]
    state = timing.state(found, at)
    context = {
        "edition": found,
        "entries": entries,
        "state": state,
        "state_name": STATE_NAMES[state],
        "dates": date_lines.lines([*told["dates"].claims, *foretold], told["dates"].shown, followed=followed),
        "date_choice": next(iter(told["dates"].contradictions), None),
        "after": whole.after,
        "sessions": [_row(one, everything[one.code], at) for one in sessions],
        "awards": winner_lists(told),
        "roles": roles,
        "org_ids": organisation_ids(request, bodies),
        "figures": [(label, told[name]) for name, label in FIGURES.items() if name in told],
        "contradictions": contradictions,
        "sources": sorted({claim.source for one in told.values() for claim in one.claims}, key=lambda one: one.code),
        "corrections": recorded.in_words_of(recorded.corrections("edition", code), language()),
        "json_ld": page_json_ld.script(
            json_ld.event(
                request, found, [part.body for part in parts(told["organiser"])], [one.series for one in entries]
            )
        ),
        "section": "events",
    }
    return render(request, "events/edition.html", context)


def series(request: HttpRequest, code: str) -> HttpResponse:
    """One series with its editions over the years, each with its dates as sources give them."""
    found = Series.objects.filter(code=code).first()
    if found is None:
        raise Http404(f"series {code}: there is none of this name")
    entered, at = queries.editions_of(found), timezone.now()
    editions = [one.edition for one in entered]
    befores = [one.follows.code for one in editions if one.follows]
    everything = claims_on("edition", {one.code for one in editions} | set(befores))
    own = claims_on("series", [code])[code]
    bodies = [part.body for name in ROLES if name in own for part in parts(own[name])]
    told = [everything[one.code] for one in editions]
    sources = {claim.source for one in (own, *told) for held in one.values() for claim in held.claims}
    context = {
        "series": found,
        "years": [_in_series(one, everything, at) for one in entered],
        "roles": [(name, label, parts(own[name])) for name, label in ROLES.items() if name in own],
        "org_ids": organisation_ids(request, bodies),
        "figures": [(label, own[name]) for name, label in FIGURES.items() if name in own],
        "contradictions": [one for held in own.values() for one in held.contradictions],
        "corrections": recorded.in_words_of(recorded.corrections("series", code), language()),
        "sources": sorted(sources, key=lambda one: one.code),
        "changed": max((one.changed_at for one in editions), default=None),
        "json_ld": page_json_ld.script(json_ld.series(request, found, editions)),
        "section": "events",
    }
    return render(request, "events/series.html", context)


def _in_series(one: queries.Entered, everything: dict[str, dict[str, Told]], at: datetime) -> dict[str, Any]:
    """An edition's row with its number, and its dates where sources give several that do not agree."""
    told, before = everything[one.edition.code], one.edition.follows
    foretold = everything[before.code]["next_edition"].claims if before else []
    followed = before.starts_on if before else None
    dates = date_lines.lines([*told["dates"].claims, *foretold], told["dates"].shown, followed=followed)
    agree = all(line.verdict in ("shown", "agrees") for line in dates)
    return {
        "number": one.number,
        "row": _row(one.edition, told, at),
        "dates": [] if agree else dates,
        "choice": next(iter(told["dates"].contradictions), None),
    }


def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The filtered list as a calendar that programs subscribe to."""
    asked, at = _asked(request), timezone.now()
    text = kept(
        f"events.calendar {asked} {minute(at)} {language()} {request.get_host()} {request.scheme}",
        lambda: _calendar(request, list(queries.events(asked, at)[:500]), _("Events")),
    )
    return _as_file(text, "events.ics")


def edition_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """One event for a calendar; 404 also for one whose days are not known."""
    found = Edition.objects.filter(code=code, is_fully_dated=True).first()
    if found is None:
        raise Http404(f"event {code}: there is none of this name with known days")
    return _as_file(_calendar(request, [found], in_language(found.name)), f"{code}.ics")


def _calendar(request: HttpRequest, editions: list[Edition], name: str) -> str:
    entries = [calendar.entry_of(request, one) for one in editions]
    return calendar.calendar(entries, name=name, language=language(), host=calendar.host_of(request))


def _as_file(text: str, file_name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=calendar.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
