"""Saved views and alerts: pages that need no account. Who has a link may do what the link is for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition

from karta.explore.filters import Filter, FilterError
from karta.explore.matches import match
from karta.portal.directory import feeds, filters, letters, services
from karta.portal.directory.forms import AlertForm
from karta.portal.directory.models import Alert, SavedView
from karta.portal.directory.publications import publications
from karta.portal.platform import mail, tokens
from karta.portal.platform.errors import error_page
from karta.portal.platform.queries import is_throttled
from karta.portal.platform.rules import CONFIRM_WITHIN
from karta.portal.platform.services import count_attempt
from karta.portal.platform.snapshots import current_snapshot

View = Callable[..., HttpResponse]


def language() -> str:
    return (get_language() or "bg")[:2]


def understood(view: View) -> View:
    """A filter that is not understood is a page that names the parameter, not a failure."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except FilterError as error:
            said = error.message_bg if language() == "bg" else error.message_en
            raise BadRequest(f"{error.parameter}={error.value[:200]}: {said}") from error

    return guarded


def shown(asked: Filter) -> dict[str, Any]:
    """What every page of a view prints: the filter in words, how many match, its addresses. Errors: FilterError."""
    snapshot = current_snapshot()
    query = filters.query(asked)
    return {
        "sentence": filters.sentence(snapshot, asked, language()),
        "count": match(snapshot, asked).count,
        "map_address": reverse("explorer:map") + query,
        "alert_address": reverse("saved:subscribe") + query,
        "save_address": reverse("saved:new") + query,
        "feeds": [(form, reverse("explorer:feed", args=[form]) + query) for form in feeds.TYPES],
    }


@understood
def new(request: HttpRequest) -> HttpResponse:
    """Save the view of the address: one button."""
    asked = filters.asked_filter(request)
    context = shown(asked)
    if request.method != "POST":
        return render(request, "directory/save.html", context)
    address, now = request.META.get("REMOTE_ADDR", ""), timezone.now()
    if is_throttled("saved_address", address, at=now):
        return error_page(request, 429)
    count_attempt(kind="saved_address", text=address, at=now)
    made = services.save_view(params=filters.to_pairs(asked), at=now)
    return redirect("saved:manage", tokens.made("saved.manage", made.pk))


@never_cache
@understood
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """The saved view for whoever saved it: its address to hand on, and a button that deletes it."""
    try:
        found = SavedView.objects.filter(pk=tokens.read("saved.manage", token)).first()
    except tokens.BadToken:
        found = None
    if found is None:
        return error_page(request, 410)
    if request.method == "POST":
        found.delete()
        return render(request, "directory/saved_gone.html")
    address = request.build_absolute_uri(reverse("saved:view", args=[found.token]))
    context = {**_saved(found), "address": address, "is_owner": True}
    return render(request, "directory/saved.html", context)


@understood
def view(request: HttpRequest, token: str) -> HttpResponse:
    """A saved view as it is now."""
    found = get_object_or_404(SavedView, token=token)
    return render(request, "directory/saved.html", _saved(found))


def _saved(found: SavedView) -> dict[str, Any]:
    context = shown(filters.of_pairs(found.params))
    own = [(form, reverse("saved:feed", args=[found.token, form])) for form in feeds.TYPES]
    return {**context, "saved_at": found.saved_at, "feeds": own}


@understood
def saved_feed(request: HttpRequest, token: str, form: str) -> HttpResponse:
    """The feed of a saved view."""
    found = SavedView.objects.filter(token=token).first()
    if found is None:
        raise Http404("no such saved view")
    return feed_answer(request, filters.of_pairs(found.params), form)


def feed_answer(request: HttpRequest, asked: Filter, form: str) -> HttpResponse:
    """The feed of a filter as `atom` or `json`; 304 for whoever has it already. Errors: FilterError."""
    snapshot = current_snapshot()
    match(snapshot, asked)  # a filter that cannot be answered fails also where 304 would be said
    newest = publications(1)
    at = newest[0].at.isoformat() if newest else ""
    told = f"{snapshot.name} {at} {request.build_absolute_uri()} {language()} {form}"
    tag = f'"{hashlib.sha256(told.encode()).hexdigest()[:24]}"'

    @condition(etag_func=lambda _request: tag)
    def answer(request: HttpRequest) -> HttpResponse:
        origin, own = mail.absolute(request, "/")[:-1], mail.absolute(request, request.get_full_path())
        made = feeds.feed(snapshot, asked, language=language(), origin=origin, own=own)
        content = feeds.as_atom(made) if form == "atom" else feeds.as_json(made)
        return HttpResponse(content, content_type=feeds.TYPES[form])

    response: HttpResponse = answer(request)
    patch_cache_control(response, max_age=300, public=True)
    return response


@never_cache
@understood
def subscribe(request: HttpRequest) -> HttpResponse:
    """Be told when the view of the address changes: an address, confirmed by mail."""
    asked = filters.asked_filter(request)
    context, form = shown(asked), AlertForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "directory/subscribe.html", {**context, "form": form}, status=status)
    if not form.is_machine:
        email = form.cleaned_data["email"]
        if not mail.may_ask(request, email):
            return error_page(request, 429)
        alert = services.ask_alert(
            email=email, params=filters.to_pairs(asked), language=language(),
            origin=mail.absolute(request, "/")[:-1], at=timezone.now(),
        )  # fmt: skip
        mail.send(letters.please_confirm(alert, current_snapshot(), at=timezone.now()))
    return render(request, "platform/key_sent.html")


@never_cache
@understood
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of the first letter: a button, since mail programs open links by themselves."""
    try:
        alert_id = tokens.read("alert.confirm", token, within=CONFIRM_WITHIN)
    except tokens.BadToken:
        return error_page(request, 410)
    found = Alert.objects.filter(pk=alert_id).first()
    if found is None:
        return error_page(request, 410)
    if request.method != "POST":
        return render(request, "directory/confirm.html", shown(filters.of_pairs(found.params)))
    services.confirm_alert(alert_id=alert_id, snapshot=current_snapshot().name, at=timezone.now())
    return redirect("saved:alert", tokens.made("alert.manage", alert_id))


@csrf_exempt  # a mail program posts here by itself (RFC 8058); the token is the secret
@never_cache
def alert(request: HttpRequest, token: str) -> HttpResponse:
    """One alert: what it is about, and the button that ends it. A POST ends it at once and deletes the address."""
    try:
        alert_id = tokens.read("alert.manage", token)
    except tokens.BadToken:
        return error_page(request, 410)
    if request.method == "POST":
        services.unsubscribe(alert_id=alert_id)
        return render(request, "directory/unsubscribed.html")
    found = Alert.objects.filter(pk=alert_id).first()
    if found is None:
        return render(request, "directory/unsubscribed.html")
    context = {"alert": found}
    try:
        context |= shown(filters.of_pairs(found.params))
    except FilterError:  # unsubscribing must work whatever became of the filter
        context |= {"sentence": "", "count": None}
    return render(request, "directory/alert.html", context)
