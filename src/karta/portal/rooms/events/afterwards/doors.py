"""Doors of these pages: the edition of the address; the team; a speaker's own link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

from karta.portal.directory.models import Edition
from karta.portal.platform import tokens
from karta.portal.platform.access import View, required
from karta.portal.platform.errors import error_page
from karta.portal.rooms.events.afterwards import letters, rules
from karta.portal.rooms.events.models import Speaker

keeping_required = required(rules.may_keep)
printing_required = required(rules.may_print)


def of_edition(view: Callable[..., HttpResponseBase]) -> View:
    """The view gets the edition that the address names; 404 where there is none."""

    @wraps(view)
    def found(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        edition = Edition.objects.filter(code=code).first()
        if edition is None:
            raise Http404(f"event {code}: there is none of this name")
        return view(request, edition, *args, **kwargs)

    return found


def for_speaker(view: Callable[..., HttpResponseBase]) -> View:
    """The view gets the speaker of the link; 410 for a link that is not ours, or of somebody who was erased."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            pk = tokens.read(letters.SPEAKER, token)
        except tokens.BadToken:
            return error_page(request, 410)
        speaker = Speaker.objects.select_related("edition").filter(pk=pk).first()
        if speaker is None:
            return error_page(request, 410)
        response = view(request, speaker, token, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    return guarded
