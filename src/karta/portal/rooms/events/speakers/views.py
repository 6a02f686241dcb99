"""Pages of speakers: the team's list and forms; a speaker's own page, by the link of a letter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.directory.models import Edition
from karta.portal.platform import mail, tokens
from karta.portal.rooms.events.doors import editor_required
from karta.portal.rooms.events.errors import NotNow, Stale
from karta.portal.rooms.events.models import Speaker
from karta.portal.rooms.events.programme import queries as programme
from karta.portal.rooms.events.programme import rules
from karta.portal.rooms.events.speakers import queries, services
from karta.portal.rooms.events.speakers.forms import SHOWN, ConsentForm, SpeakerForm


def _origin(request: HttpRequest) -> str:
    return mail.absolute(request, "/")[:-1]


# the team's


@never_cache
@editor_required
@require_safe
def team(request: HttpRequest, code: str) -> HttpResponse:
    """Everybody who is to speak, and what they answered."""
    edition = get_object_or_404(Edition, code=code)
    found = programme.team_speakers(edition)
    can_be_asked = sum(bool(one.email) and one.asked_at is None for one in found)
    context = {
        "edition": edition, "speakers": found, "can_be_asked": can_be_asked, "section": "team", "tab": "speakers",
    }  # fmt: skip
    return render(request, "events/team/speakers.html", context)


@never_cache
@editor_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Note a speaker."""
    return _speaker(request, get_object_or_404(Edition, code=code), None)


@never_cache
@editor_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, speaker_id: int) -> HttpResponse:
    """Change what is noted of a speaker."""
    edition = get_object_or_404(Edition, code=code)
    return _speaker(request, edition, get_object_or_404(Speaker, edition=edition, pk=speaker_id))


def _speaker(request: HttpRequest, edition: Edition, found: Speaker | None) -> HttpResponse:
    form = SpeakerForm(request.POST or None, speaker=found)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            saved = services.save(
                edition_id=edition.pk, speaker_id=found.pk if found else None, seen=said["seen"], shown=form.shown(),
                body_id=said["body"], email=said["email"], language=said["language"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except NotNow:
            form.add_error("email", _("The event has a speaker of this address, or of this name without one."))
        except Stale as error:
            data = request.POST.copy()
            data["seen"] = str(error.current.version)
            form = SpeakerForm(data, speaker=found)
            form.add_error(None, _("Somebody else changed this speaker meanwhile: look at the list, then send again."))
        else:
            messages.success(request, _("Saved."))
            if found is not None and found.is_named and not saved.is_named:
                messages.warning(request, _("The name is not shown until the speaker agrees to it anew: ask again."))
            return redirect("events:team-speakers", edition.code)
    context = {"edition": edition, "speaker": found, "form": form, "section": "team", "tab": "speakers"}
    return render(request, "events/team/speaker.html", context, status=422 if form.is_bound else 200)


@never_cache
@editor_required
@require_POST
def invite(request: HttpRequest, code: str, speaker_id: int) -> HttpResponse:
    """Ask a speaker by mail."""
    found = get_object_or_404(Speaker, edition__code=code, pk=speaker_id)
    try:
        services.invite(speaker_id=found.pk, origin=_origin(request), by=request.user, at=timezone.now())
    except NotNow:
        messages.error(
            request, _("No letter was sent: there is no address, the speaker agreed, or was asked just now.")
        )
    else:
        messages.success(request, _("The speaker is asked by mail."))
    return redirect("events:team-speakers", code)


@never_cache
@editor_required
@require_POST
def invite_all(request: HttpRequest, code: str) -> HttpResponse:
    """Ask everybody who was not asked yet."""
    edition, asked = get_object_or_404(Edition, code=code), 0
    waiting = Speaker.objects.filter(edition=edition, asked_at=None).exclude(email="").order_by("pk")
    for speaker_id in list(waiting.values_list("pk", flat=True)):
        try:
            services.invite(speaker_id=speaker_id, origin=_origin(request), by=request.user, at=timezone.now())
        except NotNow:  # another editor was faster
            continue
        asked += 1
    messages.success(request, ngettext("%(n)s speaker is asked by mail.", "%(n)s speakers are asked by mail.", asked)
                     % {"n": asked})  # fmt: skip
    return redirect("events:team-speakers", code)


@never_cache
@editor_required
@require_POST
def remove(request: HttpRequest, code: str, speaker_id: int) -> HttpResponse:
    """Forget a speaker."""
    found = get_object_or_404(Speaker, edition__code=code, pk=speaker_id)
    services.remove(speaker_id=found.pk, by=request.user, at=timezone.now())
    messages.success(request, _("Removed."))
    return redirect("events:team-speakers", code)


# the speaker's own


@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """What would be shown of a speaker, to correct and agree to; later to take it back. Opening it changes nothing."""
    now = timezone.now()
    try:
        found = queries.of_link(token, now)
    except tokens.BadToken as error:
        raise Http404("speaker: this link is not ours, or a newer letter replaced it") from error
    if request.method == "POST" and request.POST.get("what") == "withdraw":
        services.withdraw(speaker_id=found.pk, origin=_origin(request), at=now)
        return redirect("events:speaker", token)
    can_agree = rules.invitation_stands(found.asked_at, now) or found.is_named
    form = ConsentForm(
        request.POST or None, initial={**{name: getattr(found, name) for name in SHOWN}, "agrees": found.is_named}
    )
    if request.method == "POST" and form.is_valid() and can_agree:
        services.agree(speaker_id=found.pk, shown=form.shown(), origin=_origin(request), at=now)
        return redirect("events:speaker", token)
    context: dict[str, Any] = {
        "speaker": found, "edition": found.edition, "form": form, "can_agree": can_agree,
        "sessions": programme.sessions_of(found), "section": "events",
    }  # fmt: skip
    return render(request, "events/own_speaker.html", context, status=422 if form.is_bound else 200)
