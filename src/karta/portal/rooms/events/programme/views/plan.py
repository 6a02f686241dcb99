"""The team's plan of a programme: which editions, what stands in one, halls and tracks, publishing all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.directory.models import Edition
from karta.portal.platform.templatetags.karta import in_language
from karta.portal.rooms.events.doors import editor_required
from karta.portal.rooms.events.errors import NotNow
from karta.portal.rooms.events.models import Hall, Session, Speaker, Track
from karta.portal.rooms.events.programme import grid, queries, rules, services, shown
from karta.portal.rooms.events.programme.forms import HallForm, PlaceForm

PAGE = 40


@never_cache
@editor_required
@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """Events whose programme may be planned, with how much of it stands."""
    page = Paginator(queries.editions_of_the_team(), PAGE).get_page(request.GET.get("page"))
    return render(request, "events/team/list.html", {"page": page, "section": "team"})


@dataclass(frozen=True, slots=True)
class Flag:
    """What an editor should look at: two sessions of one speaker at a time, more places than the hall has seats …"""

    text: str
    session: Session


@never_cache
@editor_required
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """All sessions of an edition, as they will stand in the grid, and what to look at before they are published."""
    edition = get_object_or_404(Edition, code=code)
    sessions = queries.planned(edition)
    halls = queries.halls(edition)
    timed = [one for one in sessions if one.starts_at is not None and one.state != Session.State.CANCELLED]
    days = grid.days(timed, halls)
    context = {
        "edition": edition, "days": days, "halls": halls, "tracks": queries.tracks(edition),
        "later": [one for one in sessions if one.starts_at is None and one.state != Session.State.CANCELLED],
        "cancelled": [one for one in sessions if one.state == Session.State.CANCELLED],
        "planned": sum(one.state == Session.State.PLANNED for one in sessions), "count": len(sessions),
        "flags": flags(edition, sessions), "facts": shown.facts(queries.unplanned_facts(edition)),
        "waiting": Speaker.objects.filter(edition=edition).exclude(pk__in=Speaker.objects.named()).count(),
        "section": "team", "tab": "programme",
    }  # fmt: skip
    return render(request, "events/team/programme.html", context)


def flags(edition: Edition, sessions: list[Session]) -> list[Flag]:
    """What is not refused but hardly meant."""
    held = {one.pk: one for one in sessions}
    taking_place = [one for one in sessions if one.state != Session.State.CANCELLED]
    names = {part.speaker_id: part.speaker.name for one in taking_place for part in one.parts.all()}
    found = [
        Flag(
            _("%(speaker)s is in “%(other)s” at the same time.")
            % {"speaker": in_language(names[one.person or 0]), "other": in_language(held[one.second or 0].title)},
            held[one.first or 0],
        )
        for one in rules.speaker_clashes(queries.slot(one) for one in taking_place)
    ]
    first, last = queries.span(edition)
    for one in taking_place:
        if one.capacity and one.hall and one.hall.seats and one.capacity > one.hall.seats:
            words = _("%(places)s places, but the hall has %(seats)s seats.")
            found.append(Flag(words % {"places": one.capacity, "seats": one.hall.seats}, one))
        if rules.problem(one.starts_at, one.ends_at, first, last) in ("before", "after"):
            found.append(Flag(_("It is outside the days of the event."), one))
    return found


@never_cache
@editor_required
@require_POST
def publish_all(request: HttpRequest, code: str) -> HttpResponse:
    """Publish whatever is planned."""
    edition = get_object_or_404(Edition, code=code)
    done, left = services.publish(edition_id=edition.pk, session_id=None, by=request.user, at=timezone.now())
    messages.success(request, ngettext("%(n)s session is published.", "%(n)s sessions are published.", done)
                     % {"n": done})  # fmt: skip
    if left:
        messages.warning(request, ngettext("%(n)s session cannot be at its time and stays planned.",
                                           "%(n)s sessions cannot be at their time and stay planned.", left)
                         % {"n": left})  # fmt: skip
    return redirect("events:team-programme", code)


# halls and tracks: one page and one button for each


@dataclass(frozen=True, slots=True)
class Places:
    """Halls or tracks of an edition. `key`: what services call the number of one."""

    model: Any
    form: type[PlaceForm]
    rows: Callable[[Edition], list[Any]]
    save: Callable[..., Any]
    remove: Callable[..., None]
    key: str


PLACES = {
    "halls": Places(Hall, HallForm, queries.halls, services.save_hall, services.remove_hall, "hall_id"),
    "tracks": Places(Track, PlaceForm, queries.tracks, services.save_track, services.remove_track, "track_id"),
}


@never_cache
@editor_required
@require_http_methods(["GET", "POST"])
def places(request: HttpRequest, code: str, tab: str) -> HttpResponse:
    """Halls, or tracks, with a form for another one; `?change=` names the one that stands in the form."""
    edition, of = get_object_or_404(Edition, code=code), PLACES[tab]
    asked = request.GET.get("change", "")
    chosen = get_object_or_404(of.model, edition=edition, pk=asked) if asked.isdecimal() and len(asked) < 10 else None
    columns = [name for name in of.form.base_fields if name != "place_id"]
    first = {name: getattr(chosen, name) for name in columns} | {"place_id": chosen.pk} if chosen else {}
    form = of.form(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        if _is_saved(request, edition, of, form):
            messages.success(request, _("Saved."))
            return redirect(f"events:team-{tab}", code)
        form.add_error(None, _("The event has one of this name already."))
    context = {
        "edition": edition, "form": form, "rows": of.rows(edition), "chosen": chosen, "tab": tab, "section": "team",
    }  # fmt: skip
    return render(request, "events/team/places.html", context, status=422 if form.is_bound else 200)


def _is_saved(request: HttpRequest, edition: Edition, of: Places, form: PlaceForm) -> bool:
    """Save what the form says; False where the edition has one of this name."""
    said = dict(form.cleaned_data)
    pk = said.pop("place_id")
    if pk is not None:
        get_object_or_404(of.model, edition=edition, pk=pk)
    try:
        of.save(edition_id=edition.pk, by=request.user, at=timezone.now(), **{of.key: pk}, **said)
    except NotNow:
        return False
    return True


@never_cache
@editor_required
@require_POST
def remove_place(request: HttpRequest, code: str, tab: str, place_id: int) -> HttpResponse:
    """Remove a hall that no session is in, or a track that none is of."""
    edition, of = get_object_or_404(Edition, code=code), PLACES[tab]
    get_object_or_404(of.model, edition=edition, pk=place_id)
    try:
        of.remove(edition_id=edition.pk, by=request.user, at=timezone.now(), **{of.key: place_id})
    except NotNow:
        messages.error(request, _("Sessions stand there: give them another one first."))
    else:
        messages.success(request, _("Removed."))
    return redirect(f"events:team-{tab}", code)
