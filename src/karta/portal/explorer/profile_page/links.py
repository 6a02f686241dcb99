"""Addresses that a profile gives of itself."""

from __future__ import annotations

from django.http import HttpRequest

from karta.portal.platform.snapshots import asked_snapshot, store


def permalink(request: HttpRequest) -> str:
    """The address that keeps showing this snapshot, also after the next one is published."""
    moment = store().published_at(asked_snapshot(request).name)
    return request.build_absolute_uri(f"{request.path}?as_of={moment:%Y-%m-%dT%H:%M:%SZ}" if moment else request.path)


def in_languages(request: HttpRequest) -> list[tuple[str, str]]:
    """(language, address) of this page in each language, for search engines; without the day looked back to."""
    return [(code, request.build_absolute_uri(f"/{code}{request.path[len('/bg') :]}")) for code in ("bg", "en")]
