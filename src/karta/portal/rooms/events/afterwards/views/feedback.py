"""Feedback: the form behind a letter's link, what is published, and open answers that the team reads."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.directory.models import Edition
from karta.portal.platform.errors import error_page
from karta.portal.platform.templatetags.karta import language
from karta.portal.rooms.events.afterwards.doors import keeping_required, of_edition
from karta.portal.rooms.events.afterwards.errors import Again, NotNow
from karta.portal.rooms.events.afterwards.feedback import queries, services
from karta.portal.rooms.events.afterwards.feedback.forms import WordsForm, forms_of
from karta.portal.rooms.events.afterwards.models import Answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """What the bearer of a letter's link may still say, about the event and its sessions, each once."""
    ballots = queries.open_ballots(token)
    asked = queries.round_of(ballots[0].edition) if ballots else None
    if asked is None or timezone.now() >= asked.closes_at:
        return error_page(request, 410)
    rows = forms_of(ballots, request.POST or None)
    if request.method == "POST" and all(form.is_valid() for _ballot, form in rows):
        given = 0
        for ballot, form in rows:
            said = form.cleaned_data
            if said["stars"]:
                given += _give(token, ballot.session_id, int(said["stars"]), said["words"])
        if given:
            return render(request, "afterwards/thanks.html", {"edition": ballots[0].edition, "section": "events"})
        messages.warning(request, _("Nothing was sent: choose stars for at least one of them."))
    context = {"edition": ballots[0].edition, "rows": rows, "closes_at": asked.closes_at, "section": "events"}
    is_wrong = request.method == "POST"
    return render(request, "afterwards/answer.html", context | {"is_wrong": is_wrong}, status=422 if is_wrong else 200)


def _give(token: str, session_id: int | None, stars: int, words: str) -> int:
    try:
        services.answer(token=token, session_id=session_id, stars=stars, words=words.strip(), language=language(),
                        at=timezone.now())  # fmt: skip
    except (Again, NotNow):  # sent twice: the first one counted
        return 0
    return 1


@require_safe
@of_edition
def results(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What people said of an event and its sessions, each from five answers on."""
    context = {
        "edition": edition,
        "asked": queries.round_of(edition),
        "results": queries.results(edition),
        "section": "events",
    }
    return render(request, "afterwards/results.html", context)


@never_cache
@keeping_required
@require_safe
@of_edition
def words(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Open answers of an edition: first those that nobody has read."""
    return _words(request, edition)


def _words(request: HttpRequest, edition: Edition, *, bound: tuple[UUID, WordsForm] | None = None) -> HttpResponse:
    rows = []
    for one in queries.waiting_words(edition):
        is_bound = bound is not None and bound[0] == one.pk
        rows.append((one, bound[1] if is_bound else WordsForm(initial={"public_words": one.words}, prefix=str(one.pk))))
    context = {
        "edition": edition,
        "asked": queries.round_of(edition),
        "rows": rows,
        "read": list(queries.read_words(edition)),
        "section": "team",
        "part": "feedback",
    }
    return render(request, "afterwards/team_words.html", context, status=422 if bound else 200)


@keeping_required
@require_POST
@of_edition
def read(request: HttpRequest, edition: Edition, answer_id: UUID) -> HttpResponse:
    """Show an open answer as it was left, or not at all; one that was read may be read again."""
    found = Answer.objects.filter(edition=edition, pk=answer_id).exclude(batch=None).first()
    if found is None:
        raise Http404(f"answer {answer_id}: none of event {edition.code} that is published")
    form = WordsForm(request.POST, prefix=str(found.pk))
    is_dropped = request.POST.get("what") == "drop"
    if not is_dropped and not form.is_valid():
        return _words(request, edition, bound=(found.pk, form))
    said = "" if is_dropped else form.cleaned_data["public_words"].strip()
    services.read_words(answer_id=found.pk, public_words=said, by=request.user, at=timezone.now())
    messages.success(request, _("Readers see it now.") if said else _("It is shown to nobody."))
    return redirect("afterwards:team-words", edition.code)
