"""The explorer: map, histograms, table and list of one filter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def explorer_map(request: HttpRequest) -> HttpResponse:
    """The map page in the reader's language."""
    return render(request, "platform/base.html")
