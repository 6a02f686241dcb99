"""Check-in in the browser: the page that works without a network, its worker, its list, what it delivers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from karta.portal.platform import queries as platform
from karta.portal.platform.errors import error_page
from karta.portal.platform.services import count_attempt
from karta.portal.platform.templatetags.karta import built, in_language, language
from karta.portal.rooms.events.models import Admission, Door
from karta.portal.rooms.events.registration import rules
from karta.portal.rooms.events.registration.checkin import deliveries, queries, services, words
from karta.portal.rooms.events.registration.doors import (
    IN_SESSION,
    checking_required,
    may_check,
    standing_door,
    with_admission,
)


@never_cache
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, secret: str) -> HttpResponse:
    """Behind a link of the day: a button, since messengers open links by themselves, and a name for the device."""
    address = request.META.get("REMOTE_ADDR", "")
    if platform.is_throttled("door_address", address, at=timezone.now()):
        return error_page(request, 429)
    found = Door.objects.filter(secret_hash=platform.token_hash(secret)).select_related("admission__edition").first()
    if found is None or found.ends_at <= timezone.now():
        count_attempt(kind="door_address", text=address, at=timezone.now())
        return error_page(request, 410)
    edition = found.admission.edition
    if request.method != "POST":
        return render(
            request, "events/registration/door.html", {"door": found, "edition": edition, "section": "events"}
        )
    request.session[IN_SESSION] = found.pk
    request.session.set_expiry(rules.DOOR_LIFE + rules.LATE)
    return redirect("registration:check-in", edition.code)


@require_safe
@checking_required
def page(request: HttpRequest, admission: Admission) -> HttpResponse:
    """The page; everything that it shows of people comes from the list, so that it can be kept on the device."""
    context = {
        "edition": admission.edition, "words": words.words(), "section": "events", "until": _until(request, admission),
    }  # fmt: skip
    return render(request, "events/registration/check_in.html", context)


def _until(request: HttpRequest, admission: Admission) -> Any:
    """When the list on this device is erased by itself."""
    found = None if rules.may_admit(request.user) else standing_door(request, admission)
    return found.ends_at if found else timezone.now() + rules.COPY_LIFE


@require_safe
def worker(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 - its address limits what it sees
    """The service worker: under the page's own address, so that it sees no other page."""
    text = built("checkin/worker.ts").read_text("utf-8")
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@never_cache
@require_safe
@with_admission
def ticket_list(request: HttpRequest, admission: Admission) -> HttpResponse:
    """The list that a device takes along. 410 for a link of the day that ended: the device erases what it has."""
    if not may_check(request, admission):
        return JsonResponse({"is_open": False}, status=410)
    came = [
        {"t": ticket, "s": session, "at": _milliseconds(one.at), "by": one.device}
        for (ticket, session), one in queries.came(admission).items()
    ]
    return JsonResponse({
        "is_open": True, "now": _milliseconds(timezone.now()), "until": _milliseconds(_until(request, admission)),
        "csrf": get_token(request), "tickets": queries.tickets(admission), "came": came,
        "sessions": [{"id": one.pk, "title": in_language(one.title)} for one in queries.sessions(admission)],
        "language": language(),
    })  # fmt: skip


@never_cache
@require_POST
@with_admission
def scans(request: HttpRequest, admission: Admission) -> HttpResponse:
    """Take a device's scans. A link that ended may still deliver what it scanned before its end."""
    now = timezone.now()
    is_open, found = may_check(request, admission), standing_door(request, admission)
    if not is_open and (found is None or found.ends_at + rules.LATE < now):
        return JsonResponse({"is_open": False}, status=410)
    try:
        delivery = deliveries.read(request.body)
    except deliveries.BadDelivery as error:
        return JsonResponse(
            {"error": _("This delivery is not understood; nothing was kept."), "detail": str(error)}, status=400
        )
    is_team = rules.may_admit(request.user)
    told = services.deliver(
        admission=admission, delivery=delivery, door=None if is_team else found, by=request.user if is_team else None,
        at=now,
    )  # fmt: skip
    results = [
        {"id": str(one.scan.id), "result": one.result, "at": _milliseconds(one.came.at) if one.came else None,
         "by": one.came.device if one.came else None}
        for one in told
    ]  # fmt: skip
    return JsonResponse({"is_open": is_open, "now": _milliseconds(now), "csrf": get_token(request), "results": results})


def _milliseconds(at: Any) -> int:
    return int(at.timestamp() * 1000)
