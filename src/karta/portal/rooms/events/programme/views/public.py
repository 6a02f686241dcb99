"""What readers see: the programme with its filters, one session, who speaks, calendars."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from karta.portal.directory.links import organisation_ids
from karta.portal.directory.models import Edition
from karta.portal.platform import json_ld as page_json_ld
from karta.portal.platform.public_state import kept
from karta.portal.platform.snapshots import snapshot_or_none
from karta.portal.platform.templatetags.karta import in_language, language
from karta.portal.rooms.events import calendar, json_ld
from karta.portal.rooms.events.models import Session
from karta.portal.rooms.events.programme import grid, queries, shown
from karta.portal.rooms.events.programme.queries import ProgrammeFilter


def programme(request: HttpRequest, code: str) -> HttpResponse:
    """Days with halls as columns; below them what has no hours yet, from the team and from sources alike."""
    edition, asked = _edition(code), _asked(request)
    snapshot = snapshot_or_none(request)
    shown_as = f"{code} {asked} {language()} {snapshot and snapshot.name}"
    everything = kept(f"events.sessions {code}", lambda: queries.programme(edition))
    context = kept(f"events.programme {shown_as}", lambda: _programme(request, edition, everything, asked))
    told = kept(
        f"events.programme.json_ld {code} {language()} {request.build_absolute_uri('/')}",
        lambda: page_json_ld.script(json_ld.programme(request, edition, everything)),
    )
    return render(request, "events/programme.html", {**context, "shown_as": shown_as, "json_ld": told})


def _programme(
    request: HttpRequest, edition: Edition, everything: list[Session], asked: ProgrammeFilter
) -> dict[str, Any]:
    """All that the page shows. Errors: BadRequest for a filter that no programme knows."""
    offered = queries.choices(everything)
    _refuse_unknown(asked, offered)
    found = queries.matching(everything, asked)
    is_filtered = asked != ProgrammeFilter()
    facts = [] if is_filtered else shown.facts(queries.unplanned_facts(edition))
    days = _drawn([one for one in found if one.starts_at is not None], offered["halls"])
    bodies = [*queries.bodies_in(found), *(body for fact in facts for _label, who in fact.roles for body in who)]
    later = [shown.line(one) for one in found if one.starts_at is None]
    return {
        "edition": edition, "days": days, "later": later, "facts": facts, "asked": asked, "is_filtered": is_filtered,
        "empty_days": [] if is_filtered else _empty_days(edition, {one.day for one in days}), **offered,
        "count": len(found), "count_of_all": len(everything), "query": _query(asked),
        "by_kind": _by_kind(later, facts), "org_ids": organisation_ids(request, bodies),
        "has_speakers": any(part.speaker.is_named for one in everything for part in one.parts.all()),
        "changed": max((one.changed_at for one in everything), default=None),
        "section": "events",
    }  # fmt: skip


def _edition(code: str) -> Edition:
    found = Edition.objects.filter(code=code).select_related("part_of").first()
    if found is None:
        raise Http404(f"event {code}: there is none of this name")
    return found


def _asked(request: HttpRequest) -> ProgrammeFilter:
    """The filter of an address. Errors: BadRequest for a hall or track that is no number."""
    numbers: dict[str, int | None] = {}
    for name in ("hall", "track"):
        said = request.GET.get(name, "")
        if said and not (said.isascii() and said.isdigit() and len(said) < 10):
            raise BadRequest(f"programme: {name} {said!r} is none of this programme")
        numbers[name] = int(said) if said else None
    return ProgrammeFilter(request.GET.get("kind", ""), numbers["hall"], numbers["track"])


def _refuse_unknown(asked: ProgrammeFilter, offered: dict[str, list[Any]]) -> None:
    """Errors: BadRequest for a kind that is none. A hall or track that left the programme just finds nothing."""
    if asked.kind and asked.kind not in Session.Kind.values:
        kinds = ", ".join(kind for kind, _label in offered["kinds"])
        raise BadRequest(f"programme: {asked.kind!r} is no kind of session; one of {kinds}")


def _query(asked: ProgrammeFilter) -> str:
    said = {name: getattr(asked, name) for name in ("kind", "hall", "track") if getattr(asked, name)}
    return f"?{urlencode(said)}" if said else ""


def _drawn(sessions: list[Session], halls: list[Any]) -> list[grid.Day]:
    """Days whose cells hold what a page shows of a session."""
    days = grid.days(sessions, halls)
    for day in days:
        for row in day.rows:
            for cell in row.cells:
                if cell.session is not None:
                    cell.session = shown.line(cell.session)
    return days


def _empty_days(edition: Edition, drawn: set[date]) -> list[date]:
    """Days of an edition for which no session has its hours yet; none where they are too many to tell."""
    first, last = queries.span(edition)
    if first is None or last is None or (last - first).days > 13:
        return []
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day not in drawn]


def _by_kind(later: Iterable[shown.Line], facts: Iterable[shown.Fact]) -> list[tuple[str, list[Any], list[Any]]]:
    """What has no hours, by kind in the reader's words: (kind, sessions, facts)."""
    found: dict[str, tuple[list[Any], list[Any]]] = {}
    for one in later:
        found.setdefault(str(one.session.get_kind_display()), ([], []))[0].append(one)
    for fact in facts:
        found.setdefault(str(fact.edition.get_kind_display()), ([], []))[1].append(fact)
    return [(kind, *held) for kind, held in found.items()]


def session(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """One session with all that is told of it."""
    found = queries.session(code, session_id)
    if found is None:
        raise Http404(f"event {code}: no session {session_id} is published")
    context = {
        "edition": found.edition,
        "line": shown.line(found),
        "session": found,
        "org_ids": organisation_ids(request, queries.bodies_in([found])),
        "json_ld": page_json_ld.script(json_ld.session(request, found)),
        "section": "events",
    }
    return render(request, "events/session.html", context)


def speakers(request: HttpRequest, code: str) -> HttpResponse:
    """Who speaks, of those who agreed to be named, with their sessions."""
    edition = _edition(code)
    found = queries.named_speakers(edition)
    bodies = [one.body for one in found if one.body]
    context = {
        "edition": edition, "speakers": found, "org_ids": organisation_ids(request, bodies), "section": "events",
    }  # fmt: skip
    return render(request, "events/speakers.html", context)


def programme_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The programme as a calendar that programs subscribe to; the filter of the page holds here too."""
    edition, asked = _edition(code), _asked(request)
    found = queries.matching(queries.programme(edition), asked)
    name = f"{in_language(edition.name)} · {_('Programme')}"
    return calendar_of(request, found, name, f"{code}-programme.ics")


def session_calendar(request: HttpRequest, code: str, session_id: int) -> HttpResponse:
    """One session for a calendar; 404 also for one without hours."""
    found = queries.session(code, session_id)
    if found is None or found.starts_at is None:
        raise Http404(f"event {code}: no session {session_id} with hours is published")
    return calendar_of(request, [found], in_language(found.title), f"{code}-{session_id}.ics")


def calendar_of(request: HttpRequest, sessions: Iterable[Session], name: str, file_name: str) -> HttpResponse:
    """Sessions as a file for calendars, in the reader's language."""

    def address(one: Session) -> str:
        return request.build_absolute_uri(reverse("events:session", args=[one.edition.code, one.pk]))

    text = calendar.of_sessions(sessions, name=name, language=language(), address=address)
    response = HttpResponse(text, content_type=calendar.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response
