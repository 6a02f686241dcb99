"""What a speaker decides by the link of their letter: whether everybody may have their slides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from karta.portal.rooms.events.afterwards.doors import for_speaker
from karta.portal.rooms.events.afterwards.errors import NotNow
from karta.portal.rooms.events.afterwards.models import Author, Consent
from karta.portal.rooms.events.afterwards.slides import queries, services
from karta.portal.rooms.events.afterwards.slides.forms import AgreeForm
from karta.portal.rooms.events.afterwards.views.certificates import of_speaker
from karta.portal.rooms.events.afterwards.views.public import sent
from karta.portal.rooms.events.models import Speaker


@require_safe
@for_speaker
def yours(request: HttpRequest, speaker: Speaker, token: str) -> HttpResponse:
    """One's own slides with what one said of each. Opening the page says nothing."""
    return _page(request, speaker, token)


def _page(request: HttpRequest, speaker: Speaker, token: str, *, bound: dict[int, AgreeForm] | None = None) -> Any:
    rows = []
    for author in queries.of_speaker(speaker):
        said = list(author.consents.all())
        standing = next((one for one in said if one.withdrawn_at is None), None)
        start = {"licence": standing.licence} if standing else None
        form = (bound or {}).get(author.pk) or AgreeForm(initial=start, prefix=f"deck-{author.pk}")
        rows.append({"author": author, "said": said, "standing": standing, "form": form})
    context = {"speaker": speaker, "edition": speaker.edition, "token": token, "rows": rows,
               "certificate": of_speaker(speaker), "section": "events"}  # fmt: skip
    return render(request, "afterwards/yours.html", context, status=422 if bound else 200)


@require_safe
@for_speaker
def own_file(request: HttpRequest, speaker: Speaker, token: str, author_id: int) -> HttpResponseBase:  # noqa: ARG001
    """One's own slides as they were taken in, whatever one said of them."""
    return sent(_own(speaker, author_id).deck)


@require_POST
@for_speaker
def agree(request: HttpRequest, speaker: Speaker, token: str, author_id: int) -> HttpResponse:
    """Let everybody have one's slides."""
    author = _own(speaker, author_id)
    form = AgreeForm(request.POST, prefix=f"deck-{author.pk}")
    if not form.is_valid():
        return _page(request, speaker, token, bound={author.pk: form})
    said = Consent.Licence(form.cleaned_data["licence"])
    try:
        services.agree(author_id=author.pk, speaker_id=speaker.pk, licence=said, at=timezone.now())
    except NotNow:
        messages.error(request, _("These slides were deleted. Send them to the organiser again."))
    else:
        messages.success(request, _("Noted. Your slides are public once all their authors agree."))
    return redirect("afterwards:yours", token)


@require_POST
@for_speaker
def withdraw(request: HttpRequest, speaker: Speaker, token: str, author_id: int) -> HttpResponse:
    """Take it back: the slides are closed from this moment on."""
    author = _own(speaker, author_id)
    services.withdraw(author_id=author.pk, speaker_id=speaker.pk, at=timezone.now())
    messages.success(request, _("Your slides are closed. Nobody but you and the organiser’s team can open them."))
    return redirect("afterwards:yours", token)


def _own(speaker: Speaker, author_id: int) -> Author:
    found = Author.objects.select_related("deck").filter(pk=author_id, speaker=speaker).first()
    if found is None:
        raise Http404(f"author {author_id}: not this speaker's")
    return found
