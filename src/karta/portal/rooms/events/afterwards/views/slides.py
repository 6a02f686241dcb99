"""For editors: an edition's slides taken in, their authors asked, what these said."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from karta.portal.directory.models import Edition
from karta.portal.platform import uploads
from karta.portal.rooms.events.afterwards import rules
from karta.portal.rooms.events.afterwards.doors import keeping_required, of_edition
from karta.portal.rooms.events.afterwards.errors import Again, NotNow
from karta.portal.rooms.events.afterwards.models import Deck
from karta.portal.rooms.events.afterwards.slides import queries, services
from karta.portal.rooms.events.afterwards.slides.forms import DeckForm
from karta.portal.rooms.events.afterwards.views.public import sent


@never_cache
@keeping_required
@require_safe
@of_edition
def decks(request: HttpRequest, edition: Edition) -> HttpResponse:
    """All slides of an edition with what their authors said, and the form that takes in more."""
    return _page(request, edition, DeckForm(edition=edition))


def _page(request: HttpRequest, edition: Edition, form: DeckForm) -> HttpResponse:
    context = {
        "edition": edition,
        "rows": [_row(one) for one in queries.held(edition)],
        "form": form,
        "has_speakers": edition.speakers.exists(),
        "section": "team",
        "part": "slides",
    }
    return render(request, "afterwards/team_slides.html", context, status=422 if form.is_bound else 200)


def _row(deck: Deck) -> dict[str, Any]:
    authors = []
    for author in deck.authors.all():
        said = list(author.consents.all())
        standing = next((one for one in said if one.withdrawn_at is None), None)
        authors.append({"author": author, "said": said, "standing": standing if author.speaker else None})
    return {
        "deck": deck,
        "authors": authors,
        "is_public": bool(authors) and all(one["standing"] for one in authors),
        "may_ask": any(
            not one["standing"] and one["author"].speaker and one["author"].speaker.email for one in authors
        ),
    }


@never_cache
@csrf_exempt
@keeping_required
@require_POST
@of_edition
def add(request: HttpRequest, edition: Edition) -> HttpResponse:
    """New slides, which nobody but the team and their authors can open yet."""
    uploads.count(request, rules.LARGEST)
    return _add(request, edition)


@csrf_protect
def _add(request: HttpRequest, edition: Edition) -> HttpResponse:
    form = DeckForm(request.POST, request.FILES, edition=edition, is_too_large=uploads.is_too_large(request))
    if form.is_valid():
        said = form.cleaned_data
        try:
            services.add_deck(
                edition=edition, session=said["session"], title={"bg": said["title_bg"], "en": said["title_en"]},
                language=said["language"], speakers=said["speakers"], file=said["file"], taken=said["taken"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Again:
            form.add_error("file", _("These slides are there already."))
    if not form.is_valid():
        return _page(request, edition, form)
    messages.success(request, _("Kept. Now ask the authors whether everybody may see them."))
    return redirect("afterwards:team-slides", edition.code)


@keeping_required
@require_POST
@of_edition
def change(request: HttpRequest, edition: Edition, deck_id: int) -> HttpResponse:
    """Ask the authors who do not agree yet, or delete the slides."""
    found, what = _held(edition, deck_id), request.POST.get("what", "")
    if what == "ask":
        origin = request.build_absolute_uri("/").rstrip("/")
        try:
            count = services.ask(deck_id=found.pk, origin=origin, by=request.user, at=timezone.now())
        except NotNow:
            messages.error(request, _("Nobody who could be asked has an address: write it at the speaker."))
        else:
            told = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", count)
            messages.success(request, told % {"n": count})
    elif what == "remove" and request.POST.get("sure"):
        services.remove(deck_id=found.pk, by=request.user, at=timezone.now())
        messages.success(request, _("The slides and their file are deleted."))
    else:
        messages.error(request, _("Nothing was deleted: tick the box first."))
    return redirect("afterwards:team-slides", edition.code)


@never_cache
@keeping_required
@require_safe
@of_edition
def deck_file(request: HttpRequest, edition: Edition, deck_id: int) -> HttpResponseBase:  # noqa: ARG001
    """Slides as the team took them in."""
    return sent(_held(edition, deck_id))


def _held(edition: Edition, deck_id: int) -> Deck:
    found = Deck.objects.filter(edition=edition, pk=deck_id).first()
    if found is None:
        raise Http404(f"slides {deck_id}: none of event {edition.code}")
    return found
