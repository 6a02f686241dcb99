"""Answers for operators."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from karta.portal.platform.snapshots import NoSnapshot, current_snapshot


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Database and snapshot answer; 503 with the reason otherwise."""
    try:
        connection.ensure_connection()
        name = current_snapshot().name
    except NoSnapshot as error:
        return JsonResponse({"ready": False, "reason": str(error)}, status=503)
    return JsonResponse({"ready": True, "snapshot": name})
